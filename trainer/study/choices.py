"""What a name of a parametric question may be drawn as: one of a list, or a step of a range."""

from collections.abc import Callable, Sequence
from typing import Any

from trainer.study.values import Duration, Moment, Value, ValueTroubleError, bounded, kind_of, literal

Choices = Sequence[Value]

MAX_LISTED = 200
"""Values of a list."""


class Range(Sequence[Value]):
    """The steps from one value to another, both included; none of them is made before it is wanted."""

    def __init__(self, steps: range, make: Callable[[int], Value]) -> None:
        self._steps = steps
        self._make = make

    def __len__(self) -> int:
        return len(self._steps)

    def __getitem__(self, place: Any) -> Any:
        return self._make(self._steps[place])

    def __contains__(self, value: object) -> bool:
        number = _number_of(value)
        return number in self._steps and self._make(number) == value


def choices_of(written: Any) -> Choices:
    """Return what a list, or a mapping of from, to and step, lets be drawn; raises ValueTroubleError."""
    match written:
        case list():
            return _listed(written)
        case dict():
            return _range(written)
    raise ValueTroubleError("nothing can be drawn from it; write a list, or {from: 1, to: 9, step: 1}")


def value_of(written: Any) -> Value:
    """Return a number, a duration, a time or a text as YAML has it; raises ValueTroubleError."""
    if isinstance(written, int) and not isinstance(written, bool):
        return bounded(written)
    if not isinstance(written, str) or not written.strip():
        raise ValueTroubleError('it is neither a whole number nor text; write 5, 15 min or "14:20"')
    found = literal(written.strip())
    return written.strip() if found is None else found


def _listed(written: list[Any]) -> Choices:
    if not 1 <= len(written) <= MAX_LISTED:
        raise ValueTroubleError(f"the list has {len(written)} values; write 1 to {MAX_LISTED}, or a range")
    found = [value_of(each) for each in written]
    kinds = list(dict.fromkeys(map(kind_of, found)))
    if len(kinds) > 1:
        raise ValueTroubleError(f"{kinds[0]} and {kinds[1]} stand in one list; draw from values of one kind")
    for number, each in enumerate(found):
        if each in found[:number]:
            raise ValueTroubleError(f"{written[number]} stands in the list twice; write it once")
    return tuple(found)


def _range(written: dict[Any, Any]) -> Choices:
    if not {"from", "to"} <= written.keys() <= {"from", "to", "step"}:
        raise ValueTroubleError("a range has from, to and step; write {from: 1, to: 9, step: 1}")
    start, end = value_of(written["from"]), value_of(written["to"])
    if kind_of(start) != kind_of(end) or isinstance(start, str):
        raise ValueTroubleError("from and to are not of one kind; write both as numbers, durations or times")
    first, last, step = _number_of(start), _number_of(end), _step(written, start)
    if first > last or (last - first) % step:
        raise ValueTroubleError("the steps from the first value do not end at the last; change one of them")
    return Range(range(first, last + 1, step), _maker(start))


def _step(written: dict[Any, Any], start: Value) -> int:
    """Return the step as a number; that of times is a duration."""
    is_number = isinstance(start, int)
    if "step" not in written and not is_number:
        raise ValueTroubleError(f"the range of {kind_of(start)[2:]}s has no step; add one, as step: 5 min")
    step = value_of(written.get("step", 1))
    if isinstance(step, int if is_number else Duration) and (size := _number_of(step)) > 0:
        return size
    wanted = "a number" if is_number else "a duration"
    raise ValueTroubleError(f"the step is not {wanted} above zero; write one")


def _number_of(value: object) -> int:
    """Return a value as a number, in seconds for a duration or a time; a text is none."""
    match value:
        case Duration():
            return value.length
        case Moment():
            return value.at
        case int():
            return value
    return -1


def _maker(start: Value) -> Callable[[int], Value]:
    """Return what makes a value of one kind from a number."""
    match start:
        case Duration():
            return Duration
        case Moment():
            return Moment if not start.dated else _dated
    return int


def _dated(number: int) -> Moment:
    return Moment(number, dated=True)
