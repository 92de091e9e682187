"""Marks, notes, reports and questions put aside."""

from pathlib import Path

from tests.progress.answering import NOON, answer
from trainer.progress.log import AnswerLog
from trainer.progress.queue import Choice
from trainer.progress.remarks import Report


def test_remarks_outlive_the_program(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    report = Report(NOON, "q", 3, "the key is wrong: \x1b[31m 'quoted' \n second line")
    with AnswerLog.open(path) as log:
        assert log.remarks.toggle_mark("q", NOON)
        log.remarks.set_note("q", "remember", NOON)
        log.remarks.set_note("q", "remember this", NOON)
        log.remarks.report(report)
    with AnswerLog.open(path) as log:
        assert log.remarks.is_marked("q")
        assert not log.remarks.is_marked("other")
        assert log.remarks.note("q") == "remember this"
        assert log.remarks.reports() == [report]
        assert not log.remarks.toggle_mark("q", NOON)
        log.remarks.set_note("q", "", NOON)
        assert log.remarks.note("q") == ""


def test_put_aside_before_or_after_its_answer_a_question_is_not_due(tmp_path: Path) -> None:
    with AnswerLog.open(tmp_path / "progress.db") as log:
        first, second = log.queue.begin(Choice(), [("a", (0, 1)), ("b", (0, 1))], NOON)
        first = log.queue.suspend(first, True, NOON)
        log.append(answer("a"))
        log.append(answer("b"), second)
        log.queue.suspend(second, True, NOON)
        assert log.cards.due(None, {"a", "b"}, 9) == []
        log.cards.rebuild()
        assert log.cards.due(None, {"a", "b"}, 9) == []
        assert log.remarks.is_suspended("a")
        log.queue.suspend(first, False, NOON)
        assert log.cards.due(None, {"a", "b"}, 9) == ["a"]
