"""How long until a question comes back, in words short enough for a line of the screen."""

from datetime import timedelta

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_MONTH, _YEAR = 30 * _DAY, 365 * _DAY


def short(duration: timedelta) -> str:
    """Return a duration in its largest fitting unit: `1 min`, `3 h`, `8 d`, `2.5 months`, `1.2 years`.

    Whole units are rounded, halves up; nothing is less than a minute.
    """
    seconds = max(duration.total_seconds(), _MINUTE)
    if seconds < _HOUR - _MINUTE / 2:
        return f"{_rounded(seconds / _MINUTE)} min"
    if seconds < _DAY - _HOUR / 2:
        return f"{_rounded(seconds / _HOUR)} h"
    if seconds < 2 * _MONTH:
        return f"{_rounded(seconds / _DAY)} d"
    if seconds < _YEAR:
        return f"{seconds / _MONTH:.1f} months"
    return f"{seconds / _YEAR:.1f} years"


def _rounded(value: float) -> int:
    return int(value + 0.5)
