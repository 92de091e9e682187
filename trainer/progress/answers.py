"""Rows of the answer log: what was answered, what was taken back."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple, TypeAlias

from trainer.errors import ProgressError
from trainer.study.grading import Grade, as_grade

Mode = Literal["study", "exam", "preview"]


class Answer(NamedTuple):
    """An answer as it is about to be written; what was shown and chosen are positions in the file."""

    at: datetime
    question: str
    revision: int
    deck: str
    domain: str
    mode: Mode
    shown: tuple[int, ...]
    """The options in the order they stood on the screen; empty for a recall card."""
    chosen: tuple[int, ...]
    correct: bool
    sure: bool
    seconds: float
    grade: Grade
    drawn: Mapping[str, Any] | None = None
    """What a parametric question drew, by name; None where nothing was."""


class AnswerRow(NamedTuple):
    """An answer in the log, and its number there."""

    n: int
    answer: Answer


class UndoRow(NamedTuple):
    """An answer taken back: it counts nowhere any more."""

    n: int
    at: datetime
    of: int


LogRow: TypeAlias = AnswerRow | UndoRow

_COLUMNS = (
    "n, at, question, revision, deck, domain, mode, shown, chosen, correct, sure, seconds, grade, drawn"
)
STANDING = "n NOT IN (SELECT of FROM undo)"
"""The answers that were not taken back, as a condition on `answer`."""


def insert(connection: sqlite3.Connection, answer: Answer) -> int:
    """Append an answer and return its number; to be called within a transaction."""
    n = _next_number(connection)
    connection.execute(
        f"INSERT INTO answer ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            n,
            seconds_of(answer.at),
            answer.question,
            answer.revision,
            answer.deck,
            answer.domain,
            answer.mode,
            json.dumps(answer.shown),
            json.dumps(answer.chosen),
            answer.correct,
            answer.sure,
            answer.seconds,
            answer.grade,
            as_text(answer.drawn),
        ),
    )
    return n


def insert_undo(connection: sqlite3.Connection, of: int, at: datetime) -> int:
    """Append the undo of answer `of` and return its number; to be called within a transaction."""
    n = _next_number(connection)
    connection.execute("INSERT INTO undo (n, at, of) VALUES (?, ?, ?)", (n, seconds_of(at), of))
    return n


def standing(connection: sqlite3.Connection, n: int) -> Answer:
    """Return answer `n`; raises ProgressError where there is none or it was taken back."""
    row = connection.execute(f"SELECT {_COLUMNS} FROM answer WHERE n = ? AND {STANDING}", (n,)).fetchone()
    if row is None:
        raise ProgressError(
            f"answer {n} is not in the log any more, it was undone elsewhere; go on to the next"
        )
    return _answer_row(row).answer


def is_standing(connection: sqlite3.Connection, n: int) -> bool:
    """Return whether answer `n` is there and was not taken back."""
    return connection.execute(f"SELECT 1 FROM answer WHERE n = ? AND {STANDING}", (n,)).fetchone() is not None


def of_question(connection: sqlite3.Connection, question: str) -> list[AnswerRow]:
    """Return the answers to a question that were not taken back, oldest first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM answer WHERE question = ? AND {STANDING} ORDER BY n", (question,)
    )
    return [_answer_row(row) for row in rows]


def count_of_question(connection: sqlite3.Connection, question: str) -> int:
    """Return how many answers a question ever got, those taken back included."""
    row = connection.execute("SELECT count(*) FROM answer WHERE question = ?", (question,)).fetchone()
    return int(row[0])


def log_rows(connection: sqlite3.Connection) -> Iterator[LogRow]:
    """Yield the whole log in the order it was written."""
    undone = connection.execute("SELECT n, at, of FROM undo ORDER BY n")
    undo = undone.fetchone()
    for row in connection.execute(f"SELECT {_COLUMNS} FROM answer ORDER BY n"):
        while undo is not None and undo[0] < row[0]:
            yield _undo_row(undo)
            undo = undone.fetchone()
        yield _answer_row(row)
    while undo is not None:
        yield _undo_row(undo)
        undo = undone.fetchone()


def seconds_of(time: datetime) -> int:
    """Return a time as the log keeps it, whole seconds since 1970 UTC; raises ValueError without a zone."""
    if time.tzinfo is None:
        raise ValueError(f"the time {time} has no time zone")
    return int(time.timestamp() // 1)


def time_of(seconds: int) -> datetime:
    """Return the time that the log keeps as so many seconds."""
    return datetime.fromtimestamp(seconds, UTC)


def as_text(drawn: Mapping[str, Any] | None) -> str | None:
    """Return what was drawn as the log keeps it."""
    return None if drawn is None else json.dumps(dict(drawn))


def as_drawn(text: str | None) -> dict[str, Any] | None:
    """Return what was drawn, as `as_text` wrote it."""
    drawn: dict[str, Any] | None = None if text is None else json.loads(text)
    return drawn


def _next_number(connection: sqlite3.Connection) -> int:
    row = connection.execute(
        "SELECT 1 + max(coalesce((SELECT max(n) FROM answer), 0), coalesce((SELECT max(n) FROM undo), 0))"
    ).fetchone()
    return int(row[0])


def _answer_row(row: tuple[Any, ...]) -> AnswerRow:
    n, at, question, revision, deck, domain, mode, shown, chosen, correct, sure, seconds, grade, drawn = row
    order, picked = tuple(json.loads(shown)), tuple(json.loads(chosen))
    return AnswerRow(
        n,
        Answer(
            time_of(at), question, revision, deck, domain, mode, order, picked,
            bool(correct), bool(sure), seconds, as_grade(grade), as_drawn(drawn),
        ),
    )  # fmt: skip


def _undo_row(row: tuple[int, int, int]) -> UndoRow:
    return UndoRow(row[0], time_of(row[1]), row[2])
