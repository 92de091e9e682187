"""SSE-KMS: the signer's own permissions to use the key decide, and the key's policy always has a say."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.s3.samples import (
    ACCOUNT,
    ENDPOINT,
    LONG_TERM,
    NOW,
    OBJECT,
    TEMPORARY,
    allow,
    allowed,
    ann,
    bucket,
    bucket_policy,
    deny,
    document,
    failed_check,
    identity,
    long_term,
    presign,
    presign_old,
    refusal_of,
    request,
    temporary,
    world,
)
from trainer.s3.judge import judge
from trainer.s3.request import Request
from trainer.s3.signing import sign_headers_v4
from trainer.s3.world import AccessKey, Encryption, KmsKey, Policy, World

ARN = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/11111111-2222-3333-4444-555555555555"
USER = f"arn:aws:iam::{ACCOUNT}:user/ann"
TO_ACCOUNT = {**allow("kms:*"), "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"}}
S3_ONLY = identity(allow("s3:*"))
WITH_KEY = identity(allow(["s3:*", "kms:Decrypt", "kms:GenerateDataKey"]))
CONTEXT = "kms:EncryptionContext:aws:s3:arn"
PUT = presign("PUT")
GET = presign()


def kms_key(*statements: Mapping[str, Any], **more: Any) -> KmsKey:
    policy = Policy(ARN, "resource", document(*(statements or (TO_ACCOUNT,))))
    return KmsKey(ARN, policy, ("alias/invoices",), **more)


def encrypted(signer: AccessKey | None = None, key: KmsKey | None = None, **more: Any) -> World:
    """Return a world in which the object is, or will be, encrypted under a key."""
    return world(signer, encryption=Encryption("alias/invoices", key or kms_key()), **more)


def header_signed(method: str, url: str, headers: Mapping[str, str] | None = None) -> Request:
    sent = sign_headers_v4(
        LONG_TERM, method, url, headers or {}, b"", region="us-east-1", service="s3", now=NOW
    )
    target = request(url)
    return Request(method, target.raw_path, target.raw_query, tuple(sent.items()))


@pytest.mark.parametrize(
    ("url", "method", "action"),
    [
        (GET, "GET", "kms:Decrypt"),
        (PUT, "PUT", "kms:GenerateDataKey"),
        (presign("POST", OBJECT + "?uploads"), "POST", "kms:GenerateDataKey"),
        (presign("PUT", OBJECT + "?partNumber=1&uploadId=u"), "PUT", "kms:Decrypt"),
        (presign("GET", OBJECT + "?uploadId=u"), "GET", "kms:Decrypt"),
    ],
)
def test_what_each_operation_needs(url: str, method: str, action: str) -> None:
    sent = request(url, method)
    only = identity(allow(["s3:*", action]))
    others = identity(allow(["s3:*", "kms:Encrypt", *{"kms:Decrypt", "kms:GenerateDataKey"} - {action}]))
    assert allowed(sent, encrypted(long_term(only)))
    verdict = judge(sent, encrypted(long_term(others)), NOW)
    assert refusal_of(verdict).code == "AccessDenied"
    assert (failed_check(verdict).expected, failed_check(verdict).found) == (action, ARN)
    assert allowed(sent, world(long_term(S3_ONLY))), "S3's own key asks nobody"


@pytest.mark.parametrize(
    ("url", "method"),
    [
        (presign("HEAD"), "HEAD"),
        (presign("DELETE"), "DELETE"),
        (presign("GET", OBJECT + "?acl"), "GET"),
        (presign("POST", OBJECT + "?uploadId=u"), "POST"),
        (presign("DELETE", OBJECT + "?uploadId=u"), "DELETE"),
    ],
)
def test_what_needs_no_key(url: str, method: str) -> None:
    assert allowed(request(url, method), encrypted(long_term(S3_ONLY)))


def test_the_checksum_of_a_head_needs_it() -> None:
    checksum = {"x-amz-checksum-mode": "ENABLED"}
    sent = header_signed("HEAD", OBJECT, checksum)
    assert not allowed(sent, encrypted(long_term(S3_ONLY)))
    assert allowed(sent, encrypted(long_term(WITH_KEY)))


def test_a_copy_decrypts_its_source_and_encrypts_its_target() -> None:
    sent = header_signed("PUT", OBJECT, {"x-amz-copy-source": "/trainer-private/coffee.jpg"})
    source = Encryption("k", kms_key())
    encryptions = {"encryption": source, "copy_source_encryption": source}
    copying = world(long_term(WITH_KEY), **encryptions, copy_source_exists=True)
    assert allowed(sent, copying)
    for missing in ("kms:Decrypt", "kms:GenerateDataKey"):
        lacking = long_term(identity(allow("*"), deny(missing)))
        verdict = judge(sent, replace(copying, key=lacking), NOW)
        assert failed_check(verdict).expected == missing
    assert allowed(
        sent, replace(copying, key=long_term(S3_ONLY), encryption=None, copy_source_encryption=None)
    )


class TestMessages:
    def test_reading_names_the_key(self) -> None:
        refusal = refusal_of(judge(request(GET), encrypted(long_term(S3_ONLY)), NOW))
        assert (refusal.status, refusal.code) == (403, "AccessDenied")
        assert refusal.message == (
            f"User: {USER} is not authorized to perform: kms:Decrypt on resource: {ARN} because no "
            "identity-based policy allows the kms:Decrypt action"
        )

    def test_writing_names_the_key(self) -> None:
        refusal = refusal_of(judge(request(PUT, "PUT"), encrypted(long_term(S3_ONLY)), NOW))
        assert refusal.message == (
            f"User: {USER} is not authorized to perform: kms:GenerateDataKey on resource: {ARN} because no "
            "identity-based policy allows the kms:GenerateDataKey action"
        )

    def test_an_explicit_deny(self) -> None:
        denied = long_term(identity(allow("*"), deny("kms:Decrypt")))
        refusal = refusal_of(judge(request(GET), encrypted(denied), NOW))
        assert refusal.message.endswith("with an explicit deny in an identity-based policy")

    @pytest.mark.parametrize(("url", "method"), [(GET, "GET"), (PUT, "PUT")])
    def test_a_key_policy_that_does_not_allow(self, url: str, method: str) -> None:
        elsewhere = kms_key({**TO_ACCOUNT, "Principal": {"AWS": "arn:aws:iam::444455556666:root"}})
        verdict = judge(request(url, method), encrypted(long_term(WITH_KEY), elsewhere), NOW)
        message = refusal_of(verdict).message
        assert message.endswith(
            "because the resource does not exist in this Region, no resource-based policies allow access, "
            "or a resource-based policy explicitly denies access"
        )
        assert failed_check(verdict).evidence == "recorded"


class TestKeyPolicy:
    def test_without_the_account_identity_policies_count_for_nothing(self) -> None:
        to_bob = kms_key({**TO_ACCOUNT, "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/bob"}})
        assert not allowed(request(GET), encrypted(long_term(WITH_KEY), to_bob))

    def test_to_name_the_user_is_enough(self) -> None:
        to_ann = kms_key({**allow("kms:Decrypt"), "Principal": {"AWS": USER}})
        assert allowed(request(GET), encrypted(long_term(S3_ONLY), to_ann))
        assert not allowed(request(PUT, "PUT"), encrypted(long_term(S3_ONLY), to_ann))

    def test_an_explicit_deny_wins(self) -> None:
        denying = kms_key(TO_ACCOUNT, {**deny("kms:Decrypt"), "Principal": {"AWS": USER}})
        assert not allowed(request(GET), encrypted(long_term(WITH_KEY), denying))

    def test_limits_of_the_signer_count(self) -> None:
        limit = Policy("limit", "boundary", document(allow("s3:*")))
        bounded = replace(long_term(), principal=replace(ann(WITH_KEY), boundary=limit))
        refusal = refusal_of(judge(request(GET), encrypted(bounded), NOW))
        assert refusal.message.endswith("because no permissions boundary allows the kms:Decrypt action")
        session = temporary(WITH_KEY)
        assert session.session
        narrow = Policy("session policy", "session", document(allow("s3:*")))
        narrowed = replace(session, session=replace(session.session, policies=(narrow,)))
        refusal = refusal_of(judge(request(presign(credentials=TEMPORARY)), encrypted(narrowed), NOW))
        assert refusal.message.endswith("because no session policy allows the kms:Decrypt action")

    @pytest.mark.parametrize(
        ("condition", "holds"),
        [
            ({"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}, True),
            ({"StringEquals": {"kms:ViaService": "ec2.us-east-1.amazonaws.com"}}, False),
            ({"StringEquals": {"kms:CallerAccount": ACCOUNT}}, True),
            ({"Bool": {"aws:ViaAWSService": "true"}}, True),
            (
                {
                    "StringLike": {
                        "kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::trainer-private/invoices/*"
                    }
                },
                True,
            ),
            ({"ForAnyValue:StringEquals": {"kms:ResourceAliases": "alias/invoices"}}, True),
            ({"IpAddress": {"aws:SourceIp": "127.0.0.1/32"}}, False),
            ({"StringEquals": {"aws:username": "ann"}}, True),
            ({"StringEquals": {"kms:KeySpec": "SYMMETRIC_DEFAULT"}}, False),
        ],
    )
    def test_conditions(self, condition: dict[str, Any], holds: bool) -> None:
        conditional = identity(allow("s3:*"), allow("kms:*", Condition=condition))
        assert allowed(request(GET), encrypted(long_term(conditional))) == holds

    def test_with_a_bucket_key_kms_hears_of_the_bucket(self) -> None:
        of_object = {"StringLike": {CONTEXT: "arn:aws:s3:::trainer-private/*"}}
        of_bucket = {"StringEquals": {CONTEXT: "arn:aws:s3:::trainer-private"}}
        shared = Encryption("alias/invoices", kms_key(), bucket_key=True)
        for condition, holds in ((of_object, False), (of_bucket, True)):
            signer = long_term(identity(allow("s3:*"), allow("kms:*", Condition=condition)))
            assert allowed(request(GET), world(signer, encryption=shared)) == holds


class TestKeysThatCannotBeUsed:
    def test_no_such_key(self) -> None:
        for key_id, message in (
            ("alias/none", "Alias alias/none is not found."),
            (ARN, f"Key '{ARN}' does not exist"),
        ):
            gone = world(encryption=Encryption(key_id, None))
            refusal = refusal_of(judge(request(PUT, "PUT"), gone, NOW))
            assert (refusal.status, refusal.code) == (400, "KMS.NotFoundException")
            assert refusal.message == message

    @pytest.mark.parametrize(
        ("state", "code"),
        [("Disabled", "KMS.DisabledException"), ("PendingDeletion", "KMS.KMSInvalidStateException")],
    )
    def test_disabled_or_about_to_be_deleted(self, state: str, code: str) -> None:
        key = kms_key(state=state)
        assert refusal_of(judge(request(GET), encrypted(long_term(WITH_KEY), key), NOW)).code == code
        refusal = refusal_of(judge(request(GET), encrypted(long_term(S3_ONLY), key), NOW))
        assert refusal.code == "AccessDenied", "permission comes first"

    def test_version_2_and_nobody(self) -> None:
        opened = bucket(policy=bucket_policy(allow("s3:GetObject")))
        for url in (presign_old(), OBJECT):
            refusal = refusal_of(judge(request(url), encrypted(bucket=opened), NOW))
            assert (refusal.status, refusal.code) == (400, "InvalidArgument")
            assert refusal.message.startswith("Requests specifying Server Side Encryption with AWS KMS")

    def test_a_key_without_kms(self) -> None:
        headers = {"x-amz-server-side-encryption-aws-kms-key-id": ARN}
        refusal = refusal_of(judge(header_signed("PUT", OBJECT, headers), world(), NOW))
        assert (refusal.status, refusal.code) == (400, "InvalidArgument")


def test_the_trail_tells_what_kms_said() -> None:
    verdict = judge(request(GET), encrypted(long_term(WITH_KEY)), NOW)
    [permission] = [entry for entry in verdict.trail if entry.check == "permission"]
    assert permission.says == (
        "identity policy objects allows s3:GetObject (statement 1); S3 asks KMS for kms:Decrypt too: "
        "identity policy objects allows kms:Decrypt (statement 1)"
    )


def test_s3s_own_permission_comes_first() -> None:
    verdict = judge(request(GET), encrypted(long_term(identity(allow("kms:*")))), NOW)
    assert failed_check(verdict).expected == "s3:GetObject"


def test_a_bucket_policy_sees_which_key_was_asked_for() -> None:
    key = "s3:x-amz-server-side-encryption-aws-kms-key-id"
    own = identity(allow("s3:*", Condition={"StringEquals": {key: ARN}}), allow("kms:*"))
    asked = {"x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": ARN}
    assert allowed(header_signed("PUT", OBJECT, asked), encrypted(long_term(own)))
    assert not allowed(header_signed("PUT", OBJECT), encrypted(long_term(own)))


class TestCalls:
    def call(self, action: str, body: bytes, snapshot: World) -> tuple[int, str]:
        headers = {"Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": f"TrentService.{action}"}
        url = f"{ENDPOINT}/"
        sent = sign_headers_v4(
            LONG_TERM, "POST", url, headers, body, region="us-east-1", service="kms", now=NOW
        )
        verdict = judge(Request("POST", "/", "", tuple(sent.items()), body=body), snapshot, NOW)
        return (verdict.refusal.status, verdict.refusal.code) if verdict.refusal else (200, "")

    def test_of_no_key(self) -> None:
        assert self.call("ListKeys", b"{}", world(long_term(identity(allow("kms:ListKeys"))))) == (200, "")
        assert self.call("ListKeys", b"{}", world(long_term(S3_ONLY))) == (400, "AccessDeniedException")

    def test_of_a_key_both_policies_have_a_say(self) -> None:
        body = b'{"KeyId": "alias/invoices"}'
        may = long_term(identity(allow("kms:DescribeKey", ARN)))
        assert self.call("DescribeKey", body, world(may, kms_key=kms_key())) == (200, "")
        closed = kms_key({**TO_ACCOUNT, "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:user/bob"}})
        assert self.call("DescribeKey", body, world(may, kms_key=closed)) == (400, "AccessDeniedException")

    def test_an_alias_is_asked_about_as_well(self) -> None:
        body = b'{"AliasName": "alias/new", "TargetKeyId": "k"}'
        alias = f"arn:aws:kms:us-east-1:{ACCOUNT}:alias/new"
        both = long_term(identity(allow("kms:CreateAlias", ARN), allow("kms:CreateAlias", alias)))
        one = long_term(identity(allow("kms:CreateAlias", ARN)))
        assert self.call("CreateAlias", body, world(both, kms_key=kms_key())) == (200, "")
        assert self.call("CreateAlias", body, world(one, kms_key=kms_key()))[1] == "AccessDeniedException"

    @pytest.mark.parametrize(
        ("action", "body"),
        [
            ("Encrypt", b"{}"),
            ("Decrypt", b"{}"),
            ("", b"{}"),
            ("DescribeKey", b'{"KeyId": "a", "KeyId": "b"}'),
        ],
    )
    def test_what_is_not_modelled(self, action: str, body: bytes) -> None:
        assert self.call(action, body, world()) == (501, "NotImplemented")

    def test_an_access_key_that_is_not_there(self) -> None:
        assert self.call("DescribeKey", b'{"KeyId": "k"}', replace(world(), key=None))[1] == (
            "UnrecognizedClientException"
        )
