"""What a policy's conditions see of a request."""

from datetime import timedelta
from typing import Any

import pytest

from tests.s3 import oracle
from tests.s3.samples import (
    ACCOUNT,
    ENDPOINT,
    LONG_TERM,
    NOW,
    OBJECT,
    TEMPORARY,
    allow,
    allowed,
    bucket,
    bucket_policy,
    deny,
    identity,
    long_term,
    presign,
    presign_old,
    request,
    temporary,
    world,
)
from trainer.s3.request import Request
from trainer.s3.world import World


def denying(condition: dict[str, Any], key: Any = None) -> World:
    return world(key, bucket=bucket(policy=bucket_policy(deny("s3:*", Condition=condition))))


TEN_MINUTES = {"NumericGreaterThan": {"s3:signatureAge": "600000"}}


def header_signed(url: str = OBJECT, **headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    sent = oracle.header_v4(LONG_TERM, "GET", url, named, b"", region="us-east-1", now=NOW)
    return oracle.on_the_wire(url, "GET", sent)


def test_signature_age_is_in_milliseconds() -> None:
    sent, snapshot = request(presign()), denying(TEN_MINUTES)
    assert allowed(sent, snapshot, NOW + timedelta(seconds=600))
    assert not allowed(sent, snapshot, NOW + timedelta(seconds=600, milliseconds=1))


def test_signature_age_of_version_2_is_always_0() -> None:
    assert allowed(request(presign_old()), denying(TEN_MINUTES), NOW + timedelta(minutes=50))
    assert not allowed(request(presign_old()), denying({"NumericEquals": {"s3:signatureAge": "0"}}))


def test_a_signed_header_has_no_signature_age() -> None:
    assert allowed(header_signed(), denying({"Null": {"s3:signatureAge": "false"}}))


@pytest.mark.parametrize(
    ("key", "value", "query", "header", "old"),
    [
        ("s3:authType", "REST-QUERY-STRING", True, False, True),
        ("s3:authType", "REST-HEADER", False, True, False),
        ("s3:signatureversion", "AWS4-HMAC-SHA256", True, True, False),
        ("s3:signatureversion", "AWS", False, False, True),
        ("aws:PrincipalArn", f"arn:aws:iam::{ACCOUNT}:user/ann", True, True, True),
        ("aws:PrincipalAccount", ACCOUNT, True, True, True),
        ("aws:PrincipalType", "User", True, True, True),
        ("aws:username", "ann", True, True, True),
        ("aws:userid", "AIDAANN", True, True, True),
        ("aws:SourceIp", "127.0.0.1", True, True, True),
        ("aws:SecureTransport", "false", True, True, True),
        ("aws:CurrentTime", "2026-11-23T10:00:00Z", True, True, True),
        ("aws:EpochTime", "1795428000", True, True, True),
        ("aws:RequestedRegion", "us-east-1", True, True, True),
        ("aws:ResourceAccount", ACCOUNT, True, True, True),
        ("s3:x-amz-content-sha256", "*", False, True, False),
    ],
)
def test_key(key: str, value: str, query: bool, header: bool, old: bool) -> None:
    snapshot = denying({"StringLike": {key: value}})
    assert allowed(request(presign()), snapshot) != query
    assert allowed(header_signed(), snapshot) != header
    assert allowed(request(presign_old()), snapshot) != old


def test_a_role_has_its_own_arn_and_no_user_name() -> None:
    sent = request(presign(credentials=TEMPORARY))
    arn = f"arn:aws:iam::{ACCOUNT}:role/reporter"
    assert not allowed(sent, denying({"ArnEquals": {"aws:PrincipalArn": arn}}, temporary()))
    assert allowed(sent, denying({"Null": {"aws:username": "false"}}, temporary()))
    assert not allowed(sent, denying({"StringEquals": {"aws:userid": "AROAREPORTER:lab"}}, temporary()))


def test_sessions_older_than_a_revocation() -> None:
    revoked = {"DateLessThan": {"aws:TokenIssueTime": "2026-11-23T10:00:01Z"}}
    sent = request(presign(credentials=TEMPORARY))
    assert not allowed(sent, denying(revoked, temporary()))
    assert allowed(
        sent, denying({"DateLessThan": {"aws:TokenIssueTime": "2026-11-23T10:00:00Z"}}, temporary())
    )
    assert allowed(request(presign()), denying(revoked)), "a long-term key was issued no token"


def test_only_temporary_credentials_say_that_there_was_no_mfa() -> None:
    without = {"Bool": {"aws:MultiFactorAuthPresent": "false"}}
    assert not allowed(request(presign(credentials=TEMPORARY)), denying(without, temporary()))
    assert allowed(request(presign()), denying(without))
    if_there = {"BoolIfExists": {"aws:MultiFactorAuthPresent": "false"}}
    assert not allowed(request(presign()), denying(if_there))


def test_the_network_path() -> None:
    outside = {"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}
    assert not allowed(request(presign()), denying(outside))
    assert allowed(request(presign(), source_ip="203.0.113.9"), denying(outside))
    plain = {"Bool": {"aws:SecureTransport": "false"}}
    assert allowed(request(presign(), secure=True), denying(plain))


def test_through_an_endpoint_there_is_no_source_address_but_one_of_the_vpc() -> None:
    through = request(presign(), source_ip="10.1.2.3", vpce="vpce-1a2b3c4d", vpc="vpc-1a2b3c4d")
    direct = request(presign(), source_ip="10.1.2.3")
    elsewhere = {"StringNotEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}}
    assert allowed(through, denying(elsewhere))
    assert not allowed(direct, denying(elsewhere)), "a missing key is not equal"
    assert not allowed(through, denying({"StringEquals": {"aws:SourceVpc": "vpc-1a2b3c4d"}}))
    own = {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}
    assert not allowed(direct, denying(own))
    assert allowed(through, denying(own))
    assert not allowed(through, denying({"IpAddress": {"aws:VpcSourceIp": "10.0.0.0/8"}}))


@pytest.mark.parametrize(
    ("headers", "condition"),
    [
        ({"User-Agent": "curl/8"}, {"StringLike": {"aws:UserAgent": "curl/*"}}),
        ({"Referer": "http://example.com/"}, {"StringEquals": {"aws:Referer": "http://example.com/"}}),
    ],
)
def test_headers(headers: dict[str, str], condition: dict[str, Any]) -> None:
    assert not allowed(request(presign(), headers=headers), denying(condition))
    assert allowed(request(presign()), denying(condition))


def test_listing_one_prefix() -> None:
    home = long_term(
        identity(allow("s3:ListBucket", Condition={"StringLike": {"s3:prefix": "home/${aws:username}/*"}}))
    )
    listing = f"{ENDPOINT}/trainer-private?list-type=2&prefix="
    assert allowed(header_signed(listing + "home%2Fann%2F"), world(home))
    assert not allowed(header_signed(listing + "home%2Fbob%2F"), world(home))
    assert not allowed(header_signed(f"{ENDPOINT}/trainer-private?list-type=2"), world(home))


def test_versions_and_access_control_lists() -> None:
    version = {"StringEquals": {"s3:VersionId": "v1"}}
    assert not allowed(request(presign(url=OBJECT + "?versionId=v1")), denying(version))
    assert allowed(request(presign(url=OBJECT + "?versionId=v2")), denying(version))
    redirect = {"x-amz-website-redirect-location": "/x"}
    redirected = {"StringLike": {"s3:x-amz-website-redirect-location": "*"}}
    assert not allowed(request(presign("PUT", headers=redirect), "PUT", redirect), denying(redirected))
    acl = {"StringEquals": {"s3:x-amz-acl": "public-read"}}
    headers = {"x-amz-acl": "public-read"}
    assert not allowed(request(presign("PUT", headers=headers), "PUT", headers), denying(acl))
    assert allowed(request(presign("PUT"), "PUT"), denying(acl))


@pytest.mark.parametrize("key", ["s3:object-lock-mode", "s3:LocationConstraint", "s3:ExistingObjectTag/a"])
def test_a_key_that_is_not_computed_is_not_taken_as_missing(key: str) -> None:
    assert not allowed(request(presign()), denying({"StringEquals": {key: "anything"}}))


def test_an_anonymous_request() -> None:
    opened = bucket(policy=bucket_policy(allow("s3:GetObject", Condition={"Null": {"s3:authType": "true"}})))
    assert allowed(request(OBJECT), world(bucket=opened))
    typed = bucket_policy(
        allow("s3:GetObject", Condition={"StringEquals": {"aws:PrincipalType": "Anonymous"}})
    )
    assert allowed(request(OBJECT), world(bucket=bucket(policy=typed)))
