"""Policies wherever IAM and S3 keep them, set by boto3 and seen at the next use of a URL."""

from typing import Any

import boto3
import pytest
from types_boto3_iam import IAMClient

from tests.cloud.test_gate import put_bucket_policy
from tests.cloud.world import ACCOUNT, BUCKET, Key, document, last, ok, presigned, put_policy, session_of
from trainer.cloud.client import CloudClient

TRAINER = f"arn:aws:s3:::{BUCKET}"
OBJECTS = f"{TRAINER}/*"
READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": OBJECTS}
LIST = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{BUCKET}"}
EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}
BOB = f"arn:aws:iam::{ACCOUNT}:user/bob"


@pytest.fixture
def iam(cloud: CloudClient) -> IAMClient:
    return boto3.client(
        "iam",
        endpoint_url=cloud.ready.endpoint,
        region_name="us-east-1",
        aws_access_key_id=cloud.ready.access_key_id,
        aws_secret_access_key=cloud.ready.secret_access_key,
    )


def status(cloud: CloudClient, url: str) -> int:
    return cloud.send("GET", url).status


def test_a_group_gives_what_its_policies_allow_to_whom_is_in_it(
    cloud: CloudClient, iam: IAMClient, bob: Key
) -> None:
    url = presigned(cloud, bob)
    iam.create_group(GroupName="readers")
    iam.put_group_policy(GroupName="readers", PolicyName="read", PolicyDocument=document(READ))
    assert status(cloud, url) == 403
    iam.add_user_to_group(GroupName="readers", UserName="bob")
    assert status(cloud, url) == 200
    iam.delete_group_policy(GroupName="readers", PolicyName="read")
    assert status(cloud, url) == 403
    iam.attach_group_policy(GroupName="readers", PolicyArn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
    assert status(cloud, url) == 200
    iam.remove_user_from_group(GroupName="readers", UserName="bob")
    assert status(cloud, url) == 403


def test_of_a_managed_policy_the_default_version_counts(cloud: CloudClient, iam: IAMClient, bob: Key) -> None:
    url = presigned(cloud, bob)
    arn = iam.create_policy(PolicyName="own", PolicyDocument=document(LIST))["Policy"]["Arn"]
    iam.attach_user_policy(UserName="bob", PolicyArn=arn)
    assert status(cloud, url) == 403
    second = iam.create_policy_version(PolicyArn=arn, PolicyDocument=document(READ))["PolicyVersion"]
    assert status(cloud, url) == 403, "another version was made, and is not the default"
    iam.set_default_policy_version(PolicyArn=arn, VersionId=second["VersionId"])
    assert status(cloud, url) == 200
    iam.set_default_policy_version(PolicyArn=arn, VersionId="v1")
    assert status(cloud, url) == 403


@pytest.mark.parametrize(
    ("statement", "allowed"),
    [
        ({"Principal": {"AWS": BOB}, "Action": "s3:GetObject", "Resource": OBJECTS}, True),
        ({"Principal": "*", "Action": "s3:GetObject", "Resource": OBJECTS}, True),
        ({"Principal": {"AWS": ACCOUNT}, "Action": "s3:GetObject", "Resource": OBJECTS}, False),
        ({"Principal": {"AWS": BOB}, "NotAction": "s3:PutObject", "Resource": OBJECTS}, True),
        ({"Principal": {"AWS": BOB}, "NotAction": "s3:Get*", "Resource": OBJECTS}, False),
        ({"Principal": {"AWS": BOB}, "Action": "s3:*", "NotResource": f"{TRAINER}/secret/*"}, True),
        ({"Principal": {"AWS": BOB}, "Action": "s3:*", "NotResource": OBJECTS}, False),
        ({"Principal": {"AWS": BOB}, "Action": "s3:*", "Resource": f"{TRAINER}/${{aws:username}}*"}, False),
    ],
)  # fmt: skip
def test_a_bucket_policy_allows(
    cloud: CloudClient, iam: IAMClient, bob: Key, statement: dict[str, Any], allowed: bool
) -> None:
    put = {"Effect": "Allow", **statement}
    # Public policies are blocked in a new bucket.
    ok(
        cloud.send(
            "DELETE",
            presigned(
                cloud, cloud.ready.credentials, "", method="DELETE", query=(("publicAccessBlock", ""),)
            ),
        )
    )
    ok(put_bucket_policy(cloud, put))
    assert status(cloud, presigned(cloud, bob)) == (200 if allowed else 403)


def test_a_deny_to_all_but_one(cloud: CloudClient, ann: Key, bob: Key) -> None:
    put_policy(cloud, "user/bob", "read", READ)
    spared = [f"arn:aws:iam::{ACCOUNT}:user/ann", f"arn:aws:iam::{ACCOUNT}:root"]
    deny = {"Effect": "Deny", "NotPrincipal": {"AWS": spared}, "Action": "s3:GetObject", "Resource": OBJECTS}
    ok(put_bucket_policy(cloud, deny))
    assert (status(cloud, presigned(cloud, ann)), status(cloud, presigned(cloud, bob))) == (200, 403)


def test_the_message_names_the_kind_of_policy_that_decided(
    cloud: CloudClient, iam: IAMClient, ann: Key, bob: Key
) -> None:
    def refusal(key: Key) -> str:
        return (
            (cloud.send("GET", presigned(cloud, key)).message or "")
            .partition("jan.pdf")[0]
            .partition('coffee.jpg" ')[2]
        )

    assert refusal(bob) == "because no identity-based policy allows the s3:GetObject action"
    narrowed = session_of(cloud, ann, 900, Policy=document(LIST))
    assert refusal(narrowed) == "because no session policy allows the s3:GetObject action"
    iam.put_user_permissions_boundary(
        UserName="ann", PermissionsBoundary="arn:aws:iam::aws:policy/IAMReadOnlyAccess"
    )
    assert refusal(ann) == "because no permissions boundary allows the s3:GetObject action"
    put_policy(cloud, "user/ann", "deny", {**READ, "Effect": "Deny"})
    assert refusal(ann) == "with an explicit deny in an identity-based policy"
    ok(put_bucket_policy(cloud, {**READ, "Effect": "Deny", "Principal": "*"}))
    assert refusal(bob) == "with an explicit deny in a resource-based policy"
    found = next(entry for entry in last(cloud)["trail"] if entry["outcome"] == "failed")
    assert found["says"] == f"the bucket policy of {BUCKET} denies s3:GetObject (statement 1)"


KEYS: list[tuple[str, dict[str, Any], str, dict[str, str]]] = [
    # a condition that holds for the request, and what of the request makes it hold
    ("s3:signatureAge", {"NumericLessThan": "600000"}, "GET", {}),
    ("s3:authType", {"StringEquals": "REST-QUERY-STRING"}, "GET", {}),
    ("s3:signatureversion", {"StringEquals": "AWS4-HMAC-SHA256"}, "GET", {}),
    (
        "s3:x-amz-acl",
        {"StringEquals": "bucket-owner-full-control"},
        "PUT",
        {"x-amz-acl": "bucket-owner-full-control"},
    ),
    ("aws:SourceIp", {"IpAddress": "203.0.113.0/24"}, "GET", {}),
    ("aws:SecureTransport", {"Bool": "true"}, "GET", {}),
    ("aws:SourceVpce", {"StringEquals": "vpce-1a2b3c4d"}, "GET", {}),
    ("aws:CurrentTime", {"DateGreaterThan": "2020-01-01T00:00:00Z"}, "GET", {}),
    ("aws:TokenIssueTime", {"DateGreaterThan": "2020-01-01T00:00:00Z"}, "GET", {}),
    ("aws:PrincipalArn", {"ArnEquals": f"arn:aws:iam::{ACCOUNT}:role/reporter"}, "GET", {}),
    ("aws:userid", {"StringLike": "*:tests"}, "GET", {}),
    ("aws:UserAgent", {"StringLike": "lab/*"}, "GET", {"User-Agent": "lab/1"}),
    ("aws:Referer", {"StringLike": "http://site.test/*"}, "GET", {"Referer": "http://site.test/page"}),
]


@pytest.mark.parametrize(("key", "condition", "method", "headers"), KEYS)
def test_a_condition_key_of_a_real_request(
    cloud: CloudClient,
    reporter: Key,
    key: str,
    condition: dict[str, Any],
    method: str,
    headers: dict[str, str],
) -> None:
    """A deny under that value holds, and one for requests without the key does not."""
    put_policy(cloud, "role/reporter", "all", EVERYTHING)
    if key in ("aws:SourceIp", "aws:SecureTransport"):
        cloud.set_network(source_ip="203.0.113.9", tls=True)
    elif key == "aws:SourceVpce":
        cloud.set_network(vpce="vpce-1a2b3c4d")
    ((operator, value),) = condition.items()
    signed_headers = {name: sent for name, sent in headers.items() if name.startswith("x-amz-")}
    url = presigned(cloud, reporter, method=method, headers=signed_headers)
    for effect, expected in (("present", 403), ("missing", 200)):
        block = {operator: {key: value}} if effect == "present" else {"Null": {key: "true"}}
        deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": OBJECTS, "Condition": block}
        ok(put_bucket_policy(cloud, deny))
        assert cloud.send(method, url, headers, b"x" if method == "PUT" else b"").status == expected, effect


@pytest.mark.parametrize(
    ("key", "value", "target", "query"),
    [
        ("s3:prefix", "invoices/", "", (("list-type", "2"), ("prefix", "invoices/"))),
        ("s3:VersionId", "null", "coffee.jpg", (("versionId", "null"),)),
        ("aws:username", "bob", "coffee.jpg", ()),
    ],
)
def test_a_condition_key_that_comes_with_the_address_or_the_user(
    cloud: CloudClient, bob: Key, key: str, value: str, target: str, query: tuple[tuple[str, str], ...]
) -> None:
    put_policy(cloud, "user/bob", "all", {**EVERYTHING, "Condition": {"StringEquals": {key: value}}})
    assert cloud.send("GET", presigned(cloud, bob, target, query=query)).status in (200, 404)
    put_policy(cloud, "user/bob", "all", {**EVERYTHING, "Condition": {"StringEquals": {key: "another"}}})
    assert cloud.send("GET", presigned(cloud, bob, target, query=query)).status == 403


def test_who_may_list_learns_that_a_key_is_missing(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann, "missing.txt")
    answer = cloud.send("GET", url)
    assert (answer.status, answer.code) == (403, "AccessDenied")
    assert "s3:ListBucket" in (answer.message or "")
    put_policy(cloud, "user/ann", "list", LIST)
    answer = cloud.send("GET", url)
    assert (answer.status, answer.code) == (404, "NoSuchKey")
