"""Figures of classical item analysis for one question: facility, discrimination, point-biserial, options.

Not every student answers every question. A student is therefore compared by the share of right answers and
not by their number; where nobody skipped one the two give the same figures. The rules are those of the
field: upper and lower groups of 27 % (Kelley 1939), and the correlation of an item with the rest of the
test, without itself (Henrysson 1963).
"""

from collections.abc import Iterator, Mapping, Sequence
from math import floor, sqrt
from typing import NamedTuple

from trainer.study.mastery import FEW
from trainer.study.responses import Responses, Score

GROUP = 0.27
"""Share of the students in the upper group, and in the lower."""

LEAST_FOR_SHARE = 10
"""Of fewer students no share is told: its 90 % interval would cover half of the scale."""

LEAST_FOR_RANKING = FEW
"""Of fewer ranked students nothing is told that compares them: a group of 27 % would be four or less."""


class OptionFigures(NamedTuple):
    """How often an option was taken, in all and by those who did best and worst; shares are 0 to 1."""

    taken: int
    share: float
    upper: float | None = None
    """In the upper group, None where too few are ranked."""
    lower: float | None = None
    upper_count: float = 0.0
    """Students of the upper group who took it; a part of one where several tie for the last place."""


class Times(NamedTuple):
    """Quartiles of the seconds that an answer took."""

    lower: float
    median: float
    upper: float


class ItemFigures(NamedTuple):
    """What first answers say about a question; None stands for a figure that too few answers carry."""

    students: int
    right: int
    ranked: int
    facility: float | None = None
    discrimination: float | None = None
    """Facility in the upper group less that in the lower, -1 to 1."""
    point_biserial: float | None = None
    """Correlation with the share right among the student's other answers, -1 to 1."""
    options: tuple[OptionFigures, ...] = ()
    times: Times | None = None


class Groups(NamedTuple):
    """Who did best and who did worst: for each answer its weight, 0 to 1, in either group of `size`."""

    size: int
    upper: list[float]
    lower: list[float]


def analyse(responses: Responses, scored: Mapping[int, Score], options: int) -> ItemFigures:
    """Return the figures of a question with so many options; `scored` has the score of every student."""
    count, right = len(responses), sum(responses.right)
    ranked = [at for at, student in enumerate(responses.students) if scored[student].ranked]
    figures = ItemFigures(count, right, len(ranked))
    if count < LEAST_FOR_SHARE:
        return figures
    groups = None
    if len(ranked) >= LEAST_FOR_RANKING:
        groups = extreme_groups([scored[responses.students[at]].share for at in ranked])
        taken_right = [responses.right[at] for at in ranked]
        figures = figures._replace(
            discrimination=(_in(groups.upper, taken_right) - _in(groups.lower, taken_right)) / groups.size,
            point_biserial=point_biserial(responses, scored),
        )
    return figures._replace(
        facility=right / count,
        options=tuple(_options(responses, options, ranked, groups)),
        times=quartiles(responses.seconds),
    )


def point_biserial(responses: Responses, scored: Mapping[int, Score]) -> float | None:
    """Return the correlation of right or wrong with the share right elsewhere, over ranked students.

    None where either is the same for all.
    """
    pairs = [
        (float(right), scored[student].without(bool(right)))
        for student, right in zip(responses.students, responses.right, strict=True)
        if scored[student].ranked
    ]
    return correlation([pair[0] for pair in pairs], [pair[1] for pair in pairs])


def correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Return Pearson's correlation; None where one of the two does not vary."""
    if not first or min(first) == max(first) or min(second) == max(second):
        return None
    mean_first, mean_second = sum(first) / len(first), sum(second) / len(second)
    together = sum((a - mean_first) * (b - mean_second) for a, b in zip(first, second, strict=True))
    spread = sum((a - mean_first) ** 2 for a in first) * sum((b - mean_second) ** 2 for b in second)
    return max(-1.0, min(1.0, together / sqrt(spread)))


def extreme_groups(shares: Sequence[float]) -> Groups:
    """Return the upper and the lower 27 % by these shares.

    Students who tie for the last places of a group belong to it in equal parts, so that no figure hangs on
    the order in which the logs were named.
    """
    size = max(1, floor(GROUP * len(shares) + 0.5))
    return Groups(size, _top(shares, size), _top([-share for share in shares], size))


def _top(shares: Sequence[float], size: int) -> list[float]:
    last = sorted(shares, reverse=True)[size - 1]
    above, level = sum(share > last for share in shares), sum(share == last for share in shares)
    part = (size - above) / level
    return [1.0 if share > last else part if share == last else 0.0 for share in shares]


def _in(weights: Sequence[float], taken: Sequence[int]) -> float:
    return sum(weight for weight, yes in zip(weights, taken, strict=True) if yes)


def _options(
    responses: Responses, options: int, ranked: Sequence[int], groups: Groups | None
) -> Iterator[OptionFigures]:
    for option in range(options):
        took = sum(responses.took(at, option) for at in range(len(responses)))
        figures = OptionFigures(took, took / len(responses))
        if groups is not None:
            taken = [responses.took(at, option) for at in ranked]
            upper, lower = _in(groups.upper, taken), _in(groups.lower, taken)
            figures = OptionFigures(*figures[:2], upper / groups.size, lower / groups.size, upper)
        yield figures


def quartiles(seconds: Sequence[float]) -> Times:
    """Return the quartiles of one time or more, between two by proportion (type 7 of Hyndman and Fan)."""
    ordered = sorted(seconds)

    def at(share: float) -> float:
        place = share * (len(ordered) - 1)
        below = floor(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (place - below) * (ordered[above] - ordered[below])

    return Times(at(0.25), at(0.5), at(0.75))
