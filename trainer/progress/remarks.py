"""What a student said about a question: a mark, a note, a report, that it should not come back."""

import sqlite3
from datetime import datetime
from typing import NamedTuple

from trainer.progress.answers import seconds_of, time_of
from trainer.progress.database import Database


class Report(NamedTuple):
    """What is wrong with a question, for its author."""

    at: datetime
    question: str
    revision: int
    text: str


class Remarks(NamedTuple):
    """The remarks in the log."""

    database: Database

    def is_marked(self, question: str) -> bool:
        """Return whether the question is marked for review."""
        with self.database.reading() as connection:
            return _has(connection, "mark", question)

    def toggle_mark(self, question: str, at: datetime) -> bool:
        """Mark a question or take the mark away, and return whether it is marked now."""
        with self.database.transaction() as connection:
            marked = not _has(connection, "mark", question)
            _set(connection, "mark", question, marked, at)
        return marked

    def is_suspended(self, question: str) -> bool:
        """Return whether the question is put aside."""
        with self.database.reading() as connection:
            return _has(connection, "suspension", question)

    def note(self, question: str) -> str:
        """Return the student's note on a question, empty without one."""
        with self.database.reading() as connection:
            row = connection.execute("SELECT text FROM note WHERE question = ?", (question,)).fetchone()
        return str(row[0]) if row else ""

    def set_note(self, question: str, text: str, at: datetime) -> None:
        """Keep a note on a question; an empty one takes it away."""
        with self.database.transaction() as connection:
            connection.execute("DELETE FROM note WHERE question = ?", (question,))
            if text:
                connection.execute(
                    "INSERT INTO note (question, at, text) VALUES (?, ?, ?)", (question, seconds_of(at), text)
                )

    def report(self, report: Report) -> None:
        """Keep what is wrong with a question, for its author."""
        with self.database.transaction() as connection:
            connection.execute(
                "INSERT INTO report (at, question, revision, text) VALUES (?, ?, ?, ?)",
                (seconds_of(report.at), report.question, report.revision, report.text),
            )

    def reports(self) -> list[Report]:
        """Return the reports, oldest first."""
        with self.database.reading() as connection:
            rows = connection.execute("SELECT at, question, revision, text FROM report ORDER BY n").fetchall()
        return [Report(time_of(at), *rest) for at, *rest in rows]


def set_suspension(connection: sqlite3.Connection, question: str, suspended: bool, at: datetime) -> None:
    """Put a question aside, so that no session asks it, or take it up again; within a transaction."""
    _set(connection, "suspension", question, suspended, at)
    connection.execute("UPDATE card SET suspended = ? WHERE question = ?", (suspended, question))


def _has(connection: sqlite3.Connection, table: str, question: str) -> bool:
    found = connection.execute(f"SELECT 1 FROM {table} WHERE question = ?", (question,)).fetchone()
    return found is not None


def _set(connection: sqlite3.Connection, table: str, question: str, present: bool, at: datetime) -> None:
    if present:
        connection.execute(
            f"INSERT OR IGNORE INTO {table} (question, at) VALUES (?, ?)", (question, seconds_of(at))
        )
    else:
        connection.execute(f"DELETE FROM {table} WHERE question = ?", (question,))
