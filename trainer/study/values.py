"""What a parametric question reckons with: whole numbers, texts, durations and times, all of UTC.

A duration is written `90 s`, `15 min` or `1 h 30 min`; a time `14:20`, or with its day
`2026-11-23T14:20:00Z`.
"""

import re
from datetime import UTC, datetime
from typing import NamedTuple, TypeAlias

from trainer.errors import ContentError


class ValueTroubleError(ContentError):
    """Something that has no value, or a value that cannot be shown as it should."""


class Duration(NamedTuple):
    """A time span; never negative."""

    length: int
    """Seconds."""


class Moment(NamedTuple):
    """A point in time, UTC."""

    at: int
    """Seconds since 1970; without a day, since the midnight before."""
    dated: bool = False


Value: TypeAlias = bool | int | str | Duration | Moment

LARGEST = 10**15
"""No number is larger, nor any duration in seconds: reckoning with them takes no time."""

UNITS = {"s": 1, "min": 60, "h": 3600, "d": 86400}
_WORDS = {"d": "day", "h": "hour", "min": "minute", "s": "second"}
_DAY = UNITS["d"]
_END_OF_TIME = 253402300800
"""The first second of the year 10000."""

DURATION = r"[0-9]{1,16} *(?:min|s|h|d)\b(?: *[0-9]{1,16} *(?:min|s|h|d)\b)*"
TIME = r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?![0-9:])"
DATED = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z"


def kind_of(value: Value) -> str:
    """Return what a value is, in words."""
    match value:
        case bool():
            return "a condition"
        case int():
            return "a number"
        case Duration():
            return "a duration"
        case Moment():
            return "a time with its day" if value.dated else "a time"
    return "a text"


def literal(text: str) -> Duration | Moment | None:
    """Return the duration or the time that a text says; None where it says neither.

    Raises ValueTroubleError for one that is none after all, as 25:00 or 5 min 90 min.
    """
    if re.fullmatch(DURATION, text):
        return _duration(text)
    if re.fullmatch(DATED, text):
        return _dated(text)
    return _time(text) if re.fullmatch(TIME, text) else None


def _duration(text: str) -> Duration:
    parts = re.findall(r"([0-9]+) *([a-z]+)", text)
    sizes = [UNITS[unit] for _, unit in parts]
    if sizes != sorted(set(sizes), reverse=True):
        raise ValueTroubleError(f"{text!r} is no duration; write each unit once, the largest first")
    return Duration(bounded(sum(int(count) * size for (count, _), size in zip(parts, sizes, strict=True))))


def _time(text: str) -> Moment:
    hours, minutes, seconds = (*map(int, text.split(":")), 0)[:3]
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ValueTroubleError(f"{text!r} is no time; write it from 00:00 to 23:59")
    return Moment(hours * 3600 + minutes * 60 + seconds)


def _dated(text: str) -> Moment:
    try:
        return Moment(int(datetime.fromisoformat(text).timestamp()), dated=True)
    except ValueError as error:
        raise ValueTroubleError(f"{text!r} is no time; write one that the calendar has") from error


def bounded(number: int) -> int:
    """Return the number; raises ValueTroubleError for one beyond what is reckoned with."""
    if not -LARGEST <= number <= LARGEST:
        raise ValueTroubleError(f"a number is larger than {LARGEST:,}; reckon with smaller ones")
    return number


def plain(value: Value) -> int | str:
    """Return a value as JSON and YAML hold it, which `literal` reads back."""
    match value:
        case Duration():
            parts = _parts(value)
            return " ".join(f"{count} {unit}" for count, unit in parts)
        case Moment():
            return formatted(value, "iso" if value.dated else "time")
    return value


def formatted(value: Value, form: str = "") -> str:
    """Return a value as a text shows it; `form` is one of `FORMS` for its kind, or empty.

    Raises ValueTroubleError for a form that the value does not have.
    """
    match value:
        case bool():
            raise ValueTroubleError("a condition is not shown; show what it decides")
        case int() if form in ("", "plain"):
            return f"{value:,}" if not form else str(value)
        case str() if not form:
            return value
        case Duration() if form in FORMS["a duration"]:
            return _shown_duration(value, form)
        case Moment() if form in FORMS[kind_of(value)]:
            return _shown_moment(value, form)
    known = ", ".join(filter(None, FORMS[kind_of(value)]))
    have = f"has the forms {known}" if known else "has no forms"
    raise ValueTroubleError(f"{kind_of(value)} is not shown as {form!r}; {kind_of(value)} {have}")


FORMS: dict[str, tuple[str, ...]] = {
    "a number": ("", "plain"),
    "a text": (),
    "a duration": ("", *UNITS, "plain"),
    "a time": ("", "time"),
    "a time with its day": ("", "time", "date", "iso", "amz"),
}
"""How a value may be shown, by its kind; the empty form is what stands there without one."""


def _parts(duration: Duration) -> list[tuple[int, str]]:
    left, parts = duration.length, []
    for unit in ("d", "h", "min", "s"):
        count, left = divmod(left, UNITS[unit])
        if count:
            parts.append((count, unit))
    return parts or [(0, "s")]


def _shown_duration(duration: Duration, form: str) -> str:
    if not form:
        words = ((count, _WORDS[unit]) for count, unit in _parts(duration))
        return " ".join(f"{count:,} {word}{'' if count == 1 else 's'}" for count, word in words)
    if form == "plain":
        return str(duration.length)
    count, rest = divmod(duration.length, UNITS[form])
    if rest:
        raise ValueTroubleError(f"{plain(duration)} is no whole number of {_WORDS[form]}s; show it otherwise")
    return f"{count:,}"


def _shown_moment(moment: Moment, form: str) -> str:
    days, second = divmod(moment.at, _DAY)
    clock = f"{second // 3600:02}:{second // 60 % 60:02}" + (f":{second % 60:02}" if second % 60 else "")
    if not moment.dated:
        return clock + ("" if form else _days_away(days))
    if not 0 <= moment.at < _END_OF_TIME:
        raise ValueTroubleError("a time lies before 1970 or after the year 9999; choose others")
    when = datetime.fromtimestamp(moment.at, UTC)
    match form:
        case "time":
            return clock
        case "date":
            return f"{when:%Y-%m-%d}"
        case "iso":
            return f"{when:%Y-%m-%dT%H:%M:%SZ}"
        case "amz":
            return f"{when:%Y%m%dT%H%M%SZ}"
    return f"{when:%Y-%m-%d} {clock}"


def _days_away(days: int) -> str:
    if abs(days) > 1:
        return f" {abs(days):,} days {'later' if days > 0 else 'before'}"
    return {-1: " on the day before", 0: "", 1: " on the next day"}[days]
