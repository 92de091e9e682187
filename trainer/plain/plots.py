"""Plots in lines of text: a share with its interval, a bar from zero, and points on a plane. No colour."""

import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TextIO

from trainer.streams import ascii_only
from trainer.study.mastery import share


class Ink(NamedTuple):
    """What plots are drawn with; each is one cell."""

    light: str
    heavy: str
    point: str
    full: str
    half: str
    bound: str
    caution: str = "!"


UTF8 = Ink(light="─", heavy="━", point="●", full="█", half="▌", bound="┊")
ASCII = Ink(light="-", heavy="=", point="o", full="#", half="#", bound=":")


def ink_of(out: TextIO, environ: Mapping[str, str] = os.environ) -> Ink:
    """Return what an output can show."""
    return ASCII if ascii_only(environ, getattr(out, "encoding", None) or "utf-8") else UTF8


def interval(right: int, answers: int, width: int, ink: Ink) -> str:
    """Draw a track from 0 to 1, the 90 % interval of a share heavy on it, and a point for the share."""
    seen = share(right, answers)
    first, last, point = (_cell(at, width) for at in (seen.low, seen.high, right / answers))
    track = [ink.heavy if first <= cell <= last else ink.light for cell in range(width)]
    track[point] = ink.point
    return "".join(track)


def bar(part: float, width: int, ink: Ink) -> str:
    """Draw a bar from zero, `part` of the width long; what is more than nothing is seen."""
    halves = round(part * width * 2)
    if part > 0:
        halves = max(halves, 1)
    return (ink.full * (halves // 2) + ink.half * (halves % 2)).ljust(width)


def plane(
    points: Sequence[tuple[float, float]], width: int, ink: Ink, across: Sequence[float], up: float
) -> list[str]:
    """Draw how many points lie where: across 0 to 1, upwards in steps of 0.1, each cell with a digit.

    `across` and `up` are bounds drawn into it.
    """
    rows = [_step(each[1]) for each in points]
    top, bottom = max(*rows, _step(up)) + 1, min(*rows, _step(up)) - 1
    counts: dict[tuple[int, int], int] = {}
    for (x, _), row in zip(points, rows, strict=True):
        place = row, _cell(x, width)
        counts[place] = counts.get(place, 0) + 1
    bounds = {_cell(each, width) for each in across}
    lines = []
    for row in range(top, bottom - 1, -1):
        ground = ink.light if row == _step(up) else " "
        cells = [ink.bound if cell in bounds else ground for cell in range(width)]
        for (at, cell), count in counts.items():
            if at == row:
                cells[cell] = str(count) if count < 10 else "+"
        lines.append(f"{row / 10:5.1f} {''.join(cells).rstrip()}")
    return lines


def _cell(part: float, width: int) -> int:
    return min(int(min(max(part, 0.0), 1.0) * width), width - 1)


def _step(height: float) -> int:
    return round(height * 10)
