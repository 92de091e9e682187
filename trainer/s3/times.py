"""The times that requests carry, read without ever failing."""

import re
from datetime import UTC, datetime, timedelta

_AMZ_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z")
_HTTP_DATE = re.compile(
    r"(?:[A-Z][a-z]{2}, )?([0-9]{1,2}) ([A-Z][a-z]{2}) ([0-9]{4}) ([0-9]{2}):([0-9]{2}):([0-9]{2})"
    r" (?:GMT|UTC|[+-]0000)"
)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LATEST = datetime.max.replace(tzinfo=UTC)


def amz_time(text: str) -> datetime | None:
    """Read `yyyyMMddTHHmmssZ`, or return None."""
    found = _AMZ_DATE.fullmatch(text)
    return _moment(*[int(part) for part in found.groups()]) if found else None


def http_time(text: str) -> datetime | None:
    """Read the time of a Date header, `Mon, 23 Nov 2026 10:00:00 GMT`, or return None."""
    found = _HTTP_DATE.fullmatch(text.strip())
    if not found or found[2] not in _MONTHS:
        return None
    year, month, day = int(found[3]), _MONTHS.index(found[2]) + 1, int(found[1])
    return _moment(year, month, day, int(found[4]), int(found[5]), int(found[6]))


def epoch_time(seconds: int) -> datetime | None:
    """Return seconds since 1970 as a time, or None beyond the calendar."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def later(moment: datetime, seconds: int) -> datetime:
    """Add seconds, as far as the calendar goes."""
    try:
        return moment + timedelta(seconds=seconds)
    except OverflowError:
        return _LATEST


def _moment(year: int, month: int, day: int, hour: int, minute: int, second: int) -> datetime | None:
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None
