"""A pre-signed URL taken apart: what each field says, without asking anybody.

Source: "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)" of the Amazon S3 API
reference, and "Signing and Authenticating REST Requests (AWS Signature Version 2)" of the user guide.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from trainer.s3 import canonical, sigv2
from trainer.s3.address import Address, read_address
from trainer.s3.authorization import Authorization, authorization_of
from trainer.s3.expires import INTEGER
from trainer.s3.hosts import Host, read_host
from trainer.s3.query import decode
from trainer.s3.request import Request
from trainer.s3.times import amz_time, epoch_time

Kind = Literal["query-v4", "query-v2", "plain"]

METHODS = ("GET", "PUT", "HEAD", "DELETE", "POST")
"""What a URL can be signed for, the likeliest first."""
NOT_IN_URL = "<as signed; the URL does not say it>"
"""Stands in a canonical request for the value of a signed header that nobody gave."""


class Anatomy(NamedTuple):
    """What a URL says of itself; a field that it does not have is None, or empty."""

    address: Address
    host: Host
    kind: Kind
    authorization: Authorization
    parameters: tuple[tuple[str, str], ...]
    """The query, decoded, in the order sent; a name may recur."""
    bucket: str | None
    key: str | None
    """Decoded; None for the bucket itself."""
    access_key_id: str | None = None
    scope: tuple[str, ...] = ()
    """What follows the access key ID in a Version 4 credential; four parts if it is well formed."""
    session_token: str | None = None
    signed_at: datetime | None = None
    """Aware, UTC; None in Version 2, which does not say it."""
    expires_in: int | None = None
    """Seconds, as the URL says; None in Version 2, and for what is no number."""
    expires_at: datetime | None = None
    signed_headers: tuple[str, ...] = ()
    """Lower case; `host` among them if the URL is well formed."""

    def __repr__(self) -> str:
        # A traceback shows it, and must not show the signature and the token in it.
        return f"Anatomy({self.kind}, {self.address.host}, {self.bucket}, {self.key})"

    @property
    def query(self) -> dict[str, str]:
        """Return the query by name; of a name that recurs the first value."""
        return dict(reversed(self.parameters))

    @property
    def signature(self) -> str | None:
        """Return the signature as sent, or None."""
        return self.authorization.signature if self.kind != "plain" else None

    @property
    def temporary(self) -> bool:
        """Return whether temporary credentials signed: such have keys that begin with ASIA, and a token."""
        return self.session_token is not None or (self.access_key_id or "").startswith("ASIA")

    @property
    def region(self) -> str | None:
        """Return the Region it was signed for; without one, the Region of its host."""
        return (self.scope[1] if len(self.scope) == 4 else "") or self.host.region

    @property
    def credential_scope(self) -> str | None:
        """Return the credential scope, `20130524/us-east-1/s3/aws4_request`."""
        return "/".join(self.scope) or None

    @property
    def host_bucket(self) -> str | None:
        """Return the bucket that Version 2 signs in front of the path, because the host names it."""
        return self.host.bucket

    def headers_to_send(self, given: Mapping[str, str] | None = None) -> list[str]:
        """Return the signed headers that a client has to send besides Host and those given."""
        return [name for name in self.signed_headers if name != "host" and name not in (given or {})]

    def request(self, method: str, headers: Mapping[str, str] | None = None) -> Request:
        """Return the request that a client makes of it; `headers` have lower-case names."""
        sent = (("host", self.address.host), *(headers or {}).items())
        return Request(method, self.address.raw_path, self.address.raw_query, sent)

    def canonical_request(self, method: str, headers: Mapping[str, str] | None = None) -> str | None:
        """Return Version 4's canonical request, or None where the URL names no signed headers.

        A signed header that is not among `headers` gets NOT_IN_URL for a value.
        """
        if self.kind != "query-v4" or not self.signed_headers:
            return None
        values = dict.fromkeys(self.headers_to_send(headers), NOT_IN_URL) | dict(headers or {})
        payload = canonical.UNSIGNED_PAYLOAD
        if "x-amz-content-sha256" in self.signed_headers:
            payload = values["x-amz-content-sha256"]
        request = self.request(method, values)
        return canonical.canonical_request(request, self.parameters, self.signed_headers, payload)

    def string_to_sign(self, method: str, headers: Mapping[str, str] | None = None) -> str | None:
        """Return the string to sign; None where something that goes into it is missing."""
        if self.kind == "query-v2":
            until = self.query.get("Expires", "")
            request = self.request(method, headers)
            return sigv2.string_to_sign(request, self.host_bucket, until, in_query=True)
        text = self.canonical_request(method, headers)
        stamp = self.query.get("X-Amz-Date", "")
        if text is None or not stamp or len(self.scope) != 4 or self.headers_to_send(headers):
            return None
        return canonical.string_to_sign(stamp, "/".join(self.scope), text)


def dissect(text: str) -> Anatomy:
    """Take a URL apart. Raises UsageError for what cannot be read as an http(s) URL, and nothing else."""
    return anatomy_of(read_address(text))


def anatomy_of(address: Address) -> Anatomy:
    """Read the fields of a URL; never raises."""
    request = Request("GET", address.raw_path, address.raw_query, ())
    authorization = authorization_of(request)
    host = read_host(address.host)
    kind = _kind(authorization)
    bucket, key = _place(address, host, signed=kind != "plain")
    plain = Anatomy(address, host, kind, authorization, authorization.parameters, bucket, key)
    if kind == "plain":
        return plain
    return _signed(plain._replace(access_key_id=authorization.access_key_id))


def _kind(authorization: Authorization) -> Kind:
    if authorization.auth == "query-v4":
        return "query-v4"
    # CloudFront signs with Expires and Signature too, but names a key pair.
    names = {name for name, _ in authorization.parameters}
    return "query-v2" if authorization.auth == "query-v2" and "Key-Pair-Id" not in names else "plain"


def _signed(anatomy: Anatomy) -> Anatomy:
    query = anatomy.query
    if anatomy.kind == "query-v2":
        token = next((v for n, v in anatomy.parameters if n.lower() == "x-amz-security-token"), None)
        seconds = _number(query.get("Expires", ""))
        until = epoch_time(seconds) if seconds is not None else None
        return anatomy._replace(session_token=token, expires_at=until)
    signed_at = amz_time(query.get("X-Amz-Date", ""))
    seconds = _number(query.get("X-Amz-Expires", ""))
    names = (anatomy.authorization.signed_headers or "").split(";")
    return anatomy._replace(
        scope=anatomy.authorization.scope,
        session_token=query.get("X-Amz-Security-Token"),
        signed_at=signed_at,
        expires_in=seconds,
        expires_at=_after(signed_at, seconds),
        signed_headers=tuple(name.strip().lower() for name in names if name.strip()),
    )


def _place(address: Address, host: Host, *, signed: bool) -> tuple[str | None, str | None]:
    """Return bucket and key; at a host that is not known to be S3's only a signed URL is about a bucket."""
    path = decode(address.raw_path).removeprefix("/")
    if host.bucket is not None:
        return host.bucket, path or None
    if host.style == "unknown" and not signed:
        return None, path or None
    bucket, _, key = path.partition("/")
    return bucket or None, key or None


def _number(text: str) -> int | None:
    return int(text) if INTEGER.fullmatch(text) else None


def _after(moment: datetime | None, seconds: int | None) -> datetime | None:
    if moment is None or seconds is None:
        return None
    try:
        return moment + timedelta(seconds=seconds)
    except OverflowError:
        return None
