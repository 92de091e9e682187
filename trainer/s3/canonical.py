"""Signature Version 4: canonical request, string to sign, signing key and signature.

Source: "Signature Calculations for the Authorization Header" and "Authenticating Requests: Using Query
Parameters" of the Amazon S3 API reference.
"""

import hmac
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import sha256

from trainer.s3.query import decode, encode, encode_path
from trainer.s3.request import Request

ALGORITHM = "AWS4-HMAC-SHA256"
TERMINATOR = "aws4_request"
UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
_SPACES = re.compile("[ \t]+")
"""What HTTP takes for space. `str.split` knows more, and would let each of them be put for another."""
EMPTY_SHA256 = sha256(b"").hexdigest()


def canonical_path(raw_path: str) -> str:
    """Encode each byte of the decoded path once, as S3 does: `//` and `..` stay as they are."""
    return encode_path(decode(raw_path)) or "/"


def canonical_query(parameters: Iterable[tuple[str, str]]) -> str:
    """Encode decoded names and values again and sort them; the signature itself is left out."""
    encoded = [(_name(name), encode(value)) for name, value in parameters if name != "X-Amz-Signature"]
    encoded.sort()
    return "&".join([f"{name}={value}" for name, value in encoded])


_name = lru_cache(maxsize=256)(encode)
"""Names of parameters are few, and come again with every request."""


def canonical_headers(headers: Iterable[tuple[str, str]], signed: Sequence[str]) -> str:
    """Return a line for each signed header: trimmed, inner spaces collapsed, several values joined by commas.

    `signed` are lower-case names. A signed header that was not sent counts as empty.
    """
    values: dict[str, list[str]] = {name: [] for name in signed}
    for name, value in headers:
        found = values.get(name.lower())
        if found is not None:
            found.append(" ".join(_SPACES.split(value.strip(" \t"))))
    return "".join([f"{name}:{','.join(values[name])}\n" for name in sorted(values)])


def canonical_request(
    request: Request, parameters: Iterable[tuple[str, str]], signed: Sequence[str], payload_hash: str
) -> str:
    """Return the canonical request of what was sent; `parameters` is the decoded query."""
    return "\n".join(
        (
            request.method,
            canonical_path(request.raw_path),
            canonical_query(parameters),
            canonical_headers(request.headers, signed),
            ";".join(sorted(set(signed))),
            payload_hash,
        )
    )


def string_to_sign(amz_date: str, scope: str, canonical: str) -> str:
    """Return the string to sign; `amz_date` is `yyyyMMddTHHmmssZ`, `scope` what follows the access key."""
    digest = sha256(octets(canonical)).hexdigest()
    return f"{ALGORITHM}\n{amz_date}\n{scope}\n{digest}"


@lru_cache(maxsize=256)
def signing_key(secret_access_key: str, date: str, region: str, service: str) -> bytes:
    """Derive the key of one day, Region and service from a secret access key."""
    key = octets("AWS4" + secret_access_key)
    for part in (date, region, service, TERMINATOR):
        key = hmac.digest(key, octets(part), "sha256")
    return key


def signature(key: bytes, text: str) -> str:
    """Return the lower-case hex signature of a string to sign."""
    return hmac.digest(key, octets(text), "sha256").hex()


def octets(text: str) -> bytes:
    """Return UTF-8 of any text, lone surrogates included: a judge may be shown anything."""
    return text.encode("utf-8", "surrogatepass")
