"""Rules between the questions of a bank."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


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
    """A name that was taken already."""

    later: Named
    first: Named
    message: str
    hint: str


def unique_ids(questions: Iterable[Named]) -> Iterator[Clash]:
    """An id stands once: progress hangs on it."""
    for later, first in _taken(questions):
        message = f'the id "{later.name}" is taken: {first.file}:{first.line}'
        yield Clash(later, first, message, "give the new question another id")


def unique_decks(decks: Iterable[Named]) -> Iterator[Clash]:
    """A deck's name stands once: it chooses what to study."""
    for later, first in _taken(decks):
        message = f'the deck "{later.name}" is taken: {first.file}:{first.line}'
        yield Clash(later, first, message, "give one of them another name")


def _taken(named: Iterable[Named]) -> Iterator[tuple[Named, Named]]:
    first: dict[str, Named] = {}
    for each in named:
        if each.name in first:
            yield each, first[each.name]
        first.setdefault(each.name, each)
