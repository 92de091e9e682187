"""DeleteObjects on a real bucket: each key by its own permission, and what S3 says of a list that is none."""

import base64
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from types_boto3_s3 import S3Client

from tests.cloud.test_gate import signed
from tests.cloud.world import ACCOUNT, BUCKET, Key, document, last, put_policy
from trainer.cloud.client import CloudClient, HttpAnswer
from trainer.s3.signing import sign_headers_v4

Clients = Callable[..., S3Client]
KEYS = ["u/a b.txt", 'u/<&>".txt', "u/é.txt", "other.txt"]
OWN = {"Effect": "Allow", "Action": "s3:DeleteObject", "Resource": f"arn:aws:s3:::{BUCKET}/u/*"}


@pytest.fixture
def admin(cloud: CloudClient, s3_client: Clients) -> S3Client:
    client = s3_client(cloud.ready.credentials)
    for key in KEYS:
        client.put_object(Bucket=BUCKET, Key=key, Body=b"1")
    return client


def listed(client: S3Client) -> list[str]:
    return [found["Key"] for found in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def delete(client: S3Client, *keys: str, **more: Any) -> Any:
    asked: Any = {"Objects": [{"Key": key} for key in keys], **more}
    return client.delete_objects(Bucket=BUCKET, Delete=asked)


def post(cloud: CloudClient, body: bytes, headers: dict[str, str] | None = None) -> HttpAnswer:
    """Send a list as it stands, signed by the administrator, with a digest unless headers are given."""
    digest = {"Content-MD5": base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()}
    url = f"{cloud.ready.endpoint}/{BUCKET}?delete="
    sent = sign_headers_v4(
        cloud.ready.credentials, "POST", url, digest if headers is None else headers, body,
        region="us-east-1", service="s3", now=cloud.clock().now,
    )  # fmt: skip
    return cloud.send("POST", url, sent, body)


def test_the_administrator_deletes_all_and_what_is_not_there(admin: S3Client) -> None:
    answer = delete(admin, *KEYS, "never-there")
    assert [found["Key"] for found in answer["Deleted"]] == [*KEYS, "never-there"]
    assert "Errors" not in answer
    assert not set(KEYS) & set(listed(admin))


def test_each_key_needs_the_permission_itself(
    cloud: CloudClient, admin: S3Client, bob: Key, s3_client: Clients
) -> None:
    put_policy(cloud, "user/bob", "own", OWN)
    answer = delete(s3_client(bob), "other.txt", "u/é.txt", "coffee.jpg")
    entry = next(each for each in last(cloud)["trail"] if each["check"] == "permission")
    assert [found["Key"] for found in answer["Deleted"]] == ["u/é.txt"]
    errors = {error["Key"]: error for error in answer["Errors"]}
    assert errors.keys() == {"other.txt", "coffee.jpg"}
    assert errors["other.txt"]["Code"] == "AccessDenied"
    assert errors["other.txt"]["Message"] == (
        f"User: arn:aws:iam::{ACCOUNT}:user/bob is not authorized to perform: s3:DeleteObject on resource: "
        f'"arn:aws:s3:::{BUCKET}/other.txt" because no identity-based policy allows the s3:DeleteObject '
        "action"
    )
    assert set(KEYS) - set(listed(admin)) == {"u/é.txt"}
    assert entry["outcome"] == "passed"
    assert entry["says"].startswith("1 of 3 keys may be deleted")


def test_nothing_permitted_is_an_answer_too(
    cloud: CloudClient, admin: S3Client, bob: Key, s3_client: Clients
) -> None:
    answer = delete(s3_client(bob), *KEYS)
    assert last(cloud)["status"] == 200
    assert ("Deleted" in answer, len(answer["Errors"])) == (False, len(KEYS))
    assert set(KEYS) <= set(listed(admin))


def test_an_explicit_deny_of_the_bucket(cloud: CloudClient, admin: S3Client) -> None:
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:DeleteObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/other*",
    }
    admin.put_bucket_policy(Bucket=BUCKET, Policy=document(deny))
    answer = delete(admin, "other.txt", KEYS[0])
    assert [error["Key"] for error in answer["Errors"]] == ["other.txt"]
    assert answer["Errors"][0]["Message"].endswith("with an explicit deny in a resource-based policy")


def test_quiet_tells_refusals_alone(
    cloud: CloudClient, admin: S3Client, bob: Key, s3_client: Clients
) -> None:
    put_policy(cloud, "user/bob", "own", OWN)
    answer = delete(s3_client(bob), KEYS[0], "other.txt", Quiet=True)
    assert "Deleted" not in answer
    assert [error["Key"] for error in answer["Errors"]] == ["other.txt"]
    assert KEYS[0] not in listed(admin)


def test_versions_need_another_permission(
    cloud: CloudClient, admin: S3Client, bob: Key, s3_client: Clients
) -> None:
    admin.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    version = admin.put_object(Bucket=BUCKET, Key="u/v", Body=b"2")["VersionId"]
    put_policy(cloud, "user/bob", "own", OWN)
    bobs = s3_client(bob)
    one: Any = {"Objects": [{"Key": "u/v", "VersionId": version}]}
    errors = bobs.delete_objects(Bucket=BUCKET, Delete=one)["Errors"]
    assert (errors[0]["VersionId"], "s3:DeleteObjectVersion" in errors[0]["Message"]) == (version, True)
    marker = delete(bobs, "u/v")["Deleted"][0]
    assert marker["DeleteMarker"] is True
    put_policy(cloud, "user/bob", "own", {**OWN, "Action": "s3:DeleteObjectVersion"})
    gone: Any = {"Objects": [one["Objects"][0], {"Key": "u/v", "VersionId": marker["DeleteMarkerVersionId"]}]}
    first, second = bobs.delete_objects(Bucket=BUCKET, Delete=gone)["Deleted"]
    assert first == {"Key": "u/v", "VersionId": version}
    assert second == {
        "Key": "u/v",
        "VersionId": marker["DeleteMarkerVersionId"],
        "DeleteMarker": True,
        "DeleteMarkerVersionId": marker["DeleteMarkerVersionId"],
    }
    found = admin.list_object_versions(Bucket=BUCKET, Prefix="u/v")
    assert "Versions" not in found
    assert "DeleteMarkers" not in found


def test_a_condition_on_the_version(
    cloud: CloudClient, admin: S3Client, bob: Key, s3_client: Clients
) -> None:
    admin.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    kept, given = (admin.put_object(Bucket=BUCKET, Key="u/v", Body=b"2")["VersionId"] for _ in range(2))
    condition = {"StringEquals": {"s3:VersionId": given}}
    put_policy(cloud, "user/bob", "own", {**OWN, "Action": "s3:DeleteObjectVersion", "Condition": condition})
    both: Any = {"Objects": [{"Key": "u/v", "VersionId": version} for version in (kept, given)]}
    answer = s3_client(bob).delete_objects(Bucket=BUCKET, Delete=both)
    assert [error["VersionId"] for error in answer["Errors"]] == [kept]


def test_a_thousand_keys_and_no_more(cloud: CloudClient, admin: S3Client) -> None:
    assert len(delete(admin, *[f"k{n}" for n in range(1_000)])["Deleted"]) == 1_000
    with pytest.raises(ClientError) as caught:
        delete(admin, *[f"k{n}" for n in range(1_001)])
    assert caught.value.response["Error"]["Code"] == "MalformedXML"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<x/>",
        b"<Delete/>",
        b"<Delete><Object/></Delete>",
        b"<Delete><Object><Key></Key></Object></Delete>",
        b"<Delete><Object><Key>a</Key><Key>b</Key></Object></Delete>",
        b"<Delete><Object><Key>a</Key></Object>",
        b"<!DOCTYPE d [<!ENTITY a 'a'>]><Delete><Object><Key>&a;</Key></Object></Delete>",
        b'<?xml version="1.0" encoding="nonsense"?><Delete><Object><Key>a</Key></Object></Delete>',
        b"\xff\xfe",
    ],
)
def test_a_body_that_is_no_list(cloud: CloudClient, body: bytes) -> None:
    answer = post(cloud, body)
    assert (answer.status, answer.code) == (400, "MalformedXML")


def test_a_digest_is_needed_and_has_to_be_right(cloud: CloudClient, admin: S3Client) -> None:
    body = b"<Delete><Object><Key>other.txt</Key></Object></Delete>"
    answer = post(cloud, body, {})
    assert (answer.status, answer.code) == (400, "InvalidRequest")
    assert answer.message == "Missing required header for this request: Content-MD5 OR x-amz-checksum-*"
    assert post(cloud, body, {"Content-MD5": "1B2M2Y8AsgTpgAmY7PhCfg=="}).code == "BadDigest"
    assert post(cloud, body, {"x-amz-checksum-crc32": "AAAAAA=="}).status == 400
    assert "other.txt" in listed(admin)
    assert post(cloud, body).status == 200
    assert "other.txt" not in listed(admin)


def test_a_conditional_deletion_is_not_modelled(cloud: CloudClient, admin: S3Client) -> None:
    answer = post(cloud, b'<Delete><Object><Key>other.txt</Key><ETag>"x"</ETag></Object></Delete>')
    assert (answer.status, last(cloud)["decided_by"]) == (501, "not-modelled")
    assert "other.txt" in listed(admin)


def test_nobody_deletes_what_no_policy_opens(cloud: CloudClient, admin: S3Client) -> None:
    body = b"<Delete><Object><Key>other.txt</Key></Object></Delete>"
    digest = base64.b64encode(hashlib.md5(body, usedforsecurity=False).digest()).decode()
    answer = cloud.send("POST", f"{cloud.ready.endpoint}/{BUCKET}?delete", {"Content-MD5": digest}, body)
    assert (answer.status, answer.element("Code"), answer.element("Message")) == (
        200,
        "AccessDenied",
        "Access Denied",
    )
    assert signed(cloud, "GET", f"/{BUCKET}/other.txt").status == 200


def test_a_bucket_that_is_not_there(cloud: CloudClient, admin: S3Client) -> None:
    with pytest.raises(ClientError) as caught:
        admin.delete_objects(Bucket="no-such-bucket", Delete={"Objects": [{"Key": "a"}]})
    assert caught.value.response["Error"]["Code"] == "NoSuchBucket"
