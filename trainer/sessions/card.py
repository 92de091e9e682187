"""A question as a session shows it: before the answer, and after."""

from datetime import datetime, timedelta
from typing import NamedTuple

from trainer.progress.log import AnswerLog, Written
from trainer.progress.queue import Slot
from trainer.study.grading import Grade
from trainer.study.question import Question
from trainer.study.scheduling import Reviewed, intervals


class Past(NamedTuple):
    """An earlier answer to a question; what was chosen are positions in the file."""

    at: datetime
    chosen: tuple[int, ...]
    correct: bool
    sure: bool
    grade: Grade


class Answered(NamedTuple):
    """What an answer came to, for the explanation."""

    correct: bool
    chosen: tuple[int, ...]
    """Positions on the screen; empty for a recall card."""
    sure: bool
    grade: Grade
    due_in: timedelta
    intervals: dict[Grade, timedelta]
    """In how long the question comes back, by grade."""
    seconds: float
    stability: float
    """Days until the chance of remembering has fallen to 90 %."""


class Card(NamedTuple):
    """The question on the screen."""

    question: Question
    order: tuple[int, ...]
    """The options' positions in the file, in the order shown."""
    marked: bool
    note: str
    history: tuple[Past, ...]
    """Earlier answers, oldest first, without the one just given."""
    answered: Answered | None


def show(log: AnswerLog, slot: Slot, question: Question) -> Card:
    """Return the question of a slot with what the log has about it."""
    rows = (row for row in log.history(question.id) if row.n != slot.answer)
    past = tuple(
        Past(row.answer.at, row.answer.chosen, row.answer.correct, row.answer.sure, row.answer.grade)
        for row in rows
    )
    return Card(
        question=question,
        order=slot.shown,
        marked=log.remarks.is_marked(question.id),
        note=log.remarks.note(question.id),
        history=past,
        answered=None if slot.answer is None else explain(slot.shown, log.written(slot.answer)),
    )


def explain(order: tuple[int, ...], written: Written) -> Answered:
    """Return what a written answer came to, its options as positions in this order."""
    answer, after = written.answer, written.after
    if not isinstance(after, Reviewed):
        raise ValueError(f"answer {written.n} scheduled nothing")
    return Answered(
        correct=answer.correct,
        chosen=tuple(position for position, option in enumerate(order) if option in answer.chosen),
        sure=answer.sure,
        grade=answer.grade,
        due_in=after.due - after.reviewed_at,
        intervals=intervals(written.before, after.reviewed_at),
        seconds=answer.seconds,
        stability=after.stability,
    )
