"""AssumeRole, GetSessionToken and GetCallerIdentity, as boto3 reads them and as STS limits them."""

import json
from datetime import datetime, timedelta

import boto3
import pytest
from types_boto3_sts import STSClient

from tests.cloud.world import ACCOUNT, BUCKET, REPORTER, Key, document, ok, presigned, session_of
from trainer.cloud.client import CloudClient, HttpAnswer


def sts_client(cloud: CloudClient, key: Key) -> STSClient:
    return boto3.client(
        "sts",
        endpoint_url=cloud.ready.endpoint,
        region_name="us-east-1",
        aws_access_key_id=key.access_key_id,
        aws_secret_access_key=key.secret_access_key,
        aws_session_token=key.session_token,
    )


def assume(cloud: CloudClient, key: Key, **params: str) -> HttpAnswer:
    asked = {"Action": "AssumeRole", "RoleArn": REPORTER, "RoleSessionName": "tests"}
    return cloud.call("sts", asked | params, key)


def test_boto3_reads_the_answers(cloud: CloudClient, ann: Key) -> None:
    client = sts_client(cloud, ann)
    assumed = client.assume_role(RoleArn=REPORTER, RoleSessionName="boto", DurationSeconds=1200)
    assert assumed["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/reporter/boto"
    credentials = assumed["Credentials"]
    lasts = credentials["Expiration"] - cloud.clock().now
    assert timedelta(seconds=1190) < lasts <= timedelta(seconds=1200)
    session = Key(credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"])
    identity = sts_client(cloud, session).get_caller_identity()
    assert identity["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/reporter/boto"
    assert identity["UserId"].endswith(":boto")
    token = client.get_session_token(DurationSeconds=900)["Credentials"]
    of_ann = Key(token["AccessKeyId"], token["SecretAccessKey"], token["SessionToken"])
    assert sts_client(cloud, of_ann).get_caller_identity()["Arn"] == f"arn:aws:iam::{ACCOUNT}:user/ann"


def test_every_session_has_credentials_of_its_own(cloud: CloudClient, ann: Key) -> None:
    sessions = [session_of(cloud, ann, 900) for _ in range(5)]
    assert len({session.access_key_id for session in sessions}) == 5
    assert len({session.session_token for session in sessions}) == 5
    for session in sessions:
        assert session.access_key_id.startswith("ASIA")
        assert "EXAMPLE" not in session.access_key_id + session.secret_access_key


def test_expiry_is_in_lab_time(cloud: CloudClient, ann: Key) -> None:
    cloud.advance(30 * 86_400)
    expiration = ok(assume(cloud, ann, DurationSeconds="900")).element("Expiration") or ""
    assert abs(datetime.fromisoformat(expiration) - cloud.clock().now - timedelta(seconds=900)) < timedelta(
        seconds=5
    )


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"DurationSeconds": "899"}, 400, "ValidationError"),
        ({"DurationSeconds": "43201"}, 400, "ValidationError"),
        ({"DurationSeconds": "x"}, 400, "MalformedInput"),
        ({"RoleSessionName": "a"}, 400, "ValidationError"),
        ({"RoleSessionName": "with space"}, 400, "ValidationError"),
        ({"Policy": "{"}, 400, "MalformedPolicyDocument"),
        ({"Policy": json.dumps({"Statement": [], "x": "y" * 3000})}, 400, "MalformedPolicyDocument"),
        ({"PolicyArns.member.1.arn": "arn:aws:iam::aws:policy/Nothing"}, 400, "ValidationError"),
        ({"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/nobody"}, 403, "AccessDenied"),
        ({"SerialNumber": "mfa", "TokenCode": "123456"}, 501, "NotImplemented"),
    ],
)
def test_limits_of_assume_role(
    cloud: CloudClient, ann: Key, params: dict[str, str], status: int, code: str
) -> None:
    answer = assume(cloud, ann, **params)
    assert (answer.status, answer.code) == (status, code)


def test_the_longest_session_is_the_roles(cloud: CloudClient, ann: Key) -> None:
    assert assume(cloud, ann, DurationSeconds="43200").status == 200
    ok(cloud.call("iam", {"Action": "UpdateRole", "RoleName": "reporter", "MaxSessionDuration": "3600"}))
    answer = assume(cloud, ann, DurationSeconds="3601")
    assert (answer.status, answer.code) == (400, "ValidationError")
    assert "MaxSessionDuration" in (answer.message or "")


def test_a_chained_role_lasts_an_hour_at_most(cloud: CloudClient, reporter: Key) -> None:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"}
    policy = {"Action": "PutRolePolicy", "RoleName": "reporter", "PolicyName": "chain"}
    ok(cloud.call("iam", {**policy, "PolicyDocument": document(statement)}))
    assert assume(cloud, reporter, DurationSeconds="3600").status == 200
    answer = assume(cloud, reporter, DurationSeconds="3601")
    assert (answer.status, answer.code) == (400, "ValidationError")
    assert answer.message == (
        "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining."
    )


def test_assuming_a_role_by_a_users_own_session_is_chaining_too(cloud: CloudClient, ann: Key) -> None:
    made = ok(cloud.call("sts", {"Action": "GetSessionToken"}, ann))
    session = Key(*(made.element(name) or "" for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")))
    assert assume(cloud, session, DurationSeconds="3600").status == 200
    assert "role chaining" in (assume(cloud, session, DurationSeconds="3601").message or "")


def test_a_session_policy_narrows(cloud: CloudClient, ann: Key) -> None:
    one = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/coffee.jpg"}
    narrowed = session_of(cloud, ann, 900, Policy=document(one))
    assert cloud.send("GET", presigned(cloud, narrowed)).status == 200
    assert cloud.send("GET", presigned(cloud, narrowed, "invoices/jan.pdf")).status == 403


def test_an_inline_and_managed_session_policies_add_up(cloud: CloudClient, ann: Key) -> None:
    """Source: AssumeRole of the AWS STS API reference: what any of them allows, and the role as well."""
    one = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/coffee.jpg"}
    nothing = "arn:aws:iam::aws:policy/IAMReadOnlyAccess"
    reading = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    both = session_of(cloud, ann, 900, **{"Policy": document(one), "PolicyArns.member.1.arn": nothing})
    assert cloud.send("GET", presigned(cloud, both)).status == 200
    assert cloud.send("GET", presigned(cloud, both, "invoices/jan.pdf")).status == 403
    wide = session_of(cloud, ann, 900, **{"Policy": document(one), "PolicyArns.member.1.arn": reading})
    assert cloud.send("GET", presigned(cloud, wide, "invoices/jan.pdf")).status == 200
    assert cloud.send("GET", f"{presigned(cloud, wide, '', query=(('list-type', '2'),))}").status == 403, (
        "not the role"
    )


def test_a_session_cannot_get_a_session_token(cloud: CloudClient, ann: Key, reporter: Key) -> None:
    assert cloud.call("sts", {"Action": "GetSessionToken"}, ann).status == 200
    assert cloud.call("sts", {"Action": "GetSessionToken"}, reporter).code == "AccessDenied"
    assert cloud.call("sts", {"Action": "GetSessionToken", "DurationSeconds": "10"}, ann).status == 400


def test_other_calls_are_not_modelled(cloud: CloudClient) -> None:
    answer = cloud.call("sts", {"Action": "DecodeAuthorizationMessage", "EncodedMessage": "x"})
    assert (answer.status, answer.code) == (501, "NotImplemented")
    assert cloud.journal()[-1]["decided_by"] == "not-modelled"


def test_the_token_is_needed_and_has_to_be_the_keys(cloud: CloudClient, ann: Key, reporter: Key) -> None:
    bare = Key(reporter.access_key_id, reporter.secret_access_key)
    assert cloud.send("GET", presigned(cloud, bare)).code == "InvalidAccessKeyId"
    other = session_of(cloud, ann, 900)
    mixed = Key(reporter.access_key_id, reporter.secret_access_key, other.session_token)
    assert cloud.send("GET", presigned(cloud, mixed)).code == "InvalidToken"


def test_a_session_loses_its_permissions_with_its_role(cloud: CloudClient, reporter: Key) -> None:
    url = presigned(cloud, reporter)
    ok(cloud.call("iam", {"Action": "DeleteRolePolicy", "RoleName": "reporter", "PolicyName": "objects"}))
    ok(cloud.call("iam", {"Action": "DeleteRole", "RoleName": "reporter"}))
    assert cloud.send("GET", url).code == "AccessDenied"
