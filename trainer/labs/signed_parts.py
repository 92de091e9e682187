"""What a signed URL of a lab is made of: the parts it shows, and the texts its signature was calculated from.

Source: "Authenticating Requests: Using Query Parameters" of the Amazon S3 API reference.
"""

from collections.abc import Callable, Mapping
from hashlib import sha256
from urllib.parse import unquote, urlsplit

from trainer.labs.urls import MadeUrl
from trainer.labs.words import grouped
from trainer.s3 import canonical
from trainer.s3.query import encode, parse_query
from trainer.s3.request import Request


def spellings(made: MadeUrl, part: str) -> tuple[str, ...]:
    """Return a part of a Version 4 URL in each way it may be written, the usual one first."""
    return _PARTS[part](_Parts(made))


class _Parts:
    """One URL taken apart."""

    def __init__(self, made: MadeUrl) -> None:
        self.made = made
        parts = urlsplit(made.url)
        self._host, self._path = parts.netloc, parts.path
        self._pairs = parse_query(parts.query)
        self.values = dict(self._pairs)
        self.access_key_id, _, self.scope = self.values.get("X-Amz-Credential", "").partition("/")
        self.date = self.values.get("X-Amz-Date", "")
        self.signed_headers = self.values.get("X-Amz-SignedHeaders", "")

    @property
    def canonical_request(self) -> str:
        sent = {name.lower(): value for name, value in self.made.headers.items()}
        request = Request(self.made.method, self._path, "", (("host", self._host), *sent.items()))
        payload = sent.get("x-amz-content-sha256", canonical.UNSIGNED_PAYLOAD)
        return canonical.canonical_request(request, self._pairs, self.signed_headers.split(";"), payload)

    @property
    def string_to_sign(self) -> str:
        return canonical.string_to_sign(self.date, self.scope, self.canonical_request)

    @property
    def signing_key(self) -> str:
        day, region, service, *_ = (*self.scope.split("/"), "", "", "")
        return canonical.signing_key(self.made.credentials.secret_access_key, day, region, service).hex()


def _encoded(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((value, encode(value))))


def _secret_occurrences(parts: _Parts) -> tuple[str, ...]:
    secret = parts.made.credentials.secret_access_key
    return (str(max(parts.made.url.count(secret), unquote(parts.made.url).count(secret))),)


def _number(digits: str) -> tuple[str, ...]:
    return (digits, grouped(int(digits))) if digits.isdecimal() else (digits,)


def _digest(text: str) -> tuple[str, ...]:
    digest = sha256(canonical.octets(text)).hexdigest()
    # sha256sum prints the name of its input behind it.
    return digest, f"{digest} -"


def _value(name: str) -> Callable[[_Parts], tuple[str, ...]]:
    return lambda parts: _encoded(parts.values.get(name) or "none")


_PARTS: Mapping[str, Callable[[_Parts], tuple[str, ...]]] = {
    "access_key_id": lambda parts: (parts.access_key_id,),
    "credential_scope": lambda parts: _encoded(parts.scope),
    "signed_at": lambda parts: (parts.date, f"{parts.made.signed_at:%Y-%m-%dT%H:%M:%SZ}"),
    "expires_in": lambda parts: _number(parts.values.get("X-Amz-Expires", "")),
    "signed_headers": _value("X-Amz-SignedHeaders"),
    "session_token": _value("X-Amz-Security-Token"),
    "signature": _value("X-Amz-Signature"),
    "secret_occurrences": _secret_occurrences,
    "canonical_request": lambda parts: (parts.canonical_request,),
    "canonical_request_hash": lambda parts: _digest(parts.canonical_request),
    "string_to_sign": lambda parts: (parts.string_to_sign,),
    "signing_key": lambda parts: (parts.signing_key,),
}

PARTS = tuple(_PARTS)
"""What an answer about a URL may be compared with."""
