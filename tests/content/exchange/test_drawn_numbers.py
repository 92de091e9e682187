"""Questions with drawn numbers on their way out and in: one draw for other programs, all of it for JSON."""

import json
import re
from pathlib import Path

import pytest

from tests.content.exchange.running import exported, imported
from trainer.content.deck import check_deck
from trainer.content.exchange.formats import EXPORTED
from trainer.content.settings import Settings
from trainer.paths import shipped_bank
from trainer.study.drawing import drawn
from trainer.study.question import Question

NAMES = {"earlier-of-two-ends", "age-limit-under-a-week-long-link", "signed-by-a-wrong-clock"}


def questions(deck: Path) -> dict[str, Question]:
    found = check_deck(deck.name, deck.read_bytes(), Settings()).questions
    return {question.id: question for _, question in found if question.id in NAMES}


@pytest.fixture(scope="module")
def shipped() -> dict[str, Question]:
    return questions(shipped_bank() / "s3-presigned-urls.yaml")


@pytest.mark.parametrize("form", [form for form in EXPORTED if form != "json"])
def test_another_program_gets_one_draw_and_the_report_says_which(
    form: str, tmp_path: Path, shipped: dict[str, Question]
) -> None:
    ran = exported(form, tmp_path / "out", "s3-presigned-urls")
    told = {line.partition(": ")[0]: line for line in ran.report if "one draw of its numbers" in line}
    assert told.keys() == NAMES
    for name, line in told.items():
        for pair in (drawn(shipped[name], 0).drawn or {}).items():
            assert "{} = {}".format(*pair) in line
    assert not [line for line in ran.report if "come back" in line]


def test_what_comes_back_from_another_program_is_a_plain_question(
    tmp_path: Path, shipped: dict[str, Question]
) -> None:
    exported("csv", tmp_path / "out.csv", "s3-presigned-urls")
    (tmp_path / "empty").mkdir()
    assert imported(tmp_path / "out.csv", tmp_path / "back.yaml", bank=tmp_path / "empty").code == 0
    back = questions(tmp_path / "back.yaml")
    assert back.keys() == NAMES
    for name, question in back.items():
        first = drawn(shipped[name], 0)
        assert question.template == {}
        assert [option.text for option in question.options] == [option.text for option in first.options]
        assert question.proof == first.proof


def test_json_keeps_what_is_drawn(tmp_path: Path, shipped: dict[str, Question]) -> None:
    assert exported("json", tmp_path / "out.json", "s3-presigned-urls").report == []
    lines = [json.loads(line) for line in (tmp_path / "out.json").read_text().splitlines()]
    assert {line["id"] for line in lines if "draw" in line} == NAMES
    assert all(line["draw"] == shipped[line["id"]].template["draw"] for line in lines if "draw" in line)
    assert imported(tmp_path / "out.json", tmp_path / "back.yaml").code == 1, "the ids are taken"
    text = re.sub(r'"id": "', '"id": "my-', (tmp_path / "out.json").read_text())
    (tmp_path / "mine.json").write_text(text)
    assert imported(tmp_path / "mine.json", tmp_path / "back.yaml").code == 0
    back = check_deck("back.yaml", (tmp_path / "back.yaml").read_bytes(), Settings()).questions
    templates = {question.id.removeprefix("my-"): question.template for _, question in back}
    for name in NAMES:
        assert templates[name] == shipped[name].template
