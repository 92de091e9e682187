"""botocore as the oracle: requests that it signs, as they go over the wire."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from unittest.mock import patch
from urllib.parse import quote, urlencode, urlsplit

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials

from trainer.s3.request import Request
from trainer.s3.signing import Credentials


def url_of(host: str, key: str, query: Mapping[str, str], bucket: str = "trainer-private") -> str:
    """Return a path-style URL as an SDK writes it."""
    path = quote(f"/{bucket}/{key}", safe="/~")
    tail = f"?{urlencode(query, quote_via=quote, safe='-_.~')}" if query else ""
    return f"http://{host}{path}{tail}"


def query_v4(
    credentials: Credentials,
    method: str,
    url: str,
    headers: Mapping[str, str],
    *,
    region: str,
    expires: int | str,
    now: datetime,
) -> str:
    """Return the URL that botocore pre-signs with Version 4."""
    request = AWSRequest(method, url, dict(headers))
    # botocore writes into the URL whatever it is given.
    seconds: Any = expires
    with _at(now):
        botocore.auth.S3SigV4QueryAuth(_boto(credentials), "s3", region, expires=seconds).add_auth(request)
    return str(request.url)


def header_v4(
    credentials: Credentials,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    *,
    region: str,
    now: datetime,
    service: str = "s3",
    tells_payload: bool = True,
) -> dict[str, str]:
    """Return the headers that botocore sends, signed with Version 4; only S3's tell of the payload."""
    request = AWSRequest(method, url, dict(headers), data=body)
    told = service == "s3" and tells_payload
    signer = botocore.auth.S3SigV4Auth if told else botocore.auth.SigV4Auth
    with _at(now):
        signer(_boto(credentials), service, region).add_auth(request)
    return {"Host": urlsplit(url).netloc, **dict(request.headers.items())}


def query_v2(
    credentials: Credentials,
    method: str,
    url: str,
    headers: Mapping[str, str],
    *,
    expires: int,
    now: datetime,
    auth_path: str | None = None,
) -> str:
    """Return the URL that botocore pre-signs with Version 2.

    `auth_path` is bucket and path where the host names the bucket, because Version 2 signs both.
    """
    request = AWSRequest(method, url, dict(headers), auth_path=auth_path)
    with patch("botocore.auth.time.time", lambda: now.timestamp()):
        botocore.auth.HmacV1QueryAuth(_boto(credentials), expires=expires).add_auth(request)
    return str(request.url)


def header_v2(
    credentials: Credentials, method: str, url: str, headers: Mapping[str, str], *, now: datetime
) -> dict[str, str]:
    """Return the headers that botocore sends, signed with Version 2."""
    request = AWSRequest(method, url, dict(headers))
    stamp = now.strftime("%a, %d %b %Y %H:%M:%S GMT")
    signer = botocore.auth.HmacV1Auth(_boto(credentials))
    with patch.object(signer, "_get_date", lambda: stamp):
        signer.add_auth(request)
    return {"Host": urlsplit(url).netloc, **dict(request.headers.items())}


def on_the_wire(url: str, method: str, headers: Mapping[str, str], **more: Any) -> Request:
    """Return the request that arrives; Host comes from the URL if it is not given."""
    address = urlsplit(url)
    named = any(name.lower() == "host" for name in headers)
    sent = dict(headers) if named else {"Host": address.netloc, **headers}
    return Request(method, address.path, address.query, tuple(sent.items()), **more)


def _boto(credentials: Credentials) -> BotoCredentials:
    return BotoCredentials(
        credentials.access_key_id, credentials.secret_access_key, credentials.session_token
    )


@contextmanager
def _at(now: datetime) -> Iterator[None]:
    with patch("botocore.auth.get_current_datetime", lambda: now.replace(tzinfo=None)):
        yield
