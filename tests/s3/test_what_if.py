"""Change one thing, see which check fails: the same as the judge says who knows the real secret."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.s3.samples import (
    LONG_TERM,
    NOW,
    OBJECT,
    TEMPORARY,
    altered,
    long_term,
    presign,
    presign_old,
    request,
    temporary,
    world,
)
from tests.s3.strategies import KEYS
from tests.s3.test_anything import ALMOST
from tests.s3.urls import DOCUMENTED
from trainer.s3.anatomy import dissect
from trainer.s3.authorization import QUERY_V4_PARAMETERS
from trainer.s3.changes import (
    At,
    Change,
    SetHeader,
    SetHost,
    SetMethod,
    SetParameter,
    SetPath,
    in_words,
    suggestions,
)
from trainer.s3.judge import judge
from trainer.s3.verdict import TrailEntry
from trainer.s3.what_if import WhatIf, what_if, why_not

FEW = settings(max_examples=150, deadline=None)


def failed(tried: WhatIf) -> tuple[str, int, str] | None:
    """Return the check that failed, and S3's answer."""
    for entry in tried.trail:
        if entry.outcome == "failed":
            assert tried.refusal is not None
            return entry.check, tried.refusal.status, tried.refusal.code
    assert tried.refusal is None
    return None


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        (SetParameter("X-Amz-Expires", "604801"), ("time window", 400, "AuthorizationQueryParametersError")),
        (SetParameter("X-Amz-Expires", "86401"), ("signature", 403, "SignatureDoesNotMatch")),
        (SetParameter("X-Amz-Expires", "86400"), None),
        (SetParameter("X-Amz-Date", None), ("form", 400, "AuthorizationQueryParametersError")),
        (SetParameter("X-Amz-Algorithm", "x"), ("algorithm", 400, "AuthorizationQueryParametersError")),
        (SetParameter("X-Amz-Signature", "0" * 64), ("signature", 403, "SignatureDoesNotMatch")),
        (SetParameter("X-Amz-SignedHeaders", "x-own"), ("unsigned headers", 403, "AccessDenied")),
        (SetParameter("X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE/20130524/eu-west-1/s3/aws4_request"),
         ("scope", 400, "AuthorizationQueryParametersError")),
        (SetParameter("X-Amz-Credential", "AKIAI44QH8DHBEXAMPLE/20130524/us-east-1/s3/aws4_request"),
         ("access key", 403, "InvalidAccessKeyId")),
        (SetParameter("versionId", "1"), ("signature", 403, "SignatureDoesNotMatch")),
        (SetPath("best.txt"), ("signature", 403, "SignatureDoesNotMatch")),
        (SetPath("/test.txt"), None),
        (SetHost("otherbucket.s3.amazonaws.com"), ("signature", 403, "SignatureDoesNotMatch")),
        (SetMethod("PUT"), ("signature", 403, "SignatureDoesNotMatch")),
        (SetMethod("HEAD"), ("signature", 403, "SignatureDoesNotMatch")),
        (SetHeader("x-amz-acl", "public-read"), ("unsigned headers", 403, "AccessDenied")),
        (SetHeader("Content-Type", "text/html"), None),
        (SetHeader("Authorization", "AWS4-HMAC-SHA256 x"), ("form", 400, "InvalidArgument")),
        (At(datetime.fromisoformat("2013-05-25T00:00:00Z")), None),
        (At(datetime.fromisoformat("2013-05-25T00:00:01Z")), ("time window", 403, "AccessDenied")),
        (At(datetime.fromisoformat("2013-05-23T23:44:59Z")), ("time window", 403, "AccessDenied")),
    ],
)  # fmt: skip
def test_the_documented_url(change: Change, answer: tuple[str, int, str] | None) -> None:
    tried = what_if(dissect(DOCUMENTED), change)
    assert failed(tried) == answer
    for entry in tried.trail[-2:]:
        assert (entry.check in ("permission", "existence"), entry.outcome) == (True, "not-reached")


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        (SetParameter("X-Amz-Security-Token", None), ("access key", 403, "InvalidAccessKeyId")),
        (SetParameter("X-Amz-Security-Token", "other"), ("session token", 400, "InvalidToken")),
        (SetHeader("content-type", "image/gif"), ("signature", 403, "SignatureDoesNotMatch")),
        (SetHeader("content-type", None), ("signature", 403, "SignatureDoesNotMatch")),
        (SetMethod("PUT"), None),
        (SetMethod("GET"), ("signature", 403, "SignatureDoesNotMatch")),
    ],
)
def test_a_put_of_a_session_with_a_signed_header(change: Change, answer: tuple[str, int, str] | None) -> None:
    url = presign("PUT", credentials=TEMPORARY, headers={"content-type": "image/png"})
    assert failed(what_if(dissect(url), change, method="PUT")) == answer


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        (SetParameter("Expires", "9999999999"), ("signature", 403, "SignatureDoesNotMatch")),
        (SetParameter("Expires", "1"), ("time window", 403, "AccessDenied")),
        (SetParameter("Signature", None), ("form", 403, "AccessDenied")),
        (SetParameter("colour", "red"), None),
        (SetParameter("versionId", "1"), ("signature", 403, "SignatureDoesNotMatch")),
        (SetHost("localhost:5000"), None),
        (SetMethod("PUT"), ("signature", 403, "SignatureDoesNotMatch")),
        (SetHeader("content-type", "x"), ("signature", 403, "SignatureDoesNotMatch")),
        (At(NOW + timedelta(seconds=3600)), None),
        (At(NOW + timedelta(seconds=3601)), ("time window", 403, "AccessDenied")),
    ],
)
def test_version_2(change: Change, answer: tuple[str, int, str] | None) -> None:
    assert failed(what_if(dissect(presign_old()), change)) == answer


@pytest.mark.parametrize(
    "url",
    [
        "https://b.s3.amazonaws.com/k",
        altered(presign(), "X-Amz-Date"),
        altered(presign(), X_Amz_Date="now"),
        altered(presign(), X_Amz_Credential="a/b"),
        altered(presign_old(), "Expires"),
        altered(presign_old(), Expires="-62135596800"),
    ],
)
def test_what_cannot_be_tried_says_why(url: str) -> None:
    anatomy = dissect(url)
    assert why_not(anatomy)
    with pytest.raises(ValueError, match=r"only a whole URL|nothing is signed"):
        what_if(anatomy, SetMethod("PUT"))


def test_a_url_that_was_wrong_before_is_still_wrong() -> None:
    tried = what_if(dissect(presign(expires=604801)), SetMethod("GET"))
    assert failed(tried) == ("time window", 400, "AuthorizationQueryParametersError")


def test_what_is_only_assumed_is_called_so() -> None:
    says = {
        entry.check: entry.says
        for entry in what_if(dissect(presign(credentials=TEMPORARY)), SetMethod("GET")).trail
    }
    for check in ("access key", "session token"):
        assert says[check].startswith("assumed: ")
    assert "not asked" in says["permission"]
    for text in says.values():
        assert "arn:" not in text


def until_signature(trail: tuple[TrailEntry, ...]) -> list[tuple[str, str]]:
    names = [entry.check for entry in trail]
    return [(entry.check, entry.outcome) for entry in trail[: names.index("signature") + 1]]


def the_real_answer(
    url: str, credentials: Any, now: datetime = NOW, method: str = "GET", **headers: str
) -> Any:
    """Return what the judge says to the changed URL, with the real secret of its key."""
    key = temporary(lasts=10**8) if credentials is TEMPORARY else long_term()
    return judge(request(url, method, headers), world(key), now)


@FEW
@given(
    st.sampled_from([*QUERY_V4_PARAMETERS, "X-Amz-Security-Token", "versionId", "colour"]),
    st.one_of(st.none(), ALMOST),
    st.sampled_from([LONG_TERM, TEMPORARY]),
)
def test_any_parameter_is_judged_as_with_the_real_secret(
    name: str, value: str | None, credentials: Any
) -> None:
    url = presign(credentials=credentials)
    before = dict(dissect(url).parameters)
    clean = value.encode("utf-8", "replace").decode() if value is not None else None
    tried = what_if(dissect(url), SetParameter(name, clean))
    if clean is not None:
        changed = altered(url, **{name.replace("-", "_"): clean})
    else:
        changed = altered(url, *({name} & set(before)))
    real = the_real_answer(changed, credentials)
    assert until_signature(tried.trail) == until_signature(real.trail)
    if until_signature(tried.trail)[-1][1] == "failed":
        assert tried.refusal is not None
        assert (tried.refusal.status, tried.refusal.code) == (real.refusal.status, real.refusal.code)


@FEW
@given(KEYS, st.sampled_from(["GET", "PUT", "HEAD"]), st.integers(-2000, 10000))
def test_any_path_method_and_time_too(key: str, method: str, seconds: int) -> None:
    anatomy, now = dissect(presign()), NOW + timedelta(seconds=seconds)
    place = f"/trainer-private/{key}"
    changed = presign().replace("/trainer-private/invoices/jan.pdf", quote(place, safe="/~"))
    for tried, real in (
        (what_if(anatomy, SetPath(place)), the_real_answer(changed, LONG_TERM)),
        (what_if(anatomy, SetMethod(method)), the_real_answer(presign(), LONG_TERM, method=method)),
        (what_if(anatomy, At(now)), the_real_answer(presign(), LONG_TERM, now)),
    ):
        assert until_signature(tried.trail) == until_signature(real.trail)


@pytest.mark.parametrize(
    "url",
    [presign(), presign(credentials=TEMPORARY), presign_old(), presign(expires=604800), DOCUMENTED,
     presign(url=OBJECT.rpartition("/trainer")[0] + "/trainer-private")],
)  # fmt: skip
def test_suggestions_differ_and_each_can_be_tried(url: str) -> None:
    anatomy = dissect(url)
    found = suggestions(anatomy)
    assert len(set(found)) == len(found) >= 3
    checks = [failed(what_if(anatomy, change)) for change in found]
    assert all(checks)
    assert len({check for check in checks if check}) >= 2
    assert len({in_words(change, anatomy) for change in found}) == len(found)


def test_changes_in_words() -> None:
    anatomy = dissect(DOCUMENTED)
    assert [in_words(change, anatomy) for change in (
        SetParameter("X-Amz-Expires", "1"), SetParameter("X-Amz-Date", None), SetPath("/a/b"), SetHost("h:1"),
        SetMethod("PUT"), SetHeader("x-amz-acl", "private"), SetHeader("range", None),
        SetParameter("X-Amz-Signature", "0" * 64),
        At(datetime.fromisoformat("2013-05-25T00:00:01Z")),
        At(datetime.fromisoformat("2013-05-24T06:00:00Z")),
        At(datetime.fromisoformat("2013-05-23T00:00:00Z")),
    )] == [
        "X-Amz-Expires 1", "without X-Amz-Date", "/a/b", "at h:1", "with PUT", "with x-amz-acl: private",
        "without the header range", "X-Amz-Signature 0000…0000", "used 1 s after its end",
        "used 6 h after signing", "used 24 h before signing",
    ]  # fmt: skip
