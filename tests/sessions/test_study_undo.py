"""Whatever is answered, graded anew, undone and gone on from: what is derived is what the log says."""

from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from trainer.content.bank import Bank
from trainer.progress.answers import AnswerRow, UndoRow
from trainer.progress.log import AnswerLog
from trainer.sessions.study import StudySession


class Studying(RuleBasedStateMachine):
    """A student and a model of what stands: a list of (question, grade), in the order of the session."""

    course: Path

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = self.stack.enter_context(TemporaryDirectory())
        self.bank = self.stack.enter_context(Bank.open([self.course / "bank"], self.course / "cache"))
        self.log = self.stack.enter_context(AnswerLog.open(Path(folder) / "progress.db"))
        self.now = datetime(2026, 11, 23, 12, tzinfo=UTC)
        self.standing: list[tuple[str, int]] = []
        self.session = self.begin()

    def begin(self) -> StudySession:
        return StudySession.start(self.bank, self.log, limit=5, now=self.now, seed=len(self.standing))

    @rule(seconds=st.integers(0, 300), right=st.booleans(), sure=st.booleans(), grade=st.integers(1, 4))
    def answer(self, seconds: int, right: bool, sure: bool, grade: int) -> None:
        card = self.session.card
        if card is None or card.answered is not None:
            return
        self.now += timedelta(seconds=seconds)
        if card.question.kind == "recall":
            given = self.session.answer_recall(grade, self.now)
        else:
            options = [card.question.options[index].correct is right for index in card.order]
            given = self.session.answer((options.index(True),), sure=sure, now=self.now)
        self.standing.append((card.question.id, given.grade))

    @rule(grade=st.integers(1, 4))
    def regrade(self, grade: int) -> None:
        card = self.session.card
        if card is not None and card.answered is not None:
            self.session.regrade(grade, self.now)
            self.standing[-1] = (card.question.id, grade)

    @rule()
    def go_on(self) -> None:
        self.session.next(self.now)

    @rule()
    def undo(self) -> None:
        if self.session.undo(self.now):
            question, _ = self.standing.pop()
            assert self.session.card is not None
            assert self.session.card.question.id == question
            assert self.session.card.answered is None

    @rule()
    def leave_and_come_back(self) -> None:
        unfinished = any(slot.open for slot in self.session._slots)
        before, position = self.session.card, self.session.position
        if unfinished:
            self.session = self.begin()
            assert self.session.position == position + (before is not None and before.answered is not None)

    @invariant()
    def the_log_says_what_stands(self) -> None:
        rows = list(self.log.rows())
        undone = {row.of for row in rows if isinstance(row, UndoRow)}
        standing = [row.answer for row in rows if isinstance(row, AnswerRow) and row.n not in undone]
        assert sorted((answer.question, answer.grade) for answer in standing) == sorted(self.standing)
        assert [row.n for row in rows] == list(range(1, len(rows) + 1))
        assert self.log.count_answers() == len(self.standing)

    @invariant()
    def what_is_derived_can_be_rebuilt(self) -> None:
        before = self.cards()
        self.log.cards.rebuild()
        assert self.cards() == before

    def cards(self) -> list[Any]:
        return self.log._database.connection.execute("SELECT * FROM card ORDER BY question").fetchall()

    def teardown(self) -> None:
        self.stack.close()


def test_what_is_derived_follows_the_log(course: Path) -> None:
    Studying.course = course
    run_state_machine_as_test(
        Studying, settings=settings(max_examples=25, stateful_step_count=25, deadline=None)
    )
