"""Times and spans in the sentences of a trail."""

from datetime import datetime

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_YEAR = 365.25 * 86_400
_UNITS = ((86400, "d"), (3600, "h"), (60, "min"), (1, "s"))


def clock(moment: datetime, now: datetime) -> str:
    """Return a moment (UTC) as short as it is clear beside `now`: `11:00:01Z`, `24 Nov 10:00:00Z`."""
    time = f"{moment.isoformat()[11:19]}Z"
    if moment.year != now.year:
        return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year} {time}"
    if moment.month != now.month or moment.day != now.day:
        return f"{moment.day} {_MONTHS[moment.month - 1]} {time}"
    return time


def span(seconds: float) -> str:
    """Return a span in its two largest units: `22 h 59 min`, `45 s`."""
    left = int(seconds)
    for position, (size, unit) in enumerate(_UNITS):
        if left >= size:
            count, rest = divmod(left, size)
            if position + 1 == len(_UNITS):
                return f"{count} {unit}"
            next_size, next_unit = _UNITS[position + 1]
            return (
                f"{count} {unit} {rest // next_size} {next_unit}" if rest >= next_size else f"{count} {unit}"
            )
    return "0 s" if seconds == 0 else "less than 1 s"


def iso(moment: datetime) -> str:
    """Return a moment (UTC) as S3 writes it in an error document: `2026-11-23T11:00:01Z`."""
    return f"{moment.isoformat()[:19]}Z"


def shortened(secret: str) -> str:
    """Return a signature so that it can be recognised, not used: `aeee…d404`."""
    return f"{secret[:4]}…{secret[-4:]}" if len(secret) > 12 else "…" if secret else ""


def moment(when: datetime) -> str:
    """Return a moment (UTC) whole, as a reader writes it: `2026-11-23 10:00:00Z`."""
    return iso(when).replace("T", " ")


def lasting(seconds: float) -> str:
    """Return a span as `span` does, up to two days in hours and from two years on in years: `24 h`."""
    if seconds >= 2 * _YEAR:
        return f"{int(seconds // _YEAR)} years"
    if 86_400 <= seconds < 2 * 86_400:
        hours, rest = divmod(int(seconds), 3600)
        return f"{hours} h {rest // 60} min" if rest >= 60 else f"{hours} h"
    return span(seconds)


def grouped(number: int) -> str:
    """Return a whole number with its thousands apart: `86 400`."""
    return f"{number:,}".replace(",", " ")
