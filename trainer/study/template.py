"""What a parametric question draws and computes, read from its `draw`, `let` and `assert`."""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from math import gcd, prod
from random import Random
from typing import Any, NamedTuple, TypeVar

from trainer.study import expression
from trainer.study.choices import Choices, choices_of
from trainer.study.question import Question
from trainer.study.values import UNITS, Value, ValueTroubleError

T = TypeVar("T")
Path = tuple[str | int, ...]
Values = dict[str, Value]

MAX_NAMES = 30
"""That a question draws and computes."""


class TroubleAtError(ValueTroubleError):
    """What keeps a question from being drawn: the rule it breaks, and the path to it from the question."""

    def __init__(self, rule: str, path: Path, says: str, *, at_key: bool = False) -> None:
        super().__init__(says)
        self.rule = rule
        self.path = path
        self.at_key = at_key


class Template(NamedTuple):
    """What may be drawn, what is computed from it and what has to hold then, in the order it is written."""

    choices: Mapping[str, Choices]
    computed: Mapping[str, expression.Node]
    asserted: tuple[tuple[Path, expression.Node], ...]
    start: int
    stride: int

    @property
    def total(self) -> int:
        """Return how many draws there are."""
        return prod(len(each) for each in self.choices.values())

    def number_of(self, review: int) -> int:
        """Return the draw of a review, counted from 0; none comes again before all have been."""
        return (self.start + review * self.stride) % self.total

    def drawn(self, number: int) -> Values:
        """Return what a draw draws."""
        values: Values = {}
        for name, choices in self.choices.items():
            number, place = divmod(number, len(choices))
            values[name] = choices[place]
        return values

    def known(self, drawn: Mapping[str, Value]) -> Values:
        """Return what is drawn with what is computed from it; raises TroubleAtError."""
        values = dict(drawn)
        for name, node in self.computed.items():
            values[name] = _evaluated(("let", name), node, values)
        return values

    def broken(self, values: Mapping[str, Value]) -> Iterator[TroubleAtError]:
        """Yield what is asserted and does not hold."""
        for path, node in self.asserted:
            try:
                held = _evaluated(path, node, values)
            except TroubleAtError as trouble:
                yield trouble
                continue
            if held is not True:
                says = "does not hold" if held is False else "is no comparison"
                says = f"what is asserted {says}; mend it, or draw other values"
                yield TroubleAtError("assert", path, says)


def _evaluated(path: Path, node: expression.Node, values: Mapping[str, Value]) -> Value:
    return at(path, "expression", lambda: expression.evaluate(node, values))


def at(path: Path, rule: str, read: Callable[[], T]) -> T:
    """Return what a function does; its trouble is told as one with what stands at a path."""
    try:
        return read()
    except TroubleAtError:
        raise
    except ValueTroubleError as error:
        raise TroubleAtError(rule, path, str(error)) from error


def template_of(question: Question) -> Template:
    """Return what a question draws; raises TroubleAtError for the first thing that is wrong with it."""
    troubles: list[TroubleAtError] = []
    template = read_template(question, troubles)
    if troubles:
        raise troubles[0]
    return template


def read_template(question: Question, troubles: list[TroubleAtError]) -> Template:
    """Return what can be read of what a question draws, adding everything that is wrong to `troubles`."""
    reading = _Reading(troubles)
    written = question.template
    for name, each in written.get("draw", {}).items():
        reading.choices(name, each)
    for name, each in written.get("let", {}).items():
        reading.computed_as(name, each)
    for path, each in assertions(written.get("assert", [])):
        reading.asserts(path, each)
    if not written.get("draw"):
        first = "draw" if "draw" in written else next(iter(written))
        reading.trouble("draw", (first,), "nothing is drawn; say what differs, as draw: {hours: [1, 2, 4]}")
    return _numbered(question, reading)


def assertions(written: Any) -> list[tuple[Path, Any]]:
    """Return each expression of `assert`, one or a list of them, with its path."""
    if isinstance(written, list):
        return [(("assert", number), each) for number, each in enumerate(written)]
    return [(("assert",), written)]


def _numbered(question: Question, reading: "_Reading") -> Template:
    total = prod(len(each) for each in reading.drawn.values())
    random = Random(f"{question.id}:{question.revision}")
    start, stride = random.randrange(total), 1 + random.randrange(total)
    while gcd(stride, total) > 1:
        stride = 1 + random.randrange(total)
    return Template(reading.drawn, reading.computed, tuple(reading.asserted), start, stride)


class _Reading:
    """What was read so far, and what was wrong with it."""

    def __init__(self, troubles: list[TroubleAtError]) -> None:
        self._troubles = troubles
        self._names: set[str] = set()
        self.drawn: dict[str, Choices] = {}
        self.computed: dict[str, expression.Node] = {}
        self.asserted: list[tuple[Path, expression.Node]] = []

    def trouble(self, rule: str, path: Path, says: str, *, at_key: bool = False) -> None:
        """Note what is wrong."""
        self._troubles.append(TroubleAtError(rule, path, says, at_key=at_key))

    def choices(self, name: str, written: Any) -> None:
        """Read what a name may be drawn as."""
        path = ("draw", name)
        self._check_name(name, path)
        with self._noted():
            self.drawn[name] = at(path, "draw", lambda: choices_of(written))

    def computed_as(self, name: str, written: Any) -> None:
        """Read what a name is computed as."""
        path = ("let", name)
        with self._noted():
            self.computed[name] = at(path, "expression", lambda: self._parsed(written))
        self._check_name(name, path)

    def asserts(self, path: Path, written: Any) -> None:
        """Read what has to hold."""
        if len(self.asserted) == MAX_NAMES:
            self.trouble("expression", path, f"more than {MAX_NAMES} things are asserted; do with fewer")
            return
        with self._noted():
            self.asserted.append((path, at(path, "expression", lambda: self._parsed(written))))

    def _parsed(self, written: Any) -> expression.Node:
        if isinstance(written, bool) or not isinstance(written, int | str):
            raise ValueTroubleError("it is no expression; write one, as min(ends, signed + expires)")
        node = expression.parse(str(written))
        for name in sorted(expression.names_in(node) - self._names):
            expression.value_of(name, dict.fromkeys(sorted(self._names), 0))
        return node

    def _check_name(self, name: str, path: Path) -> None:
        says = ""
        if not re.fullmatch(expression.NAME, name) or len(name) > 40:
            says = "it is no name; use letters, digits and _, up to 40"
        elif name in expression.KEYWORDS or name in UNITS:
            says = f'the name "{name}" has a meaning of its own; choose another'
        elif name in self._names:
            says = f'the name "{name}" is drawn already; choose another'
        elif len(self._names) == MAX_NAMES:
            says = f"there are more than {MAX_NAMES} names; do with fewer"
        if says:
            self.trouble("draw", path, says, at_key=True)
        self._names.add(name)

    @contextmanager
    def _noted(self) -> Iterator[None]:
        """Note a trouble, and go on."""
        try:
            yield
        except TroubleAtError as trouble:
            self._troubles.append(trouble)
