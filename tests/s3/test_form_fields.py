"""What an upload form's fields mean, and that its policy speaks of all of them."""

import json
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.s3.forms import BUCKET, KEY, posted, signed
from tests.s3.samples import (
    ENDPOINT,
    NOW,
    allowed,
    bucket,
    failed_check,
    refusal_of,
    world,
)
from trainer.s3.judge import judge
from trainer.s3.request import Request
from trainer.s3.target import wants
from trainer.s3.world import World


def refused(sent: Request, snapshot: World | None = None, now: datetime = NOW) -> tuple[int, str, str]:
    refusal = refusal_of(judge(sent, snapshot or world(), now))
    return refusal.status, refusal.code, refusal.message


class TestFields:
    def test_names_have_no_case(self) -> None:
        """Recorded from AWS: LocalStack's test_post_object_policy_casing."""
        fields = {
            name.upper(): value for name, value in signed({"acl": "private"}, [{"ACL": "private"}]).items()
        }
        assert allowed(posted(fields), world(bucket=bucket(ownership="ObjectWriter")))
        old = {name.swapcase(): value for name, value in signed(version="v2").items()}
        assert allowed(posted(old))

    def test_the_files_name_is_filled_in_before_the_policy_looks(self) -> None:
        fields = signed(
            {"key": "u/${filename}", "x-amz-meta-name": "${filename}!"},
            [{"x-amz-meta-name": "photo.jpg!"}],
            given=[{"bucket": BUCKET}, ["starts-with", "$key", "u/ph"]],
        )
        assert judge(posted(fields, file_name="C:\\dir\\photo.jpg"), world(), NOW).key == KEY
        assert judge(posted(fields, file_name="../../photo.jpg"), world(), NOW).refusal is None
        assert not allowed(posted(fields, file_name="other.jpg"))

    def test_a_file_without_a_name_leaves_the_variable(self) -> None:
        fields = signed({"key": "u/${filename}"}, given=[{"bucket": BUCKET}, {"key": "u/${filename}"}])
        verdict = judge(posted(fields, file_name=None), world(), NOW)
        assert (verdict.refusal, verdict.key) == (None, "u/${filename}")
        assert not allowed(posted(fields))

    def test_a_key_that_comes_out_empty(self) -> None:
        fields = signed({"key": "${filename}"}, given=[{"bucket": BUCKET}, ["starts-with", "$key", ""]])
        assert refused(posted(fields, file_name=""))[:2] == (400, "InvalidArgument")

    def test_metadata_that_recurs_is_joined(self) -> None:
        """Documented: "you would set the policy document to Ninja,Stallman"."""
        fields = [*signed({}, [{"x-amz-meta-tag": "Ninja,Stallman"}]).items()]
        assert allowed(posted([*fields, ("x-amz-meta-tag", "Ninja"), ("X-Amz-Meta-Tag", "Stallman")]))

    @pytest.mark.parametrize("name", ["key", "policy", "x-amz-signature", "acl", "Content-Type"])
    def test_other_fields_that_recur_are_not_modelled(self, name: str) -> None:
        fields = signed(
            {"acl": "private", "Content-Type": "a/b"}, [{"acl": "private"}, {"Content-Type": "a/b"}]
        )
        sent = posted([*fields.items(), (name.upper(), fields[name])])
        assert refusal_of(judge(sent, world(), NOW)).not_modelled

    def test_fields_that_need_no_condition(self) -> None:
        assert allowed(posted({**signed(), "x-ignore-submit": "Send", "X-Ignore-": "x"}))
        assert not allowed(posted({**signed(), "ignore": "x"}))
        assert allowed(posted(signed(), after=[("acl", "public-read"), ("submit", "Send")]))
        assert refused(posted({**signed(), "signature": "x"}))[2].endswith("Extra input fields: signature")

    def test_the_bucket_is_that_of_the_url(self) -> None:
        elsewhere = f"{ENDPOINT}/other"
        message = refused(posted(signed(), url=elsewhere), world(bucket=bucket(name="other")))[2]
        assert message.endswith(f'Policy Condition failed: ["eq", "$bucket", "{BUCKET}"]')
        assert allowed(posted({"bucket": BUCKET, **signed()})), "as the JavaScript SDK sends it"
        another = judge(posted({"bucket": "other", **signed()}), world(), NOW)
        assert refusal_of(another).not_modelled

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("x-amz-copy-source", "trainer-private/coffee.jpg"),
            ("x-amz-server-side-encryption", "aws:kms:dsse"),
            ("x-amz-server-side-encryption-customer-key", "k"),
            ("x-amz-expected-bucket-owner", "1"),
            ("x-amz-meta-a b", "1"),
            ("x-amz-meta-\u00e9", "1"),
            ("x-amz-meta-a:b", "1"),
            ("x-amz-meta-", "1"),
            ("x-amz-meta-a", "1\r\nx-amz-acl: public-read"),
            ("Content-Type", "text/plain\n"),
            ("Content-Disposition", "a\x00"),
        ],
    )
    def test_what_is_not_modelled(self, name: str, value: str) -> None:
        verdict = judge(posted(signed({name: value}, [{name: value}])), world(), NOW)
        assert refusal_of(verdict).not_modelled
        assert failed_check(verdict).check == "permission"

    @pytest.mark.parametrize("name", ["x-amz-acl", "X-Amz-Meta-A", "x-amz-date", "x-amz-security-token"])
    def test_headers_beside_a_form_are_not_modelled(self, name: str) -> None:
        sent = posted(signed(), headers={name: "x"})
        assert refusal_of(judge(sent, world(), NOW)).not_modelled


class TestSizes:
    @pytest.mark.parametrize(
        ("size", "code"),
        [(4, "EntityTooSmall"), (5, None), (10, None), (11, "EntityTooLarge")],
    )
    def test_the_edges_of_the_range(self, size: int, code: str | None) -> None:
        sent = posted(signed({}, [["content-length-range", 5, 10]]), bytes(size))
        refusal = judge(sent, world(), NOW).refusal
        assert (refusal and refusal.code) == code

    def test_the_strictest_of_two_wins(self) -> None:
        ranges = [["content-length-range", 0, 100], ["content-length-range", 0, 3]]
        assert not allowed(posted(signed({}, ranges)))


class TestTime:
    def test_the_policys_expiration_is_the_only_one(self) -> None:
        far = signed(expires=400 * 86_400)
        assert allowed(posted(far), now=NOW + timedelta(days=400))
        assert not allowed(posted(far), now=NOW + timedelta(days=400, seconds=1))
        assert allowed(posted(signed()), now=NOW - timedelta(days=1)), "x-amz-date opens no window"

    def test_the_verdict_knows_how_long(self) -> None:
        verdict = judge(posted(signed(expires=90)), world(), NOW)
        assert (verdict.signed_at, verdict.expires_in) == (NOW, 90)
        assert judge(posted(signed(version="v2")), world(), NOW).expires_in is None

    def test_the_day_of_the_credential_is_that_of_the_date(self) -> None:
        fields = signed()
        fields["x-amz-date"] = "20261122T100000Z"
        refusal = refusal_of(judge(posted(fields), world(), NOW))
        assert dict(refusal.elements)["ArgumentName"] == "X-Amz-Credential"


class TestSecrets:
    def test_a_trail_holds_no_token(self) -> None:
        secret = "a-token-of-the-policy-alone"
        fields = signed({}, [{"x-amz-security-token": secret}])
        for sent in (posted(fields), posted({**fields, "x-amz-security-token": "another-token-as-sent"})):
            trail = json.dumps([entry.as_json() for entry in judge(sent, world(), NOW).trail])
            assert secret not in trail
            assert "another-token-as-sent" not in trail
        vain = posted(signed({}, [["eq", "x-amz-security-token", secret]]))
        verdict = judge(vain, world(), NOW)
        assert failed_check(verdict).check == "policy"
        assert secret not in json.dumps([entry.as_json() for entry in verdict.trail])


ANY_FIELDS = st.lists(
    st.tuples(
        st.one_of(
            st.text(min_size=1, max_size=8).filter(lambda name: name.lower() != "file"),
            st.sampled_from(
                ["key", "policy", "X-Amz-Algorithm", "x-amz-credential", "x-amz-date", "Signature",
                 "x-amz-signature", "AWSAccessKeyId", "x-amz-security-token", "acl", "tagging"]
            ),
        ),
        st.one_of(
            st.text(max_size=20),
            st.sampled_from([*signed().values(), "${filename}", "AWS4-HMAC-SHA256", "AKIAIOSFODNN7EXAMPLE"]),
        ),
    ),
    max_size=9,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(ANY_FIELDS, st.one_of(st.none(), st.text(max_size=8)))
def test_any_form_is_refused_in_one_place(fields: list[tuple[str, str]], file_name: str | None) -> None:
    sent = posted(fields, file_name=file_name)
    verdict = judge(sent, world(), NOW)
    assert wants(sent, ("127.0.0.1",)).service == "s3"
    assert refusal_of(verdict)
    assert [entry.outcome for entry in verdict.trail].count("failed") == 1
