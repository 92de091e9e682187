"""`trainer progress export`: the log as it is."""

import io
import json
from pathlib import Path

from tests.progress.answering import NOON, answer
from trainer.progress.export import export
from trainer.progress.log import FILE_NAME, AnswerLog


def exported(folder: Path) -> list[dict[str, object]]:
    out = io.StringIO()
    export(folder, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_an_empty_log_has_no_lines(tmp_path: Path) -> None:
    assert exported(tmp_path) == []


def test_the_shape_of_both_lines(tmp_path: Path) -> None:
    with AnswerLog.open(tmp_path / FILE_NAME) as log:
        log.append(answer("q", grade=4, shown=(2, 0, 1), chosen=(0, 2), revision=2))
        log.undo(1, NOON)
    assert exported(tmp_path) == [
        {
            "type": "answer",
            "n": 1,
            "at": "2026-11-23T12:00:00Z",
            "question": "q",
            "revision": 2,
            "deck": "deck",
            "domain": "secure",
            "mode": "study",
            "shown": [2, 0, 1],
            "chosen": [0, 2],
            "correct": True,
            "sure": True,
            "seconds": 20.0,
            "grade": 4,
        },
        {"type": "undo", "n": 2, "at": "2026-11-23T12:00:00Z", "of": 1},
    ]


def test_another_grade_is_an_undo_and_the_answer_again(tmp_path: Path) -> None:
    with AnswerLog.open(tmp_path / FILE_NAME) as log:
        log.append(answer("q", grade=4))
        log.regrade(1, 2, NOON)
        log.append(answer("r"))
    assert [(line["type"], line["n"], line.get("grade"), line.get("of")) for line in exported(tmp_path)] == [
        ("answer", 1, 4, None),
        ("undo", 2, None, 1),
        ("answer", 3, 2, None),
        ("answer", 4, 3, None),
    ]


def test_a_strange_id_stays_on_its_line(tmp_path: Path) -> None:
    with AnswerLog.open(tmp_path / FILE_NAME) as log:
        log.append(answer("line\nbreak \u2028 \x1b é"))
    assert [line["question"] for line in exported(tmp_path)] == ["line\nbreak \u2028 \x1b é"]
