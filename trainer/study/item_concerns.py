"""Which questions deserve a second look, and why: what their figures say about key, options and difficulty.

A concern is a reason to read the question again and no verdict. The bounds are those that item writers use:
facility 0.3 to 0.9, a point-biserial of 0.1 or more, and distractors that somebody takes.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from trainer.study.item_analysis import LEAST_FOR_RANKING, ItemFigures

HARD, EASY = 0.3, 0.9
"""Facility outside of these says little about who knows what."""

WEAK = 0.1
"""A point-biserial below: the question hardly tells those who know from those who do not."""

LEANING = 0.1
"""By so much more of the upper group than of the lower takes a wrong option that attracts the good."""

UPPER_AT_LEAST = 2.0
"""One student of the upper group may have slipped."""


class Concern(NamedTuple):
    """Why to look at a question; the smaller the rank, the sooner."""

    rank: int
    id: str
    says: str


def concerns(figures: ItemFigures, correct: Collection[int]) -> list[Concern]:
    """Return the concerns about a question whose right options are `correct`, the gravest first."""
    return sorted([*_of_all(figures), *_of_options(figures, correct)])


def _of_all(figures: ItemFigures) -> Iterator[Concern]:
    found, facility = figures.point_biserial, figures.facility
    if found is not None and found < 0:
        says = "those who know more miss it; is the key right?"
        yield Concern(0, "negative", f"point-biserial {found:.2f}: {says}")
    elif found is not None and found < WEAK:
        yield Concern(3, "weak", f"point-biserial {found:.2f}: it hardly tells who knows from who does not")
    if facility is not None and facility < HARD:
        yield Concern(2, "hard", f"facility {facility:.2f}: few get it right; is it taught, and clear?")
    if facility is not None and facility > EASY:
        yield Concern(5, "easy", f"facility {facility:.2f}: nearly all get it right")


def _of_options(figures: ItemFigures, correct: Collection[int]) -> Iterator[Concern]:
    idle: list[str] = []
    for number, option in enumerate(figures.options):
        if number in correct:
            continue
        if not option.taken and figures.students >= LEAST_FOR_RANKING:
            idle.append(letter(number))
        if option.upper is None or option.lower is None or option.upper_count < UPPER_AT_LEAST:
            continue
        if option.upper - option.lower >= LEANING:
            says = f"{option.upper:.2f} of the upper group, {option.lower:.2f} of the lower"
            yield Concern(1, "attracts", f"wrong option {letter(number)} draws the good students: {says}")
    if idle:
        options = "wrong option" if len(idle) == 1 else "wrong options"
        yield Concern(4, "idle", f"nobody takes {options} {', '.join(idle)}")


def letter(option: int) -> str:
    """Return the letter of an option by its place in the file."""
    return chr(ord("A") + option)
