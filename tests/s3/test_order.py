"""Which of two faults S3 answers to: requests that fail two checks at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.s3.samples import (
    LONG_TERM,
    NOW,
    TEMPORARY,
    allow,
    altered,
    bucket,
    bucket_policy,
    deny,
    failed_check,
    identity,
    long_term,
    presign,
    request,
    temporary,
    without_key,
    world,
)
from trainer.s3.judge import judge
from trainer.s3.request import Request
from trainer.s3.world import World

Fault = tuple[Request, World, float]
LATE = 90000.0

PAIRS: dict[str, tuple[str, Callable[[], Fault]]] = {
    "two mechanisms before a missing parameter": (
        "form",
        lambda: (request(altered(presign(), "X-Amz-Date"), headers={"Authorization": "x"}), world(), 0),
    ),
    "a missing parameter before the algorithm": (
        "form",
        lambda: (request(altered(presign(), "X-Amz-Date", X_Amz_Algorithm="none")), world(), 0),
    ),
    "the algorithm before the credential": (
        "algorithm",
        lambda: (request(altered(presign(), X_Amz_Algorithm="none", X_Amz_Credential="x")), world(), 0),
    ),
    "the Region before the date's form": (
        "scope",
        lambda: (
            request(altered(presign(), X_Amz_Date="today")),
            world(bucket=bucket("ap-south-1")),
            0,
        ),
    ),
    "the Region before the key": ("scope", lambda: (request(presign(region="us-east-2")), without_key(), 0)),
    "the date's form before the expiry": (
        "time window",
        lambda: (request(altered(presign(), X_Amz_Date="today", X_Amz_Expires="x")), world(), 0),
    ),
    "the date's match before the expiry": (
        "scope",
        lambda: (request(altered(presign(), X_Amz_Date="20261122T100000Z", X_Amz_Expires="x")), world(), 0),
    ),
    "expired before an unknown key": ("time window", lambda: (request(presign()), without_key(), LATE)),
    "not yet valid before an unknown key": (
        "time window",
        lambda: (request(presign()), without_key(), -LATE),
    ),
    "expired before the signature": ("time window", lambda: (request(presign(), "PUT"), world(), LATE)),
    "expired before the session's end": (
        "time window",
        lambda: (request(presign(credentials=TEMPORARY)), world(temporary(lasts=900)), LATE),
    ),
    "the session's end before the URL's": (
        "session token",
        lambda: (
            request(presign(credentials=TEMPORARY, expires=604800)),
            world(temporary(lasts=900)),
            LATE,
        ),
    ),
    "a longer expiry on a dead URL is a mismatch": (
        "signature",
        lambda: (request(altered(presign(), X_Amz_Expires="604800")), world(), LATE),
    ),
    "the key before unsigned headers": (
        "access key",
        lambda: (request(presign(), headers={"x-amz-meta-a": "1"}), without_key(), 0),
    ),
    "the token before the signature": (
        "session token",
        lambda: (request(presign(credentials=TEMPORARY), "PUT"), world(temporary(lasts=0)), 1),
    ),
    "unsigned headers before the signature": (
        "unsigned headers",
        lambda: (request(presign(), "PUT", {"x-amz-meta-a": "1"}), world(), 0),
    ),
    "a signed header that is missing, and one unsigned": (
        "unsigned headers",
        lambda: (request(presign(headers={"x-amz-meta-b": "1"}), headers={"x-amz-meta-a": "1"}), world(), 0),
    ),
    "the signature before permission": (
        "signature",
        lambda: (request(presign(), "PUT"), world(long_term(identity(deny("*")))), 0),
    ),
    "the signature before the bucket": (
        "signature",
        lambda: (request(presign(), "PUT"), world(bucket=None), 0),
    ),
    "the bucket before permission": (
        "existence",
        lambda: (request(presign()), world(long_term(identity(deny("*"))), bucket=None), 0),
    ),
    "permission before the object": (
        "permission",
        lambda: (request(presign()), world(long_term(identity(deny("*"))), object_exists=False), 0),
    ),
    "a deny before an allow": (
        "permission",
        lambda: (
            request(presign()),
            world(long_term(identity(allow("*"))), bucket=bucket(policy=bucket_policy(deny("s3:GetObject")))),
            0,
        ),
    ),
}


@pytest.mark.parametrize(("check", "fault"), PAIRS.values(), ids=PAIRS)
def test_the_first_of_two_faults_is_answered(check: str, fault: Callable[[], Fault]) -> None:
    sent, snapshot, after = fault()
    assert failed_check(judge(sent, snapshot, NOW + timedelta(seconds=after))).check == check


def test_a_flipped_signature_of_a_dead_url_is_expired() -> None:
    url = presign()
    flipped = url[:-1] + ("0" if url[-1] != "0" else "1")
    verdict = judge(request(flipped), world(), NOW + timedelta(seconds=LATE))
    assert verdict.refusal
    assert verdict.refusal.message == "Request has expired"
    assert LONG_TERM.access_key_id == verdict.access_key_id
