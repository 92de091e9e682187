"""The shipped questions with drawn numbers: S3 does what each draw says, also at the ends of the ranges."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import cloud_fixture
from trainer.cloud.client import CloudClient
from trainer.content.deck import check_deck
from trainer.content.settings import Settings
from trainer.paths import shipped_bank
from trainer.sessions.proof import prove
from trainer.study.drawing import drawn
from trainer.study.question import Question
from trainer.study.template import template_of

cloud_process = cloud_fixture.cloud_process
cloud = cloud_fixture.cloud

REVIEWS = 6


def parametric() -> Iterator[Question]:
    for file in sorted(Path(shipped_bank()).glob("s3-*.yaml")):
        for _, question in check_deck(file.name, file.read_bytes(), Settings()).questions:
            if question.template:
                yield question


QUESTIONS = list(parametric())


def test_there_are_some() -> None:
    assert len(QUESTIONS) >= 3
    assert all(template_of(question).total >= 10 for question in QUESTIONS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_each_proof_holds_for_several_draws(cloud: CloudClient, question: Question) -> None:
    for review in range(REVIEWS):
        made = drawn(question, review)
        run = prove(made, cloud)
        assert run.holds, (made.drawn, run.says)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.id)
def test_a_wrong_number_in_a_proof_fails(cloud: CloudClient, question: Question) -> None:
    made = drawn(question, 0)
    moved = [step for step in made.proof if step.get("clock", {}).get("advance", 0) > 120][-1]
    late = {"clock": {"advance": moved["clock"]["advance"] + 300}}
    run = prove(made._replace(proof=tuple(late if step is moved else step for step in made.proof)), cloud)
    assert not run.holds
