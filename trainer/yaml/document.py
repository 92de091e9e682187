"""What a file says, where it says it, and what may not stand there."""

import re
from bisect import bisect_right
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


MAX_MISTAKES = 200
"""A file with more is not read on: nobody mends so many by a list, and a file can be nothing but mistakes."""


def too_many(position: Position) -> Mistake:
    """Return the last mistake of a file that has too many."""
    message = f"more than {MAX_MISTAKES} mistakes, and the file is not read on"
    return Mistake(position, "syntax", message, "mend those before it first")


class YamlError(ContentError):
    """A file has mistakes; the message names the first, `mistakes` has all."""

    def __init__(self, file: str, mistakes: tuple[Mistake, ...]) -> None:
        first = mistakes[0]
        more = f" (and {len(mistakes) - 1} more)" if len(mistakes) > 1 else ""
        place = f"{file}:{first.position.line}:{first.position.column}"
        super().__init__(f"{place}: {first.message}; {first.hint}{more}")
        self.mistakes = mistakes


class Inner:
    """Where a mapping or list stands, and what is in it; places count characters from the beginning."""

    __slots__ = ("begin", "data", "expects_key", "key", "keys", "values")

    def __init__(self, begin: int, data: Any, values: Any, keys: dict[str | int, int] | None = None) -> None:
        self.begin = begin
        self.data = data
        self.values = values
        """A mapping or list of places, like the data."""
        self.keys = keys
        """None for a list."""
        self.expects_key = keys is not None
        """While a mapping is being read: the next value is a key."""
        self.key: str | None = None
        """While a mapping is being read: the key of the next value; None when that cannot be kept."""


Place = int | Inner
"""Where a value stands. A number costs a tenth of the mark that PyYAML makes, and a bank has millions."""


@dataclass(slots=True)
class Document:
    """What a file says, and where it says it."""

    data: Any = None
    mistakes: list[Mistake] = field(default_factory=list)
    cut_short: bool = False
    """Reading ended early: the last values of `data` may be incomplete."""
    broken_at: Position | None = None
    """Where reading ended early."""
    text: str = ""
    """What was read, without the characters that may not stand in it."""
    root: Place = 0
    _lines: list[int] | None = None

    def position(self, path: KeyPath = ()) -> Position:
        """Return where the value at a path stands, or the nearest value around it that exists."""
        place = self.root
        for step in path:
            inner = _inner(place, step)
            if inner is None:
                break
            place = inner
        return self.position_at(place.begin if isinstance(place, Inner) else place)

    def key_position(self, path: KeyPath) -> Position:
        """Return where the key that ends a path stands; the value's place where there is no such key."""
        place: Place | None = self.root
        for step in path[:-1]:
            place = _inner(place, step)
        begin = place.keys.get(path[-1]) if isinstance(place, Inner) and place.keys else None
        return self.position(path) if begin is None else self.position_at(begin)

    def position_at(self, begin: int) -> Position:
        """Return the line and column of a character of the text."""
        if self._lines is None:
            self._lines = [0, *(found.end() for found in re.finditer("\n", self.text))]
        line = bisect_right(self._lines, begin)
        return Position(line, begin - self._lines[line - 1] + 1)


def _inner(place: Place | None, step: str | int) -> Place | None:
    values = place.values if isinstance(place, Inner) else None
    found: Place | None = None
    if isinstance(values, dict):
        found = values.get(step)
    elif isinstance(values, list) and isinstance(step, int) and 0 <= step < len(values):
        found = values[step]
    return found


def position_of(mark: Any) -> Position:
    """Return the place of a mark of PyYAML, which counts from 0."""
    return Position(1, 1) if mark is None else Position(mark.line + 1, mark.column + 1)
