"""Upload forms that the tests of the judge are about: signed by botocore, written by urllib3."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from unittest.mock import patch

import botocore.auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials as BotoCredentials
from urllib3.fields import RequestField
from urllib3.filepost import encode_multipart_formdata

from tests.s3 import oracle
from tests.s3.samples import ENDPOINT, LONG_TERM, NOW
from trainer.s3.multipart import read_form
from trainer.s3.request import Request
from trainer.s3.signing import Credentials

BUCKET = "trainer-private"
KEY = "u/photo.jpg"
CONDITIONS: tuple[Any, ...] = ({"bucket": BUCKET}, {"key": KEY})

Fields = Mapping[str, str] | Sequence[tuple[str, str]]


def signed(
    fields: Mapping[str, str] | None = None,
    conditions: Sequence[Any] = (),
    *,
    credentials: Credentials = LONG_TERM,
    version: str = "v4",
    region: str = "us-east-1",
    now: datetime = NOW,
    expires: float = 3600,
    given: Sequence[Any] = CONDITIONS,
) -> dict[str, str]:
    """Return the fields of a form for KEY that botocore signs; `conditions` come after those `given`."""
    expiration = (now + timedelta(seconds=expires)).strftime("%Y-%m-%dT%H:%M:%SZ")
    request = AWSRequest("POST", f"{ENDPOINT}/{BUCKET}")
    request.context["s3-presign-post-fields"] = {"key": KEY, **(fields or {})}
    request.context["s3-presign-post-policy"] = {
        "expiration": expiration,
        "conditions": [*given, *conditions],
    }
    with patch("botocore.auth.get_current_datetime", lambda: now.replace(tzinfo=None)):
        signer(credentials, version, region).add_auth(request)
    made: dict[str, str] = request.context["s3-presign-post-fields"]
    return made


def signer(credentials: Credentials, version: str = "v4", region: str = "us-east-1") -> Any:
    """Return botocore's signer of forms."""
    key = BotoCredentials(credentials.access_key_id, credentials.secret_access_key, credentials.session_token)
    if version == "v2":
        return botocore.auth.HmacV1PostAuth(key)
    return botocore.auth.S3SigV4PostAuth(key, "s3", region)


def with_policy(policy: object) -> dict[str, str]:
    """Return the fields of a form whose policy is any text or document, and truly signed with Version 4."""
    text = policy if isinstance(policy, str) else json.dumps(policy)
    fields = signed() | {"policy": encoded(text)}
    return fields | {"x-amz-signature": signature_of(LONG_TERM, fields["policy"], NOW)}


def encoded(policy: str) -> str:
    """Return a policy in Base64."""
    return b64encode(policy.encode()).decode()


def signature_of(credentials: Credentials, policy: str, now: datetime) -> str:
    """Return what botocore signs a policy with."""
    request = AWSRequest("POST", ENDPOINT)
    request.context["timestamp"] = now.strftime("%Y%m%dT%H%M%SZ")
    signature: str = signer(credentials).signature(policy, request)
    return signature


def body_of(
    fields: Fields,
    content: bytes = b"content",
    file_name: str | None = "photo.jpg",
    after: Sequence[tuple[str, str]] = (),
) -> tuple[bytes, str]:
    """Return a body and its Content-Type; without a name the file is a plain field."""
    pairs = list(fields.items()) if isinstance(fields, Mapping) else list(fields)
    parts = [*map(_part, pairs), _part(("file", content), file_name), *map(_part, after)]
    return encode_multipart_formdata(parts)


def _part(pair: tuple[str, str | bytes], file_name: str | None = None) -> RequestField:
    part = RequestField(pair[0], pair[1], filename=file_name)
    part.make_multipart()
    return part


def posted(
    fields: Fields,
    content: bytes = b"content",
    file_name: str | None = "photo.jpg",
    *,
    url: str = f"{ENDPOINT}/{BUCKET}",
    after: Sequence[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> Request:
    """Return the request that arrives when a form is submitted."""
    body, content_type = body_of(fields, content, file_name, after)
    sent = {"Content-Type": content_type, "Content-Length": str(len(body)), **(headers or {})}
    return oracle.on_the_wire(url, "POST", sent, form=read_form(content_type, [body]), body_length=len(body))
