"""A proof holds or says where it does not, and always begins in the standard world."""

from typing import Any

import pytest

from tests import cloud_fixture
from trainer.cloud.client import CloudClient
from trainer.errors import ContentError
from trainer.sessions.proof import StepResult, prove
from trainer.study.question import Question

cloud_process = cloud_fixture.cloud_process
cloud = cloud_fixture.cloud


def question(*proof: dict[str, Any]) -> Question:
    return Question(
        id="q", revision=1, kind="single", deck="d", domain="secure", task="1.1", facts=(), difficulty=1,
        level="apply", proof=proof,
    )  # fmt: skip


EXPIRES = (
    {"put": {"object": "deeds/plot-17.pdf"}},
    {"as": {"role": "reporter", "lasts": 3600}},
    {"presign": {"method": "GET", "object": "deeds/plot-17.pdf", "expires": 900}},
    {"clock": {"advance": 60}},
    {"fetch": {"expect": {"status": 200}}},
    {"clock": {"advance": 1140}},
    {"fetch": {"expect": {"status": 403, "code": "AccessDenied"}}},
)


def test_a_proof_holds_and_is_told_step_by_step(cloud: CloudClient) -> None:
    told: list[StepResult] = []
    run = prove(question(*EXPIRES), cloud, told.append)
    assert run.holds
    assert [result.verb for result in told] == ["put", "as", "presign", "clock", "fetch", "clock", "fetch"]
    assert run.says == "7 steps, as expected"


def test_a_wrong_key_is_found_out(cloud: CloudClient) -> None:
    run = prove(question(*EXPIRES[:-1], {"fetch": {"expect": {"status": 200}}}), cloud)
    assert not run.holds
    assert run.says.startswith("step 7, fetch the URL: expected status 200, found 403")


def test_each_proof_begins_in_the_standard_world(cloud: CloudClient) -> None:
    change = (
        {"delete": {"object": "coffee.jpg"}},
        {"policy": {"user": "ann", "remove": True}},
        {"clock": {"advance": 90_000}},
    )
    assert prove(question(*change), cloud).holds
    assert prove(question(
        {"expect": {"object": "coffee.jpg", "exists": True}},
        {"as": "ann"}, {"presign": {"object": "coffee.jpg", "expires": 60}},
        {"fetch": {"expect": {"status": 200}}},
    ), cloud).holds  # fmt: skip
    assert cloud.clock().offset == 0


def test_a_proof_that_cannot_be_read_changes_nothing(cloud: CloudClient) -> None:
    cloud.advance(100)
    with pytest.raises(ContentError, match=r"proof\[0\]\.fetch"):
        prove(question({"fetch": {}}), cloud)
    with pytest.raises(ContentError, match="no proof"):
        prove(question(), cloud)
    assert cloud.clock().offset == pytest.approx(100)
