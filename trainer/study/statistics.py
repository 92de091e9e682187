"""The pace of a student's answers."""

from collections.abc import Iterable
from math import ceil

PACE_SECONDS = 60.0
"""Taken for the time a question needs until there are answers to measure it by."""

LONGEST_SECONDS = 600.0
"""A longer time is a student who left the screen, not one who thought."""


def pace(seconds: Iterable[float]) -> float:
    """Return the median time of an answer in seconds, `PACE_SECONDS` without one."""
    # By hand: the statistics module takes 5 ms to import, on the way to the first question.
    measured = sorted(min(value, LONGEST_SECONDS) for value in seconds)
    if not measured:
        return PACE_SECONDS
    half = len(measured) // 2
    return (measured[half] + measured[~half]) / 2


def minutes(questions: int, pace_seconds: float) -> int:
    """Return the whole minutes that so many questions take, at least 1 if there are any."""
    return ceil(questions * pace_seconds / 60)
