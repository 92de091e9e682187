"""Signing an upload form as a client does, and writing it as one sends it."""

import json
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from trainer.s3 import sigv2
from trainer.s3.canonical import ALGORITHM, TERMINATOR, octets, signature, signing_key
from trainer.s3.signing import Credentials
from trainer.s3.times import later

Conditions = Sequence[Mapping[str, str] | Sequence[str | int]]


def signed_fields(
    credentials: Credentials,
    fields: Mapping[str, str],
    conditions: Conditions,
    *,
    version: Literal["v4", "v2"],
    region: str,
    now: datetime,
    expires: int,
) -> dict[str, str]:
    """Return the fields of a form with those added that sign it.

    `conditions` are written into the policy as they are, with those added that the signature itself needs.
    `expires` (seconds from `now`) is not checked: signing is offline, S3 decides.
    """
    day = f"{now:%Y%m%d}"
    if version == "v4":
        signing = {
            "x-amz-algorithm": ALGORITHM,
            "x-amz-credential": f"{credentials.access_key_id}/{day}/{region}/s3/{TERMINATOR}",
            "x-amz-date": f"{now:%Y%m%dT%H%M%SZ}",
        }
    else:
        signing = {}
    if credentials.session_token:
        signing["x-amz-security-token"] = credentials.session_token
    needed = [{name: value} for name, value in signing.items()]
    policy = encoded_policy([*conditions, *needed], later(now, expires))
    if version == "v4":
        key = signing_key(credentials.secret_access_key, day, region, "s3")
        signing["x-amz-signature"] = signature(key, policy)
    else:
        signing["AWSAccessKeyId"] = credentials.access_key_id
        signing["signature"] = sigv2.signature(credentials.secret_access_key, policy)
    return {**fields, "policy": policy, **signing}


def encoded_policy(conditions: Conditions, expiration: datetime) -> str:
    """Return a POST policy as a form carries it; `expiration` is aware, in UTC."""
    document = {"expiration": f"{expiration:%Y-%m-%dT%H:%M:%SZ}", "conditions": list(conditions)}
    return b64encode(json.dumps(document).encode()).decode()


def encoded_form(
    fields: Iterable[tuple[str, str]],
    file_name: str,
    content: bytes,
    boundary: str,
    after_file: Iterable[tuple[str, str]] = (),
) -> bytes:
    """Return the body of a form as a browser sends it, the file after `fields` and before `after_file`.

    Source: "Multipart form data" of the HTML standard.
    """
    head = f'Content-Disposition: form-data; name="file"; filename="{_name(file_name)}"'
    parts = [*map(_field, fields), (head, content), *map(_field, after_file)]
    written = [octets(f"--{boundary}\r\n{disposition}\r\n\r\n") + body for disposition, body in parts]
    return b"\r\n".join([*written, octets(f"--{boundary}--\r\n")])


def _field(field: tuple[str, str]) -> tuple[str, bytes]:
    name, value = field
    return f'Content-Disposition: form-data; name="{_name(name)}"', octets(value)


def _name(text: str) -> str:
    return text.replace("\n", "%0A").replace("\r", "%0D").replace('"', "%22")
