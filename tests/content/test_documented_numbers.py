"""The page on writing questions: its question with drawn numbers is sound, and so is what it says of it."""

import re
from pathlib import Path

import pytest

from tests import cloud_fixture
from trainer.cloud.client import CloudClient
from trainer.content.check import check_file
from trainer.content.deck import check_deck
from trainer.content.settings import Settings
from trainer.sessions.proof import prove
from trainer.study.drawing import drawn
from trainer.study.question import Question

cloud_process = cloud_fixture.cloud_process
cloud = cloud_fixture.cloud

PAGE = (Path(__file__).parents[2] / "docs" / "writing-questions.md").read_text("utf-8")
HEAD = "format: 1\ndeck: mine\ntitle: Mine\nquestions:\n"


def example() -> str:
    (question,) = re.findall(r"^```yml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return HEAD + str(question)


def question() -> Question:
    ((_, found),) = check_deck("mine.yaml", example().encode(), Settings()).questions
    return found


def test_the_example_has_nothing_wrong(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(example())
    assert check_file(str(tmp_path / "mine.yaml")).problems == ()


def test_the_mistake_of_the_page_is_reported_as_it_says() -> None:
    changed = example().replace("[30 min, 90 min]", "[30 min, 6 h]")
    deck = check_deck("mine.yaml", changed.encode(), Settings())
    (line,) = re.findall(r"^    (mine\.yaml:.*)$", PAGE, re.MULTILINE)
    assert line in [str(problem) for problem in deck.problems]


@pytest.mark.parametrize("review", [0, 1, 2])
def test_the_proof_of_the_example_holds(cloud: CloudClient, review: int) -> None:
    run = prove(drawn(question(), review), cloud)
    assert run.holds, run.says
