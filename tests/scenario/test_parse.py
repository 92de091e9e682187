"""Every verb is read whole, and every mistake is found at once, at its place."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest

from trainer.errors import ContentError
from trainer.scenario.names import Names
from trainer.scenario.parse import VERBS, parse
from trainer.scenario.problems import ScenarioError
from trainer.scenario.steps import (
    AdvanceClock,
    Alter,
    AsAdministrator,
    AsRole,
    AsUser,
    Body,
    Delete,
    Download,
    Expectation,
    ExpectObject,
    Fetch,
    Finish,
    Holder,
    MakeBucket,
    ObjectUrl,
    Presign,
    Put,
    PutPolicy,
    RemovePolicy,
    Revoke,
    SetClock,
    SetEncryption,
    SetKey,
    SetKmsKey,
    SetNetwork,
    SignedUrl,
    Upload,
    Versioning,
)

PRESIGN = {"presign": {"object": "coffee.jpg", "expires": 300}}
PRIVATE = "trainer-private"


def problems(*steps: Any) -> list[str]:
    """Return what is wrong with some steps."""
    with pytest.raises(ScenarioError) as caught:
        parse(list(steps), at=("proof",))
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("step", "parsed"),
    [
        ({"as": "ann"}, AsUser("ann")),
        ({"as": {"user": "bob"}}, AsUser("bob")),
        ({"as": {"user": "ann", "key": 2}}, AsUser("ann", 2)),
        ({"as": "administrator"}, AsAdministrator()),
        ({"as": {"role": "reporter", "lasts": 900}}, AsRole("reporter", 900)),
        ({"bucket": {"name": "other", "region": "eu-central-1"}}, MakeBucket("other", "eu-central-1")),
        ({"put": {"object": "a", "size": 70}}, Put(PRIVATE, "a", Body(size=70))),
        ({"put": {"object": "a", "body": ""}}, Put(PRIVATE, "a", Body(""))),
        ({"delete": {"object": "a"}}, Delete(PRIVATE, "a")),
        ({"fetch": {"object": "a", "expect": {"status": 403}}},
         Fetch(ObjectUrl(PRIVATE, "a"), expect=Expectation(status=403))),
        ({"clock": {"advance": -5}}, AdvanceClock(-5)),
        ({"clock": {"set": "2026-11-23T10:00:00Z"}}, SetClock(datetime(2026, 11, 23, 10, tzinfo=UTC))),
        ({"policy": {"user": "ann", "name": "N", "document": {"Statement": []}}},
         PutPolicy(Holder("user", "ann"), "N", {"Version": "2012-10-17", "Statement": []})),
        ({"policy": {"bucket": PRIVATE, "remove": True}}, RemovePolicy(Holder("bucket", PRIVATE), None)),
        ({"policy": {"role": "reporter", "remove": "objects"}},
         RemovePolicy(Holder("role", "reporter"), "objects")),
        ({"key": {"user": "ann", "status": "inactive"}}, SetKey("ann", "inactive")),
        ({"key": {"user": "ann", "key": 2, "status": "new"}}, SetKey("ann", "new", 2)),
        ({"revoke": {"role": "reporter"}}, Revoke("reporter")),
        ({"network": {"source_ip": "203.0.113.9", "tls": True}}, SetNetwork("203.0.113.9", tls=True)),
        ({"network": {"vpce": "vpce-1a2b", "vpc": "vpc-3c4d"}}, SetNetwork(None, "vpce-1a2b", "vpc-3c4d")),
        ({"network": {}}, SetNetwork()),
        ({"versioning": {"bucket": PRIVATE, "status": "enabled"}}, Versioning(PRIVATE, "enabled")),
        ({"kms": {"key": "invoices"}}, SetKmsKey("invoices")),
        ({"kms": {"key": "invoices", "policy": {"Statement": []}, "status": "disabled"}},
         SetKmsKey("invoices", {"Version": "2012-10-17", "Statement": []}, "disabled")),
        ({"encryption": {"key": "aws/s3"}}, SetEncryption(PRIVATE, "aws/s3")),
        ({"encryption": {"remove": True}}, SetEncryption(PRIVATE, None)),
        ({"expect": {"object": "a", "exists": False}}, ExpectObject(PRIVATE, "a", False)),
        ({"expect": {"object": "a", "body": "b"}}, ExpectObject(PRIVATE, "a", True, "b")),
    ],
)  # fmt: skip
def test_a_verb_is_read(step: dict[str, Any], parsed: object) -> None:
    assert parse([step]) == [parsed]


def test_the_verbs_of_urls_are_read() -> None:
    steps = [
        {"presign": {"method": "PUT", "object": "u/a.txt", "expires": 60, "version": "v2",
                     "headers": {"content-type": "text/plain"}, "query": {"versionId": "1"}, "name": "up"}},
        {"alter": {"url": "up", "object": "u/b.txt", "parameter": {"Expires": "9"}, "remove": "Signature",
                   "host": "localhost", "name": "bent"}},
        {"upload": {"url": "bent", "body": "x", "expect": {"status": 403, "check": "signature"}}},
        {"download": {"url": "up", "bytes": 10, "name": "slow"}},
        {"finish": {"download": "slow", "expect": {"length": 3_000_000}}},
        {"fetch": {"method": "HEAD", "range": "bytes=0-9"}},
    ]  # fmt: skip
    assert parse(steps) == [
        Presign(
            "PUT", PRIVATE, "u/a.txt", 60, "v2", {"content-type": "text/plain"}, {"versionId": "1"}, "up"
        ),
        Alter("up", None, "u/b.txt", {"Expires": "9"}, ("Signature",), "localhost", "bent"),
        Upload(SignedUrl("bent"), Body("x"), {}, Expectation(status=403, check="signature")),
        Download(SignedUrl("up"), 10, "slow"),
        Finish("slow", Expectation(length=3_000_000)),
        Fetch(SignedUrl(None), "HEAD", "bytes=0-9"),
    ]


def test_a_body_of_a_size_has_that_size() -> None:
    assert len(Body(size=3_000_000).content()) == 3_000_000
    assert Body(size=0).content() == b""


def test_every_problem_is_reported_at_once_with_its_place() -> None:
    assert problems(
        {"as": "anne"},
        {"presing": {"object": "a", "expires": 1}},
        {"presign": {"object": "a", "expires": "soon", "methud": "GET"}},
        {"fetch": {"expect": {"status": "403", "chekc": "signature", "check": "time windows"}}},
        {"as": {"role": "reporter", "lasts": 60}},
        {"clock": {}},
    ) == [
        "proof[0].as: 'anne' is not known here; did you mean 'ann'?",
        "proof[1].presing: 'presing' is no verb; did you mean 'presign'?",
        "proof[2].presign.methud: unknown field; did you mean 'method'?",
        "proof[2].presign.expires: expected a whole number, found 'soon'",
        "proof[3].fetch.expect.chekc: unknown field; did you mean 'check'?",
        "proof[3].fetch.expect.status: expected a whole number, found '403'",
        "proof[3].fetch.expect.check: 'time windows' is not known here; did you mean 'time window'?",
        "proof[4].as.lasts: expected a number between 900 and 43200, found 60",
        "proof[5].clock: expected exactly one of advance, set, found none",
    ]


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ([{"fetch": {}}], "proof[0].fetch: no URL was made before this step; put a presign step before it"),
        ([PRESIGN, {"fetch": {"url": "first"}}],
         "proof[1].fetch.url: no URL is named 'first' before this step; "
         "give a presign step before it name: first"),
        ([PRESIGN, {"finish": {}}],
         "proof[1].finish: no download was made before this step; put a download step before it"),
        ([{"presign": {"expires": 1}}],
         "proof[0].presign: object is missing; add object: the key of the object"),
        ([{"put": {"object": "a", "body": 7}}], 'proof[0].put.body: expected a text, found 7; quote it: "7"'),
        ([{"put": {"object": "a", "bucket": "public"}}],
         "proof[0].put.bucket: 'public' is not known here; use one of trainer-private"),
        ([{"bucket": {"name": "b", "region": "<mars>"}}],
         "proof[0].bucket.region: expected a Region such as eu-central-1, found '<mars>'"),
        ([{"as": "reporter"}], "proof[0].as: 'reporter' is a role; write as: {role: reporter, lasts: 3600}"),
        ([{"as": {"user": "ann", "lasts": 900}}],
         "proof[0].as.lasts: a user's key has no end; drop lasts, or be a role"),
        ([PRESIGN, {"alter": {}}],
         "proof[1].alter: nothing is changed; give one of object, bucket, parameter, remove, host, "
         "access_key"),
        ([{"policy": {"user": "ann", "document": "all"}}],
         "proof[0].policy.document: expected a policy document with Statement, found 'all'"),
        ([{"clock": {"set": "2026-11-23 10:00"}}],
         "proof[0].clock.set: expected a UTC time such as 2026-11-23T10:00:00Z, found '2026-11-23 10:00'"),
        ([{"put": None}], "proof[0].put: expected a mapping with object, body, size, bucket, found nothing"),
        (["fetch"], "proof[0]: expected one verb with what it needs, found 'fetch'"),
        ([{"fetch": {}, "clock": {}}], "proof[0]: expected one verb with what it needs, found 2 fields"),
    ],
)  # fmt: skip
def test_a_mistake_says_what_to_do(steps: list[Any], says: str) -> None:
    assert says in problems(*steps)


@pytest.mark.parametrize("steps", [None, "fetch", {"fetch": {}}, 3])
def test_what_is_no_list_is_refused(steps: object) -> None:
    with pytest.raises(ContentError, match="expected a list of steps"):
        parse(steps)


@pytest.mark.parametrize("verb", sorted(VERBS))
@pytest.mark.parametrize("value", [None, [], {}, "x", 5, True, {"object": {}, "url": [], "expect": 3, 4: 5}])
def test_no_value_of_a_verb_breaks_the_parser(verb: str, value: object) -> None:
    with suppress(ScenarioError):
        parse([{verb: value}])


def test_names_carry_over_to_the_next_scenario() -> None:
    names = Names()
    parse([{"presign": {"object": "a", "expires": 1, "name": "first"}}], names=names)
    assert parse([{"fetch": {"url": "first"}}], names=names) == [Fetch(SignedUrl("first"))]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ({"source_ip": "home"}, "proof[0].network.source_ip: expected an address such as 203.0.113.9"),
        ({"source_ip": "fe80::1%eth0"}, "proof[0].network.source_ip: expected an address"),
        ({"vpce": "endpoint"}, "proof[0].network.vpce: expected an id such as vpce-1a2b3c4d"),
        ({"vpc": "vpc-1a2b"}, "proof[0].network.vpc: a vpc is that of an endpoint"),
        ({"tls": "yes"}, "proof[0].network.tls: expected true or false"),
        ({"ip": "203.0.113.9"}, "proof[0].network.ip: unknown field"),
    ],
)
def test_a_path_that_cannot_be(path: dict[str, Any], says: str) -> None:
    assert [problem for problem in problems({"network": path}) if problem.startswith(says)]


@pytest.mark.parametrize(
    ("step", "says"),
    [
        ({"kms": {}}, "proof[0].kms: key is missing"),
        ({"kms": {"key": "aws/s3"}}, "proof[0].kms.key: expected a name of letters"),
        ({"kms": {"key": "a", "status": "deleted"}}, "proof[0].kms.status: 'deleted' is not known here"),
        (
            {"kms": {"key": "a", "policy": {}}},
            "proof[0].kms.policy: expected a policy document with Statement",
        ),
        (
            {"encryption": {"key": "a"}},
            "proof[0].encryption.key: no key of KMS is named 'a' before this step",
        ),
        ({"encryption": {}}, "proof[0].encryption: expected exactly one of key, remove"),
    ],
)
def test_a_key_that_cannot_be(step: dict[str, Any], says: str) -> None:
    assert [problem for problem in problems(step) if problem.startswith(says)]


def test_a_key_is_known_once_it_was_made() -> None:
    made = parse([{"kms": {"key": "invoices"}}, {"encryption": {"key": "invoices"}}])
    assert made[1] == SetEncryption(PRIVATE, "invoices")
    [problem] = problems({"kms": {"key": "invoices"}}, {"encryption": {"key": "invoice"}})
    assert "did you mean 'invoices'?" in problem
