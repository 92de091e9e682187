"""Which of two faults of an upload form S3 answers to, and what is no upload form."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from tests.s3 import oracle
from tests.s3.forms import BUCKET, KEY, body_of, posted, signed, with_policy
from tests.s3.samples import (
    ENDPOINT,
    LONG_TERM,
    NOW,
    TEMPORARY,
    allow,
    deny,
    failed_check,
    identity,
    long_term,
    presign,
    refusal_of,
    request,
    temporary,
    without_key,
    world,
)
from trainer.s3.judge import judge
from trainer.s3.multipart import read_form
from trainer.s3.request import Request
from trainer.s3.world import World

LATE = timedelta(seconds=3601)
FORM_DATA = {"Content-Type": "multipart/form-data"}
URL = f"{ENDPOINT}/{BUCKET}"


def without(fields: Mapping[str, str], *names: str) -> dict[str, str]:
    return {name: value for name, value in fields.items() if name not in names}


PAIRS: dict[str, tuple[str, str, Callable[[], tuple[Request, World, timedelta]]]] = {
    "the Content-Type before the body": (
        "form",
        "PreconditionFailed",
        lambda: (oracle.on_the_wire(URL, "POST", {"Content-Type": "text/html"}), world(), LATE),
    ),
    "the body before the key": (
        "form",
        "MalformedPOSTRequest",
        lambda: (oracle.on_the_wire(URL, "POST", {**FORM_DATA, "Content-Length": "0"}), world(), LATE),
    ),
    "the key before a missing signature": (
        "form",
        "InvalidArgument key",
        lambda: (posted(without(signed(), "key", "x-amz-signature")), world(), LATE),
    ),
    "a missing algorithm before a missing credential": (
        "form",
        "InvalidArgument X-Amz-Algorithm",
        lambda: (posted(without(signed(), "x-amz-credential", "x-amz-algorithm")), world(), LATE),
    ),
    "a missing signature before the algorithm": (
        "form",
        "InvalidArgument X-Amz-Signature",
        lambda: (posted({**without(signed(), "x-amz-signature"), "x-amz-algorithm": "x"}), world(), LATE),
    ),
    "the algorithm before the date": (
        "algorithm",
        "InvalidArgument X-Amz-Algorithm",
        lambda: (posted({**signed(), "x-amz-algorithm": "x", "x-amz-date": "x"}), world(), LATE),
    ),
    "the date before the credential": (
        "scope",
        "InvalidArgument X-Amz-Date",
        lambda: (posted({**signed(), "x-amz-date": "x", "x-amz-credential": "x"}), world(), LATE),
    ),
    "the Region before the key": (
        "scope",
        "InvalidArgument X-Amz-Credential",
        lambda: (posted(signed(region="us-east-2")), without_key(), LATE),
    ),
    "the access key before the signature": (
        "access key",
        "InvalidAccessKeyId",
        lambda: (posted({**signed(), "x-amz-signature": "0"}), without_key(), LATE),
    ),
    "the session token before the signature": (
        "session token",
        "ExpiredToken",
        lambda: (posted({**signed(credentials=TEMPORARY), "x-amz-signature": "0"}),
                 world(temporary(lasts=60)), LATE),
    ),
    "the signature before the policy is read": (
        "signature",
        "SignatureDoesNotMatch",
        lambda: (posted({**signed(), "policy": "{"}), world(), timedelta()),
    ),
    "the signature before the policy's time": (
        "signature",
        "SignatureDoesNotMatch",
        lambda: (posted({**signed(), "x-amz-signature": "0"}), world(), LATE),
    ),
    "a policy that is none before its time": (
        "policy",
        "InvalidPolicyDocument",
        lambda: (posted(with_policy({"expiration": "2001-01-01T00:00:00Z"})), world(), timedelta()),
    ),
    "the policy's time before its conditions": (
        "policy",
        "AccessDenied Policy expired.",
        lambda: (posted({**signed(), "key": "other", "acl": "private"}), world(), LATE),
    ),
    "a field too many before a condition that fails": (
        "policy",
        "AccessDenied Extra input fields: acl",
        lambda: (posted({**signed(), "key": "other", "acl": "private"}), world(), timedelta()),
    ),
    "a condition without $ before its field that no other names": (
        "policy",
        'AccessDenied Policy Condition failed: ["eq", "acl", "private"]',
        lambda: (posted(signed({"acl": "private"}, [["eq", "acl", "private"]])), world(), timedelta()),
    ),
    "conditions in the policy's order": (
        "policy",
        "EntityTooLarge",
        lambda: (posted(signed({}, [["content-length-range", 0, 1], {"acl": "private"}])),
                 world(), timedelta()),
    ),
    "the policy before permission": (
        "policy",
        "AccessDenied Policy expired.",
        lambda: (posted(signed()), world(long_term(identity(deny("*")))), LATE),
    ),
    "permission before the store": (
        "permission",
        "AccessDenied",
        lambda: (posted(signed()), world(long_term(identity(allow("s3:GetObject")))), timedelta()),
    ),
}  # fmt: skip


class TestOrder:
    def test_of_the_checks(self) -> None:
        v4 = judge(posted(signed()), world(), NOW)
        assert v4.auth == "post-v4"
        assert [entry.check for entry in v4.trail] == [
            "form", "algorithm", "scope", "access key", "session token", "signature", "policy", "permission",
            "existence",
        ]  # fmt: skip
        v2 = judge(posted(signed(version="v2")), world(), NOW)
        assert v2.auth == "post-v2"
        assert [entry.check for entry in v2.trail] == [
            "form", "algorithm", "access key", "session token", "signature", "policy", "permission",
            "existence",
        ]  # fmt: skip
        assert {entry.outcome for entry in (*v4.trail, *v2.trail)} == {"passed"}

    @pytest.mark.parametrize("pair", PAIRS)
    def test_of_two_faults(self, pair: str) -> None:
        check, answer, make = PAIRS[pair]
        sent, snapshot, after = make()
        verdict = judge(sent, snapshot, NOW + after)
        assert failed_check(verdict).check == check
        refusal, (code, _, rest) = refusal_of(verdict), answer.partition(" ")
        assert refusal.code == code
        if code == "InvalidArgument":
            assert dict(refusal.elements)["ArgumentName"] == rest
        elif rest:
            assert refusal.message == f"Invalid according to Policy: {rest}"


class TestWhatIsNoUploadForm:
    def test_on_an_object(self) -> None:
        verdict = judge(posted(signed(), url=f"{URL}/k"), world(), NOW)
        assert refusal_of(verdict).not_modelled
        assert failed_check(verdict).check == "form"

    def test_on_the_service(self) -> None:
        assert refusal_of(judge(posted(signed(), url=f"{ENDPOINT}/"), world(), NOW)).not_modelled

    def test_with_a_subresource(self) -> None:
        assert refusal_of(judge(posted(signed(), url=f"{URL}?delete"), world(), NOW)).not_modelled

    def test_signed_by_a_url_or_a_header(self) -> None:
        body, content_type = body_of({"key": KEY})
        url = presign("POST", URL)
        sent = request(url, "POST", {"Content-Type": content_type}, form=read_form(content_type, [body]))
        assert refusal_of(judge(sent, world(), NOW)).not_modelled
        headers = oracle.header_v4(LONG_TERM, "POST", URL, {"Content-Type": content_type}, body,
                                   region="us-east-1", now=NOW)  # fmt: skip
        sent = oracle.on_the_wire(URL, "POST", headers, form=read_form(content_type, [body]))
        assert refusal_of(judge(sent, world(), NOW)).not_modelled

    @pytest.mark.parametrize(
        ("headers", "status"),
        [({"Transfer-Encoding": "chunked"}, 501), ({}, 411), ({"Content-Length": "0"}, 400)],
    )
    def test_without_a_body_that_was_read(self, headers: dict[str, str], status: int) -> None:
        sent = oracle.on_the_wire(URL, "POST", {"Content-Type": "multipart/form-data; boundary=x", **headers})
        verdict = judge(sent, world(), NOW)
        assert refusal_of(verdict).status == status
        assert not refusal_of(verdict).not_modelled
        assert verdict.auth == "anonymous"

    def test_a_form_in_the_body_of_another_operation_says_nothing(self) -> None:
        """Its fields are not read as headers, nor are its headers lost."""
        url, fields = f"{URL}/k?uploads", {"acl": "public-read", **signed()}
        body, content_type = body_of(fields)
        headers = oracle.header_v4(
            LONG_TERM, "POST", url, {"Content-Type": content_type}, body, region="us-east-1", now=NOW
        )
        sent = oracle.on_the_wire(url, "POST", headers, form=read_form(content_type, [body]))
        verdict = judge(sent, world(long_term(identity(allow("s3:PutObject")))), NOW)
        assert verdict.refusal is None
        assert (verdict.auth, verdict.key) == ("header-v4", "k")
