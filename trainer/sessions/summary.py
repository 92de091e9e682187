"""What a session came to."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from trainer.content.bank import Bank
from trainer.errors import ContentError
from trainer.progress.log import AnswerLog
from trainer.progress.queue import Slot
from trainer.study.drawing import drawn
from trainer.study.grading import Grade
from trainer.study.question import Question
from trainer.study.scheduling import Reviewed


class Result(NamedTuple):
    """One answered question of the session, and when it comes back; None if it was put aside."""

    question: Question
    correct: bool
    sure: bool
    grade: Grade
    seconds: float
    due_at: datetime | None


class Summary(NamedTuple):
    """What was right, what comes back when, and what there is to do next."""

    total: int
    results: tuple[Result, ...]
    """In the order they were asked."""
    due: int
    """How many of the chosen questions are due now."""
    new: int
    next_due_at: datetime | None
    """When the next of them comes due after now."""

    @property
    def answered(self) -> int:
        """Return how many questions were answered."""
        return len(self.results)

    @property
    def right(self) -> int:
        """Return how many of them were right."""
        return sum(result.correct for result in self.results)

    @property
    def sure_and_wrong(self) -> tuple[Result, ...]:
        """Return the answers that were sure and wrong, which are the ones to learn from first."""
        return tuple(result for result in self.results if result.sure and not result.correct)

    @property
    def seconds(self) -> float:
        """Return how long the answers took together."""
        return sum(result.seconds for result in self.results)


def summarise(
    bank: Bank, log: AnswerLog, slots: Sequence[Slot], questions: set[str], now: datetime
) -> Summary:
    """Return the summary of a session's slots; `questions` are all those it was drawn from."""
    results = (_result(bank, log, slot) for slot in slots)
    return Summary(
        total=len(slots),
        results=tuple(result for result in results if result is not None),
        due=log.cards.count_due(now, questions),
        new=len(questions - log.cards.known()),
        next_due_at=log.cards.next_due(now, questions),
    )


def _result(bank: Bank, log: AnswerLog, slot: Slot) -> Result | None:
    if slot.answer is None:
        return None
    try:
        question = drawn(bank.question(slot.question), 0, slot.drawn)
    except ContentError:
        # Taken out of the bank while the session ran.
        return None
    answer = log.answer(slot.answer)
    state = log.cards.state(slot.question, question.revision)
    due_at = state.due if isinstance(state, Reviewed) and not slot.suspended else None
    return Result(question, answer.correct, answer.sure, answer.grade, answer.seconds, due_at)
