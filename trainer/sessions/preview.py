"""A deck while it is being written: each question as far as it can be read, and what is wrong with it."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import NamedTuple

from trainer.content.check import check_deck_file
from trainer.content.problem import Problem
from trainer.errors import ContentError, UsageError
from trainer.sessions.authoring import lines_of, task_titles
from trainer.sessions.card import Answered, Card
from trainer.study import grading, scheduling
from trainer.study.drawing import drawn
from trainer.study.question import Question
from trainer.study.shuffle import option_order


class Look(NamedTuple):
    """What a deck holds at one time."""

    title: str
    questions: tuple[Question, ...]
    """All of them; the fields that cannot be used are empty."""
    problems: tuple[Problem, ...]
    beliefs: Mapping[str, str]
    """What somebody believes, by the id of the misconception."""
    tasks: Mapping[str, str]
    """Titles of the exam's tasks."""

    def problems_of(self, question: Question) -> list[Problem]:
        """Return what is wrong with a question."""
        begin, end = lines_of(self.questions, question.id)
        return [problem for problem in self.problems if begin <= problem.line < end]

    @property
    def problems_of_head(self) -> list[Problem]:
        """Return what is wrong before the first question."""
        first = self.questions[0].line if self.questions else float("inf")
        return [problem for problem in self.problems if problem.line < first]


def look(path: str) -> Look:
    """Read a deck with what stands beside it.

    Raises ContentError for a folder that cannot be read; what is wrong with the deck is in the answer.
    """
    deck, settings = check_deck_file(path)
    return Look(
        deck.title,
        tuple(question._replace(file=path) for question in deck.seen),
        tuple(deck.problems),
        settings.misconceptions or {},
        task_titles(settings),
    )


def place_of(found: Look, path: str, name: str) -> int:
    """Return where a question stands in its deck, by its id; the first where none is named.

    Raises UsageError for an id that the deck does not have.
    """
    names = [question.id for question in found.questions]
    if not name:
        return 0
    if name not in names:
        raise UsageError(
            f"{path} has no question {name!r}; it has {', '.join(filter(None, names)) or 'none'}"
        )
    return names.index(name)


def shown(question: Question, seed: int, review: int = 0) -> Card:
    """Return a question as a student meets it for the first time, or with the numbers of a later review.

    As long as none can be drawn, its placeholders are shown.
    """
    with suppress(ContentError):
        question = drawn(question, review)
    return Card(question, option_order(question, seed), marked=False, note="", history=(), answered=None)


def can_be_shown(question: Question) -> bool:
    """Tell whether enough of a question can be read for a student to see something."""
    if question.kind == "recall":
        return bool(question.front)
    return bool(question.stem) and bool(question.options) and len(question.options) <= MOST_OPTIONS


MOST_OPTIONS = 6
"""As many as there are letters on the screen."""


def tried(card: Card, chosen: tuple[int, ...], *, sure: bool, seconds: float, now: datetime) -> Card:
    """Return the card as it is after an answer with the options at these positions; nothing is written."""
    question = card.question
    picked = tuple(sorted(card.order[position] for position in chosen))
    correct = grading.is_right(picked, question.correct_options)
    grade = grading.grade(correct=correct, sure=sure, seconds=seconds)
    after = scheduling.review(scheduling.New(), grade, now)
    answered = Answered(
        correct=correct,
        chosen=tuple(sorted(chosen)),
        sure=sure,
        grade=grade,
        due_in=after.due - after.reviewed_at,
        intervals=scheduling.intervals(scheduling.New(), now),
        seconds=seconds,
        stability=after.stability,
    )
    return card._replace(answered=answered)
