"""The pace of a student's answers."""

from collections.abc import Collection, Iterable
from math import ceil

PACE_SECONDS = 120.0
"""Taken for the time a question needs until there are enough answers to measure it by.

130 minutes for 65 questions (AWS, SAA-C03 exam guide).
"""

ENOUGH_ANSWERS = 5
"""Fewer times say nothing yet: one quick answer would make a session of twenty seem a minute long."""

SHORTEST_SECONDS = 20.0
"""Nobody reads a question and its explanation faster: what is left is never told as less."""

LONGEST_SECONDS = 600.0
"""A longer time is a student who left the screen, not one who thought."""


def usual_seconds(seconds: Iterable[float]) -> float | None:
    """Return the median time of an answer in seconds, None without one."""
    # By hand: the statistics module takes 5 ms to import, on the way to the first question.
    measured = sorted(min(value, LONGEST_SECONDS) for value in seconds)
    half = len(measured) // 2
    return (measured[half] + measured[~half]) / 2 if measured else None


def pace(seconds: Collection[float]) -> float:
    """Return how many seconds to reckon with for a question: the median mixed with `PACE_SECONDS`.

    The exam's pace alone while there are fewer than `ENOUGH_ANSWERS`, then as if it were so many answers
    among the student's own; at least `SHORTEST_SECONDS`.
    """
    count, own = len(seconds), usual_seconds(seconds)
    if own is None or count < ENOUGH_ANSWERS:
        return PACE_SECONDS
    mixed = (own * count + PACE_SECONDS * ENOUGH_ANSWERS) / (count + ENOUGH_ANSWERS)
    return max(mixed, SHORTEST_SECONDS)


def minutes(questions: int, pace_seconds: float) -> int:
    """Return the whole minutes that so many questions take, at least 1 if there are any."""
    return ceil(questions * pace_seconds / 60)
