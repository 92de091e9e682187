"""Every verb, carried out against a real cloud over real HTTP."""

from collections.abc import Iterator
from typing import Any

import pytest

from trainer.cloud.client import CloudClient, Ready
from trainer.errors import CloudError
from trainer.labs.administrator import Administrator
from trainer.labs.results import Run, StepResult
from trainer.labs.runner import Runner
from trainer.scenario.parse import parse


@pytest.fixture
def runner(client: CloudClient) -> Iterator[Runner]:
    with Runner(client) as runner:
        yield runner


def run(runner: Runner, *steps: dict[str, Any]) -> Run:
    """Run a scenario."""
    return runner.run(parse(list(steps)))


def holds(runner: Runner, *steps: dict[str, Any]) -> tuple[StepResult, ...]:
    """Run a scenario that must hold and return its results."""
    ran = run(runner, *steps)
    assert ran.holds, ran.says
    return ran.results


def presign(**fields: Any) -> dict[str, Any]:
    return {"presign": {"object": "coffee.jpg", "expires": 300, **fields}}


def fetch(status: int, code: str | None = None, **fields: Any) -> dict[str, Any]:
    expect = {"status": status, **({"code": code} if code else {}), **fields.pop("expect", {})}
    return {"fetch": {**fields, "expect": expect}}


def test_a_session_ends_before_its_url(runner: Runner) -> None:
    results = holds(
        runner,
        {"as": {"role": "reporter", "lasts": 900}},
        presign(object="invoices/jan.pdf", expires=604800),
        fetch(200),
        {"clock": {"advance": 901}},
        fetch(400, "ExpiredToken", expect={"check": "session token"}),
    )
    assert [result.title for result in results] == [
        "be role reporter", "presign GET jan.pdf", "fetch the URL", "move the clock", "fetch the URL",
    ]  # fmt: skip
    assert results[0].detail.startswith("session ends ")
    assert results[1].detail.startswith("for 604 800 s from ")
    assert results[3].detail == "15 min 1 s, nobody waited"
    assert results[4].detail == "400 ExpiredToken, as expected"
    line = results[4].line
    assert line is not None
    assert [line["status"], line["code"], line["key"]] == [400, "ExpiredToken", "invoices/jan.pdf"]
    assert [entry["check"] for entry in line["trail"] if entry["outcome"] == "failed"] == ["session token"]
    assert results[4].answer is not None
    assert results[4].answer.element("Message") == "The provided token has expired."


def test_a_user_signs_with_a_key_of_its_own(runner: Runner) -> None:
    results = holds(
        runner, {"as": "ann"}, presign(), fetch(200),
        {"as": {"user": "bob"}}, presign(), fetch(403, "AccessDenied", expect={"check": "permission"}),
        {"as": "administrator"}, presign(), fetch(200),
    )  # fmt: skip
    signers = {result.line["principal"].rpartition("/")[2] for result in results if result.line}
    assert signers == {"ann", "bob", "administrator"}
    assert len({result.line["access_key_id"] for result in results if result.line}) == 3


def test_put_and_delete_are_the_administrators_whoever_signs(runner: Runner) -> None:
    holds(
        runner, {"as": "bob"}, {"put": {"object": "new/a b+ü.txt", "body": "hello"}},
        {"expect": {"object": "new/a b+ü.txt", "body": "hello"}},
        {"as": "ann"}, presign(object="new/a b+ü.txt"), fetch(200, expect={"body": "hello", "length": 5}),
        {"delete": {"object": "new/a b+ü.txt"}}, {"expect": {"object": "new/a b+ü.txt", "exists": False}},
    )  # fmt: skip


def test_a_bucket_in_another_region_knows_version_4_and_its_own_region_alone(runner: Runner) -> None:
    there = {"bucket": "trainer-frankfurt", "object": "map.pdf"}
    holds(
        runner, {"bucket": {"name": "trainer-frankfurt", "region": "eu-central-1"}},
        {"put": {**there, "body": "A map."}}, {"expect": {**there, "body": "A map."}},
        presign(**there, region="eu-central-1"), fetch(200, expect={"body": "A map."}),
        presign(**there), fetch(400, "AuthorizationQueryParametersError", expect={"check": "scope"}),
        presign(**there, version="v2"), fetch(400, "InvalidRequest", expect={"check": "algorithm"}),
    )  # fmt: skip


def test_a_bucket_in_the_default_region_is_made_too(runner: Runner) -> None:
    here = {"bucket": "trainer-second", "object": "a.txt"}
    holds(
        runner, {"bucket": {"name": "trainer-second", "region": "us-east-1"}},
        {"put": {**here, "body": "one"}}, presign(**here), fetch(200),
    )  # fmt: skip
    ran = run(runner, {"bucket": {"name": "no", "region": "us-east-1"}})
    assert "was answered 400 InvalidBucketName" in ran.says


def test_an_upload_stores_and_overwrites(runner: Runner) -> None:
    up = presign(method="PUT", object="u/a.txt", headers={"content-type": "text/plain"})
    holds(
        runner, {"as": "ann"}, up, {"upload": {"body": "one", "expect": {"status": 200}}},
        {"expect": {"object": "u/a.txt", "body": "one"}},
        {"upload": {"size": 9, "expect": {"status": 200}}}, {"fetch": {"expect": {"status": 403}}},
        {"upload": {"headers": {"content-type": "image/png"},
                    "expect": {"status": 403, "code": "SignatureDoesNotMatch", "check": "signature"}}},
    )  # fmt: skip


def test_a_method_is_bound_to_the_url(runner: Runner) -> None:
    holds(runner, presign(), fetch(403, method="HEAD"), presign(method="HEAD"), fetch(200, method="HEAD"))


@pytest.mark.parametrize("version", ["v4", "v2"])
def test_both_versions_expire(runner: Runner, version: str) -> None:
    holds(
        runner, presign(version=version), fetch(200), {"clock": {"advance": 301}},
        fetch(403, "AccessDenied", expect={"message": "Request has expired"}),
        {"clock": {"advance": -302}}, fetch(200),
    )  # fmt: skip


def test_a_signed_query_changes_the_answer(runner: Runner) -> None:
    results = holds(runner, presign(query={"response-content-type": "text/x-mine"}), fetch(200))
    assert results[-1].answer is not None
    assert results[-1].answer.headers["content-type"].startswith("text/x-mine")


@pytest.mark.parametrize(
    ("change", "code", "check"),
    [
        ({"object": "invoices/jan.pdf"}, "SignatureDoesNotMatch", "signature"),
        ({"parameter": {"X-Amz-Expires": "99"}}, "SignatureDoesNotMatch", "signature"),
        ({"parameter": {"extra": "a b"}}, "SignatureDoesNotMatch", "signature"),
        ({"host": "localhost"}, "SignatureDoesNotMatch", "signature"),
        ({"access_key": "AKIAIOSFODNN7EXAMPLE"}, "InvalidAccessKeyId", "access key"),
        ({"remove": "X-Amz-Signature"}, "AuthorizationQueryParametersError", "form"),
        ({"parameter": {"X-Amz-Algorithm": "AWS4"}}, "AuthorizationQueryParametersError", "algorithm"),
    ],
)  # fmt: skip
def test_a_changed_url_is_refused(runner: Runner, change: dict[str, Any], code: str, check: str) -> None:
    status = 400 if code == "AuthorizationQueryParametersError" else 403
    holds(
        runner, presign(name="whole"), {"alter": {**change, "name": "bent"}},
        fetch(status, code, expect={"check": check}), fetch(200, url="whole"),
    )  # fmt: skip


def test_the_plain_url_of_an_object_is_refused(runner: Runner) -> None:
    (result,) = holds(runner, fetch(403, "AccessDenied", object="coffee.jpg"))
    assert result.line is not None
    assert result.line["auth"] == "anonymous"


def test_a_download_in_flight_finishes_and_its_resume_does_not(runner: Runner) -> None:
    results = holds(
        runner, presign(object="videos/premium.mp4", expires=60),
        {"download": {"bytes": 100_000, "name": "film", "expect": {"status": 200}}},
        {"clock": {"advance": 61}},
        {"finish": {"download": "film", "expect": {"status": 200, "length": 3_000_000}}},
        fetch(403, "AccessDenied", range="bytes=1000000-"),
    )  # fmt: skip
    line = results[3].line
    assert line is not None
    assert line["bytes_sent"] == 3_000_000
    assert line["lab_at"] < line["finished_lab_at"]
    assert results[1].detail == "100 000 bytes, still open"


def test_a_refused_download_is_an_answer(runner: Runner) -> None:
    holds(
        runner, presign(expires=1), {"clock": {"advance": 2}},
        {"download": {"bytes": 10, "expect": {"status": 403, "check": "time window"}}},
        {"finish": {"expect": {"status": 403, "code": "AccessDenied"}}},
    )  # fmt: skip


def test_a_range_is_answered_in_part(runner: Runner) -> None:
    holds(runner, presign(), fetch(206, range="bytes=0-9", expect={"length": 10}))


def test_the_clock_is_set(runner: Runner, client: CloudClient) -> None:
    holds(runner, {"clock": {"set": "2031-01-01T00:00:00Z"}}, presign(), fetch(200))
    assert client.clock().now.year == 2031


def test_policies_come_and_go(runner: Runner) -> None:
    deny = {"Statement": [{"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject",
                           "Resource": "arn:aws:s3:::trainer-private/*"}]}  # fmt: skip
    allow = {"Statement": [{"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}]}
    holds(
        runner, {"as": "bob"}, presign(), fetch(403),
        {"policy": {"user": "bob", "name": "read", "document": allow}}, fetch(200),
        {"policy": {"bucket": "trainer-private", "document": deny}}, fetch(403, "AccessDenied"),
        {"policy": {"bucket": "trainer-private", "remove": True}}, fetch(200),
        {"policy": {"user": "bob", "remove": True}}, fetch(403),
        {"as": {"role": "reporter"}}, presign(), fetch(200),
        {"policy": {"role": "reporter", "remove": "objects"}}, fetch(403),
    )  # fmt: skip


def test_a_key_is_switched_off_on_and_deleted(runner: Runner) -> None:
    holds(
        runner, {"as": "ann"}, presign(), fetch(200),
        {"key": {"user": "ann", "status": "inactive"}}, fetch(403, "InvalidAccessKeyId"),
        {"key": {"user": "ann", "status": "active"}}, fetch(200),
        {"key": {"user": "ann", "status": "deleted"}},
        fetch(403, "InvalidAccessKeyId", expect={"check": "access key"}),
    )  # fmt: skip


def test_revoking_ends_older_sessions_and_spares_newer_ones_and_users(runner: Runner) -> None:
    holds(
        runner, {"as": "ann"}, presign(name="user"),
        {"as": {"role": "reporter"}}, presign(name="old"), fetch(200),
        {"clock": {"advance": 60}}, {"revoke": {"role": "reporter"}}, fetch(403, "AccessDenied", url="old"),
        fetch(200, url="user"),
        {"clock": {"advance": 60}}, {"as": {"role": "reporter"}}, presign(), fetch(200),
    )  # fmt: skip


def test_versioning_keeps_what_was_overwritten(runner: Runner) -> None:
    holds(
        runner, {"versioning": {"bucket": "trainer-private", "status": "enabled"}},
        {"put": {"object": "v.txt", "body": "one"}}, {"put": {"object": "v.txt", "body": "two"}},
        {"expect": {"object": "v.txt", "body": "two"}},
        presign(object="v.txt", object_version="oldest"), fetch(200, expect={"body": "one"}),
        presign(object="v.txt"), fetch(200, expect={"body": "two"}),
    )  # fmt: skip


def test_a_version_of_an_object_that_is_not_there_is_said(runner: Runner) -> None:
    ran = run(runner, presign(object="nothing-here", object_version="oldest"))
    assert "keeps no version of nothing-here" in ran.says


@pytest.mark.parametrize(
    ("expect", "says"),
    [
        ({"status": 403}, "expected status 403, found 200 (the answer was 200 OK)"),
        ({"code": "AccessDenied"}, "expected code 'AccessDenied', found none (the answer was 200 OK)"),
        ({"check": "signature"}, "expected failed check 'signature', found none (the answer was 200 OK)"),
        ({"length": 3}, "expected bytes 3, found"),
    ],
)
def test_an_expectation_that_is_not_met_ends_the_run(
    runner: Runner, expect: dict[str, Any], says: str
) -> None:
    ran = run(runner, presign(), {"fetch": {"expect": expect}}, presign())
    assert not ran.holds
    assert len(ran.results) == 2
    failed = ran.results[-1]
    assert not failed.held
    assert says in failed.says
    assert failed.line is not None
    assert ran.says.startswith("step 2, fetch the URL: ")


def test_a_state_that_is_not_met_ends_the_run(runner: Runner) -> None:
    ran = run(runner, {"expect": {"object": "nothing-here", "exists": True}})
    assert not ran.holds
    assert "expected status 200, found 404" in ran.says


def test_a_change_that_the_cloud_refuses_does_not_hold(runner: Runner) -> None:
    ran = run(runner, {"policy": {"user": "ann", "remove": "no-such-policy"}})
    assert not ran.holds
    assert "DeleteUserPolicy was answered 404 NoSuchEntity" in ran.says


def test_each_step_is_told_as_it_is_done(client: CloudClient) -> None:
    told: list[StepResult] = []
    with Runner(client) as runner:
        ran = runner.run(parse([presign(), fetch(200)]), told.append)
    assert tuple(told) == ran.results


def test_two_scenarios_follow_on_from_one_another(runner: Runner) -> None:
    holds(runner, presign(name="first"))
    assert runner.run(parse([presign(name="first"), fetch(200, url="first")])[1:]).holds


def test_another_client_at_the_same_time_is_not_taken_for_the_step(
    runner: Runner, client: CloudClient
) -> None:
    client.send("GET", client.object_url("trainer-private", "coffee.jpg"), {"User-Agent": "curl/8"})
    (_, result) = holds(runner, presign(), fetch(200))
    assert result.line is not None
    assert result.line["status"] == 200


def test_a_cloud_that_is_gone_is_an_error() -> None:
    with pytest.raises(CloudError):
        Runner(CloudClient(Ready("http://127.0.0.1:1", "us-east-1", "1", "AKIA", "secret", "token"))).run(
            parse([presign()])
        )


def test_a_user_signs_with_either_of_two_keys(runner: Runner) -> None:
    first, *_, second, _, _, off, alive, dead = holds(
        runner,
        {"as": "ann"},
        presign(name="first"),
        {"as": {"user": "ann", "key": 2}},
        presign(name="second"),
        fetch(200),
        {"key": {"user": "ann", "key": 2, "status": "inactive"}},
        fetch(200, url="first"),
        fetch(403, "InvalidAccessKeyId", url="second"),
    )
    assert first.detail != second.detail
    assert (second.title, off.title) == ("be user ann, key 2", "make ann's key 2 inactive")
    assert off.detail == second.detail.removeprefix("long-term key ")
    assert alive.line is not None
    assert dead.line is not None
    assert alive.line["access_key_id"] != dead.line["access_key_id"] == off.detail


def test_a_new_key_takes_the_place_of_a_deleted_one(runner: Runner) -> None:
    results = holds(
        runner,
        {"as": "ann"},
        presign(name="old"),
        {"key": {"user": "ann", "status": "deleted"}},
        {"key": {"user": "ann", "status": "new"}},
        fetch(403, "InvalidAccessKeyId", url="old"),
        {"as": "ann"},
        presign(),
        fetch(200),
    )
    assert results[3].title == "replace ann's key"
    assert results[0].detail != results[5].detail == f"long-term key {results[3].detail}"


def test_keys_that_were_made_before_are_signed_with(client: CloudClient) -> None:
    key = Administrator(client).create_key("ann")
    with Runner(client, {("ann", 1): key}) as runner:
        (became, *_) = holds(runner, {"as": "ann"}, presign(), fetch(200))
    assert became.detail == f"long-term key {key.access_key_id}"


def test_iam_allows_a_user_no_third_key(runner: Runner) -> None:
    two: list[dict[str, Any]] = [{"as": "ann"}, {"as": {"user": "ann", "key": 2}}]
    third = run(runner, *two, {"key": {"user": "ann", "status": "new"}})
    assert "LimitExceeded" in third.says
