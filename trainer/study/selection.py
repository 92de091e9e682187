"""Which questions a session asks, and in what order.

What is due comes first, longest due first; then new questions, in a seeded order. Within each of the two,
neighbours are mixed: the same fact twice running is answered from the explanation just read, not from
memory (interleaving, Rohrer and Taylor 2007).
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import TypeVar

from trainer.study.question import Question

FIRST_QUESTIONS = 5
"""On an empty log so many questions are with options, before the first recall card."""

WINDOW = 8
"""How far ahead mixing looks: what is longest due still comes early."""

T = TypeVar("T")


def queue(due: Sequence[Question], new: Sequence[Question], *, limit: int, empty_log: bool) -> list[Question]:
    """Return at most `limit` questions in the order to ask them; `due` and `new` are in order of urgency."""
    reviews = interleaved(due[:limit], None)
    last = reviews[-1] if reviews else None
    if not empty_log:
        return reviews + interleaved(new[: limit - len(reviews)], last)
    return reviews + _options_first(interleaved(_options_first(new)[: limit - len(reviews)], last))


def interleaved(questions: Sequence[Question], after: Question | None) -> list[Question]:
    """Return the questions with neighbours on different facts and tasks where the window allows it."""
    waiting = list(questions)
    mixed: list[Question] = []
    last = after
    while waiting:
        window = range(min(WINDOW, len(waiting)))
        nearest = min(window, key=lambda i: _shared(waiting[i], last))
        last = waiting.pop(nearest)
        mixed.append(last)
    return mixed


def shuffled(items: Sequence[T], seed: int) -> Iterator[T]:
    """Yield the items in a seeded order, drawing only as many as are taken."""
    random = Random(seed)
    moved: dict[int, int] = {}
    for taken in range(len(items)):
        drawn = random.randrange(taken, len(items))
        yield items[moved.get(drawn, drawn)]
        moved[drawn] = moved.get(taken, taken)


def _shared(question: Question, last: Question | None) -> int:
    if last is None:
        return 0
    return 2 * len(set(question.facts) & set(last.facts)) + (question.task == last.task)


def _options_first(questions: Sequence[Question]) -> list[Question]:
    leading = [question for question in questions if question.kind != "recall"][:FIRST_QUESTIONS]
    return leading + [question for question in questions if question not in leading]
