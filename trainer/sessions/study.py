"""Studying: a queue of questions, each answered, graded, explained and scheduled."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from trainer.content.bank import Bank
from trainer.errors import ContentError
from trainer.progress.answers import Answer
from trainer.progress.log import AnswerLog
from trainer.progress.queue import Choice
from trainer.progress.remarks import Report
from trainer.sessions.card import Answered, Card, Past, explain, show
from trainer.sessions.drawing import Drawn, draw
from trainer.study import grading, scheduling
from trainer.study.drawing import drawn
from trainer.study.question import Question
from trainer.study.shuffle import option_order
from trainer.study.statistics import minutes, pace

if TYPE_CHECKING:
    from trainer.sessions.summary import Summary

__all__ = ["DEFAULT_LIMIT", "Answered", "Card", "Past", "StudySession"]

DEFAULT_LIMIT = 20
"""Questions a session, where the student does not say."""


class StudySession:
    """A session over a bank and a log; times are arguments, and each answer is durable when it returns."""

    def __init__(self, bank: Bank, log: AnswerLog, drawn: Drawn, now: datetime, seed: int) -> None:
        self.title = drawn.title
        """The deck or the tag that was chosen."""
        self._bank = bank
        self._log = log
        self._questions = drawn.questions
        self._slots = drawn.slots
        self._seed = seed
        self._shown_at = self._now = now
        self._spent = 0.0
        self._pace = pace(log.recent_seconds())
        self._card: Card | None = None
        self._show(self._first_open(0))

    @classmethod
    def start(
        cls,
        bank: Bank,
        log: AnswerLog,
        *,
        deck: str | None = None,
        tag: str | None = None,
        limit: int | None = None,
        ahead: bool = False,
        now: datetime,
        seed: int,
    ) -> "StudySession":
        """Go on with the unfinished session of this choice, or begin one: what is due, then new questions.

        With `ahead`, questions that are not due yet fill what is left. With nothing to ask, `total` is 0.
        Raises UsageError for a deck or a tag that is not there, ContentError for a bank without questions,
        ProgressError if the log cannot be written.
        """
        choice = Choice(deck, tag, limit or DEFAULT_LIMIT, ahead)
        return cls(bank, log, draw(bank, log, choice, now, seed), now, seed)

    @property
    def total(self) -> int:
        """Return how many questions the session has."""
        return len(self._slots)

    @property
    def position(self) -> int:
        """Return which question is on the screen, from 1; after the last, one more than `total`."""
        return self._index + 1

    @property
    def answered_count(self) -> int:
        """Return how many questions are done."""
        return sum(not slot.open for slot in self._slots)

    @property
    def minutes_left(self) -> int:
        """Return about how many minutes the open questions take, at the student's own pace."""
        return minutes(self.total - self.answered_count, self._pace)

    @property
    def card(self) -> Card | None:
        """Return the question on the screen; None when the session is finished."""
        return self._card

    @property
    def resumed(self) -> bool:
        """Return whether this session has answers already."""
        return any(slot.answer is not None for slot in self._slots)

    @property
    def next_due_at(self) -> datetime | None:
        """Return when the next of the chosen questions comes due; None if none does."""
        return self._log.cards.next_due(self._now, self._questions)

    def intervals(self, now: datetime) -> dict[grading.Grade, timedelta]:
        """Return for each grade in how long the question on the screen would come back."""
        question = self._shown_card().question
        return scheduling.intervals(self._log.cards.state(question.id, question.revision), now)

    def prepare(self) -> None:
        """Load the scheduler now (some 50 ms), so that the first answer does not wait for it."""
        scheduling.load()

    def answer(self, chosen: tuple[int, ...], *, sure: bool, now: datetime) -> Answered:
        """Answer with the options at these positions on the screen; the answer is durable on return.

        Raises ValueError for a position that is not there, ProgressError if it cannot be written: the
        question is then still open.
        """
        card = self._open_card()
        if not chosen or not all(0 <= position < len(card.order) for position in chosen):
            raise ValueError(f"no options {chosen} among {len(card.order)}")
        picked = tuple(sorted({card.order[position] for position in chosen}))
        correct = grading.is_right(picked, card.question.correct_options)
        grade = grading.grade(correct=correct, sure=sure, seconds=self._seconds(now))
        return self._write(card, picked, correct, sure, grade, now)

    def answer_recall(self, grade: int, now: datetime) -> Answered:
        """Answer a recall card with the student's own grade, 1 again to 4 easy; from 2 on it is right."""
        card = self._open_card()
        given = grading.as_grade(grade)
        return self._write(card, (), given > 1, False, given, now)

    def regrade(self, grade: int, now: datetime) -> Answered:
        """Give the answer on the screen another grade; the log keeps both."""
        card, slot = self._shown_card(), self._slots[self._index]
        if slot.answer is None:
            raise ValueError("there is no answer to grade yet")
        written = self._log.regrade(slot.answer, grading.as_grade(grade), now)
        self._now = now
        self._slots[self._index] = slot._replace(answer=written.n)
        answered = explain(card.order, written)
        self._card = card._replace(answered=answered)
        return answered

    def undo(self, now: datetime) -> bool:
        """Take back the last thing done, an answer or a question put aside; False at the very beginning.

        Goes back through the whole session; the question is then open again, with the time it has had.
        """
        if self._card is None or self._card.answered is None:
            before = self._last_done(self._index)
            if before is None:
                return False
            self._begin_showing(before, now)
            if self._slots[before].suspended:
                self._slots[before] = self._log.queue.suspend(self._slots[before], False, now)
                return True
        if self._card is not None and self._card.answered is not None:
            self._take_back(now)
        return True

    def next(self, now: datetime) -> None:
        """Go on to the next open question; one that is still open stays on the screen."""
        if self._card is not None and self._card.answered is not None:
            self._begin_showing(self._first_open(self._index + 1), now)

    def suspend(self, now: datetime) -> None:
        """Put the question aside, so that no session asks it again, and go on; `undo` takes it up again."""
        self._shown_card()
        self._slots[self._index] = self._log.queue.suspend(self._slots[self._index], True, now)
        self._begin_showing(self._first_open(self._index + 1), now)

    def mark(self, now: datetime | None = None) -> bool:
        """Mark the question for review or take the mark away, and return whether it is marked now."""
        card = self._shown_card()
        marked = self._log.remarks.toggle_mark(card.question.id, now or self._now)
        self._card = card._replace(marked=marked)
        return marked

    def note(self, text: str, now: datetime | None = None) -> None:
        """Keep a note on the question; an empty one takes it away."""
        card = self._shown_card()
        self._log.remarks.set_note(card.question.id, text.strip(), now or self._now)
        self._card = card._replace(note=text.strip())

    def report(self, text: str, now: datetime | None = None) -> None:
        """Keep what is wrong with the question, for its author."""
        question = self._shown_card().question
        self._log.remarks.report(Report(now or self._now, question.id, question.revision, text.strip()))

    def reread(self, away: timedelta) -> bool:
        """Take the question on the screen as the bank has it now, and tell whether it has changed.

        `away` is how long its author was busy with it, which is no time of answering. Raises ContentError,
        and keeps the question as it was, when the bank has it no more or it has an error now.
        """
        card = self._shown_card()
        self._shown_at += away
        question = self._as_asked(self._index, self._bank.reread(card.question), card.question.drawn)
        if question == card.question:
            return False
        self._card = show(self._log, self._slots[self._index], question)
        return True

    def summary(self, now: datetime) -> "Summary":
        """Return what was right, what comes back when, and what there is to do next."""
        # Wanted at the end, so the first question does not wait for it.
        from trainer.sessions.summary import summarise

        return summarise(self._bank, self._log, self._slots, self._questions, now)

    def _write(
        self,
        card: Card,
        picked: tuple[int, ...],
        correct: bool,
        sure: bool,
        grade: grading.Grade,
        now: datetime,
    ) -> Answered:
        question, slot = card.question, self._slots[self._index]
        answer = Answer(
            at=now,
            question=question.id,
            revision=question.revision,
            deck=question.deck,
            domain=question.domain,
            mode="study",
            shown=card.order,
            chosen=picked,
            correct=correct,
            sure=sure,
            seconds=self._seconds(now),
            grade=grade,
            drawn=question.drawn,
        )
        written = self._log.append(answer, slot)
        self._now = now
        self._slots[self._index] = slot._replace(answer=written.n, drawn=question.drawn)
        answered = explain(card.order, written)
        self._card = card._replace(answered=answered)
        return answered

    def _take_back(self, now: datetime) -> None:
        slot = self._slots[self._index]
        assert slot.answer is not None
        spent = self._log.answer(slot.answer).seconds
        self._log.undo(slot.answer, now)
        self._slots[self._index] = slot._replace(answer=None)
        self._begin_showing(self._index, now)
        self._spent = spent

    def _seconds(self, now: datetime) -> float:
        return round(self._spent + max(0.0, (now - self._shown_at).total_seconds()), 1)

    def _begin_showing(self, index: int, now: datetime) -> None:
        self._now = self._shown_at = now
        self._spent = 0.0
        self._show(index)

    def _show(self, index: int) -> None:
        """Show the question at `index`, or the next that the bank still has."""
        while index < len(self._slots):
            try:
                question = self._as_asked(index, self._bank.question(self._slots[index].question))
            except ContentError:
                del self._slots[index]
                continue
            self._index, self._card = index, show(self._log, self._slots[index], question)
            return
        self._index, self._card = len(self._slots), None

    def _as_asked(self, index: int, question: Question, before: Mapping[str, Any] | None = None) -> Question:
        """Return a question with its numbers: those of its answer or drawn `before`, else its review's.

        How many answers it ever got is the number of the review, so that it is the same after a crash.
        """
        slot = self._slots[index]
        if question.template:
            question = drawn(question, self._log.count_of(question.id), before or slot.drawn)
        order = option_order(question, self._seed)
        # Options were added or taken away since the session began.
        if sorted(slot.shown) != sorted(order):
            self._slots[index] = self._log.queue.reorder(slot, order)
        return question

    def _first_open(self, start: int) -> int:
        return next((i for i, slot in enumerate(self._slots) if i >= start and slot.open), len(self._slots))

    def _last_done(self, end: int) -> int | None:
        return next((i for i in reversed(range(end)) if not self._slots[i].open), None)

    def _shown_card(self) -> Card:
        if self._card is None:
            raise ValueError("the session is finished")
        return self._card

    def _open_card(self) -> Card:
        card = self._shown_card()
        if card.answered is not None:
            raise ValueError("the question is answered already")
        return card
