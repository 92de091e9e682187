"""Anonymous requests, upload forms, and Version 2 headers."""

import pytest

from tests.s3 import oracle
from tests.s3.samples import (
    ENDPOINT,
    LONG_TERM,
    NOW,
    OBJECT,
    allow,
    allowed,
    bucket,
    bucket_policy,
    deny,
    failed_check,
    refusal_of,
    request,
    world,
)
from trainer.s3.judge import judge

PUBLIC = world(bucket=bucket(policy=bucket_policy(allow("s3:GetObject", "arn:aws:s3:::trainer-private/*"))))


def test_anyone_reads_what_is_public() -> None:
    assert allowed(request(OBJECT), PUBLIC)
    assert allowed(request(OBJECT), world(bucket=bucket(public_read=True)))
    assert not allowed(request(OBJECT, "PUT"), world(bucket=bucket(public_read=True)))


def test_a_deny_takes_what_an_access_control_list_gives() -> None:
    closed = bucket(public_read=True, policy=bucket_policy(deny("s3:GetObject")))
    refusal = refusal_of(judge(request(OBJECT), world(bucket=closed), NOW))
    assert (refusal.status, refusal.message) == (403, "Access Denied")


def test_the_access_key_of_the_world_does_not_help_an_anonymous_request() -> None:
    verdict = judge(request(OBJECT), world(), NOW)
    assert refusal_of(verdict).message == "Access Denied"
    assert verdict.principal is None
    assert [entry.check for entry in verdict.trail] == ["form", "permission", "existence"]


def test_anyone_does_not_learn_that_an_object_is_not_there() -> None:
    refusal = refusal_of(judge(request(OBJECT), world(bucket=PUBLIC.bucket, object_exists=False), NOW))
    assert (refusal.status, refusal.code, refusal.message) == (403, "AccessDenied", "Access Denied")


def test_response_parameters_are_for_signed_requests() -> None:
    refusal = refusal_of(judge(request(f"{OBJECT}?response-content-type=text/html"), PUBLIC, NOW))
    assert (refusal.status, refusal.code) == (400, "InvalidRequest")
    assert refusal.message == "Request specific response headers cannot be used for anonymous GET requests."


def test_lower_case_parameters_do_not_authenticate() -> None:
    url = oracle.query_v4(LONG_TERM, "GET", OBJECT, {}, region="us-east-1", expires=60, now=NOW)
    refusal = refusal_of(judge(request(url.replace("X-Amz-", "x-amz-")), world(), NOW))
    assert (refusal.status, refusal.message) == (403, "Access Denied")


def test_an_upload_form_is_not_modelled() -> None:
    form = request(f"{ENDPOINT}/trainer-private", "POST", {"Content-Type": "multipart/form-data; boundary=x"})
    verdict = judge(form, world(), NOW)
    assert (refusal_of(verdict).status, refusal_of(verdict).not_modelled) == (501, True)
    assert verdict.auth == "post-v4"


@pytest.mark.parametrize(
    "path", ["/trainer-private/%zz", "/trainer-private/\u00e9", "/a b", "/%ff", "k", "/a#b"]
)
def test_a_path_that_can_be_read_two_ways(path: str) -> None:
    sent = request(OBJECT)
    verdict = judge(type(sent)("GET", path, "", sent.headers), PUBLIC, NOW)
    refusal = refusal_of(verdict)
    assert (refusal.status, refusal.code) == (400, "InvalidURI")
    assert failed_check(verdict).evidence == "inferred"


def test_a_version_2_header() -> None:
    sent = oracle.header_v2(LONG_TERM, "GET", OBJECT, {}, now=NOW)
    assert allowed(oracle.on_the_wire(OBJECT, "GET", sent))
    verdict = judge(oracle.on_the_wire(OBJECT, "PUT", sent), world(), NOW)
    assert refusal_of(verdict).code == "SignatureDoesNotMatch"
    assert verdict.auth == "header-v2"
    malformed = judge(request(OBJECT, headers={"Authorization": "AWS nothing"}), world(), NOW)
    assert refusal_of(malformed).code == "InvalidArgument"


@pytest.mark.parametrize("name", ["x-amz-meta-a", "X-Amz-Storage-Class", "x-amz-security-token"])
def test_a_version_2_header_signs_no_amz_parameter(name: str) -> None:
    sent = oracle.header_v2(LONG_TERM, "PUT", OBJECT, {}, now=NOW)
    assert allowed(oracle.on_the_wire(OBJECT, "PUT", sent))
    refusal = refusal_of(judge(oracle.on_the_wire(f"{OBJECT}?{name}=1", "PUT", sent), world(), NOW))
    assert refusal.not_modelled
