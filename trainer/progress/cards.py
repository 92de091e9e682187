"""The state of each question, derived from the answers that stand."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from datetime import datetime
from typing import NamedTuple

from trainer.progress.answers import Answer, AnswerRow, of_question, seconds_of, time_of
from trainer.progress.database import Database
from trainer.study.mastery import is_fresh
from trainer.study.scheduling import CardState, New, Reviewed, review

_STATE = "revision, phase, step, stability, difficulty, reviewed_at, due"


class Cards(NamedTuple):
    """What the log knows of each question's schedule."""

    database: Database

    def state(self, question: str, revision: int) -> CardState:
        """Return the state of a question; one whose meaning has changed since is new."""
        with self.database.reading() as connection:
            return state_of(connection, question, revision)

    def due(self, now: datetime | None, among: Collection[str], limit: int) -> list[str]:
        """Return at most `limit` of these questions that are due by `now` (None: ever), longest due first."""
        found: list[str] = []
        with self.database.reading() as connection, closing(_unsuspended(connection, now)) as rows:
            for _, question in rows:
                if len(found) == limit:
                    break
                if question in among:
                    found.append(question)
        return found

    def count_due(self, now: datetime, among: Collection[str]) -> int:
        """Return how many of these questions are due."""
        with self.database.reading() as connection:
            return sum(question in among for _, question in _unsuspended(connection, now))

    def next_due(self, after: datetime, among: Collection[str]) -> datetime | None:
        """Return when the first of these questions comes due after `after`; None if none does."""
        with self.database.reading() as connection:
            rows = connection.execute(_NEXT_DUE, (seconds_of(after),))
            with closing(rows):
                return next((time_of(due) for due, question in rows if question in among), None)

    def known(self) -> set[str]:
        """Return the questions that are not new to the student: answered, or put aside."""
        with self.database.reading() as connection:
            rows = connection.execute("SELECT question FROM card UNION SELECT question FROM suspension")
            return {question for (question,) in rows}

    def right_by_domain(self) -> dict[str, tuple[int, int]]:
        """Return by domain how many questions were right at their latest fresh answer, and of how many."""
        with self.database.reading() as connection:
            rows = connection.execute("SELECT domain, sum(fresh_right), count(*) FROM card GROUP BY domain")
            return {domain: (right, answers) for domain, right, answers in rows}

    def rebuild(self) -> None:
        """Derive the state of every question anew from the answers."""
        with self.database.transaction() as connection:
            rebuild(connection)


def state_of(connection: sqlite3.Connection, question: str, revision: int) -> CardState:
    """Return the state of a question; one whose meaning has changed since is new."""
    row = connection.execute(f"SELECT {_STATE} FROM card WHERE question = ?", (question,)).fetchone()
    if row is None or row[0] != revision:
        return New()
    _, phase, step, stability, difficulty, reviewed_at, due = row
    return Reviewed(phase, step, stability, difficulty, time_of(reviewed_at), time_of(due))


def advance(connection: sqlite3.Connection, answer: Answer) -> CardState:
    """Bring a question's state on by one answer and return it; an author's preview leaves it as it is."""
    before = state_of(connection, answer.question, answer.revision)
    if answer.mode == "preview":
        return before
    after = review(before, answer.grade, answer.at)
    _store(connection, answer, after, _fresh_right(connection, answer, before))
    return after


def derive(connection: sqlite3.Connection, question: str) -> None:
    """Rebuild the state of one question from its answers."""
    connection.execute("DELETE FROM card WHERE question = ?", (question,))
    for row in of_question(connection, question):
        advance(connection, row.answer)


def rebuild(connection: sqlite3.Connection) -> None:
    """Rebuild the state of every question from the log."""
    connection.execute("DELETE FROM card")
    for (question,) in connection.execute("SELECT DISTINCT question FROM answer").fetchall():
        derive(connection, question)


def replay(rows: list[AnswerRow], until: int, revision: int) -> CardState:
    """Return the state that a question's answers had led to before answer `until`."""
    state: CardState = New()
    last = revision
    for answer in (row.answer for row in rows if row.n < until and row.answer.mode != "preview"):
        state = review(state if answer.revision == last else New(), answer.grade, answer.at)
        last = answer.revision
    return state if last == revision else New()


_NEXT_DUE = "SELECT due, question FROM card WHERE suspended = 0 AND due > ? ORDER BY due"


def _unsuspended(connection: sqlite3.Connection, now: datetime | None) -> sqlite3.Cursor:
    return connection.execute(
        "SELECT due, question FROM card WHERE suspended = 0 AND due <= ? ORDER BY due",
        (2**62 if now is None else seconds_of(now),),
    )


def _fresh_right(connection: sqlite3.Connection, answer: Answer, before: CardState) -> bool:
    if not isinstance(before, Reviewed) or is_fresh(answer.at, before.reviewed_at):
        return answer.correct
    row = connection.execute("SELECT fresh_right FROM card WHERE question = ?", (answer.question,)).fetchone()
    return bool(row[0])


def _store(connection: sqlite3.Connection, answer: Answer, after: Reviewed, fresh_right: bool) -> None:
    connection.execute(
        f"INSERT OR REPLACE INTO card (question, domain, fresh_right, suspended, {_STATE}) VALUES"
        " (?1, ?2, ?3, EXISTS (SELECT 1 FROM suspension WHERE question = ?1), ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        (
            answer.question,
            answer.domain,
            fresh_right,
            answer.revision,
            after.phase,
            after.step,
            after.stability,
            after.difficulty,
            seconds_of(after.reviewed_at),
            seconds_of(after.due),
        ),
    )
