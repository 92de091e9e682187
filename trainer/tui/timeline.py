"""The life of a URL as a line: signed, now, the end of its session, its own end."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

from textual.content import Content

from trainer.s3.life import Event, Mark
from trainer.s3.wording import clock
from trainer.tui.signs import Signs

GAP = 2
"""Cells between two labels."""
SHIFTED = 3
"""Cells that a mark may stand off its place before the line is called out of scale."""


class _Box(NamedTuple):
    """A mark with its two labels: how wide they are, and in which cell of theirs the mark stands."""

    mark: Mark
    name: str
    time: str
    width: int
    point: int


def life_rows(
    marks: Sequence[Mark], numbers: Mapping[str, int], now: datetime, signs: Signs, width: int
) -> list[Content]:
    """Draw the marks (in order, two at least) on a line of a width; `numbers` are those of the parts.

    Where the labels do not stand beside each other, each mark has a row instead.
    """
    boxes = _boxes(marks, numbers, now)
    room = width - 2
    if sum(box.width + GAP for box in boxes) - GAP > room:
        return [Content.styled("Life of this URL", "bold"), *_listed(boxes, signs)]
    starts = _starts(boxes, room)
    points = [start + box.point for start, box in zip(starts, boxes, strict=True)]
    shift = max(abs(point - ideal) for point, ideal in zip(points, _ideal(boxes, room), strict=True))
    scale = ("  not to scale", "$muted") if shift > SHIFTED else ""
    return [
        Content.assemble(("Life of this URL", "bold"), scale),
        _labels([box.name for box in boxes], boxes, starts),
        _line(boxes, points, signs, room),
        _labels([box.time for box in boxes], boxes, starts),
    ]


def _boxes(marks: Sequence[Mark], numbers: Mapping[str, int], now: datetime) -> list[_Box]:
    boxes = []
    for position, mark in enumerate(marks):
        number = numbers.get(mark.part)
        event = "session ends at last" if mark.event == "session ends" else mark.event
        name = f"{number} {event}" if number else event
        time = clock(mark.at, now)
        width = max(len(name), len(time))
        point = 0 if position == 0 else width - 1 if position == len(marks) - 1 else width // 2
        boxes.append(_Box(mark, name, time, width, point))
    return boxes


def _ideal(boxes: Sequence[_Box], room: int) -> list[int]:
    """Return the cells in which the marks stand by their times."""
    first, last = boxes[0].mark.at, boxes[-1].mark.at
    whole = max((last - first).total_seconds(), 1e-9)
    return [round((box.mark.at - first).total_seconds() / whole * (room - 1)) for box in boxes]


def _starts(boxes: Sequence[_Box], room: int) -> list[int]:
    """Return where the labels begin: at their places by time, moved as far as they would overlap."""
    starts: list[int] = []
    for box, ideal in zip(boxes, _ideal(boxes, room), strict=True):
        least = starts[-1] + boxes[len(starts) - 1].width + GAP if starts else 0
        starts.append(max(ideal - box.point, least))
    limit = room
    for position in range(len(boxes) - 1, -1, -1):
        starts[position] = min(starts[position], limit - boxes[position].width)
        limit = starts[position] - GAP
    return starts


def _labels(texts: Sequence[str], boxes: Sequence[_Box], starts: Sequence[int]) -> Content:
    line = ""
    for text, box, start in zip(texts, boxes, starts, strict=True):
        # A label stands at its mark: from it, around it, or up to it.
        place = start + round(box.point / max(box.width - 1, 1) * (box.width - len(text)))
        line = line.ljust(2 + place) + text
    return Content.styled(line, "$muted")


_POINTS: Mapping[Event, str] = MappingProxyType(
    {"signed": "$warn", "now": "$ink", "session ends": "$warn", "expires": "$muted"}
)


def _line(boxes: Sequence[_Box], points: Sequence[int], signs: Signs, room: int) -> Content:
    """Draw the line: heavy while the URL is good, void before and after."""
    at = {box.mark.event: point for box, point in zip(boxes, points, strict=True)}
    begin = at.get("signed", 0)
    end = at.get("session ends", at.get("expires", room))
    drawn = {"signed": signs.point, "now": signs.now, "session ends": signs.failed, "expires": signs.point}
    events = {point: box.mark.event for box, point in zip(boxes, points, strict=True)}
    cells: list[str | tuple[str, str]] = ["  "]
    for cell in range(room):
        event = events.get(cell)
        if event is not None:
            cells.append((drawn[event], _POINTS[event]))
        elif begin <= cell < end:
            cells.append((signs.heavy, "$good"))
        else:
            cells.append((signs.void, "$rule"))
    return Content.assemble(*cells)


def _listed(boxes: Sequence[_Box], signs: Signs) -> list[Content]:
    longest = max(len(box.name) for box in boxes)
    return [Content.styled(f"  {box.name:<{longest}}  {box.time}", "$muted") for box in boxes]
