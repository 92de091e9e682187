"""Anonymous requests, and Version 2 headers."""

from datetime import timedelta

import pytest

from tests.s3 import oracle
from tests.s3.samples import (
    LONG_TERM,
    NOW,
    OBJECT,
    PUBLIC_READ,
    TEMPORARY,
    allow,
    allowed,
    bucket,
    bucket_policy,
    deny,
    failed_check,
    identity,
    long_term,
    refusal_of,
    request,
    temporary,
    without_key,
    world,
)
from trainer.s3.judge import judge
from trainer.s3.world import World

PUBLIC = world(bucket=bucket(policy=bucket_policy(allow("s3:GetObject", "arn:aws:s3:::trainer-private/*"))))


def test_anyone_reads_what_is_public() -> None:
    assert allowed(request(OBJECT), PUBLIC)
    assert allowed(request(OBJECT), world(bucket=bucket(**PUBLIC_READ)))
    assert not allowed(request(OBJECT, "PUT"), world(bucket=bucket(**PUBLIC_READ)))


def test_a_deny_takes_what_an_access_control_list_gives() -> None:
    closed = bucket(**PUBLIC_READ, policy=bucket_policy(deny("s3:GetObject")))
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


@pytest.mark.parametrize(
    ("snapshot", "after", "check", "code"),
    [
        (world(bucket=bucket("eu-central-1")), 0, "algorithm", "InvalidRequest"),
        (world(), 901, "time window", "RequestTimeTooSkewed"),
        (without_key(), 0, "access key", "InvalidAccessKeyId"),
        (world(long_term(active=False)), 0, "access key", "InvalidAccessKeyId"),
        (world(long_term(identity(deny("*")))), 0, "permission", "AccessDenied"),
        (world(object_exists=False), 0, "existence", "NoSuchKey"),
    ],
)
def test_a_version_2_header_passes_every_check(snapshot: World, after: int, check: str, code: str) -> None:
    sent = oracle.header_v2(LONG_TERM, "GET", OBJECT, {}, now=NOW)
    verdict = judge(oracle.on_the_wire(OBJECT, "GET", sent), snapshot, NOW + timedelta(seconds=after))
    assert (failed_check(verdict).check, refusal_of(verdict).code) == (check, code)


@pytest.mark.parametrize("value", ["", "yesterday"])
def test_a_date_of_amazons_own_takes_the_place_of_the_other(value: str) -> None:
    sent = oracle.header_v2(LONG_TERM, "GET", OBJECT, {}, now=NOW)
    verdict = judge(oracle.on_the_wire(OBJECT, "GET", sent | {"x-amz-date": value}), world(), NOW)
    assert (failed_check(verdict).check, refusal_of(verdict).code) == ("time window", "AccessDenied")


def test_a_version_2_header_of_a_session() -> None:
    sent = oracle.on_the_wire(OBJECT, "GET", oracle.header_v2(TEMPORARY, "GET", OBJECT, {}, now=NOW))
    assert allowed(sent, world(temporary(lasts=60)))
    over = judge(sent, world(temporary(lasts=60)), NOW + timedelta(seconds=60))
    assert refusal_of(over).code == "ExpiredToken"


@pytest.mark.parametrize(
    ("method", "content_type"), [("PUT", "multipart/form-data; boundary=x"), ("POST", "text/plain")]
)
def test_what_is_no_upload_form(method: str, content_type: str) -> None:
    url = f"{OBJECT}?uploads" if method == "POST" else OBJECT
    sent = request(url, method, {"Content-Type": content_type})
    verdict = judge(sent, world(), NOW)
    assert (verdict.auth, refusal_of(verdict).code) == ("anonymous", "AccessDenied")


def test_a_bucket_of_another_name_is_not_the_one() -> None:
    sent = oracle.on_the_wire(OBJECT, "GET", oracle.header_v2(LONG_TERM, "GET", OBJECT, {}, now=NOW))
    assert refusal_of(judge(sent, world(bucket=bucket(name="other")), NOW)).code == "NoSuchBucket"
