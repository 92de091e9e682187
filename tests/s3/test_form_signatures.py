"""Who signed an upload form, what of it is signed, and what a bucket's policy sees of it."""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.s3.forms import BUCKET, CONDITIONS, KEY, posted, signed
from tests.s3.samples import (
    NOW,
    TEMPORARY,
    allow,
    allowed,
    ann,
    bucket,
    bucket_policy,
    deny,
    failed_check,
    identity,
    long_term,
    refusal_of,
    temporary,
    world,
)
from tests.s3.strategies import CREDENTIALS, KEYS, REGIONS
from trainer.s3.acl import ALL_USERS
from trainer.s3.form_signing import signed_fields
from trainer.s3.judge import judge
from trainer.s3.request import Request
from trainer.s3.signing import Credentials
from trainer.s3.world import AccessKey, BlockPublicAccess, Session, World

TO_ALL = f'uri="{ALL_USERS}"'
WITH_LISTS = world(bucket=bucket(ownership="ObjectWriter"))
FEW = settings(max_examples=100, deadline=None)


def without(fields: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in fields.items() if name not in names}


def refused(sent: Request, snapshot: World | None = None, now: datetime = NOW) -> tuple[int, str, str]:
    refusal = refusal_of(judge(sent, snapshot or world(), now))
    return refusal.status, refusal.code, refusal.message


class TestSignatures:
    def test_the_published_example(self) -> None:
        """Source: "Example: Browser-based upload using HTTP POST" of the Amazon S3 documentation."""
        policy = (Path(__file__).parent / "post_example" / "policy.b64").read_text("ascii")
        site = "http://sigv4examplebucket.s3.amazonaws.com"
        sent = {
            "key": "user/user1/${filename}",
            "acl": "public-read",
            "success_action_redirect": f"{site}/successful_upload.html",
            "Content-Type": "image/jpeg",
            "x-amz-meta-uuid": "14365123651274",
            "x-amz-server-side-encryption": "AES256",
            "X-Amz-Credential": "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request",
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Date": "20151229T000000Z",
            "x-amz-meta-tag": "",
            "Policy": policy,
            "X-Amz-Signature": "8afdbf4008c03f22c2cd3cdb72e4afbb1f6a588f3255ac628749a66d7f09699e",
        }
        snapshot = replace(
            world(bucket=bucket(name="sigv4examplebucket", ownership="ObjectWriter")),
            endpoint_hosts=("s3.amazonaws.com",),
        )
        now = datetime(2015, 12, 29, 12, tzinfo=UTC)
        form = posted(sent, after=[("submit", "Upload to Amazon S3")], url=site + "/")
        verdict = judge(form, snapshot, now)
        assert verdict.refusal is None, verdict.refusal
        assert (verdict.bucket, verdict.key) == ("sigv4examplebucket", "user/user1/photo.jpg")
        for name, value in sent.items():
            if name != "x-amz-meta-tag":
                changed = posted({**sent, name: f"x{value}"}, url=site + "/")
                assert judge(changed, snapshot, now).refusal is not None, name

    @FEW
    @given(CREDENTIALS, KEYS, REGIONS, st.sampled_from(["v4", "v2"]), st.integers(1, 10**7))
    def test_what_botocore_signs_is_accepted(
        self, credentials: Credentials, key: str, region: str, version: str, expires: int
    ) -> None:
        fields = signed(
            {"key": key}, credentials=credentials, version=version, region=region, expires=expires,
            given=[{"bucket": BUCKET}, {"key": key}],
        )  # fmt: skip
        session = None
        if credentials.session_token:
            session = Session(credentials.session_token, NOW, NOW + timedelta(days=200))
        owner = ann(identity(allow("*")))
        known = AccessKey(credentials.access_key_id, credentials.secret_access_key, True, owner, session)
        verdict = judge(posted(fields), world(known, bucket=bucket(region)), NOW + timedelta(seconds=expires))
        assert verdict.refusal is None, verdict
        assert verdict.key == key.replace("${filename}", "photo.jpg")
        assert verdict.signed_at == (NOW if version == "v4" else None)

    @FEW
    @given(CREDENTIALS, REGIONS, st.sampled_from(["v4", "v2"]), st.integers(-(10**6), 10**6))
    def test_our_signer_makes_what_botocore_makes(
        self, credentials: Credentials, region: str, version: Any, expires: int
    ) -> None:
        theirs = signed({"acl": "private"}, [{"acl": "private"}], credentials=credentials, version=version,
                        region=region, expires=expires)  # fmt: skip
        ours = signed_fields(
            credentials, {"key": KEY, "acl": "private"}, [*CONDITIONS, {"acl": "private"}],
            version=version, region=region, now=NOW, expires=expires,
        )  # fmt: skip
        assert ours == theirs
        assert b64decode(ours["policy"]) == b64decode(theirs["policy"])

    @FEW
    @given(st.data())
    def test_a_policy_changed_anywhere_is_refused(self, data: st.DataObject) -> None:
        version = data.draw(st.sampled_from(["v4", "v2"]))
        fields = signed(version=version)
        policy = fields["policy"]
        at = data.draw(st.integers(0, len(policy)))
        cut = data.draw(st.integers(0, 3))
        changed = policy[:at] + data.draw(st.text("AZaz09+/= \r\n{", max_size=3)) + policy[at + cut :]
        verdict = judge(posted({**fields, "policy": changed}), world(), NOW)
        if changed != policy:
            assert failed_check(verdict).check == "signature"
            assert dict(refusal_of(verdict).elements)["StringToSign"] == changed

    @FEW
    @given(st.data())
    def test_a_field_changed_is_refused(self, data: st.DataObject) -> None:
        fields = signed({"acl": "private", "x-amz-meta-a": "1"}, [{"acl": "private"}, {"x-amz-meta-a": "1"}])
        name = data.draw(st.sampled_from([*fields, "x-amz-meta-b", "success_action_status", "bucket2"]))
        value = data.draw(st.one_of(st.text(max_size=20), st.sampled_from(list(fields.values()))))
        same = fields.get(name) == value
        assert allowed(posted({**fields, name: value}), WITH_LISTS) == same

    def test_a_signature_says_what_was_signed(self) -> None:
        fields = {**signed(), "x-amz-signature": "0" * 64}
        refusal = refusal_of(judge(posted(fields), world(), NOW))
        assert [name for name, _ in refusal.elements] == [
            "AWSAccessKeyId", "StringToSign", "SignatureProvided", "StringToSignBytes",
        ]  # fmt: skip
        elements = dict(refusal.elements)
        assert elements["StringToSign"] == fields["policy"]
        assert bytes.fromhex(elements["StringToSignBytes"]).decode() == fields["policy"]

    def test_version_2_has_its_regions(self) -> None:
        frankfurt = world(bucket=bucket("eu-central-1"))
        assert refused(posted(signed(version="v2")), frankfurt)[1] == "InvalidRequest"
        assert allowed(posted(signed(region="eu-central-1")), frankfurt)


class TestWhoSigned:
    def test_a_session(self) -> None:
        sent = posted(signed(credentials=TEMPORARY))
        assert allowed(sent, world(temporary()))
        assert refused(sent, world(temporary(lasts=60)), NOW + timedelta(seconds=60))[:2] == (
            400,
            "ExpiredToken",
        )
        missing = posted(without(signed(credentials=TEMPORARY), "x-amz-security-token"))
        assert refused(missing, world(temporary()))[:2] == (403, "InvalidAccessKeyId")
        other = posted({**signed(credentials=TEMPORARY), "x-amz-security-token": "other"})
        assert refused(other, world(temporary()))[:2] == (400, "InvalidToken")

    def test_a_token_needs_a_condition_like_any_field(self) -> None:
        fields = signed(credentials=Credentials(TEMPORARY.access_key_id, TEMPORARY.secret_access_key))
        sent = posted({**fields, "x-amz-security-token": TEMPORARY.session_token or ""})
        assert refused(sent, world(temporary()))[2].endswith("Extra input fields: x-amz-security-token")

    def test_an_inactive_key(self) -> None:
        assert refused(posted(signed()), world(long_term(active=False)))[1] == "InvalidAccessKeyId"

    def test_permission_of_the_signer(self) -> None:
        only = long_term(identity(allow("s3:PutObject", f"arn:aws:s3:::{BUCKET}/u/*")))
        assert allowed(posted(signed()), world(only))
        elsewhere = signed({"key": "x"}, given=[{"bucket": BUCKET}, {"key": "x"}])
        status, _, message = refused(posted(elsewhere), world(only))
        assert status == 403
        assert f's3:PutObject on resource: "arn:aws:s3:::{BUCKET}/x"' in message

    @pytest.mark.parametrize(
        ("name", "value", "action"),
        [
            ("acl", "public-read", "s3:PutObjectAcl"),
            ("x-amz-grant-read", "id=1", "s3:PutObjectAcl"),
            ("tagging", "<Tagging/>", "s3:PutObjectTagging"),
            ("x-amz-object-lock-mode", "GOVERNANCE", "s3:PutObjectRetention"),
            ("x-amz-object-lock-legal-hold", "ON", "s3:PutObjectLegalHold"),
        ],
    )
    def test_fields_that_ask_for_more(self, name: str, value: str, action: str) -> None:
        sent = posted(signed({name: value}, [{name: value}]))
        asked = long_term(identity(allow(["s3:PutObject", action])))
        assert allowed(sent, replace(WITH_LISTS, key=asked))
        message = refused(sent, world(long_term(identity(allow("s3:PutObject")))))[2]
        assert f"perform: {action} on" in message

    @pytest.mark.parametrize(("name", "value"), [("acl", "public-read"), ("x-amz-grant-read", TO_ALL)])
    def test_a_list_that_the_bucket_does_not_take(self, name: str, value: str) -> None:
        sent = posted(signed({name: value}, [{name: value}]))
        assert refused(sent)[1] == "AccessControlListNotSupported"
        blocking = bucket(ownership="ObjectWriter", block=BlockPublicAccess(block_public_acls=True))
        assert "BlockPublicAcls" in refused(sent, world(bucket=blocking))[2]


class TestAnonymous:
    PUBLIC = world(bucket=bucket(policy=bucket_policy(allow("s3:PutObject", f"arn:aws:s3:::{BUCKET}/in/*"))))

    def test_a_bucket_that_anyone_may_write_to(self) -> None:
        verdict = judge(posted({"key": "in/${filename}"}), self.PUBLIC, NOW)
        assert verdict.refusal is None
        assert (verdict.auth, verdict.key, verdict.principal) == ("anonymous", "in/photo.jpg", None)
        assert [entry.check for entry in verdict.trail] == ["form", "permission", "existence"]
        assert refused(posted({"key": "out"}), self.PUBLIC) == (403, "AccessDenied", "Access Denied")

    def test_a_policy_that_nothing_signs(self) -> None:
        unsigned = {"key": "in/a", "policy": signed()["policy"]}
        assert refused(posted(unsigned)) == (403, "AccessDenied", "Access Denied")
        verdict = judge(posted(unsigned), self.PUBLIC, NOW)
        assert verdict.refusal is None
        assert "binds nobody" in verdict.trail[0].says


class TestContext:
    def denying(self, condition: dict[str, Any]) -> World:
        policy = bucket_policy(deny("s3:*", Condition=condition))
        return world(bucket=bucket(policy=policy, ownership="ObjectWriter"))

    def test_signature_age(self) -> None:
        old = self.denying({"NumericGreaterThan": {"s3:signatureAge": "600000"}})
        at, after = NOW + timedelta(seconds=600), NOW + timedelta(seconds=600, milliseconds=1)
        assert allowed(posted(signed()), old, at)
        assert not allowed(posted(signed()), old, after)
        assert allowed(posted(signed(version="v2")), old, after)

    @pytest.mark.parametrize(
        ("key", "value", "v4", "v2"),
        [
            ("s3:authType", "POST", True, True),
            ("s3:authType", "REST-QUERY-STRING", False, False),
            ("s3:signatureversion", "AWS4-HMAC-SHA256", True, False),
            ("s3:signatureversion", "AWS", False, True),
            ("s3:x-amz-acl", "private", True, True),
            ("s3:x-amz-storage-class", "STANDARD_IA", True, True),
            ("aws:UserAgent", "curl/8", True, True),
        ],
    )
    def test_key(self, key: str, value: str, v4: bool, v2: bool) -> None:
        snapshot = self.denying({"StringEquals": {key: value}})
        fields = {"acl": "private", "x-amz-storage-class": "STANDARD_IA"}
        conditions = [{name: each} for name, each in fields.items()]
        for version, matches in (("v4", v4), ("v2", v2)):
            sent = posted(signed(fields, conditions, version=version), headers={"User-Agent": "curl/8"})
            assert allowed(sent, snapshot) != matches

    @pytest.mark.parametrize("name", ["If-None-Match", "If-Match"])
    def test_headers_that_the_store_will_not_see_are_not_seen(self, name: str) -> None:
        """A policy that asks for a conditional write is not met by a header that a form leaves behind."""
        snapshot = self.denying({"Null": {f"s3:{name}": "true"}})
        assert not allowed(posted(signed(), headers={name: "*"}), snapshot)
