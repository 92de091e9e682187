"""Signing as a client does it: pre-signed URLs and Authorization headers, by the time it is given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit

from trainer.s3 import sigv2
from trainer.s3.canonical import (
    ALGORITHM,
    TERMINATOR,
    UNSIGNED_PAYLOAD,
    canonical_request,
    signature,
    signing_key,
    string_to_sign,
)
from trainer.s3.query import encode, parse_query
from trainer.s3.request import Request

_DEFAULT_PORTS = {"http": ":80", "https": ":443"}


@dataclass(frozen=True, slots=True)
class Credentials:
    """An access key, with its session token if it is temporary."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str | None = field(default=None, repr=False)


def presign_v4(
    credentials: Credentials,
    method: str,
    url: str,
    *,
    region: str,
    now: datetime,
    expires: int | str,
    headers: Mapping[str, str] | None = None,
    query: Iterable[tuple[str, str]] = (),
) -> str:
    """Return a URL pre-signed with Signature Version 4.

    `url` is absolute with its path percent-encoded; `query` is added to its own. `headers` are signed besides
    `host` and have to be sent with it. `expires` (seconds) is not checked: signing is offline, S3 decides.
    """
    address = _Address.of(url)
    amz_date, scope = _stamp(now), _scope(now, region, "s3")
    signed = sorted({"host", *(name.lower() for name in headers or {})})
    parameters = [*parse_query(address.query), *query]
    parameters += [
        ("X-Amz-Algorithm", ALGORITHM),
        ("X-Amz-Credential", f"{credentials.access_key_id}/{scope}"),
        ("X-Amz-Date", amz_date),
        ("X-Amz-Expires", str(expires)),
        ("X-Amz-SignedHeaders", ";".join(signed)),
    ]
    if credentials.session_token:
        parameters.append(("X-Amz-Security-Token", credentials.session_token))
    sent = (("host", address.host), *_lowered(headers).items())
    payload = _lowered(headers).get("x-amz-content-sha256", UNSIGNED_PAYLOAD)
    canonical = canonical_request(Request(method, address.path, "", sent), parameters, signed, payload)
    key = signing_key(credentials.secret_access_key, amz_date[:8], region, "s3")
    signed_with = signature(key, string_to_sign(amz_date, scope, canonical))
    return address.with_query([*parameters, ("X-Amz-Signature", signed_with)])


def presign_v2(
    credentials: Credentials,
    method: str,
    url: str,
    *,
    now: datetime,
    expires: int,
    headers: Mapping[str, str] | None = None,
    host_bucket: str | None = None,
) -> str:
    """Return a URL pre-signed with Signature Version 2.

    `headers` (x-amz-, Content-Type, Content-MD5) are signed and, as the AWS SDKs do, written into the URL.
    `host_bucket` is the bucket where the host of `url` names it, because Version 2 signs bucket and path.
    """
    address = _Address.of(url)
    parameters = [*parse_query(address.query), *_lowered(headers).items()]
    if credentials.session_token:
        parameters.append(("x-amz-security-token", credentials.session_token))
    until = str(int(now.timestamp()) + expires)
    request = Request(method, address.path, encoded(parameters), (("host", address.host),))
    text = sigv2.string_to_sign(request, host_bucket, until, in_query=True)
    parameters += [
        ("AWSAccessKeyId", credentials.access_key_id),
        ("Signature", sigv2.signature(credentials.secret_access_key, text)),
        ("Expires", until),
    ]
    return address.with_query(parameters)


def sign_headers_v4(
    credentials: Credentials,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    region: str,
    service: str,
    now: datetime,
) -> dict[str, str]:
    """Return all headers to send, `Authorization` among them; the body's digest is signed."""
    address = _Address.of(url)
    amz_date, scope = _stamp(now), _scope(now, region, service)
    digest = sha256(body).hexdigest()
    sent = {**_lowered(headers), "host": address.host, "x-amz-date": amz_date}
    if service == "s3":
        sent.setdefault("x-amz-content-sha256", digest)
    if credentials.session_token:
        sent["x-amz-security-token"] = credentials.session_token
    signed = sorted(sent)
    canonical = canonical_request(
        Request(method, address.path, "", tuple(sent.items())),
        parse_query(address.query),
        signed,
        sent.get("x-amz-content-sha256", digest),
    )
    key = signing_key(credentials.secret_access_key, amz_date[:8], region, service)
    sent["authorization"] = (
        f"{ALGORITHM} Credential={credentials.access_key_id}/{scope}, SignedHeaders={';'.join(signed)}, "
        f"Signature={signature(key, string_to_sign(amz_date, scope, canonical))}"
    )
    return sent


@dataclass(frozen=True, slots=True)
class _Address:
    """The parts of a URL that are signed, as a client sends them."""

    origin: str
    host: str
    path: str
    query: str

    @classmethod
    def of(cls, url: str) -> "_Address":
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2].lower().removesuffix(_DEFAULT_PORTS.get(parts.scheme, " "))
        return cls(f"{parts.scheme}://{parts.netloc}", host, parts.path or "/", parts.query)

    def with_query(self, parameters: Iterable[tuple[str, str]]) -> str:
        return f"{self.origin}{self.path}?{encoded(parameters)}"


def encoded(parameters: Iterable[tuple[str, str]]) -> str:
    """Return a query as an SDK writes it: every name with a `=`, percent-encoded."""
    return "&".join([f"{encode(name)}={encode(value)}" for name, value in parameters])


def _lowered(headers: Mapping[str, str] | None) -> dict[str, str]:
    return {name.lower(): value for name, value in (headers or {}).items()}


def _stamp(now: datetime) -> str:
    return now.strftime("%Y%m%dT%H%M%SZ")


def _scope(now: datetime, region: str, service: str) -> str:
    return f"{now:%Y%m%d}/{region}/{service}/{TERMINATOR}"
