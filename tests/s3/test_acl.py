"""Access control lists under each Object Ownership, and the four settings of Block Public Access."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.s3.samples import (
    ACCOUNT,
    ENDPOINT,
    EVERYTHING,
    LONG_TERM,
    NOW,
    OBJECT,
    PUBLIC_READ,
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
    refusal_of,
    request,
    world,
)
from trainer.s3.acl import (
    ALL_USERS,
    AUTHENTICATED_USERS,
    CANNED,
    LOG_DELIVERY,
    Acl,
    AclError,
    AclGrant,
    asked_acl,
    is_public,
)
from trainer.s3.judge import judge
from trainer.s3.request import Request
from trainer.s3.signing import sign_headers_v4
from trainer.s3.target import effective_headers, wants
from trainer.s3.world import AccessKey, BlockPublicAccess, Bucket, Policy, World

BUCKET = f"{ENDPOINT}/trainer-private"
WRITER = bucket(ownership="ObjectWriter")
PREFERRED = bucket(ownership="BucketOwnerPreferred")
TO_ALL = f'uri="{ALL_USERS}"'
NOBODY = long_term(identity(allow("s3:Nothing")))


def signed(
    method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
) -> Request:
    sent = sign_headers_v4(
        LONG_TERM, method, url, headers or {}, body or b"", region="us-east-1", service="s3", now=NOW
    )
    target = request(url)
    return Request(method, target.raw_path, target.raw_query, tuple(sent.items()), body=body)


def acl_xml(*grants: tuple[str, str], owner: str = "me") -> bytes:
    listed = "".join(
        f"<Grant><Grantee><{'URI' if who.startswith('http') else 'ID'}>{who}"
        f"</{'URI' if who.startswith('http') else 'ID'}></Grantee><Permission>{what}</Permission></Grant>"
        for who, what in grants
    )
    return (
        '<AccessControlPolicy xmlns="http://s3.amazonaws.com/doc/2006-03-01/">'
        f"<Owner><ID>{owner}</ID></Owner><AccessControlList>{listed}</AccessControlList></AccessControlPolicy>"
    ).encode()


def asked(sent: Request, action: str) -> Acl | None:
    return asked_acl(effective_headers(sent, wants(sent, ("127.0.0.1",))), sent.body, action)


class TestWhatIsAskedFor:
    @pytest.mark.parametrize(
        ("headers", "expected"),
        [
            ({}, None),
            ({"x-amz-acl": "public-read"}, CANNED["public-read"]),
            ({"X-Amz-Acl": "bucket-owner-full-control"}, ()),
            ({"x-amz-grant-read": TO_ALL}, (AclGrant(ALL_USERS, "READ"),)),
            (
                {"x-amz-grant-full-control": f'id="abc", uri={LOG_DELIVERY}'},
                (AclGrant("abc", "FULL_CONTROL"), AclGrant(LOG_DELIVERY, "FULL_CONTROL")),
            ),
        ],
    )
    def test_by_headers(self, headers: dict[str, str], expected: Acl | None) -> None:
        assert asked(request(OBJECT, "PUT", headers), "s3:PutObject") == expected

    def test_by_the_body_without_the_owners_own_entry(self) -> None:
        body = acl_xml(("me", "FULL_CONTROL"), (ALL_USERS, "READ"), ("abc", "WRITE_ACP"))
        found = asked(request(OBJECT + "?acl", "PUT", body=body), "s3:PutObjectAcl")
        assert found == (AclGrant(ALL_USERS, "READ"), AclGrant("abc", "WRITE_ACP"))

    def test_a_body_that_is_no_list_is_not_read_as_one(self) -> None:
        assert asked(request(BUCKET + "?policy", "PUT", body=b"{}"), "s3:PutBucketPolicy") is None

    @pytest.mark.parametrize(
        ("headers", "status", "code"),
        [
            ({"x-amz-acl": "public"}, 400, "InvalidArgument"),
            ({"x-amz-acl": "private", "x-amz-grant-read": TO_ALL}, 400, "InvalidRequest"),
            ({"x-amz-grant-read": "everyone"}, 400, "InvalidArgument"),
            ({"x-amz-grant-read": "uri=http://example.com/all"}, 400, "InvalidArgument"),
            ({"x-amz-grant-read": "emailAddress=ann@example.com"}, 501, "NotImplemented"),
        ],
    )
    def test_what_s3_does_not_take(self, headers: dict[str, str], status: int, code: str) -> None:
        refusal = refusal_of(judge(signed("PUT", OBJECT, headers), world(bucket=WRITER), NOW))
        assert (refusal.status, refusal.code) == (status, code)

    @pytest.mark.parametrize(
        "body",
        [
            b"<AccessControlPolicy>",
            b"<x/>",
            b"<AccessControlPolicy/>",
            b"<!DOCTYPE x>" + acl_xml((ALL_USERS, "READ")),
            acl_xml((ALL_USERS, "READ")).replace(b"READ", b"EVERYTHING"),
            acl_xml((ALL_USERS, "READ")).replace(b"URI", b"URL"),
        ],
    )
    def test_a_malformed_body(self, body: bytes) -> None:
        with pytest.raises(AclError):
            asked(request(OBJECT + "?acl", "PUT", body=body), "s3:PutObjectAcl")
        refusal = refusal_of(judge(signed("PUT", OBJECT + "?acl", body=body), world(bucket=WRITER), NOW))
        assert (refusal.status, refusal.code) == (400, "MalformedACLError")

    def test_nothing_to_set(self) -> None:
        refusal = refusal_of(judge(signed("PUT", OBJECT + "?acl"), world(bucket=WRITER), NOW))
        assert (refusal.status, refusal.code) == (400, "MissingSecurityHeader")

    def test_public_is_what_grants_anything_to_everyone(self) -> None:
        assert {name for name, acl in CANNED.items() if is_public(acl)} == {
            "public-read",
            "public-read-write",
            "authenticated-read",
        }


class TestDisabled:
    """Bucket owner enforced, as of every new bucket."""

    @pytest.mark.parametrize("canned", ["private", "public-read", "bucket-owner-read"])
    def test_an_upload_with_a_list(self, canned: str) -> None:
        verdict = judge(signed("PUT", OBJECT, {"x-amz-acl": canned}), world(), NOW)
        refusal = refusal_of(verdict)
        assert (refusal.status, refusal.code) == (400, "AccessControlListNotSupported")
        assert refusal.message == "The bucket does not allow ACLs"
        assert (failed_check(verdict).check, failed_check(verdict).evidence) == ("permission", "recorded")

    def test_an_upload_without_one_or_with_full_control_for_the_owner(self) -> None:
        assert allowed(signed("PUT", OBJECT))
        assert allowed(signed("PUT", OBJECT, {"x-amz-acl": "bucket-owner-full-control"}))
        grant = {"x-amz-grant-full-control": "id=abc"}
        assert not allowed(signed("PUT", OBJECT, grant))

    @pytest.mark.parametrize("url", [OBJECT + "?acl", BUCKET + "?acl"])
    def test_no_list_can_be_set(self, url: str) -> None:
        for canned in ("private", "bucket-owner-full-control"):
            refusal = refusal_of(judge(signed("PUT", url, {"x-amz-acl": canned}), world(), NOW))
            assert refusal.code == "AccessControlListNotSupported"

    def test_a_list_that_was_left_behind_counts_for_nothing(self) -> None:
        left = bucket(acl=CANNED["public-read"], object_acl=CANNED["public-read"])
        assert not allowed(request(OBJECT), world(bucket=left))
        assert not allowed(request(BUCKET), world(bucket=left))

    def test_permission_comes_first(self) -> None:
        refusal = refusal_of(judge(signed("PUT", OBJECT, {"x-amz-acl": "private"}), world(NOBODY), NOW))
        assert refusal.code == "AccessDenied"

    def test_they_cannot_be_disabled_while_the_bucket_grants_something(self) -> None:
        body = b"<OwnershipControls><Rule><ObjectOwnership>%b</ObjectOwnership></Rule></OwnershipControls>"
        granting = replace(WRITER, acl=CANNED["public-read"])
        asked = signed("PUT", BUCKET + "?ownershipControls", body=body % b"BucketOwnerEnforced")
        refusal = refusal_of(judge(asked, world(bucket=granting), NOW))
        assert (refusal.status, refusal.code) == (400, "InvalidBucketAclWithObjectOwnership")
        assert allowed(asked, world(bucket=WRITER))
        other = signed("PUT", BUCKET + "?ownershipControls", body=body % b"BucketOwnerPreferred")
        assert allowed(other, world(bucket=granting))

    @pytest.mark.parametrize(
        ("headers", "code"),
        [
            ({"x-amz-acl": "private"}, None),
            ({"x-amz-acl": "log-delivery-write"}, "InvalidBucketAclWithObjectOwnership"),
            ({"x-amz-acl": "public-read"}, "InvalidBucketAclWithObjectOwnership"),
            (
                {"x-amz-acl": "public-read", "x-amz-object-ownership": "ObjectWriter"},
                "InvalidBucketAclWithBlockPublicAccessError",
            ),
            ({"x-amz-acl": "log-delivery-write", "x-amz-object-ownership": "BucketOwnerPreferred"}, None),
        ],
    )
    def test_a_new_bucket(self, headers: dict[str, str], code: str | None) -> None:
        verdict = judge(signed("PUT", f"{ENDPOINT}/new-bucket", headers), world(bucket=None), NOW)
        assert (verdict.refusal.code if verdict.refusal else None) == code


@pytest.mark.parametrize("ownership", ["ObjectWriter", "BucketOwnerPreferred"])
class TestEnabled:
    def test_a_list_can_be_set(self, ownership: Any) -> None:
        enabled = bucket(ownership=ownership)
        for canned in CANNED:
            assert allowed(signed("PUT", OBJECT, {"x-amz-acl": canned}), world(bucket=enabled))
        body = acl_xml((ALL_USERS, "READ"))
        assert allowed(signed("PUT", OBJECT + "?acl", body=body), world(bucket=enabled))

    def test_read_is_granted_to_everyone(self, ownership: Any) -> None:
        read = bucket(ownership=ownership, object_acl=CANNED["public-read"])
        verdict = judge(request(OBJECT), world(bucket=read), NOW)
        assert verdict.refusal is None
        says = next(entry.says for entry in verdict.trail if entry.check == "permission")
        assert says == "an access control list lets everyone do s3:GetObject"
        assert allowed(signed("GET", OBJECT), world(NOBODY, bucket=read))
        assert not allowed(request(OBJECT, "PUT"), world(bucket=read))
        assert not allowed(request(OBJECT + "?acl"), world(bucket=read))
        assert not allowed(request(BUCKET), world(bucket=read)), "of the object, not of the bucket"


class TestGrants:
    def opened(self, *grants: AclGrant, of_bucket: bool = False) -> World:
        opened = replace(WRITER, acl=grants) if of_bucket else replace(WRITER, object_acl=grants)
        return world(NOBODY, bucket=opened)

    def test_who_may_list_learns_that_an_object_is_not_there(self) -> None:
        listed = self.opened(AclGrant(ALL_USERS, "READ"), of_bucket=True)
        gone = replace(listed, object_exists=False)
        refusal = refusal_of(judge(request(OBJECT), gone, NOW))
        assert (refusal.status, refusal.code) == (404, "NoSuchKey")
        assert not allowed(request(OBJECT), listed), "an object that is there has a list of its own"
        writable = replace(self.opened(AclGrant(ALL_USERS, "WRITE"), of_bucket=True), object_exists=False)
        assert refusal_of(judge(request(OBJECT), writable, NOW)).status == 403

    def test_everyone_who_signs(self) -> None:
        snapshot = self.opened(AclGrant(AUTHENTICATED_USERS, "READ"))
        assert not allowed(request(OBJECT), snapshot)
        assert allowed(request(presign()), snapshot)

    @pytest.mark.parametrize(
        ("permission", "method", "target", "expected"),
        [
            ("READ", "GET", OBJECT, True),
            ("READ", "HEAD", OBJECT, True),
            ("READ", "GET", OBJECT + "?versionId=v1", True),
            ("READ", "DELETE", OBJECT, False),
            ("READ_ACP", "GET", OBJECT + "?acl", True),
            ("READ_ACP", "GET", OBJECT, False),
            ("FULL_CONTROL", "GET", OBJECT, True),
            ("FULL_CONTROL", "GET", OBJECT + "?acl", True),
            ("WRITE_ACP", "GET", OBJECT + "?acl", False),
        ],
    )
    def test_of_an_object(self, permission: str, method: str, target: str, expected: bool) -> None:
        assert allowed(request(target, method), self.opened(AclGrant(ALL_USERS, permission))) == expected

    @pytest.mark.parametrize(
        ("permission", "method", "target", "expected"),
        [
            ("READ", "GET", BUCKET, True),
            ("READ", "GET", BUCKET + "?versions", True),
            ("READ", "GET", BUCKET + "?uploads", True),
            ("READ", "GET", OBJECT, False),
            ("READ_ACP", "GET", BUCKET + "?acl", True),
            ("WRITE", "GET", BUCKET, False),
            ("FULL_CONTROL", "GET", BUCKET, True),
            ("FULL_CONTROL", "GET", BUCKET + "?policy", False),
        ],
    )
    def test_of_a_bucket(self, permission: str, method: str, target: str, expected: bool) -> None:
        opened = self.opened(AclGrant(ALL_USERS, permission), of_bucket=True)
        assert allowed(request(target, method), opened) == expected

    def test_write_lets_everyone_upload(self) -> None:
        opened = self.opened(AclGrant(ALL_USERS, "WRITE"), of_bucket=True)
        assert allowed(request(presign("PUT"), "PUT"), opened)
        assert allowed(request(OBJECT, "PUT"), opened)
        part = request(f"{OBJECT}?partNumber=1&uploadId=abc", "PUT")
        assert refusal_of(judge(part, opened, NOW)).not_modelled

    def test_another_account_and_log_delivery_are_nobody_here(self) -> None:
        for grantee in ("abc", LOG_DELIVERY):
            assert not allowed(request(presign()), self.opened(AclGrant(grantee, "FULL_CONTROL")))

    def test_an_explicit_deny_wins(self) -> None:
        denying = bucket(**PUBLIC_READ, policy=bucket_policy(deny("s3:GetObject")))
        assert not allowed(request(OBJECT), world(bucket=denying))


def blocking(policy: Policy | None = None, **settings: bool) -> Bucket:
    return replace(WRITER, policy=policy, block=BlockPublicAccess(**settings))


class TestBlockPublicAccess:
    @pytest.mark.parametrize(
        ("url", "headers", "action", "resource"),
        [
            (OBJECT, {"x-amz-acl": "public-read"}, "s3:PutObject", "trainer-private/invoices/jan.pdf"),
            (OBJECT, {"x-amz-grant-read": TO_ALL}, "s3:PutObject", "trainer-private/invoices/jan.pdf"),
            (
                OBJECT + "?acl",
                {"x-amz-acl": "authenticated-read"},
                "s3:PutObjectAcl",
                "trainer-private/invoices/jan.pdf",
            ),
            (BUCKET + "?acl", {"x-amz-acl": "public-read-write"}, "s3:PutBucketAcl", "trainer-private"),
        ],
    )
    def test_block_public_acls(self, url: str, headers: dict[str, str], action: str, resource: str) -> None:
        asked = signed("PUT", url, headers)
        verdict = judge(asked, world(bucket=blocking(block_public_acls=True)), NOW)
        refusal = refusal_of(verdict)
        assert (refusal.status, refusal.code) == (403, "AccessDenied")
        assert refusal.message == (
            f"User: arn:aws:iam::{ACCOUNT}:user/ann is not authorized to perform: {action} on resource: "
            f'"arn:aws:s3:::{resource}" because public ACLs are prevented by the BlockPublicAcls setting in '
            "S3 Block Public Access."
        )
        assert failed_check(verdict).evidence == ("recorded" if "/" in resource else "documented")
        others = blocking(ignore_public_acls=True, block_public_policy=True, restrict_public_buckets=True)
        assert allowed(asked, world(bucket=others))

    def test_a_list_that_is_not_public_is_not_blocked(self) -> None:
        snapshot = world(bucket=blocking(block_public_acls=True))
        assert allowed(signed("PUT", OBJECT, {"x-amz-acl": "private"}), snapshot)
        assert allowed(signed("PUT", OBJECT + "?acl", body=acl_xml(("abc", "READ"))), snapshot)
        assert not allowed(signed("PUT", OBJECT + "?acl", body=acl_xml((ALL_USERS, "READ"))), snapshot)

    def test_ignore_public_acls(self) -> None:
        public = replace(blocking(ignore_public_acls=True), object_acl=CANNED["public-read"])
        assert refusal_of(judge(request(OBJECT), world(bucket=public), NOW)).message == "Access Denied"
        assert not allowed(request(presign()), world(NOBODY, bucket=public))
        assert allowed(request(OBJECT), world(bucket=replace(public, block=BlockPublicAccess())))
        assert allowed(
            request(OBJECT), world(bucket=replace(public, block=BlockPublicAccess(block_public_acls=True)))
        ), "what there was before still counts"

    def test_block_public_policy(self) -> None:
        everyone = document({**allow("s3:GetObject"), "Principal": "*"})
        own = document({**allow("s3:GetObject"), "Principal": {"AWS": ACCOUNT}})
        closed, opened = world(bucket=blocking(block_public_policy=True)), world(bucket=blocking())
        asked = policy_put(everyone)
        refusal = refusal_of(judge(asked, closed, NOW))
        assert refusal.message == (
            f"User: arn:aws:iam::{ACCOUNT}:user/ann is not authorized to perform: s3:PutBucketPolicy on "
            'resource: "arn:aws:s3:::trainer-private" because public policies are prevented by the '
            "BlockPublicPolicy setting in S3 Block Public Access."
        )
        assert allowed(asked, opened)
        assert allowed(policy_put(own), closed)
        assert allowed(signed("PUT", BUCKET + "?policy", body=b"no policy"), closed), (
            "the store says what it is"
        )

    def test_restrict_public_buckets(self) -> None:
        everyone = bucket_policy(allow("s3:GetObject"))
        public = blocking(everyone, restrict_public_buckets=True)
        anonymous = judge(request(OBJECT), world(bucket=public), NOW)
        assert refusal_of(anonymous).message == "Access Denied"
        assert "RestrictPublicBuckets" in failed_check(anonymous).says
        assert allowed(request(presign()), world(NOBODY, bucket=public)), "the account's own users stay in"
        stranger = other_account(EVERYTHING)
        assert not allowed(request(presign()), world(stranger, bucket=public))
        assert allowed(request(presign()), world(stranger, bucket=blocking(everyone)))
        fixed = {**allow("s3:GetObject"), "Principal": {"AWS": "444455556666"}}
        delegating = blocking(bucket_policy(fixed), restrict_public_buckets=True)
        assert allowed(request(presign()), world(stranger, bucket=delegating)), "such a policy is not public"
        both = blocking(bucket_policy(fixed, allow("s3:GetObject")), restrict_public_buckets=True)
        assert not allowed(request(presign()), world(stranger, bucket=both)), "one statement is enough"


def policy_put(policy: dict[str, Any]) -> Request:
    return signed("PUT", BUCKET + "?policy", body=json.dumps(policy).encode())


def other_account(*policies: Policy) -> AccessKey:
    account = "444455556666"
    principal = replace(ann(*policies), account=account, arn=f"arn:aws:iam::{account}:user/ann")
    return replace(long_term(), principal=principal)
