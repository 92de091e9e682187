"""Cross-origin resource sharing: which of a bucket's rules fits a browser's request, and what S3 says then.

Source: "Using cross-origin resource sharing (CORS)" of the Amazon S3 user guide; the answers are those that
LocalStack's test_s3_cors recorded from AWS.
"""

from collections.abc import Iterable
from typing import NamedTuple

METHODS = ("GET", "PUT", "HEAD", "POST", "DELETE")
"""The methods that a rule can allow."""
VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"

Headers = tuple[tuple[str, str], ...]


class CorsRule(NamedTuple):
    """One rule of a bucket."""

    origins: tuple[str, ...]
    """With at most one `*` each."""
    methods: tuple[str, ...]
    headers: tuple[str, ...] = ()
    """With at most one `*` each; letter case does not count."""
    exposed: tuple[str, ...] = ()
    max_age: int | None = None
    """Seconds."""


class CrossOrigin(NamedTuple):
    """What a browser says of the request it makes, or would like to make."""

    origin: str
    method: str
    headers: tuple[str, ...] = ()
    """Names in lower case, in the order asked for."""


def fitting(rules: Iterable[CorsRule], asked: CrossOrigin) -> CorsRule | None:
    """Return the first rule that fits, or None."""
    return next((rule for rule in rules if _fits(rule, asked)), None)


def response_headers(rule: CorsRule, asked: CrossOrigin) -> Headers:
    """Return the headers by which a browser knows that the rule lets it."""
    anyone = "*" in rule.origins
    headers = [("Access-Control-Allow-Origin", "*" if anyone else asked.origin)]
    headers.append(("Access-Control-Allow-Methods", ", ".join(rule.methods)))
    if asked.headers:
        headers.append(("Access-Control-Allow-Headers", ", ".join(asked.headers)))
    if rule.exposed:
        headers.append(("Access-Control-Expose-Headers", ", ".join(rule.exposed)))
    if rule.max_age is not None:
        headers.append(("Access-Control-Max-Age", str(rule.max_age)))
    if not anyone:
        headers.append(("Access-Control-Allow-Credentials", "true"))
    return (*headers, ("Vary", VARY))


def _fits(rule: CorsRule, asked: CrossOrigin) -> bool:
    return (
        asked.method in rule.methods
        and any(_matches(origin, asked.origin) for origin in rule.origins)
        and all(any(_matches(allowed.lower(), name) for allowed in rule.headers) for name in asked.headers)
    )


def _matches(pattern: str, text: str) -> bool:
    """Compare with a pattern in which one `*` stands for any characters."""
    head, star, tail = pattern.partition("*")
    if not star:
        return pattern == text
    return len(text) >= len(head) + len(tail) and text.startswith(head) and text.endswith(tail)
