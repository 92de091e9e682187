"""Steps that several tests of the cloud take, all by real calls."""

import json
from datetime import timedelta
from typing import Any

from trainer.cloud.client import CloudClient, HttpAnswer
from trainer.s3.signing import Credentials as Key
from trainer.s3.signing import presign_v4

__all__ = ["ACCOUNT", "BUCKET", "Key", "key_of", "last", "ok", "presigned", "put_policy", "session_of"]

ACCOUNT = "123456789012"
BUCKET = "trainer-private"
REPORTER = f"arn:aws:iam::{ACCOUNT}:role/reporter"


def ok(answer: HttpAnswer) -> HttpAnswer:
    """Return an answer that has to be a success."""
    assert answer.status < 300, (answer.status, answer.code, answer.message)
    return answer


def key_of(cloud: CloudClient, user: str) -> Key:
    """Make a long-term key."""
    made = ok(cloud.call("iam", {"Action": "CreateAccessKey", "UserName": user}))
    return Key(made.element("AccessKeyId") or "", made.element("SecretAccessKey") or "")


def session_of(cloud: CloudClient, key: Key, seconds: int, **params: str) -> Key:
    """Assume the role `reporter`."""
    asked = {
        "Action": "AssumeRole",
        "RoleArn": REPORTER,
        "RoleSessionName": "tests",
        "DurationSeconds": str(seconds),
    }
    made = ok(cloud.call("sts", asked | params, key))
    return Key(
        made.element("AccessKeyId") or "", made.element("SecretAccessKey") or "", made.element("SessionToken")
    )


def presigned(
    cloud: CloudClient,
    key: Key,
    object_key: str = "coffee.jpg",
    *,
    method: str = "GET",
    expires: int = 3600,
    bucket: str = BUCKET,
    query: tuple[tuple[str, str], ...] = (),
    headers: dict[str, str] | None = None,
) -> str:
    """Sign a URL at lab time, a moment ago."""
    return presign_v4(
        key,
        method,
        cloud.object_url(bucket, object_key),
        region="us-east-1",
        now=cloud.clock().now - timedelta(seconds=1),
        expires=expires,
        query=query,
        headers=headers or {},
    )


def put_policy(cloud: CloudClient, owner: str, name: str, *statements: dict[str, Any]) -> None:
    """Put an inline policy of a user (`user/NAME`) or a role (`role/NAME`)."""
    kind, _, owner_name = owner.partition("/")
    params = {
        "Action": f"Put{kind.title()}Policy",
        f"{kind.title()}Name": owner_name,
        "PolicyName": name,
        "PolicyDocument": document(*statements),
    }
    ok(cloud.call("iam", params))


def document(*statements: dict[str, Any]) -> str:
    """Return a policy document."""
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def last(cloud: CloudClient) -> dict[str, Any]:
    """Return the newest line of the journal."""
    return cloud.journal()[-1]
