"""SignatureDoesNotMatch, line by line: what S3 saw, against what the URL itself says."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from trainer.s3.anatomy import Anatomy
from trainer.s3.masking import masked, masked_value
from trainer.s3.query import decode
from trainer.s3.verifying import UNKNOWN, Verification

NOTHING = "nothing"


class Difference(NamedTuple):
    """One thing that S3 saw otherwise than the URL has it."""

    what: str
    """`method`, `path`, `host`, `parameter NAME`, `header NAME`, `signed headers`, `payload hash`, ..."""
    seen: str
    """What S3 saw, secrets shortened."""
    signed: str
    """What the URL says, secrets shortened."""
    certain: bool = True
    """False where the URL does not say it, so that S3 may have seen the right thing."""


class Lines(NamedTuple):
    """A canonical request, taken apart."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    signed_headers: str
    payload: str


def canonical_lines(text: str) -> Lines | None:
    """Take a canonical request apart; None where it has not the form of one."""
    lines = text.replace("\r\n", "\n").rstrip("\n").split("\n")
    if len(lines) < 6 or lines[-3]:
        return None
    headers = dict(line.partition(":")[::2] for line in lines[3:-3])
    return Lines(lines[0], lines[1], lines[2], headers, lines[-2], lines[-1])


def differences(
    anatomy: Anatomy,
    canonical: str,
    verification: Verification = UNKNOWN,
    headers: Mapping[str, str] | None = None,
) -> tuple[Difference, ...] | None:
    """Return what differs between S3's canonical request and the URL's own, what is certain first.

    None where there is nothing to compare. `headers` (lower-case names) are known to have been signed.
    """
    own = anatomy.canonical_request(verification.method or "GET", headers)
    seen, signed = canonical_lines(canonical), canonical_lines(own) if own else None
    if seen is None or signed is None:
        return None
    found = [
        *_method(seen.method, verification),
        *_line("path", seen.path, signed.path),
        *_query(seen.query, signed.query),
        *_headers(seen, signed, anatomy.headers_to_send(headers)),
        *_line("signed headers", seen.signed_headers, signed.signed_headers),
    ]
    if "x-amz-content-sha256" not in anatomy.headers_to_send(headers):
        found += _line("payload hash", seen.payload, signed.payload)
    return tuple(sorted(found, key=lambda difference: not difference.certain))


def differences_v2(
    anatomy: Anatomy, text: str, verification: Verification = UNKNOWN
) -> tuple[Difference, ...] | None:
    """Return what differs between Version 2's string to sign as S3 made it and the URL's own."""
    own = anatomy.string_to_sign(verification.method or "GET")
    seen, signed = text.replace("\r\n", "\n").split("\n"), (own or "").split("\n")
    if len(seen) < 5 or len(signed) < 5:
        return None
    found = list(_method(seen[0], verification))
    for position, what in enumerate(("header content-md5", "header content-type", "Expires"), 1):
        found += _line(what, seen[position], signed[position])
    found += _query("&".join(seen[4:-1]), "&".join(signed[4:-1]), "header", ":")
    found += _line("bucket, key and subresources", seen[-1], signed[-1])
    return tuple(found)


def _method(seen: str, verification: Verification) -> Iterator[Difference]:
    if verification.method is not None:
        yield from _line("method", seen, verification.method)
    elif seen != "GET":
        yield Difference("method", masked(seen), "a URL does not say it; most are signed for GET", False)


def _line(what: str, seen: str, signed: str) -> Iterator[Difference]:
    if seen != signed:
        yield Difference(what, masked(seen) or NOTHING, masked(signed) or NOTHING)


def _query(seen: str, signed: str, kind: str = "parameter", sign: str = "=") -> Iterator[Difference]:
    """Compare parameters (or lines of headers) by name; several values of one name stay together."""
    ours, theirs = _by_name(signed, sign), _by_name(seen, sign)
    for name in [*ours, *(name for name in theirs if name not in ours)]:
        if theirs.get(name) != ours.get(name):
            plain = decode(name)
            yield Difference(
                f"{kind} {masked(plain)}", _values(plain, theirs.get(name)), _values(plain, ours.get(name))
            )


def _by_name(text: str, sign: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in filter(None, text.split("&")):
        name, _, value = part.partition(sign)
        found.setdefault(name, []).append(value)
    return found


def _values(name: str, values: list[str] | None) -> str:
    if values is None:
        return NOTHING
    return ", ".join(masked_value(name, decode(value)) for value in values) or "an empty value"


def _headers(seen: Lines, signed: Lines, unknown: list[str]) -> Iterator[Difference]:
    for name in dict.fromkeys([*signed.headers, *seen.headers]):
        theirs, ours = seen.headers.get(name), signed.headers.get(name)
        what = "host" if name == "host" else f"header {name}"
        if name in unknown and name in signed.headers:
            if not theirs:
                yield Difference(what, NOTHING, "signed, so it has to be sent")
            else:
                yield Difference(what, masked_value(name, theirs), "not in the URL: is it as signed?", False)
        elif theirs != ours:
            yield Difference(what, _header(name, theirs), _header(name, ours))


def _header(name: str, value: str | None) -> str:
    return NOTHING if value is None else masked_value(name, value) or "an empty value"
