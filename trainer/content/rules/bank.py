"""Rules between the questions of a bank."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trainer.content.rules.balance import has_numeric_options
from trainer.study.question import Question

MAX_RUN = 4
"""Times on end that the right option may stand in one place."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name that may stand once in a bank, and where it stands."""

    name: str
    file: str
    line: int
    column: int
    number: int = 0
    """Position of a question in its deck."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Something that does not go with something earlier, as a name that was taken already."""

    later: Named
    first: Named
    message: str
    hint: str


def unique_ids(questions: Iterable[Named]) -> Iterator[Clash]:
    """An id stands once: progress hangs on it."""
    for later, first in _taken(questions):
        message = f'the id "{later.name}" is taken: {first.file}:{first.line}:{first.column}'
        yield Clash(later, first, message, "give the new question another id")


def unique_decks(decks: Iterable[Named]) -> Iterator[Clash]:
    """A deck's name stands once: it chooses what to study."""
    for later, first in _taken(decks):
        message = f'the deck "{later.name}" is taken: {first.file}:{first.line}:{first.column}'
        yield Clash(later, first, message, "give one of them another name")


def _taken(named: Iterable[Named]) -> Iterator[tuple[Named, Named]]:
    first: dict[str, Named] = {}
    for each in named:
        if each.name in first:
            yield each, first[each.name]
        first.setdefault(each.name, each)


def key_runs(questions: Iterable[tuple[Named, Question]]) -> Iterator[Clash]:
    """The right option of a deck's single questions does not stand in one place five times on end."""
    run: list[Named] = []
    place: int | None = None
    for named, question in questions:
        if question.kind != "single" or has_numeric_options(question):
            continue
        (here,) = question.correct_options
        run = [*run, named] if here == place else [named]
        place = here
        if len(run) == MAX_RUN + 1:
            message = f'for the {len(run)}th time on end, since "{run[0].name}", option {here + 1} is right'
            yield Clash(named, run[0], message, "move the right option in one of them")
