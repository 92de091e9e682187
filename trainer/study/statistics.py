"""Figures about answers: the pace, and what a session came to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median

PACE_SECONDS = 60.0
"""Taken for the time a question needs until there are answers to measure it by."""

LONGEST_SECONDS = 600.0
"""A longer time is a student who left the screen, not one who thought."""


def pace(seconds: Iterable[float]) -> float:
    """Return the median time of an answer in seconds, `PACE_SECONDS` without one."""
    measured = [min(value, LONGEST_SECONDS) for value in seconds]
    return median(measured) if measured else PACE_SECONDS


def minutes(questions: int, pace_seconds: float) -> int:
    """Return the whole minutes that so many questions take, at least 1 if there are any."""
    return ceil(questions * pace_seconds / 60)


@dataclass(frozen=True, slots=True)
class Tally:
    """What a number of answers came to."""

    answered: int
    right: int
    sure_and_wrong: int
    seconds: float


def tally(answers: Sequence[tuple[bool, bool, float]]) -> Tally:
    """Return the tally of answers, each (right, sure, seconds)."""
    return Tally(
        answered=len(answers),
        right=sum(right for right, _, _ in answers),
        sure_and_wrong=sum(sure and not right for right, sure, _ in answers),
        seconds=sum(seconds for _, _, seconds in answers),
    )
