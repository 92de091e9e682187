"""What S3 answers to a URL pre-signed with Version 2."""

from datetime import timedelta

import pytest

from tests.s3.samples import (
    LONG_TERM,
    NOW,
    OBJECT,
    TEMPORARY,
    allowed,
    altered,
    bucket,
    failed_check,
    long_term,
    presign_old,
    refusal_of,
    request,
    temporary,
    without_key,
    world,
)
from trainer.s3.judge import judge
from trainer.s3.signing import Credentials, presign_v2

URL = presign_old()


def test_it_is_accepted_until_it_closes() -> None:
    assert allowed(request(URL), now=NOW + timedelta(seconds=3600))
    verdict = judge(request(URL), world(), NOW + timedelta(seconds=3601))
    refusal = refusal_of(verdict)
    assert (refusal.status, refusal.code, refusal.message) == (403, "AccessDenied", "Request has expired")
    assert dict(refusal.elements) == {
        "Expires": "2026-11-23T11:00:00Z",
        "ServerTime": "2026-11-23T11:00:01Z",
    }
    assert failed_check(verdict).check == "time window"
    assert [entry.check for entry in verdict.trail] == [
        "form",
        "algorithm",
        "time window",
        "access key",
        "session token",
        "signature",
        "permission",
        "existence",
    ]


def test_it_has_no_longest_life() -> None:
    assert allowed(request(presign_old(expires=10 * 365 * 86400)))
    assert allowed(request(presign_old(expires=10**14)))


@pytest.mark.parametrize("name", ["Signature", "Expires", "AWSAccessKeyId"])
def test_a_missing_parameter(name: str) -> None:
    refusal = refusal_of(judge(request(altered(URL, name)), world(), NOW))
    assert (refusal.status, refusal.code) == (403, "AccessDenied")
    assert refusal.message == (
        "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters"
    )


@pytest.mark.parametrize("expires", ["soon", "1.5", ""])
def test_an_expiry_that_is_no_number(expires: str) -> None:
    refusal = refusal_of(judge(request(altered(URL, Expires=expires)), world(), NOW))
    assert (refusal.status, refusal.code) == (403, "AccessDenied")


def test_a_signature_that_does_not_fit() -> None:
    verdict = judge(request(URL, "PUT"), world(), NOW)
    refusal = refusal_of(verdict)
    assert (refusal.status, refusal.code) == (403, "SignatureDoesNotMatch")
    elements = dict(refusal.elements)
    assert list(elements) == ["AWSAccessKeyId", "StringToSign", "SignatureProvided", "StringToSignBytes"]
    until = int(NOW.timestamp()) + 3600
    assert elements["StringToSign"] == f"PUT\n\n\n{until}\n/trainer-private/invoices/jan.pdf"
    assert bytes.fromhex(elements["StringToSignBytes"]).decode() == elements["StringToSign"]
    assert failed_check(verdict).check == "signature"


def test_content_type_is_part_of_it_and_content_encoding_is_not() -> None:
    url = presign_old("PUT")
    assert allowed(request(url, "PUT", {"Content-Encoding": "gzip"}))
    refusal = refusal_of(judge(request(url, "PUT", {"Content-Type": "image/png"}), world(), NOW))
    assert refusal.code == "SignatureDoesNotMatch"


def test_an_unsigned_amz_header_does_not_fit() -> None:
    refusal = refusal_of(judge(request(URL, headers={"x-amz-meta-a": "1"}), world(), NOW))
    assert refusal.code == "SignatureDoesNotMatch"


@pytest.mark.parametrize(
    ("added", "fits"),
    [("versionId=v1", False), ("acl", False), ("response-expires=now", False), ("x-id=GetObject", True)],
)
def test_only_listed_parameters_are_part_of_it(added: str, fits: bool) -> None:
    assert allowed(request(f"{URL}&{added}")) == fits


@pytest.mark.parametrize("added", ["x-amz-meta-a=2", "X-Amz-Meta-A=2", "X%2Damz-storage-class=GLACIER"])
def test_an_amz_parameter_beside_its_header_is_not_signed(added: str) -> None:
    signed = {"x-amz-meta-a": "1", "x-amz-storage-class": "STANDARD"}
    url = presign_old("PUT", headers=signed)
    assert allowed(request(url, "PUT", signed)), "signed as headers, repeated in the URL"
    refusal = refusal_of(judge(request(f"{url}&{added}", "PUT", signed), world(), NOW))
    assert refusal.not_modelled


def test_an_amz_parameter_in_two_spellings_is_signed_once() -> None:
    url = presign_old("PUT", headers={"x-amz-meta-a": "1"})
    assert allowed(request(url, "PUT"))
    refusal = refusal_of(judge(request(f"{url}&X-Amz-Meta-A=2", "PUT"), world(), NOW))
    assert refusal.not_modelled


def test_an_amz_parameter_counts_in_any_spelling() -> None:
    refusal = refusal_of(judge(request(f"{presign_old('PUT')}&X-Amz-Meta-A=1", "PUT"), world(), NOW))
    assert refusal.code == "SignatureDoesNotMatch"


def test_space_around_a_header_is_not_signed() -> None:
    url = presign_old("PUT", headers={"x-amz-meta-a": "1"})
    assert allowed(request(url, "PUT", {"x-amz-meta-a": " 1\t"}))


@pytest.mark.parametrize("region", ["eu-central-1", "us-east-2", "ap-south-1"])
def test_newer_regions_do_not_take_it(region: str) -> None:
    verdict = judge(request(URL), world(bucket=bucket(region)), NOW)
    refusal = refusal_of(verdict)
    assert (refusal.status, refusal.code) == (400, "InvalidRequest")
    assert refusal.message == (
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256."
    )
    assert failed_check(verdict).check == "algorithm"


def test_the_key_and_its_session() -> None:
    assert refusal_of(judge(request(URL), without_key(), NOW)).code == "InvalidAccessKeyId"
    inactive = world(long_term(active=False))
    assert refusal_of(judge(request(URL), inactive, NOW)).code == "InvalidAccessKeyId"
    signed = presign_old(credentials=TEMPORARY)
    session = world(temporary(lasts=900))
    assert allowed(request(signed), session)
    assert refusal_of(judge(request(signed), session, NOW + timedelta(seconds=900))).code == "ExpiredToken"
    without = presign_old(credentials=Credentials(TEMPORARY.access_key_id, TEMPORARY.secret_access_key))
    assert refusal_of(judge(request(without), session, NOW)).code == "InvalidAccessKeyId"


def test_a_bucket_in_the_host_is_signed_as_part_of_the_path() -> None:
    url = presign_v2(
        LONG_TERM,
        "GET",
        "http://trainer-private.localhost:5000/invoices/jan.pdf",
        now=NOW,
        expires=60,
        host_bucket="trainer-private",
    )
    assert allowed(request(url))
    assert allowed(request(url.replace("trainer-private.localhost:5000", "localhost:5000/trainer-private")))


def test_both_versions_at_once() -> None:
    refusal = refusal_of(judge(request(f"{URL}&X-Amz-Algorithm=AWS4-HMAC-SHA256"), world(), NOW))
    assert (refusal.status, refusal.code) == (400, "InvalidArgument")
    refusal = refusal_of(judge(request(URL, headers={"Authorization": "AWS a:b"}), world(), NOW))
    assert (refusal.status, refusal.code) == (400, "InvalidArgument")


def test_no_signature_at_all() -> None:
    refusal = refusal_of(judge(request(OBJECT), world(), NOW))
    assert (refusal.status, refusal.code, refusal.message) == (403, "AccessDenied", "Access Denied")
