"""What S3 answers to a request signed in its Authorization header."""

from datetime import datetime, timedelta
from hashlib import sha256

import pytest

from tests.s3 import oracle
from tests.s3.samples import (
    LONG_TERM,
    NOW,
    OBJECT,
    TEMPORARY,
    allowed,
    bucket,
    failed_check,
    refusal_of,
    temporary,
    without_key,
    world,
)
from trainer.s3.canonical import (
    UNSIGNED_PAYLOAD,
    canonical_request,
    signature,
    signing_key,
    string_to_sign,
)
from trainer.s3.judge import judge
from trainer.s3.request import Request
from trainer.s3.signing import Credentials, sign_headers_v4

BODY = b"hello"


def signed(
    method: str = "GET",
    url: str = OBJECT,
    headers: dict[str, str] | None = None,
    body: bytes = b"",
    *,
    credentials: Credentials = LONG_TERM,
    now: datetime = NOW,
    region: str = "us-east-1",
) -> Request:
    sent = sign_headers_v4(
        credentials, method, url, headers or {}, body, region=region, service="s3", now=now
    )
    return oracle.on_the_wire(url, method, sent, body_sha256=sha256(body).hexdigest())


def header(sent: Request, name: str, value: str | None) -> Request:
    kept = tuple((n, v) for n, v in sent.headers if n.lower() != name)
    return sent._replace(headers=kept if value is None else (*kept, (name, value)))


def test_the_order_of_its_checks() -> None:
    verdict = judge(signed(), world(), NOW)
    assert verdict.refusal is None
    assert [entry.check for entry in verdict.trail] == [
        "form",
        "algorithm",
        "scope",
        "time window",
        "access key",
        "session token",
        "unsigned headers",
        "signature",
        "payload",
        "permission",
        "existence",
    ]


@pytest.mark.parametrize("seconds", [-901, 901])
def test_more_than_fifteen_minutes_off(seconds: int) -> None:
    verdict = judge(signed(), world(), NOW + timedelta(seconds=seconds))
    refusal = refusal_of(verdict)
    assert (refusal.status, refusal.code) == (403, "RequestTimeTooSkewed")
    assert refusal.message == "The difference between the request time and the current time is too large."
    elements = dict(refusal.elements)
    assert elements["RequestTime"] == "20261123T100000Z"
    assert elements["MaxAllowedSkewMilliseconds"] == "900000"
    assert elements["ServerTime"].startswith("2026-11-23T")
    assert failed_check(verdict).check == "time window"


@pytest.mark.parametrize("seconds", [-900, 0, 900])
def test_fifteen_minutes_off(seconds: int) -> None:
    assert allowed(signed(), now=NOW + timedelta(seconds=seconds))


def test_real_time_counts_as_well_as_lab_time() -> None:
    tomorrow = NOW + timedelta(days=1)
    assert not allowed(signed(), now=tomorrow)
    assert allowed(signed(), world(real_now=NOW + timedelta(minutes=14)), tomorrow)
    assert allowed(signed(now=tomorrow), world(real_now=NOW), tomorrow)
    assert not allowed(signed(), world(real_now=NOW + timedelta(minutes=16)), tomorrow)


def test_a_presigned_url_is_never_too_skewed() -> None:
    url = oracle.query_v4(LONG_TERM, "GET", OBJECT, {}, region="us-east-1", expires=86400, now=NOW)
    assert allowed(oracle.on_the_wire(url, "GET", {}), now=NOW + timedelta(hours=20))


@pytest.mark.parametrize("value", [None, "yesterday"])
def test_no_date(value: str | None) -> None:
    refusal = refusal_of(judge(header(signed(), "x-amz-date", value), world(), NOW))
    assert (refusal.status, refusal.code) == (403, "AccessDenied")
    assert refusal.message == "AWS authentication requires a valid Date or x-amz-date header"


def test_a_body_that_was_not_signed() -> None:
    sent = signed("PUT", body=BODY)
    assert allowed(sent)
    other = sha256(b"other").hexdigest()
    verdict = judge(sent._replace(body_sha256=other), world(), NOW)
    refusal = refusal_of(verdict)
    assert (refusal.status, refusal.code) == (400, "XAmzContentSHA256Mismatch")
    assert dict(refusal.elements) == {
        "ClientComputedContentSHA256": sha256(BODY).hexdigest(),
        "S3ComputedContentSHA256": other,
    }
    assert failed_check(verdict).check == "payload"


def test_a_body_that_was_not_read_yet() -> None:
    assert allowed(signed("PUT", body=BODY)._replace(body_sha256=None))


@pytest.mark.parametrize("word", ["UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"])
def test_a_body_that_is_not_to_be_signed(word: str) -> None:
    sent = signed("PUT", headers={"x-amz-content-sha256": word}, body=BODY)
    assert allowed(sent)
    assert allowed(sent._replace(body_sha256=sha256(b"other").hexdigest()))


def test_a_presigned_body_signed_in_chunks_is_not_modelled() -> None:
    headers = {"x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"}
    url = oracle.query_v4(LONG_TERM, "PUT", OBJECT, headers, region="us-east-1", expires=60, now=NOW)
    refusal = refusal_of(judge(oracle.on_the_wire(url, "PUT", headers), world(), NOW))
    assert (refusal.status, refusal.not_modelled) == (501, True)


def test_chunks_that_were_not_read_yet() -> None:
    sent = signed("PUT", headers={"x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"}, body=BODY)
    assert allowed(sent)


def test_a_presigned_body_whose_digest_was_signed() -> None:
    headers = {"x-amz-content-sha256": sha256(BODY).hexdigest()}
    url = oracle.query_v4(LONG_TERM, "PUT", OBJECT, headers, region="us-east-1", expires=60, now=NOW)
    sent = oracle.on_the_wire(url, "PUT", headers, body_sha256=sha256(BODY).hexdigest())
    assert allowed(sent)
    refusal = refusal_of(judge(sent._replace(body_sha256=sha256(b"").hexdigest()), world(), NOW))
    assert refusal.code == "XAmzContentSHA256Mismatch"


def test_no_word_on_the_body() -> None:
    signed_headers = ["host", "x-amz-date"]
    sent = (("Host", "127.0.0.1:5000"), ("x-amz-date", "20261123T100000Z"))
    bare = Request("GET", "/trainer-private/invoices/jan.pdf", "", sent)
    scope = "20261123/us-east-1/s3/aws4_request"
    canonical = canonical_request(bare, (), signed_headers, UNSIGNED_PAYLOAD)
    key = signing_key(LONG_TERM.secret_access_key, "20261123", "us-east-1", "s3")
    authorization = (
        f"AWS4-HMAC-SHA256 Credential={LONG_TERM.access_key_id}/{scope}, SignedHeaders=host;x-amz-date, "
        f"Signature={signature(key, string_to_sign('20261123T100000Z', scope, canonical))}"
    )
    refusal = refusal_of(judge(header(bare, "authorization", authorization), world(), NOW))
    assert (refusal.status, refusal.code) == (400, "InvalidRequest")
    assert refusal.message == "Missing required header for this request: x-amz-content-sha256"


@pytest.mark.parametrize(
    ("authorization", "status", "code", "message"),
    [
        ("Bearer abc", 400, "InvalidArgument", "Unsupported Authorization Type"),
        (
            "AWS4-HMAC-SHA256 Credential=a/b/c/s3/aws4_request",
            400,
            "AuthorizationHeaderMalformed",
            "The authorization header is malformed; the authorization header requires three components: "
            "Credential, SignedHeaders, and Signature.",
        ),
        (
            "AWS4-HMAC-SHA256 Credential=AKIA/1, SignedHeaders=host, Signature=abc",
            400,
            "AuthorizationHeaderMalformed",
            "The authorization header is malformed; the Credential is mal-formed; expecting "
            '"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
        ),
        (
            "AWS4-HMAC-SHA256 Credential=/20261123/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=a",
            400,
            "AuthorizationHeaderMalformed",
            "The authorization header is malformed; a non-empty Access Key (AKID) must be provided in the "
            "credential.",
        ),
    ],
)
def test_a_malformed_header(authorization: str, status: int, code: str, message: str) -> None:
    refusal = refusal_of(judge(header(signed(), "authorization", authorization), world(), NOW))
    assert (refusal.status, refusal.code, refusal.message) == (status, code, message)


@pytest.mark.parametrize("nothing", ["", "  "])
def test_an_empty_header_authenticates_nobody(nothing: str) -> None:
    verdict = judge(header(signed(), "authorization", nothing), world(), NOW)
    assert verdict.auth == "anonymous"
    assert (refusal_of(verdict).status, refusal_of(verdict).code) == (403, "AccessDenied")


class TestAnotherDayThanTheScopes:
    """The public s3-tests change the time of a signed request and want 403, or 400 where the key is known."""

    @pytest.mark.parametrize(
        ("stamp", "code"),
        [
            ("20100101T000000Z", "RequestTimeTooSkewed"),
            ("20300101T000000Z", "RequestTimeTooSkewed"),
            ("19500101T000000Z", "AccessDenied"),
            ("not a time", "AccessDenied"),
        ],
    )
    def test_the_time_comes_first(self, stamp: str, code: str) -> None:
        sent = header(header(signed(), "x-amz-date", stamp), "date", None)
        refusal = refusal_of(judge(sent, world(), NOW))
        assert (refusal.status, refusal.code) == (403, code)

    def test_then_the_key(self) -> None:
        verdict = judge(self.with_yesterdays_scope(), without_key(), NOW)
        assert refusal_of(verdict).code == "InvalidAccessKeyId"

    def test_then_the_day(self) -> None:
        verdict = judge(self.with_yesterdays_scope(), world(), NOW)
        assert failed_check(verdict).check == "signature"
        refusal = refusal_of(verdict)
        assert (refusal.status, refusal.code) == (400, "AuthorizationHeaderMalformed")
        assert refusal.message.endswith(
            'Invalid credential date "20261122". This date is not the same as X-Amz-Date: "20261123".'
        )

    @staticmethod
    def with_yesterdays_scope() -> Request:
        sent = signed()
        authorization = sent.header("authorization") or ""
        return header(sent, "authorization", authorization.replace("/20261123/", "/20261122/"))


def test_the_wrong_region() -> None:
    refusal = refusal_of(judge(signed(region="eu-west-1"), world(bucket=bucket("ap-south-1")), NOW))
    assert (refusal.status, refusal.code) == (400, "AuthorizationHeaderMalformed")
    assert refusal.message == (
        "The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'ap-south-1'"
    )
    assert dict(refusal.elements) == {"Region": "ap-south-1"}


def test_the_key_and_its_session() -> None:
    assert refusal_of(judge(signed(), without_key(), NOW)).code == "InvalidAccessKeyId"
    session = world(temporary(lasts=900))
    assert allowed(signed(credentials=TEMPORARY), session)
    assert (
        refusal_of(
            judge(
                signed(credentials=TEMPORARY, now=NOW + timedelta(minutes=15)),
                session,
                NOW + timedelta(minutes=15),
            )
        ).code
        == "ExpiredToken"
    )


def test_an_unsigned_amz_header() -> None:
    sent = signed()
    refusal = refusal_of(
        judge(sent._replace(headers=(*sent.headers, ("x-amz-acl", "private"))), world(), NOW)
    )
    assert dict(refusal.elements) == {"HeadersNotSigned": "x-amz-acl"}


@pytest.mark.parametrize(
    ("name", "value"),
    [("Host", "127.0.0.1:5000"), ("X-Amz-Date", "20261123T100000Z"), ("x-amz-acl", "public-read")],
)
def test_a_header_there_twice_is_not_modelled(name: str, value: str) -> None:
    sent = signed("PUT", headers={"x-amz-acl": "bucket-owner-full-control"})
    assert allowed(sent)
    twice = sent._replace(headers=(*sent.headers, (name, value)))
    assert refusal_of(judge(twice, world(), NOW)).not_modelled
