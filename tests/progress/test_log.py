"""The answer log: append-only, numbered, and what is derived from it."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.progress.answering import NOON, answer
from trainer.errors import ProgressError
from trainer.progress.answers import AnswerRow, UndoRow
from trainer.progress.log import AnswerLog
from trainer.study.scheduling import New, Reviewed, review


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "progress.db"


def test_an_answer_is_kept_as_it_was(path: Path) -> None:
    given = answer("q", shown=(2, 0, 1), chosen=(0, 2), seconds=12.5)
    with AnswerLog.open(path) as log:
        written = log.append(given)
        assert (written.n, written.before) == (1, New())
        assert written.after == review(New(), given.grade, given.at)
    with AnswerLog.open(path) as log:
        assert list(log.rows()) == [AnswerRow(1, given)]
        assert log.cards.state("q", 1) == written.after


def test_answers_and_undos_are_numbered_in_one_sequence(path: Path) -> None:
    with AnswerLog.open(path) as log:
        log.append(answer("a"))
        log.append(answer("b"))
        assert log.undo(2, NOON)
        log.append(answer("c"))
        assert [row.n for row in log.rows()] == [1, 2, 3, 4]
        assert list(log.rows())[2] == UndoRow(3, NOON, 2)
        assert log.count_answers() == 2


def test_an_answer_is_undone_once(path: Path) -> None:
    with AnswerLog.open(path) as log:
        log.append(answer("a"))
        assert log.undo(1, NOON)
        assert not log.undo(1, NOON)
        assert not log.undo(7, NOON)
        with pytest.raises(ProgressError, match="undone elsewhere"):
            log.regrade(1, 3, NOON)
        assert len(list(log.rows())) == 2
        assert not log.is_empty()


def test_undoing_an_earlier_answer_leaves_what_the_later_ones_say(path: Path) -> None:
    later = NOON + timedelta(days=2)
    with AnswerLog.open(path) as log:
        log.append(answer("a", grade=1))
        log.append(answer("a", grade=4, at=later))
        log.undo(1, later)
        assert log.cards.state("a", 1) == review(New(), 4, later)
        assert log.written(2).before == New()


def test_another_revision_begins_anew(path: Path) -> None:
    with AnswerLog.open(path) as log:
        log.append(answer("a", grade=4))
        assert isinstance(log.cards.state("a", 1), Reviewed)
        assert log.cards.state("a", 2) == New()
        later = NOON + timedelta(days=1)
        written = log.append(answer("a", grade=3, revision=2, at=later))
        assert (written.before, written.after) == (New(), review(New(), 3, later))
        assert log.written(2) == written


def test_a_preview_schedules_nothing(path: Path) -> None:
    with AnswerLog.open(path) as log:
        written = log.append(answer("a", mode="preview"))
        assert (written.before, written.after) == (New(), New())
        log.append(answer("b", mode="exam"))
        assert log.cards.known() == {"b"}
        log.cards.rebuild()
        assert log.cards.known() == {"b"}


def test_the_longest_due_come_first(path: Path) -> None:
    with AnswerLog.open(path) as log:
        for minute, name in enumerate("cab"):
            log.append(answer(name, grade=1, at=NOON + timedelta(minutes=minute)))
        now = NOON + timedelta(minutes=2)
        assert log.cards.due(now, {"a", "b", "c"}, 9) == ["c", "a"]
        assert log.cards.due(now, {"a", "b", "c"}, 1) == ["c"]
        assert log.cards.due(now, {"a"}, 9) == ["a"]
        assert log.cards.due(None, {"a", "b"}, 9) == ["a", "b"]
        assert log.cards.count_due(now, {"a", "b"}) == 1
        assert log.cards.next_due(now, {"a", "b"}) == NOON + timedelta(minutes=3)
        assert log.cards.next_due(now, {"a"}) is None


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM answer", "UPDATE answer SET grade = 4", "DELETE FROM undo", "UPDATE undo SET of = 1"],
)
def test_the_log_only_grows(path: Path, statement: str) -> None:
    with AnswerLog.open(path) as log:
        log.append(answer("a"))
        log.append(answer("b"))
        log.undo(2, NOON)
    raw = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="are never"):
        raw.execute(statement)
    raw.close()


def test_each_commit_is_synced(path: Path) -> None:
    with AnswerLog.open(path) as log:
        connection = log._database.connection
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_time_without_a_zone_is_refused_and_nothing_is_written(path: Path) -> None:
    with AnswerLog.open(path) as log:
        with pytest.raises(ValueError, match="no time zone"):
            log.append(answer("a", at=datetime(2026, 11, 23)))
        assert log.is_empty()
        log.append(answer("a", at=datetime(2026, 11, 23, 12, 0, 0, 999_999, UTC)))
        state = log.cards.state("a", 1)
        assert isinstance(state, Reviewed)
        assert state.reviewed_at == NOON
