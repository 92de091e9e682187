"""How much of a domain is known, and how sure that figure is.

Each question counts once, with its latest *fresh* answer: one given at least `FRESH_AFTER` after the
question was last answered. An answer given minutes after reading the explanation says little about what
will be known in the exam. The interval is Wilson's (1927) for a share, at 90 %: unlike the textbook one it
stays within 0 to 1 and is wide where there is little to go by.
"""

from datetime import datetime, timedelta
from math import sqrt
from typing import NamedTuple

FRESH_AFTER = timedelta(hours=12)

FEW = 20
"""Below so many answers an estimate is called few."""

_Z = 1.6448536269514722
"""The normal quantile that leaves 5 % on either side."""


class Share(NamedTuple):
    """A share of right answers, 0 to 1, with its 90 % interval; no estimate without an answer."""

    answers: int
    estimate: float | None
    low: float
    high: float

    @property
    def few(self) -> bool:
        """Return whether there are too few answers to rely on."""
        return self.answers < FEW


def share(right: int, answers: int) -> Share:
    """Return the share of `right` in `answers`; raises ValueError unless 0 <= right <= answers."""
    if not 0 <= right <= answers:
        raise ValueError(f"{right} right of {answers} answers")
    if answers == 0:
        return Share(0, None, 0.0, 1.0)
    p, z2 = right / answers, _Z * _Z
    middle = (p + z2 / (2 * answers)) / (1 + z2 / answers)
    half = _Z * sqrt(p * (1 - p) / answers + z2 / (4 * answers * answers)) / (1 + z2 / answers)
    return Share(answers, p, max(0.0, min(middle - half, p)), min(1.0, max(middle + half, p)))


def is_fresh(at: datetime, previous: datetime | None) -> bool:
    """Return whether an answer at `at` counts, given when the question was answered before."""
    return previous is None or at - previous >= FRESH_AFTER
