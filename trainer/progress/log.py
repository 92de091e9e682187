"""The answer log: the truth about what a student answered, and everything derived from it."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from trainer.progress import answers, cards, queue
from trainer.progress.answers import STANDING, Answer, AnswerRow, LogRow
from trainer.progress.cards import Cards
from trainer.progress.database import Database
from trainer.progress.opening import BUSY_SECONDS, open_database
from trainer.progress.queue import Queue, Slot
from trainer.progress.remarks import Remarks
from trainer.study.grading import Grade
from trainer.study.scheduling import CardState

FILE_NAME = "progress.db"
"""The log's name in the user's data folder."""


class Written(NamedTuple):
    """An answer in the log, with what the scheduler knew of its question before and after."""

    n: int
    answer: Answer
    before: CardState
    after: CardState


class AnswerLog:
    """The log of one student, open; for the thread that opened it.

    Whatever changes something is one transaction and durable when it returns. All of it raises
    ProgressError where the file cannot be read or written; the log is then as it was before.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.cards = Cards(database)
        self.queue = Queue(database)
        self.remarks = Remarks(database)

    @classmethod
    def open(cls, path: Path, *, busy_seconds: float = BUSY_SECONDS) -> Self:
        """Open the log at `path`, made if absent, brought to the current version if older.

        `busy_seconds` is how long to wait for another program that is writing to it.
        """
        return cls(open_database(path, busy_seconds))

    @property
    def path(self) -> Path:
        """Return the file."""
        return self._database.path

    def close(self) -> None:
        """Close the file."""
        self._database.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def append(self, answer: Answer, slot: Slot | None = None) -> Written:
        """Write an answer, in a session's slot if it belongs to one."""
        with self._database.transaction() as connection:
            before = cards.state_of(connection, answer.question, answer.revision)
            n = answers.insert(connection, answer)
            after = cards.advance(connection, answer)
            if slot is not None:
                queue.set_answer(connection, slot, n, answer.drawn)
        return Written(n, answer, before, after)

    def undo(self, n: int, at: datetime) -> bool:
        """Take answer `n` out of all that is derived; return False if it was already."""
        with self._database.transaction() as connection:
            if not answers.is_standing(connection, n):
                return False
            self._replace(n, None, at)
        return True

    def regrade(self, n: int, grade: Grade, at: datetime) -> Written:
        """Give answer `n` another grade; raises ProgressError if it was taken back.

        The log only grows, so this is an undo of the old row and a new row like it, in one transaction.
        """
        with self._database.transaction() as connection:
            answer = answers.standing(connection, n)._replace(grade=grade)
            number = self._replace(n, answer, at)
        return self.written(number)

    def written(self, n: int) -> Written:
        """Return answer `n` with the states around it; raises ProgressError if it was taken back."""
        with self._database.reading() as connection:
            answer = answers.standing(connection, n)
            rows = answers.of_question(connection, answer.question)
        before = cards.replay(rows, n, answer.revision)
        return Written(n, answer, before, cards.replay(rows, n + 1, answer.revision))

    def answer(self, n: int) -> Answer:
        """Return answer `n`; raises ProgressError if it was taken back."""
        with self._database.reading() as connection:
            return answers.standing(connection, n)

    def history(self, question: str) -> list[AnswerRow]:
        """Return the answers to a question that stand, oldest first."""
        with self._database.reading() as connection:
            return answers.of_question(connection, question)

    def count_of(self, question: str) -> int:
        """Return how many answers a question ever got, those taken back included."""
        with self._database.reading() as connection:
            return answers.count_of_question(connection, question)

    def rows(self) -> Iterator[LogRow]:
        """Yield the log as it is, undone answers and undos included, in the order it was written."""
        with self._database.reading() as connection:
            yield from answers.log_rows(connection)

    def count_answers(self) -> int:
        """Return how many answers stand."""
        with self._database.reading() as connection:
            (count,) = connection.execute(f"SELECT count(*) FROM answer WHERE {STANDING}").fetchone()
        return int(count)

    def is_empty(self) -> bool:
        """Return whether no answer was ever written."""
        with self._database.reading() as connection:
            return connection.execute("SELECT 1 FROM answer LIMIT 1").fetchone() is None

    def recent_seconds(self, count: int = 50) -> list[float]:
        """Return how long each of the last answers took."""
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT seconds FROM answer WHERE {STANDING} ORDER BY n DESC LIMIT ?", (count,)
            )
            return [seconds for (seconds,) in rows]

    def _replace(self, n: int, instead: Answer | None, at: datetime) -> int:
        connection = self._database.connection
        question = answers.standing(connection, n).question
        number = answers.insert_undo(connection, n, at)
        if instead is not None:
            number = answers.insert(connection, instead)
        queue.replace_answer(connection, n, number if instead else None)
        cards.derive(connection, question)
        return number
