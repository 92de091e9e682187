"""The query of a request line, decoded as S3 decodes it."""

import re
from urllib.parse import quote, unquote

_CLEAN = re.compile(r"(?:[!\"$&-~]|%[0-9A-Fa-f]{2})*")
"""Printable ASCII without `#`, and `%` only as the start of an escape."""


def decode(text: str) -> str:
    """Undo percent escapes; what is not UTF-8 becomes U+FFFD."""
    return unquote(text) if "%" in text else text


def encode(text: str, safe: str = "") -> str:
    """Escape all but RFC 3986's unreserved characters and `safe`, in UTF-8 with upper-case digits."""
    return quote(text, safe=safe, errors="surrogatepass")


def parse_query(raw_query: str) -> tuple[tuple[str, str], ...]:
    """Return names and values, decoded, in the order sent; `+` is a space; a bare name has an empty value."""
    pairs = []
    for part in raw_query.split("&"):
        if part:
            name, _, value = part.replace("+", " ").partition("=")
            pairs.append((decode(name), decode(value)))
    return tuple(pairs)


def well_formed(raw: str) -> bool:
    """Tell whether a path or query is ASCII with whole escapes that spell UTF-8.

    Anything else may mean one thing to a judge and another to a store.
    """
    if not _CLEAN.fullmatch(raw):
        return False
    if "%" not in raw:
        return True
    try:
        unquote(raw, errors="strict")
    except UnicodeDecodeError:
        return False
    return True
