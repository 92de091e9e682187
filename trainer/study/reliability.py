"""KR-20: how far the questions of a test rank the students alike (Kuder and Richardson 1937).

KR-20 is Cronbach's alpha of answers that are right or wrong: k/(k-1) times one less the share of the items'
own variances in the variance of the total. That variance is the sum of all covariances, and each of them can
be taken over the students who answered both questions; so a missing answer is neither made up nor counted as
wrong. Without a missing answer this is the formula of the textbooks.
"""

from collections.abc import Mapping
from typing import NamedTuple

from trainer.study.mastery import FEW
from trainer.study.responses import Responses

LEAST_IN_COMMON = FEW
"""Students who answered both of any two questions; a covariance of fewer is chance."""

MOST_ITEMS = 1000
"""Every question is held against every other one."""


class Reliability(NamedTuple):
    """An estimate of KR-20, and what it rests on."""

    estimate: float
    items: int
    students: int
    """Those with an answer to one of the items or more."""
    missing: float
    """Share of their answers that are missing, 0 to 1."""


class _Bits(NamedTuple):
    """Who answered a question, and who was right, a bit each."""

    answered: int
    right: int


def kr20(items: Mapping[str, Responses], least: int = LEAST_IN_COMMON) -> Reliability | None:
    """Return KR-20 of the questions of which any two have `least` students in common; None without two.

    The questions with the most answers come first, and one that has too few in common with those before it
    is left out. None also where the totals do not vary, and no ranking is there to be reliable.
    """
    chosen = _in_common(items, least)
    if len(chosen) < 2:
        return None
    own = sum(_covariance(each, each) for each in chosen)
    total = own + 2 * sum(
        _covariance(first, second) for at, first in enumerate(chosen) for second in chosen[:at]
    )
    if total <= 0:
        return None
    students = 0
    for each in chosen:
        students |= each.answered
    people, answers = students.bit_count(), sum(each.answered.bit_count() for each in chosen)
    count = len(chosen)
    estimate = count / (count - 1) * (1 - own / total)
    return Reliability(estimate, count, people, 1 - answers / (people * count))


def _in_common(items: Mapping[str, Responses], least: int) -> list[_Bits]:
    ordered = sorted(items.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_ITEMS]
    chosen: list[_Bits] = []
    for bits in (_bits(responses) for _, responses in ordered):
        if bits.answered.bit_count() >= least and all(
            (bits.answered & other.answered).bit_count() >= least for other in chosen
        ):
            chosen.append(bits)
    return chosen


def _bits(responses: Responses) -> _Bits:
    answered = right = 0
    for student, correct in zip(responses.students, responses.right, strict=True):
        answered |= 1 << student
        right |= correct << student
    return _Bits(answered, right)


def _covariance(first: _Bits, second: _Bits) -> float:
    both = first.answered & second.answered
    count = both.bit_count()
    together = (first.right & second.right).bit_count()
    expected = (first.right & both).bit_count() * (second.right & both).bit_count() / count
    return (together - expected) / (count - 1)
