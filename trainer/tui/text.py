"""Text laid out in lines: reflowed, wrapped, hanging under itself.

All text of a bank enters the screen through `shown`, so that nothing in it is obeyed by the terminal; content
is assembled from (text, style) pairs, so that nothing in it is read as markup.
"""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from textual.content import Content

from trainer.study.visible import visible

TEXT_WIDTH = 88
"""No text is wider."""

_OWN_LINE = re.compile(r"\s|[-*•] |\d+[.)] ")
"""A line that starts so keeps its line: code, or an item of a list."""

_QUESTION_END = re.compile(r"\?(\s*\([^()]*\)\.?)?$")


class Gap(NamedTuple):
    """A blank row that may go when room is short; the lowest `keep` goes first, and 0 also when scrolling."""

    keep: int = 1


Row = Content | Gap


def shown(text: str, style: str = "") -> Content:
    """Return text from outside as content: control characters visible, nothing parsed."""
    return Content.styled(visible(text), style)


def reflow(text: str) -> list[str]:
    """Join the lines of a source into paragraphs; a blank line parts two, lists and indented lines stay."""
    paragraphs: list[str] = []
    starts_anew = True
    for line in text.strip("\n").splitlines():
        if not line.strip():
            starts_anew = True
        elif starts_anew or _OWN_LINE.match(line):
            paragraphs.append(line.rstrip())
            starts_anew = line[:1].isspace()
        else:
            paragraphs[-1] += " " + line.strip()
    return paragraphs


def split_question(stem: str) -> tuple[list[str], str]:
    """Split a stem into its paragraphs and the question, its last sentence; empty where it has no line."""
    lines = stem.strip("\n").splitlines()
    first = len(lines) - 1
    while first > 0 and lines[first - 1].strip() and not re.search(r"[.:!?)]$", lines[first - 1].rstrip()):
        first -= 1
    question = " ".join(line.strip() for line in lines[first:])
    if first <= 0 or not _QUESTION_END.search(question):
        return reflow(stem), ""
    return reflow("\n".join(lines[:first])), question


def wrap(text: Content, width: int) -> list[Content]:
    """Wrap to a width in cells, at words where possible."""
    return [line.rstrip() for line in text.wrap(max(width, 8))]


def hang(mark: Content, text: Content, width: int) -> list[Content]:
    """Wrap text behind a mark: further lines stand under the text, never under the mark."""
    indent = mark.cell_length
    first, *rest = wrap(text, width - indent) or [Content("")]
    return [mark + first, *(Content(" " * indent) + line for line in rest)]


def cut(text: Content, width: int, sign: str) -> Content:
    """Cut text to one line of a width, with `sign` where something was cut off."""
    if text.cell_length <= width:
        return text
    kept = text.truncate(max(width - 2, 1)).rstrip()
    plain = kept.plain
    if " " in plain and not text.plain[len(plain) : len(plain) + 1].isspace():
        kept = kept[: plain.rindex(" ")]
    return Content.assemble(kept, (f" {sign}", "$muted"))


def fit(rows: Sequence[Row], height: int) -> tuple[list[Content], bool]:
    """Return the lines for a height and whether they fit: as many gaps go as needed, the lowest `keep` first.

    When no dropping helps, the page scrolls and the gaps stay, but those of `keep` 0.
    """
    excess = len(rows) - height
    gaps = sorted((row.keep, number) for number, row in enumerate(rows) if isinstance(row, Gap))
    fits = excess <= len(gaps)
    going = {number for _, number in gaps[: max(excess, 0)]} if fits else {n for keep, n in gaps if keep == 0}
    lines = [row if isinstance(row, Content) else Content("") for n, row in enumerate(rows) if n not in going]
    return lines, fits


def band(verdict: str, text: Content, width: int, edge: str) -> Content:
    """Draw one line of a band in the flow of a page; `verdict` is good, bad or warn."""
    line = Content.assemble((edge, f"${verdict}"), " ", text).pad_right(0)
    return line.truncate(width, pad=True).stylize_before(f"on ${verdict}-bg")


def span(time: timedelta, *, long: bool = False) -> str:
    """Say a duration in one unit: `10 min`, `3 h`, `4 d`, `5 mo`, `1.5 y`; `long` spells days and more."""
    minutes = time.total_seconds() / 60
    days = minutes / 1440
    if minutes < 59.5:
        return f"{max(round(minutes), 1)} min"
    if minutes < 23.5 * 60:
        return f"{round(minutes / 60)} h"
    if days < 99.5:
        number, short, word = f"{round(days)}", "d", "day"
    elif days < 700:
        number, short, word = f"{round(days / 30.44)}", "mo", "month"
    else:
        number, short, word = f"{days / 365.25:.1f}", "y", "year"
    if not long:
        return f"{number} {short}"
    return f"{number} {word}" if number == "1" else f"{number} {word}s"


def listed(items: Sequence[str], last: str = "and") -> str:
    """Join items as in a sentence: `A`, `A and B`, `A, B and C`."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}" if items else ""
