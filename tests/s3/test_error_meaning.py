"""What an answer means: made by the judge from a request gone wrong, read back, and explained."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tests.s3.samples import (
    LONG_TERM,
    NOW,
    OBJECT,
    TEMPORARY,
    altered,
    bucket,
    bucket_policy,
    deny,
    identity,
    long_term,
    presign,
    presign_old,
    request,
    temporary,
    without_key,
    world,
)
from trainer.s3.anatomy import dissect
from trainer.s3.differences import Difference
from trainer.s3.error_meaning import Meaning, meaning
from trainer.s3.error_reading import read_error
from trainer.s3.errors_xml import error_document
from trainer.s3.judge import judge
from trainer.s3.refusals import signature_does_not_match
from trainer.s3.verdict import Refusal
from trainer.s3.verifying import UNKNOWN, Verification
from trainer.s3.world import World


def explained(url: str, refusal: Refusal | None, verification: Verification = UNKNOWN) -> Meaning:
    """Explain a refusal, by way of the document that S3 writes of it."""
    assert refusal is not None
    data = error_document(refusal, resource="/", request_id="1", host_id="2")
    return meaning(read_error(data), dissect(url), verification)


def answered(
    url: str,
    used: str | None = None,
    snapshot: World | None = None,
    *,
    method: str = "GET",
    headers: Mapping[str, str] | None = None,
    later: int = 0,
    verification: Verification = UNKNOWN,
) -> Meaning:
    """Explain what the judge answers when `url` was given out and `used` arrived."""
    sent = request(used or url, method, headers)
    verdict = judge(sent, snapshot or world(), NOW + timedelta(seconds=later))
    return explained(url, verdict.refusal, verification)


def seen(found: Meaning) -> dict[str, tuple[str, str]]:
    return {each.what: (each.seen, each.signed) for each in found.differences if each.certain}


SIGNED = presign(query=(("versionId", "7"),))


@pytest.mark.parametrize(
    ("used", "differs"),
    [
        (SIGNED.replace("/jan.pdf", "/feb.pdf"),
         {"path": ("/trainer-private/invoices/feb.pdf", "/trainer-private/invoices/jan.pdf")}),
        (altered(SIGNED, versionId="8"), {"parameter versionId": ("8", "7")}),
        (altered(SIGNED, "versionId"), {"parameter versionId": ("nothing", "7")}),
        (altered(SIGNED, x_id="GetObject"), {"parameter x-id": ("GetObject", "nothing")}),
        (altered(SIGNED, X_Amz_Expires="3601"), {"parameter X-Amz-Expires": ("3601", "3600")}),
        (SIGNED.replace("127.0.0.1:5000", "localhost:5000"), {"host": ("localhost:5000", "127.0.0.1:5000")}),
        (altered(SIGNED, versionId="8", x_id="").replace("/jan", "/feb"), {
            "path": ("/trainer-private/invoices/feb.pdf", "/trainer-private/invoices/jan.pdf"),
            "parameter versionId": ("8", "7"), "parameter x-id": ("an empty value", "nothing")}),
    ],
)  # fmt: skip
def test_each_thing_that_differs_is_named(used: str, differs: dict[str, tuple[str, str]]) -> None:
    found = answered(SIGNED, used)
    assert found.code == "SignatureDoesNotMatch"
    assert seen(found) == differs
    assert all(name in found.cause[0] for name in differs)


def test_a_method_is_only_perhaps_the_cause_until_it_is_known() -> None:
    found = answered(presign(), method="HEAD")
    assert found.differences == (
        Difference("method", "HEAD", "a URL does not say it; most are signed for GET", False),
    )
    known = answered(presign(), method="HEAD", verification=Verification(True, "GET"))
    assert seen(known) == {"method": ("HEAD", "GET")}
    put = answered(presign("PUT"), method="GET", verification=Verification(True, "PUT"))
    assert seen(put) == {"method": ("GET", "PUT")}


def test_a_signed_header_that_was_not_sent() -> None:
    url = presign("PUT", headers={"content-type": "image/png"})
    found = answered(url, method="PUT", verification=Verification(True, "PUT"))
    assert seen(found) == {"header content-type": ("nothing", "signed, so it has to be sent")}


def test_a_signed_header_with_another_value() -> None:
    url = presign("PUT", headers={"content-type": "image/png"})
    found = answered(url, method="PUT", headers={"Content-Type": "text/plain"})
    assert [(each.what, each.seen, each.certain) for each in found.differences] == [
        ("method", "PUT", False),
        ("header content-type", "text/plain", False),
    ]
    assert "see below" in found.cause[0]


def test_a_header_that_is_signed_no_more() -> None:
    url = presign("PUT", headers={"content-type": "image/png"})
    used = url.replace("content-type%3Bhost", "host")
    found = answered(url, used, method="PUT", verification=Verification(True, "PUT"))
    assert set(seen(found)) == {"parameter X-Amz-SignedHeaders", "header content-type", "signed headers"}


def test_nothing_differs_so_the_secret_does() -> None:
    other = presign(credentials=LONG_TERM.__class__(LONG_TERM.access_key_id, "another-secret"))
    found = answered(other)
    assert found.differences == ()
    assert "another secret key signed" in found.cause[0]
    wrong = answered(other, verification=Verification(False))
    assert "the secret given does not make its signature" in wrong.cause[0]
    right = answered(other, verification=Verification(True, "GET"))
    assert "S3 knows another secret" in right.cause[0]


def test_an_answer_to_another_url() -> None:
    refusal = judge(request(altered(presign(), X_Amz_Signature="0" * 64)), world(), NOW).refusal
    assert "S3 saw the signature 0000…0000" in explained(presign(), refusal).cause[0]
    other = presign(credentials=LONG_TERM.__class__("AKIAI44QH8DHBEXAMPLE", "x"))
    assert "another URL" in explained(other, refusal).cause[0]


def test_version_2_line_by_line() -> None:
    url = presign_old(headers={"x-amz-acl": "private"})
    assert seen(answered(url, url.replace("/jan", "/feb"))) == {
        "bucket, key and subresources": (
            "/trainer-private/invoices/feb.pdf",
            "/trainer-private/invoices/jan.pdf",
        )
    }
    changed = answered(url, altered(url, x_amz_acl="public-read"))
    assert seen(changed) == {"header x-amz-acl": ("public-read", "private")}
    typed = answered(url, headers={"Content-Type": "text/plain"})
    assert seen(typed) == {"header content-type": ("text/plain", "nothing")}
    later = answered(url, altered(url, Expires="1795431601"))
    assert seen(later) == {"Expires": ("1795431601", "1795431600")}


@pytest.mark.parametrize("canonical", [None, "", "GET", "GET\n/\n\nhost:b", "\n" * 10, "x" * 1000])
def test_an_answer_that_shows_too_little(canonical: str | None) -> None:
    refusal = signature_does_not_match("AKIAIOSFODNN7EXAMPLE", "x", "y", canonical)
    assert any("cannot be compared" in each for each in explained(presign(), refusal).cause)
    for url in ("https://b.s3.amazonaws.com/k", presign_old()):
        assert explained(url, refusal).differences == ()


OF_A_SESSION = presign(credentials=TEMPORARY)
SESSION_OVER: dict[str, Any] = {"snapshot": world(temporary(lasts=60)), "later": 61}


@pytest.mark.parametrize(
    ("found", "code", "words"),
    [
        (answered(presign(), later=3601 + 7380), "AccessDenied",
         ["ended 2026-11-23 11:00:00Z", "was 2026-11-23 13:03:01Z, 2 h 3 min too late"]),
        (answered(presign_old(), later=3601), "AccessDenied", ["ended 2026-11-23 11:00:00Z", "1 s too late"]),
        (answered(presign(expires=60), presign(), later=3601), "AccessDenied", ["is another URL's"]),
        (answered(presign(), later=-3600), "AccessDenied", ["too early", "1 h before", "clock"]),
        (answered(presign(), headers={"x-amz-acl": "private"}), "AccessDenied", ["not signed: x-amz-acl"]),
        (answered(presign_old(), altered(presign_old(), "Expires")), "AccessDenied", ["not whole"]),
        (answered(presign(), snapshot=world(long_term(identity()))), "AccessDenied",
         ["user/ann lacks s3:GetObject: no policy allows it"]),
        (answered(presign(), snapshot=world(bucket=bucket(policy=bucket_policy(deny("s3:*"))))),
         "AccessDenied", ["a policy denies it"]),
        (answered(OBJECT), "AccessDenied", ["no signature, or lost it"]),
        (answered(presign(), altered(presign(), "X-Amz-Date")), "AuthorizationQueryParametersError",
         ["missing or is none"]),
        (answered(presign(region="eu-west-1")), "AuthorizationQueryParametersError",
         ["signed for eu-west-1, but the bucket is in us-east-1"]),
        (answered(presign(), snapshot=without_key()), "InvalidAccessKeyId",
         ["AKIAIOSFODNN7EXAMPLE was deleted or made inactive"]),
        (answered(altered(OF_A_SESSION, "X-Amz-Security-Token"), snapshot=world(temporary())),
         "InvalidAccessKeyId", ["temporary, and without its session token"]),
        (answered(OF_A_SESSION, **SESSION_OVER), "ExpiredToken",
         ["session", "says 2026-11-23 11:00:00Z, but no URL outlives its session"]),
        (answered(OF_A_SESSION, altered(OF_A_SESSION, X_Amz_Security_Token="x" * 40),
                  snapshot=world(temporary())), "InvalidToken", ["S3 saw the token xxxxxxxxxxxxx… (40)"]),
        (answered(presign_old(), snapshot=world(bucket=bucket("eu-central-1"))), "InvalidRequest",
         ["Signature Version 4 alone"]),
        (answered(OBJECT + "?response-expires=1"), "InvalidRequest", ["only go with a signed request"]),
        (answered(presign(), headers={"Authorization": "AWS4-HMAC-SHA256 x"}), "InvalidArgument",
         ["Leave the header out"]),
        (answered(presign(), snapshot=world(object_exists=False)), "NoSuchKey", ["invoices/jan.pdf"]),
        (answered(presign(), snapshot=world(bucket=None)), "NoSuchBucket", ["trainer-private"]),
        (answered(presign("PUT"), method="PUT", headers={"Transfer-Encoding": "chunked"}), "NotImplemented",
         ["Transfer-Encoding", "its length"]),
        (explained(presign(), Refusal(418, "Teapot", "short and stout")), "Teapot", ["not explained here"]),
    ],
)  # fmt: skip
def test_a_code_and_its_cause(found: Meaning, code: str, words: list[str]) -> None:
    assert found.code == code
    text = " ".join([found.says, *found.cause])
    for each in words:
        assert each in text


def test_no_secret_of_an_answer_is_repeated() -> None:
    url = presign(credentials=TEMPORARY)
    token, signature = TEMPORARY.session_token or "", url.rpartition("=")[2]
    for found in (
        answered(url, **SESSION_OVER),
        answered(url, url.replace("/jan", "/feb"), snapshot=world(temporary())),
        answered(url, altered(url, X_Amz_Security_Token=token + "x"), snapshot=world(temporary())),
        answered(presign(), url.replace("/jan", "/feb"), snapshot=world(temporary())),
        explained(url, Refusal(400, f"X-Amz-Signature={signature}", f"Signature={signature}")),
    ):
        text = repr(found)
        for secret in (signature, token, token + "x", "to%2Fken"):
            assert secret not in text
