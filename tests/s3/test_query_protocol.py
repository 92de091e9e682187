"""Calls of IAM and STS: the same signature, an action in the body, their own answers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.s3.samples import (
    ACCOUNT,
    ENDPOINT,
    LONG_TERM,
    NOW,
    TEMPORARY,
    allow,
    allowed,
    document,
    failed_check,
    identity,
    long_term,
    refusal_of,
    temporary,
    without_key,
    world,
)
from trainer.s3.judge import judge
from trainer.s3.request import Request
from trainer.s3.signing import Credentials, sign_headers_v4
from trainer.s3.target import wants
from trainer.s3.world import Policy

ROLE = f"arn:aws:iam::{ACCOUNT}:role/reporter"
ASSUME = f"Action=AssumeRole&RoleArn={ROLE}&RoleSessionName=lab&Version=2011-06-15"
TRUST = Policy(
    "trust policy of reporter",
    "resource",
    document(
        {
            "Effect": "Allow",
            "Principal": {"AWS": "*"},
            "Action": "sts:AssumeRole",
            "Condition": {"StringEquals": {"aws:PrincipalAccount": ACCOUNT}},
        }
    ),
)
NOBODY = long_term(identity(allow("s3:GetObject")))


def call(body: str, service: str = "iam", credentials: Credentials = LONG_TERM) -> Request:
    headers = sign_headers_v4(
        credentials, "POST", ENDPOINT + "/", {}, body.encode(), region="us-east-1", service=service, now=NOW
    )
    return Request("POST", "/", "", tuple(headers.items()), body=body.encode())


def test_what_a_call_wants() -> None:
    asked = wants(call(ASSUME, "sts"), ("127.0.0.1",))
    assert (asked.service, asked.action, asked.role_arn) == ("sts", "sts:AssumeRole", ROLE)
    assert (asked.bucket, asked.key) == (None, None)
    assert wants(call("Action=ListUsers"), ("127.0.0.1",)).action == "iam:ListUsers"


def test_an_identity_policy_allows() -> None:
    assert allowed(call("Action=ListUsers"))
    assert allowed(
        call("Action=GetUser&UserName=bob"),
        world(long_term(identity(allow("iam:GetUser", f"arn:aws:iam::{ACCOUNT}:user/bob")))),
    )
    assert not allowed(
        call("Action=GetUser&UserName=bob"),
        world(long_term(identity(allow("iam:GetUser", f"arn:aws:iam::{ACCOUNT}:user/ann")))),
    )


POLICY = f"arn:aws:iam::{ACCOUNT}:policy/own"


@pytest.mark.parametrize(
    ("body", "resource"),
    [
        ("Action=PutUserPolicy&UserName=bob&PolicyName=p", "user/bob"),
        ("Action=AttachUserPolicy&UserName=bob&PolicyArn=arn:aws:iam::aws:policy/ReadOnlyAccess", "user/bob"),
        ("Action=CreateAccessKey&UserName=bob", "user/bob"),
        ("Action=ListGroupsForUser&UserName=bob", "user/bob"),
        ("Action=AddUserToGroup&GroupName=admins&UserName=ann", "group/admins"),
        ("Action=PutRolePolicy&RoleName=reporter&PolicyName=p", "role/reporter"),
        ("Action=AddRoleToInstanceProfile&InstanceProfileName=i&RoleName=reporter", "instance-profile/i"),
        ("Action=CreatePolicy&PolicyName=p", "policy/p"),
        (f"Action=CreatePolicyVersion&PolicyArn={POLICY}", "policy/own"),
        # Without a name these are about whoever calls.
        ("Action=CreateAccessKey", "user/ann"),
        ("Action=ChangePassword", "user/ann"),
    ],
)
def test_what_a_call_is_about(body: str, resource: str) -> None:
    key = long_term(identity(allow("iam:*", f"arn:aws:iam::{ACCOUNT}:{resource}")))
    assert allowed(call(body), world(key))
    other = long_term(identity(allow("iam:*", f"arn:aws:iam::{ACCOUNT}:{resource}s")))
    assert not allowed(call(body), world(other))


@pytest.mark.parametrize(
    "body",
    [
        "Action=PutUserPolicy&UserName=bob",
        "Action=PutRolePolicy&RoleName=reporter",
        "Action=AddUserToGroup&GroupName=admins",
        "Action=AddRoleToInstanceProfile&InstanceProfileName=i",
        "Action=CreatePolicy&PolicyName=p",
        "Action=ListUsers",
        "Action=ListPolicies",
        "Action=UpdateAccountPasswordPolicy",
        "Action=CreateVirtualMFADevice",
        "Action=CreateServiceLinkedRole",
    ],
)
def test_a_field_that_an_action_does_not_know_names_nothing(body: str) -> None:
    own = ["user/ann", "role/own", "group/own", "policy/own", "instance-profile/own"]
    key = long_term(*[identity(allow("iam:*", f"arn:aws:iam::{ACCOUNT}:{one}")) for one in own])
    beside = {
        "UserName": "ann",
        "RoleArn": f"arn:aws:iam::{ACCOUNT}:user/ann",
        "PolicyArn": POLICY,
        "": f"arn:aws:iam::{ACCOUNT}:user/ann",
    }
    for name, value in beside.items():
        assert not allowed(call(f"{body}&{name}={value}"), world(key)), name


def test_no_policy_allows() -> None:
    refusal = refusal_of(judge(call("Action=GetUser&UserName=bob"), world(NOBODY), NOW))
    assert (refusal.status, refusal.code) == (403, "AccessDenied")
    assert refusal.message == (
        f"User: arn:aws:iam::{ACCOUNT}:user/ann is not authorized to perform: iam:GetUser on resource: "
        f"arn:aws:iam::{ACCOUNT}:user/bob because no identity-based policy allows the iam:GetUser action"
    )


def test_a_role_that_trusts() -> None:
    assert allowed(call(ASSUME, "sts"), world(NOBODY, role_trust=TRUST))
    assert not allowed(call(ASSUME, "sts"), world(NOBODY))
    assert not allowed(call(ASSUME, "sts"), world()), "permission without trust"


def test_who_am_i_needs_no_permission() -> None:
    assert allowed(call("Action=GetCallerIdentity&Version=2011-06-15", "sts"), world(NOBODY))


@pytest.mark.parametrize(
    ("service", "body"),
    [
        ("kms", "Action=Decrypt"),
        ("ec2", "Action=Run"),
        ("iam", ""),
        ("iam", "Action=ListUsers&Action=DeleteUser"),
    ],
)
def test_what_is_not_modelled(service: str, body: str) -> None:
    refusal = refusal_of(judge(call(body, service), world(), NOW))
    assert (refusal.status, refusal.not_modelled) == (501, True)


def test_answers_of_these_services() -> None:
    sent = call("Action=ListUsers")
    unknown = refusal_of(judge(sent, without_key(), NOW))
    assert (unknown.status, unknown.code) == (403, "InvalidClientTokenId")
    assert unknown.message == "The security token included in the request is invalid."
    forged = refusal_of(judge(sent._replace(body=b"Action=DeleteUser"), world(), NOW))
    assert (forged.status, forged.code) == (403, "SignatureDoesNotMatch")
    late = refusal_of(judge(sent, world(), NOW + timedelta(hours=1)))
    assert (late.status, late.code) == (403, "SignatureDoesNotMatch")
    session = world(temporary(lasts=60))
    over = judge(call("Action=ListUsers", credentials=TEMPORARY), session, NOW + timedelta(seconds=61))
    assert (refusal_of(over).status, refusal_of(over).code) == (403, "ExpiredToken")


def test_a_session_of_a_user_may_not_call_iam() -> None:
    key = temporary()
    of_user = world(replace(key, principal=long_term().principal))
    sent = call("Action=ListUsers", credentials=TEMPORARY)
    assert allowed(sent, world(key)), "a role's session may"
    assert refusal_of(judge(sent, of_user, NOW)).code == "InvalidClientTokenId"
    assert allowed(call("Action=GetCallerIdentity", "sts", TEMPORARY), of_user)


def test_a_call_may_be_signed_for_any_region_and_for_its_own_day() -> None:
    url, body = ENDPOINT + "/", b"Action=ListUsers"
    headers = sign_headers_v4(LONG_TERM, "POST", url, {}, body, region="eu-west-3", service="iam", now=NOW)
    sent = Request("POST", "/", "", tuple(headers.items()), body=body)
    assert allowed(sent)
    moved = {name: value.replace("/20261123/", "/20261122/") for name, value in headers.items()}
    verdict = judge(sent._replace(headers=tuple(moved.items())), world(), NOW)
    assert failed_check(verdict).check == "scope"
    assert refusal_of(verdict).code == "IncompleteSignature"


def test_real_time_counts_here_too() -> None:
    assert allowed(call("Action=ListUsers"), world(real_now=NOW), NOW + timedelta(days=3))
