"""GetFederationToken: whom a user vouches for, what they may, and how long."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.cloud.test_gate import put_bucket_policy
from tests.cloud.test_session_calls import assume, sts_client
from tests.cloud.world import ACCOUNT, BUCKET, Key, document, last, ok, presigned, put_policy
from trainer.cloud.client import CloudClient, HttpAnswer

VISITOR = f"arn:aws:sts::{ACCOUNT}:federated-user/visitor"
READ = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"}


@pytest.fixture
def ann(cloud: CloudClient, ann: Key) -> Key:
    """Ann, who may vouch for visitors."""
    vouch = {"Effect": "Allow", "Action": "sts:GetFederationToken", "Resource": VISITOR}
    put_policy(cloud, "user/ann", "vouch", vouch)
    return ann


def asked(cloud: CloudClient, key: Key, **params: str) -> HttpAnswer:
    return cloud.call("sts", {"Action": "GetFederationToken", "Name": "visitor"} | params, key)


def visitor(cloud: CloudClient, ann: Key, *statements: dict[str, Any], **params: str) -> Key:
    policy = {"Policy": document(*statements)} if statements else {}
    made = ok(asked(cloud, ann, **policy, **params))
    return Key(*(made.element(name) or "" for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")))


def status(cloud: CloudClient, key: Key, object_key: str = "coffee.jpg", method: str = "GET") -> int:
    return cloud.send(method, presigned(cloud, key, object_key, method=method), body=b"").status


def test_boto3_reads_the_answer(cloud: CloudClient, ann: Key) -> None:
    made = sts_client(cloud, ann).get_federation_token(Name="visitor", Policy=document(READ))
    assert made["FederatedUser"] == {"FederatedUserId": f"{ACCOUNT}:visitor", "Arn": VISITOR}
    lasts = made["Credentials"]["Expiration"] - cloud.clock().now
    assert timedelta(hours=11, minutes=59) < lasts <= timedelta(hours=12)
    credentials = made["Credentials"]
    key = Key(credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"])
    who = sts_client(cloud, key).get_caller_identity()
    assert (who["Arn"], who["UserId"]) == (VISITOR, f"{ACCOUNT}:visitor")


def test_the_policy_and_the_users_own_both_have_to_allow(cloud: CloudClient, ann: Key) -> None:
    one = {**READ, "Resource": f"arn:aws:s3:::{BUCKET}/coffee.jpg"}
    narrow = visitor(cloud, ann, one)
    assert (status(cloud, narrow), status(cloud, narrow, "invoices/jan.pdf")) == (200, 403)
    wide = visitor(cloud, ann, {"Effect": "Allow", "Action": "*", "Resource": "*"})
    assert status(cloud, wide, "invoices/jan.pdf") == 200
    assert status(cloud, wide, method="DELETE") == 403, "ann may not"
    ok(cloud.call("iam", {"Action": "DeleteUserPolicy", "UserName": "ann", "PolicyName": "objects"}))
    assert status(cloud, wide) == 403, "nor may who acts for her, from then on"


def test_a_managed_policy_may_be_passed(cloud: CloudClient, ann: Key) -> None:
    arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    key = visitor(cloud, ann, **{"PolicyArns.member.1.arn": arn})
    assert (status(cloud, key), status(cloud, key, method="PUT")) == (200, 403)


def test_without_a_policy_only_the_bucket_can_allow(cloud: CloudClient, ann: Key) -> None:
    key = visitor(cloud, ann)
    answer = cloud.send("GET", presigned(cloud, key))
    assert (answer.message or "").endswith("because no session policy allows the s3:GetObject action")
    put_bucket_policy(cloud, {**READ, "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/ann"}})
    assert status(cloud, key) == 403, "it is ann who is named"
    put_bucket_policy(cloud, {**READ, "Principal": {"AWS": VISITOR}})
    assert status(cloud, key) == 200
    assert last(cloud)["principal"] == VISITOR


def test_it_ends_by_lab_time(cloud: CloudClient, ann: Key) -> None:
    key = visitor(cloud, ann, READ, DurationSeconds="900")
    url = presigned(cloud, key, expires=86_400)
    cloud.advance(890)
    assert cloud.send("GET", url).status == 200
    cloud.advance(11)
    answer = cloud.send("GET", url)
    assert (answer.status, answer.code, answer.element("Token-0")) == (400, "ExpiredToken", key.session_token)
    assert last(cloud)["session_began_at"] < last(cloud)["lab_at"]


@pytest.mark.parametrize(
    ("params", "code"),
    [
        ({"DurationSeconds": "899"}, "ValidationError"),
        ({"DurationSeconds": "129601"}, "ValidationError"),
        ({"Policy": "{"}, "MalformedPolicyDocument"),
        ({"Tags.member.1.Key": "a"}, "NotImplemented"),
    ],
)
def test_limits(cloud: CloudClient, ann: Key, params: dict[str, str], code: str) -> None:
    assert asked(cloud, ann, **params).code == code


@pytest.mark.parametrize("name", ["v", "a b", "x" * 33])
def test_names(cloud: CloudClient, name: str) -> None:
    assert asked(cloud, cloud.ready.credentials, Name=name).code == "ValidationError"
    assert asked(cloud, cloud.ready.credentials, Name="x" * 32).status == 200


def test_the_longest_is_a_day_and_a_half(cloud: CloudClient, ann: Key) -> None:
    ends = ok(asked(cloud, ann, DurationSeconds="129600")).element("Expiration") or ""
    left = datetime.fromisoformat(ends) - cloud.clock().now
    assert timedelta(hours=35, minutes=59) < left <= timedelta(hours=36)


def test_who_may_ask(cloud: CloudClient, ann: Key, bob: Key, reporter: Key) -> None:
    denied = asked(cloud, bob)
    assert (denied.status, denied.code) == (403, "AccessDenied")
    assert f"sts:GetFederationToken on resource: {VISITOR}" in (denied.message or "")
    assert asked(cloud, ann, Name="another").code == "AccessDenied", "she may vouch for visitor alone"
    put_policy(cloud, "role/reporter", "all", {"Effect": "Allow", "Action": "*", "Resource": "*"})
    of_session = asked(cloud, reporter)
    assert (of_session.status, of_session.message) == (
        403,
        "Cannot call GetFederationToken with session credentials",
    )


def test_what_a_federated_user_may_not_call(cloud: CloudClient) -> None:
    everything = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    key = visitor(cloud, cloud.ready.credentials, everything)
    assert assume(cloud, key).code == "AccessDenied"
    assert cloud.call("sts", {"Action": "GetSessionToken"}, key).code == "AccessDenied"
    assert cloud.call("iam", {"Action": "ListUsers"}, key).code == "InvalidClientTokenId"
    assert cloud.call("sts", {"Action": "GetCallerIdentity"}, key).status == 200


def test_revoking_by_the_time_of_issue_ends_it(cloud: CloudClient, ann: Key) -> None:
    key = visitor(cloud, ann, READ)
    cloud.advance(60)
    older = {"DateLessThan": {"aws:TokenIssueTime": cloud.clock().now.isoformat().replace("+00:00", "Z")}}
    put_policy(
        cloud, "user/ann", "revoke", {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": older}
    )
    assert status(cloud, key) == 403
    cloud.advance(60)
    assert status(cloud, visitor(cloud, ann, READ)) == 200
    assert status(cloud, ann) == 200, "a key has no time of issue"


def test_the_journal_shows_no_token(cloud: CloudClient, ann: Key) -> None:
    key = visitor(cloud, ann, READ)
    status(cloud, key)
    assert (key.session_token or "?") not in json.dumps(cloud.journal())
