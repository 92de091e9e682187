"""What a file says, where it says it, and what may not stand there."""

from dataclasses import dataclass, field
from typing import Any

from trainer.errors import ContentError

KeyPath = tuple[str | int, ...]
"""Keys and positions that lead from the top of a document to a value."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a file; both count from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something that may not stand in a file, what to do about it, and the rule that says so."""

    position: Position
    rule: str
    message: str
    hint: str


class YamlError(ContentError):
    """A file has mistakes; the message names the first, `mistakes` has all."""

    def __init__(self, file: str, mistakes: tuple[Mistake, ...]) -> None:
        first = mistakes[0]
        more = f" (and {len(mistakes) - 1} more)" if len(mistakes) > 1 else ""
        place = f"{file}:{first.position.line}:{first.position.column}"
        super().__init__(f"{place}: {first.message}; {first.hint}{more}")
        self.mistakes = mistakes


@dataclass(slots=True)
class Place:
    """Where a value stands, and, when it is a mapping or a list, its keys and its values."""

    mark: Any
    keys: dict[str | int, Any] | None = None
    values: Any = None


@dataclass(slots=True)
class Document:
    """What a file says, and where it says it."""

    data: Any = None
    mistakes: list[Mistake] = field(default_factory=list)
    cut_short: bool = False
    """Reading ended early: the last values of `data` may be incomplete."""
    broken_at: Position | None = None
    """Where reading ended early."""
    root: Any = None
    """Place of the whole; a scalar's place is its mark alone."""

    def position(self, path: KeyPath = ()) -> Position:
        """Return where the value at a path stands, or the nearest value around it that exists."""
        place = self.root
        for step in path:
            inner = _inner(place, step)
            if inner is None:
                break
            place = inner
        return position_of(_mark(place))

    def key_position(self, path: KeyPath) -> Position:
        """Return where the key that ends a path stands; the value's place where there is no such key."""
        place = self.root
        for step in path[:-1]:
            place = _inner(place, step)
        mark = place.keys.get(path[-1]) if isinstance(place, Place) and place.keys else None
        return position_of(mark) if mark is not None else self.position(path)


def _inner(place: Any, step: str | int) -> Any:
    values = place.values if isinstance(place, Place) else None
    if isinstance(values, dict):
        return values.get(step)
    if isinstance(values, list) and isinstance(step, int) and 0 <= step < len(values):
        return values[step]
    return None


def _mark(place: Any) -> Any:
    return place.mark if isinstance(place, Place) else place


def position_of(mark: Any) -> Position:
    """Return the place of a mark of PyYAML, which counts from 0."""
    return Position(1, 1) if mark is None else Position(mark.line + 1, mark.column + 1)
