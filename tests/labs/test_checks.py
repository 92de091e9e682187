"""Patterns over the journal: what passes, what does not, and what is said about it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from trainer.cloud.client import HttpAnswer
from trainer.labs.checks import Evidence, Outcome, evaluate
from trainer.labs.definition import Check, RequestPattern, UrlAnswerPattern
from trainer.labs.patterns import Condition, facts, misses
from trainer.labs.urls import MadeUrl
from trainer.s3.signing import Credentials, presign_v4
from trainer.scenario.steps import ExpectObject

STATUS_200 = Condition("status", "is", 200)


def line(
    n: int, status: int = 200, url: str | None = "u1", at: str = "10:00:00", **more: Any
) -> dict[str, Any]:
    """Return a journal line of a fetch of coffee.jpg, signed at 10:00:00 for 300 s."""
    failed = [{"check": "time window", "outcome": "failed"}] if status == 403 else []
    return {
        "n": n, "lab_at": f"2026-11-23T{at}Z", "finished_lab_at": f"2026-11-23T{at}Z", "method": "GET",
        "bucket": "trainer-private", "key": "coffee.jpg", "range": None, "url_id": url,
        "auth": "query-v4" if url else "anonymous", "access_key_id": "AKIA1" if url else None,
        "signed_at": "2026-11-23T10:00:00Z", "expires_in": 300, "status": status,
        "code": "AccessDenied" if status == 403 else None, "bytes_sent": 10, "trail": failed, **more,
    }  # fmt: skip


def look(_: ExpectObject) -> HttpAnswer:
    raise AssertionError("no check of these looks at the store")


def outcomes(lines: list[dict[str, Any]], **patterns: RequestPattern) -> dict[str, Outcome]:
    """Return how checks stand that are named by their ids."""
    checks = [Check(name, f"says {name}", pattern, "") for name, pattern in patterns.items()]
    return {outcome.check.id: outcome for outcome in evaluate(checks, Evidence(lines, look))}


OPENED = RequestPattern((STATUS_200,))


def refused(**relations: Any) -> RequestPattern:
    return RequestPattern((Condition("status", "is", 403),), **relations)


@pytest.mark.parametrize(
    ("comparison", "wanted", "met", "missed"),
    [
        ("is", 300, 300, 301),
        ("one_of", (200, 206), 206, 403),
        ("not", None, "bytes=0-", None),
        ("like", "arn:*:user/ann", "arn:aws:iam::1:user/ann", "arn:aws:iam::1:user/bob"),
        ("like", "a*", "ab", None),
        ("at_least", 5, 5, 4),
        ("at_most", 5, 5, 6),
        ("at_most", 5, 0, None),
    ],
)
def test_a_comparison(comparison: str, wanted: object, met: object, missed: object) -> None:
    condition = Condition("status", comparison, wanted)
    assert condition.met_by(met)
    assert not condition.met_by(missed)


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({}, "presigned", True),
        ({"auth": "header-v4"}, "presigned", False),
        ({}, "signed_by", "key"),
        ({"access_key_id": "ASIA1"}, "signed_by", "session"),
        ({"access_key_id": None}, "signed_by", None),
        ({"status": 403}, "failed_check", "time window"),
        ({}, "failed_check", None),
        ({"range": "bytes=0-"}, "has_range", True),
        ({}, "finished_after_expiry", False),
        ({"finished_lab_at": "2026-11-23T10:05:01Z"}, "finished_after_expiry", True),
        ({"finished_lab_at": "2026-11-23T10:05:00Z"}, "finished_after_expiry", False),
        ({"lab_at": "2026-11-23T10:06:00Z", "finished_lab_at": "2026-11-23T10:06:01Z"},
         "finished_after_expiry", False),
        ({"signed_at": None}, "finished_after_expiry", False),
        ({}, "new_url", True),
        ({"url_id": "old"}, "new_url", False),
        ({"url_id": None}, "new_url", False),
        ({"key": "invoices/jan.pdf"}, "key_name", "jan.pdf"),
    ],
)  # fmt: skip
def test_what_follows_from_a_line(change: dict[str, Any], field: str, value: object) -> None:
    assert facts(line(1, **change), ["old"])[field] == value


def test_the_same_url_is_wanted() -> None:
    found = outcomes(
        [line(1), line(2, 403, "u2", "10:05:01")], opened=OPENED, late=refused(same_url_as="opened")
    )
    assert found["opened"].passed
    assert (found["late"].passed, found["late"].why) == (False, "this was another URL")
    found = outcomes([line(1), line(2, 403)], opened=OPENED, late=refused(same_url_as="opened"))
    assert found["late"].passed


def test_two_requests_without_a_url_are_not_the_same_one() -> None:
    lines = [line(1, url=None), line(2, 403, None)]
    assert not outcomes(lines, opened=OPENED, late=refused(same_url_as="opened"))["late"].passed


def test_another_url_is_wanted() -> None:
    again = RequestPattern((STATUS_200,), different_url_from="opened")
    assert not outcomes([line(1), line(2)], opened=OPENED, again=again)["again"].passed
    assert outcomes([line(1), line(2, url="u2")], opened=OPENED, again=again)["again"].passed


def test_a_request_must_come_after_another() -> None:
    late = refused(after="opened")
    found = outcomes([line(1, 403), line(2)], opened=OPENED, late=late)["late"]
    assert (found.passed, found.why) == (False, "this came before")
    assert outcomes([line(1), line(2, 403)], opened=OPENED, late=late)["late"].passed


def test_a_gap_of_lab_time_is_wanted() -> None:
    late = refused(after="opened", lab_gap_at_least=600)
    found = outcomes([line(1), line(2, 403, at="10:05:01")], opened=OPENED, late=late)["late"]
    assert (found.passed, found.why) == (False, "only 5 min 1 s of lab time had passed")
    assert outcomes([line(1), line(2, 403, at="10:10:00")], opened=OPENED, late=late)["late"].passed


def test_what_has_to_come_first_is_said() -> None:
    found = outcomes([line(1, 403)], opened=OPENED, late=refused(after="opened"))["late"]
    assert found.why == "first comes: says opened"


def test_any_of_several_earlier_requests_will_do() -> None:
    lines = [line(1, url="u1"), line(2, url="u2"), line(3, 403, "u1", "10:05:01")]
    late = refused(same_url_as="opened", after="opened")
    assert outcomes(lines, opened=OPENED, late=late)["late"].passed


def test_the_nearest_request_explains_what_is_missing() -> None:
    wants = RequestPattern(
        (Condition("key", "is", "coffee.jpg"), Condition("expires_in", "is", 60), STATUS_200)
    )
    lines = [line(1, expires_in=3600), line(2, 403, key="videos/premium.mp4")]
    found = outcomes(lines, opened=wants)["opened"]
    assert found.observed == "200 at 10:00:00Z"
    assert found.why == "lifetime in s is 3 600, wanted 60"


def test_a_request_that_is_right_in_nothing_is_no_near_one() -> None:
    found = outcomes([line(1, 403)], opened=OPENED)["opened"]
    assert (found.observed, found.why) == ("nothing yet", "")


def test_a_flag_that_is_missed_is_said_in_words() -> None:
    wanted = (Condition("has_range", "is", True), Condition("presigned", "is", False))
    assert misses(wanted, facts(line(1))) == ["it asked for no range", "it was pre-signed"]


NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
KEY = Credentials("AKIA1", "secret")


def given(query: tuple[tuple[str, str], ...] = ()) -> MadeUrl:
    """Return a URL that a lab has signed."""
    address = "http://127.0.0.1:1/trainer-private/coffee.jpg"
    url = presign_v4(KEY, "GET", address, region="us-east-1", now=NOW, expires=300, query=query)
    return MadeUrl(url, {}, "trainer-private", "coffee.jpg", NOW, "GET", KEY)


SPECIMEN = given()
OTHER = given((("response-content-type", "text/plain"),))
URLS = {"specimen": SPECIMEN, "other": OTHER}
ORDER = SPECIMEN.parameter_names


@pytest.mark.parametrize(
    ("change", "name", "reordered"),
    [
        ({"url_id": SPECIMEN.id, "parameters": ORDER}, "specimen", False),
        ({"url_id": SPECIMEN.id, "parameters": ORDER[::-1]}, "specimen", True),
        ({"url_id": SPECIMEN.id, "parameters": [*ORDER[::-1], "x"]}, "specimen", False),
        ({"url_id": SPECIMEN.id, "parameters": ORDER[:-1]}, "specimen", False),
        ({"url_id": OTHER.id, "parameters": ORDER}, "other", False),
        ({"url_id": "another"}, None, False),
        ({"url_id": None}, None, False),
    ],
)
def test_a_request_is_known_by_the_signature_it_carries(
    change: dict[str, Any], name: str | None, reordered: bool
) -> None:
    by_id = {made.id or "": (name, made) for name, made in URLS.items()}
    found = facts(line(1, **change), (), by_id)
    assert (found["signature_of"], found["reordered"]) == (name, reordered)
    # Facts of facts: a prediction looks at the line of an outcome, which has them already.
    assert facts(found)["signature_of"] == name


def test_what_a_signature_lacks_is_said() -> None:
    found = facts(line(1, url_id="another"))
    assert misses((Condition("signature_of", "is", "specimen"),), found) == [
        "it has not the signature of $SPECIMEN"
    ]
    assert misses((Condition("signature_of", "not", None),), found)
    assert misses((Condition("reordered", "is", True),), found) == [
        "its parameters stand as they were signed"
    ]


def test_a_check_may_ask_for_the_signature_of_a_given_url() -> None:
    changed = RequestPattern((Condition("signature_of", "is", "specimen"), Condition("status", "is", 403)))
    checks = [Check("changed", "says", changed, "")]
    lines = [line(1, 403, "another"), line(2, 403, SPECIMEN.id)]
    assert evaluate(checks, Evidence(lines[1:], look, urls=URLS))[0].passed
    assert not evaluate(checks, Evidence(lines[:1], look, urls=URLS))[0].passed
    assert not evaluate(checks, Evidence(lines, look, urls={"specimen": OTHER}))[0].passed


@pytest.mark.parametrize(
    ("part", "answer", "why"),
    [
        ("access_key_id", "AKIA1", ""),
        ("access_key_id", " AKIA1\n", ""),
        ("access_key_id", "AKIA2", "$SPECIMEN says otherwise"),
        ("expires_in", "300", ""),
        ("canonical_request", "GET\n/trainer-private/coffee.jpg", "line 3 of 7 is missing"),
    ],
)
def test_an_answer_is_held_against_a_part_of_a_given_url(part: str, answer: str, why: str) -> None:
    check = Check("who", "says", UrlAnswerPattern("Which?", "specimen", part), "")
    (outcome,) = evaluate([check], Evidence([], look, answers={"who": answer}, urls=URLS))
    assert (outcome.passed, outcome.why) == (not why, why)
    (outcome,) = evaluate([check], Evidence([], look, urls=URLS))
    assert (outcome.passed, outcome.observed) == (False, "nothing yet")
