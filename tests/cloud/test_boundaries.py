"""Permissions boundaries of users and roles, set by IAM's own calls and read back by boto3."""

import boto3
import pytest
from types_boto3_iam import IAMClient

from tests.cloud.world import BUCKET, Key, document, last, ok, presigned, session_of
from trainer.cloud.client import CloudClient

READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
OTHERS = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}


@pytest.fixture
def client(cloud: CloudClient) -> IAMClient:
    return boto3.client(
        "iam",
        endpoint_url=cloud.ready.endpoint,
        region_name="us-east-1",
        aws_access_key_id=cloud.ready.access_key_id,
        aws_secret_access_key=cloud.ready.secret_access_key,
    )


def test_of_a_user_limits_and_can_be_taken_away(cloud: CloudClient, client: IAMClient, ann: Key) -> None:
    get, put = presigned(cloud, ann), presigned(cloud, ann, "b.txt", method="PUT")
    assert cloud.send("PUT", put, body=b"1").status == 200
    client.put_user_permissions_boundary(UserName="ann", PermissionsBoundary=READ_ONLY)
    assert client.get_user(UserName="ann")["User"]["PermissionsBoundary"] == {
        "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
        "PermissionsBoundaryArn": READ_ONLY,
    }
    assert cloud.send("GET", get).status == 200
    answer = cloud.send("PUT", put, body=b"2")
    assert (answer.status, answer.code) == (403, "AccessDenied")
    assert (answer.message or "").endswith("because no permissions boundary allows the s3:PutObject action")
    client.delete_user_permissions_boundary(UserName="ann")
    assert "PermissionsBoundary" not in client.get_user(UserName="ann")["User"]
    assert cloud.send("PUT", put, body=b"3").status == 200


def test_of_a_new_user(cloud: CloudClient, client: IAMClient) -> None:
    made = client.create_user(UserName="carol", PermissionsBoundary=READ_ONLY)["User"]
    assert made["PermissionsBoundary"]["PermissionsBoundaryArn"] == READ_ONLY
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    client.put_user_policy(UserName="carol", PolicyName="all", PolicyDocument=document(statement))
    made_key = client.create_access_key(UserName="carol")["AccessKey"]
    carol = Key(made_key["AccessKeyId"], made_key["SecretAccessKey"])
    assert cloud.send("GET", presigned(cloud, carol)).status == 200
    assert cloud.send("PUT", presigned(cloud, carol, "c.txt", method="PUT"), body=b"c").status == 403


def test_a_boundary_follows_the_default_version_of_its_policy(
    cloud: CloudClient, client: IAMClient, reporter: Key
) -> None:
    url = presigned(cloud, reporter)
    arn = client.create_policy(PolicyName="Limit", PolicyDocument=document(OTHERS))["Policy"]["Arn"]
    client.put_role_permissions_boundary(RoleName="reporter", PermissionsBoundary=arn)
    assert "no permissions boundary allows" in (cloud.send("GET", url).message or "")
    read = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    client.create_policy_version(PolicyArn=arn, PolicyDocument=document(read))
    assert cloud.send("GET", url).status == 403, "the new version is not yet the default"
    client.set_default_policy_version(PolicyArn=arn, VersionId="v2")
    assert cloud.send("GET", url).status == 200


def test_a_boundary_counts_for_sessions_of_the_user_too(
    cloud: CloudClient, client: IAMClient, ann: Key
) -> None:
    token = ok(cloud.call("sts", {"Action": "GetSessionToken"}, ann))
    session = Key(
        token.element("AccessKeyId") or "",
        token.element("SecretAccessKey") or "",
        token.element("SessionToken"),
    )
    arn = client.create_policy(PolicyName="Limit", PolicyDocument=document(OTHERS))["Policy"]["Arn"]
    client.put_user_permissions_boundary(UserName="ann", PermissionsBoundary=arn)
    assert cloud.send("GET", presigned(cloud, session)).status == 403
    assert cloud.send("GET", presigned(cloud, session_of(cloud, ann, 900))).status == 200, "a role is another"


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("PutUserPermissionsBoundary", {"UserName": "ann"}),
        ("PutRolePermissionsBoundary", {"RoleName": "reporter"}),
        ("CreateUser", {"UserName": "dave"}),
        ("CreateRole", {"RoleName": "other", "AssumeRolePolicyDocument": "{}"}),
    ],
)
def test_a_boundary_has_to_be_a_policy_that_is_there(
    cloud: CloudClient, action: str, params: dict[str, str]
) -> None:
    missing = "arn:aws:iam::123456789012:policy/Nothing"
    answer = cloud.call("iam", {"Action": action, "PermissionsBoundary": missing, **params})
    assert (answer.status, answer.code) == (404, "NoSuchEntity")
    assert missing in (answer.message or "")
    assert last(cloud)["decided_by"] == "store"


def test_only_who_is_permitted_sets_one(cloud: CloudClient, ann: Key) -> None:
    asked = {"Action": "PutUserPermissionsBoundary", "UserName": "ann", "PermissionsBoundary": READ_ONLY}
    assert cloud.call("iam", asked, ann).code == "AccessDenied"
    assert cloud.call("iam", {**asked, "UserName": "nobody"}).code == "NoSuchEntity"
    assert cloud.send("PUT", presigned(cloud, ann, "b.txt", method="PUT"), body=b"1").status == 200


def test_not_principal_spares_nobody_with_a_boundary(cloud: CloudClient, client: IAMClient, ann: Key) -> None:
    account = "123456789012"
    spared = {"AWS": [f"arn:aws:iam::{account}:user/ann", f"arn:aws:iam::{account}:root"]}
    deny = {
        "Effect": "Deny",
        "NotPrincipal": spared,
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/*",
    }
    url = presigned(cloud, ann)
    put = presigned(cloud, cloud.ready.credentials, "", method="PUT", query=(("policy", ""),))
    assert cloud.send("PUT", put, body=document(deny).encode()).status < 300
    assert cloud.send("GET", url).status == 200
    client.put_user_permissions_boundary(UserName="ann", PermissionsBoundary=READ_ONLY)
    assert "explicit deny in a resource-based policy" in (cloud.send("GET", url).message or "")
