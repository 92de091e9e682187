"""AssumeRoleWithWebIdentity: a token of an identity provider speaks for who calls, and nothing is signed."""

import json
from typing import Any
from urllib.parse import urlencode

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config

from tests.cloud.world import ACCOUNT, BUCKET, Key, document, last, ok, presigned, put_policy
from trainer.cloud.client import CloudClient, HttpAnswer
from trainer.s3.web_identity import signed_token

PROVIDER = f"arn:aws:iam::{ACCOUNT}:oidc-provider/idp.trainer.test"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/photos"
URL = "https://idp.trainer.test"


def trust(**condition: Any) -> dict[str, Any]:
    return {
        "Effect": "Allow",
        "Principal": {"Federated": PROVIDER},
        "Action": "sts:AssumeRoleWithWebIdentity",
        **({"Condition": condition} if condition else {}),
    }


def trusting(cloud: CloudClient, *statements: dict[str, Any]) -> None:
    params = {"RoleName": "photos", "PolicyDocument": document(*statements)}
    ok(cloud.call("iam", {"Action": "UpdateAssumeRolePolicy", **params}))


@pytest.fixture
def cloud(cloud: CloudClient) -> CloudClient:
    """A cloud whose account knows the local provider, and a role that trusts it for phone/1."""
    client_ids = {"ClientIDList.member.1": "photo-app", "ClientIDList.member.2": "sts.amazonaws.com"}
    ok(cloud.call("iam", {"Action": "CreateOpenIDConnectProvider", "Url": URL} | client_ids))
    made = {"Action": "CreateRole", "RoleName": "photos"}
    condition = {
        "StringEquals": {"idp.trainer.test:aud": "photo-app"},
        "StringLike": {"idp.trainer.test:sub": "phone/*"},
    }
    ok(cloud.call("iam", made | {"AssumeRolePolicyDocument": document(trust(**condition))}))
    read = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"}
    put_policy(cloud, "role/photos", "read", read)
    return cloud


def token(cloud: CloudClient, subject: str = "phone/1", audience: str = "photo-app", lasts: int = 600) -> str:
    return cloud.web_identity_token(subject, audience, lasts)


def assume(cloud: CloudClient, token: str, **params: str) -> HttpAnswer:
    asked = {
        "Action": "AssumeRoleWithWebIdentity",
        "Version": "2011-06-15",
        "RoleArn": ROLE,
        "RoleSessionName": "phone",
        "WebIdentityToken": token,
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    return cloud.send("POST", f"{cloud.ready.endpoint}/", headers, urlencode(asked | params).encode())


def key_of(answer: HttpAnswer) -> Key:
    made = ok(answer)
    return Key(*(made.element(name) or "" for name in ("AccessKeyId", "SecretAccessKey", "SessionToken")))


def test_boto3_gets_a_session_without_a_key(cloud: CloudClient) -> None:
    sts = boto3.client(
        "sts",
        endpoint_url=cloud.ready.endpoint,
        region_name="us-east-1",
        config=Config(signature_version=UNSIGNED),
    )
    made = sts.assume_role_with_web_identity(
        RoleArn=ROLE, RoleSessionName="phone", WebIdentityToken=token(cloud), DurationSeconds=900
    )
    assert made["AssumedRoleUser"]["Arn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/photos/phone"
    assert (made["SubjectFromWebIdentityToken"], made["Audience"], made["Provider"]) == (
        "phone/1",
        "photo-app",
        URL,
    )
    credentials = made["Credentials"]
    key = Key(credentials["AccessKeyId"], credentials["SecretAccessKey"], credentials["SessionToken"])
    url = presigned(cloud, key, expires=86_400)
    assert cloud.send("GET", url).status == 200
    cloud.advance(901)
    assert cloud.send("GET", url).code == "ExpiredToken"


def test_a_trust_policy_looks_at_audience_and_subject(cloud: CloudClient) -> None:
    assert assume(cloud, token(cloud)).status == 200
    for other in (token(cloud, "laptop/1"), token(cloud, audience="sts.amazonaws.com")):
        answer = assume(cloud, other)
        assert (answer.status, answer.code) == (403, "AccessDenied")
        assert answer.message == "Not authorized to perform sts:AssumeRoleWithWebIdentity"
        assert [entry["check"] for entry in last(cloud)["trail"] if entry["outcome"] == "failed"] == [
            "permission"
        ]


@pytest.mark.parametrize(
    "statement",
    [
        {**trust(), "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"},
        {**trust(), "Principal": {"Federated": PROVIDER.replace("idp.", "id.")}},
        {**trust(), "Principal": {"Federated": "cognito-identity.amazonaws.com"}},
        {**trust(), "Action": "sts:AssumeRole"},
        trust(StringEquals={"aws:username": "ann"}),
    ],
)
def test_trust_that_is_another(cloud: CloudClient, statement: dict[str, Any]) -> None:
    trusting(cloud, statement)
    assert assume(cloud, token(cloud)).code == "AccessDenied"
    trusting(cloud, statement, trust())
    assert assume(cloud, token(cloud)).status == 200


def test_a_provider_is_denied_by_name(cloud: CloudClient) -> None:
    trusting(cloud, trust(), {**trust(), "Effect": "Deny"})
    assert assume(cloud, token(cloud)).code == "AccessDenied"


def test_a_role_that_is_not_there_is_told_as_one_that_does_not_trust(cloud: CloudClient) -> None:
    answer = assume(cloud, token(cloud), RoleArn=f"arn:aws:iam::{ACCOUNT}:role/nobody")
    assert answer.message == "Not authorized to perform sts:AssumeRoleWithWebIdentity"


def test_a_token_ends_by_lab_time(cloud: CloudClient) -> None:
    old = token(cloud, lasts=600)
    cloud.advance(600)
    answer = assume(cloud, old)
    assert (answer.status, answer.code) == (400, "ExpiredTokenException")
    assert (answer.message or "").startswith("Token expired: current date/time ")
    assert assume(cloud, token(cloud)).status == 200


def test_an_audience_that_the_account_does_not_know(cloud: CloudClient) -> None:
    answer = assume(cloud, token(cloud, audience="other-app"))
    assert (answer.status, answer.code, answer.message) == (
        400,
        "InvalidIdentityToken",
        "Incorrect token audience",
    )


def test_a_provider_that_the_account_does_not_know(cloud: CloudClient) -> None:
    ok(cloud.call("iam", {"Action": "DeleteOpenIDConnectProvider", "OpenIDConnectProviderArn": PROVIDER}))
    answer = assume(cloud, token(cloud))
    assert (answer.status, answer.code) == (400, "InvalidIdentityToken")
    assert answer.message == f"No OpenIDConnect provider found in your account for {URL}"


def test_a_token_that_the_provider_did_not_sign(cloud: CloudClient) -> None:
    now = int(cloud.clock().now.timestamp())
    claims = {"iss": URL, "aud": "photo-app", "sub": "phone/1", "exp": now + 600}
    good = token(cloud)
    head, body, signature = good.split(".")
    other = signed_token({**claims, "sub": "phone/2"}, b"guessed").split(".")
    forged = [signed_token(claims, b""), signed_token(claims, b"guessed"), f"{head}.{other[1]}.{signature}",
              f"{head}.{body}.", f"{head}.{body}.{signature[:-8]}"]  # fmt: skip
    for each in forged:
        assert assume(cloud, each).code == "InvalidIdentityToken", each
    assert assume(cloud, good).status == 200, "and may be shown again until it ends"


@pytest.mark.parametrize(
    "text", ["", "x", "a.b.c", "e30.e30.e30", "...", "\u00e9.\u00e9.\u00e9", "x" * 30_000, "[" * 9000]
)
def test_a_text_that_is_no_token(cloud: CloudClient, text: str) -> None:
    answer = assume(cloud, text)
    assert (answer.status, answer.code) == (400, "InvalidIdentityToken")


def test_without_an_algorithm_nothing_is_believed(cloud: CloudClient) -> None:
    """RFC 8725, 3.1: a token says itself how it is signed, and `none` is one of the ways."""
    body = token(cloud).split(".")[1]
    for head in ("eyJhbGciOiJub25lIn0", "eyJhbGciOiJSUzI1NiJ9"):
        assert assume(cloud, f"{head}.{body}.").code == "InvalidIdentityToken"


@pytest.mark.parametrize(
    ("params", "status", "code"),
    [
        ({"DurationSeconds": "899"}, 400, "ValidationError"),
        ({"DurationSeconds": "43201"}, 400, "ValidationError"),
        ({"DurationSeconds": "3601"}, 400, "ValidationError"),
        ({"RoleSessionName": "a b"}, 400, "ValidationError"),
        ({"Policy": "{"}, 400, "MalformedPolicyDocument"),
        ({"ProviderId": "www.amazon.com"}, 501, "NotImplemented"),
    ],
)
def test_limits(cloud: CloudClient, params: dict[str, str], status: int, code: str) -> None:
    answer = assume(cloud, token(cloud), **params)
    assert (answer.status, answer.code) == (status, code)


def test_a_session_policy_narrows(cloud: CloudClient) -> None:
    one = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/coffee.jpg"}
    key = key_of(assume(cloud, token(cloud), Policy=document(one)))
    assert cloud.send("GET", presigned(cloud, key)).status == 200
    assert cloud.send("GET", presigned(cloud, key, "invoices/jan.pdf")).status == 403


def test_a_policy_may_ask_for_the_provider_of_a_session(cloud: CloudClient, ann: Key) -> None:
    session = key_of(assume(cloud, token(cloud)))
    condition = {"StringEquals": {"aws:FederatedProvider": PROVIDER}}
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": condition}
    put = {"Version": "2012-10-17", "Statement": [{**deny, "Resource": f"arn:aws:s3:::{BUCKET}/*"}]}
    url = presigned(cloud, cloud.ready.credentials, "", method="PUT", query=(("policy", ""),))
    ok(cloud.send("PUT", url, {}, json.dumps(put).encode()))
    assert cloud.send("GET", presigned(cloud, session)).status == 403
    assert cloud.send("GET", presigned(cloud, ann)).status == 200


def test_it_is_chaining_from_such_a_session_on(cloud: CloudClient) -> None:
    assert assume(cloud, token(cloud), DurationSeconds="3600").status == 200
    ok(cloud.call("iam", {"Action": "UpdateRole", "RoleName": "photos", "MaxSessionDuration": "43200"}))
    session = key_of(assume(cloud, token(cloud), DurationSeconds="43200"))
    put_policy(cloud, "role/photos", "on", {"Effect": "Allow", "Action": "sts:AssumeRole", "Resource": "*"})
    asked = {
        "Action": "AssumeRole",
        "RoleArn": f"arn:aws:iam::{ACCOUNT}:role/reporter",
        "RoleSessionName": "on",
        "DurationSeconds": "3601",
    }
    assert "role chaining" in (cloud.call("sts", asked, session).message or "")


def test_a_signature_is_not_modelled(cloud: CloudClient, ann: Key) -> None:
    asked = {"Action": "AssumeRoleWithWebIdentity", "RoleArn": ROLE, "RoleSessionName": "phone"}
    answer = cloud.call("sts", {**asked, "WebIdentityToken": token(cloud)}, ann)
    assert answer.status == 501


def test_no_other_call_goes_unsigned(cloud: CloudClient) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for action in ("AssumeRole", "GetSessionToken", "GetCallerIdentity", "AssumeRoleWithSAML", "ListUsers"):
        body = urlencode({"Action": action, "RoleArn": ROLE, "RoleSessionName": "x"}).encode()
        answer = cloud.send("POST", f"{cloud.ready.endpoint}/", headers, body)
        assert answer.status >= 400, action
        assert answer.element("AccessKeyId") is None


def test_tokens_are_for_the_holder_of_the_control_token(cloud: CloudClient) -> None:
    asked = json.dumps({"subject": "phone/1", "audience": "photo-app", "lasts": 600}).encode()
    assert cloud.send("POST", f"{cloud.ready.endpoint}/_lab/web-identity", {}, asked).status == 403
    for wrong in ({}, {"subject": "x"}, {"subject": "x", "audience": "y", "lasts": 0}):
        headers = {"Authorization": f"Bearer {cloud.ready.control_token}"}
        body = json.dumps(wrong).encode()
        assert cloud.send("POST", f"{cloud.ready.endpoint}/_lab/web-identity", headers, body).status == 400


def test_the_journal_shows_no_token(cloud: CloudClient) -> None:
    shown = token(cloud)
    assume(cloud, shown)
    assume(cloud, shown + "x")
    text = json.dumps(cloud.journal())
    assert shown.split(".")[2] not in text
    assert last(cloud)["trail"][1]["check"] == "identity token"
