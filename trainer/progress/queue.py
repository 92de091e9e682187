"""A session's questions as they are kept, so that it goes on where it was left, whatever ended it."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from trainer.progress.answers import as_drawn, as_text, is_standing, seconds_of, time_of
from trainer.progress.database import Database
from trainer.progress.remarks import set_suspension


class Choice(NamedTuple):
    """What the student chose to study; a session goes on only for the same choice."""

    deck: str | None = None
    tag: str | None = None
    limit: int = 20
    ahead: bool = False


class Slot(NamedTuple):
    """One question of a session: the order of its options, its answer, and whether it was put aside."""

    session: int
    position: int
    question: str
    shown: tuple[int, ...]
    answer: int | None = None
    suspended: bool = False
    drawn: Mapping[str, Any] | None = None
    """What a parametric question drew, by name, when it was answered."""

    @property
    def open(self) -> bool:
        """Return whether it is still to be answered."""
        return self.answer is None and not self.suspended


class Queue(NamedTuple):
    """The sessions in the log, and their questions."""

    database: Database

    def begin(
        self, choice: Choice, questions: Sequence[tuple[str, tuple[int, ...]]], begun: datetime
    ) -> list[Slot]:
        """Store a new session of these questions, each with the order of its options."""
        with self.database.transaction() as connection:
            cursor = connection.execute(
                "INSERT INTO session (choice, begun) VALUES (?, ?)", (_as_text(choice), seconds_of(begun))
            )
            session = int(cursor.lastrowid or 0)
            slots = [Slot(session, position, *question) for position, question in enumerate(questions)]
            connection.executemany(
                "INSERT INTO session_question (session, position, question, shown) VALUES (?, ?, ?, ?)",
                [(slot.session, slot.position, slot.question, json.dumps(slot.shown)) for slot in slots],
            )
        return slots

    def latest(self, choice: Choice, since: datetime) -> list[Slot]:
        """Return the questions of the last session of this choice that was used after `since`."""
        with self.database.reading() as connection:
            row = connection.execute(_LATEST, (_as_text(choice),)).fetchone()
            if row is None or time_of(row[1]) < since:
                return []
            rows = connection.execute(
                "SELECT session, position, question, shown, answer, suspended, drawn FROM session_question"
                " WHERE session = ? ORDER BY position",
                (row[0],),
            ).fetchall()
            return [_slot(connection, row) for row in rows]

    def suspend(self, slot: Slot, suspended: bool, at: datetime) -> Slot:
        """Put a question of a session aside for good, or take it up again."""
        with self.database.transaction() as connection:
            set_suspension(connection, slot.question, suspended, at)
            connection.execute(
                "UPDATE session_question SET suspended = ? WHERE session = ? AND position = ?",
                (suspended, slot.session, slot.position),
            )
        return slot._replace(suspended=suspended)

    def reorder(self, slot: Slot, shown: tuple[int, ...]) -> Slot:
        """Store another order of options, for a question whose options have changed since."""
        with self.database.transaction() as connection:
            connection.execute(
                "UPDATE session_question SET shown = ? WHERE session = ? AND position = ?",
                (json.dumps(shown), slot.session, slot.position),
            )
        return slot._replace(shown=shown)


def set_answer(
    connection: sqlite3.Connection, slot: Slot, answer: int, drawn: Mapping[str, Any] | None = None
) -> None:
    """Note which answer a question of a session got, and what was drawn for it."""
    connection.execute(
        "UPDATE session_question SET answer = ?, drawn = ? WHERE session = ? AND position = ?",
        (answer, as_text(drawn), slot.session, slot.position),
    )


def replace_answer(connection: sqlite3.Connection, old: int, new: int | None) -> None:
    """Note in every session that an answer was taken back, or gave way to another."""
    connection.execute("UPDATE session_question SET answer = ? WHERE answer = ?", (new, old))


# When a session was last used: its last answer, else its begin.
_LATEST = """
    SELECT id, max(begun, coalesce((
        SELECT max(answer.at) FROM session_question JOIN answer ON answer.n = session_question.answer
        WHERE session_question.session = session.id
    ), 0))
    FROM session WHERE choice = ? ORDER BY id DESC LIMIT 1
"""


def _slot(connection: sqlite3.Connection, row: tuple[Any, ...]) -> Slot:
    session, position, question, shown, answer, suspended, drawn = row
    if answer is not None and not is_standing(connection, answer):
        answer = None
    order = tuple(json.loads(shown))
    return Slot(session, position, question, order, answer, bool(suspended), as_drawn(drawn))


def _as_text(choice: Choice) -> str:
    return json.dumps(choice._asdict(), sort_keys=True)
