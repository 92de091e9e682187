"""The lab clock: real time plus an offset that only a control request moves."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

FURTHEST = timedelta(days=36_525)
"""How far lab time may be from real time: a century, so that no sum of times overflows."""


def real_time() -> datetime:
    """Return the machine's time, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """Real and lab time of one instant, both aware, in UTC."""

    real: datetime
    lab: datetime


class Clock:
    """Lab time for a whole server; every method may be called from any thread."""

    def __init__(self, real: Callable[[], datetime] = real_time) -> None:
        self._real = real
        self._offset = timedelta()
        self._lock = Lock()

    def read(self) -> Moment:
        """Return real and lab time, read at once."""
        real = self._real()
        with self._lock:
            return Moment(real, real + self._offset)

    @property
    def offset(self) -> timedelta:
        """How far lab time is ahead of real time."""
        with self._lock:
            return self._offset

    def advance(self, by: timedelta) -> None:
        """Move lab time, forward or back. Raises ValueError when it would get further than `FURTHEST`."""
        with self._lock:
            self._offset = _within(self._offset + by)

    def set_to(self, when: datetime) -> None:
        """Set lab time to an aware datetime, from where it runs on. Raises ValueError as `advance` does."""
        real = self._real()
        with self._lock:
            self._offset = _within(when - real)

    def reset(self) -> None:
        """Return to real time."""
        with self._lock:
            self._offset = timedelta()


def _within(offset: timedelta) -> timedelta:
    if abs(offset) > FURTHEST:
        raise ValueError(f"lab time must stay within {FURTHEST.days} days of real time")
    return offset
