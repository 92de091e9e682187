"""Adds a question to the text of a deck and leaves every other byte as it is."""

import codecs
from typing import NamedTuple

from trainer.errors import ContentError
from trainer.yaml import Document, read
from trainer.yaml.layout import ListLayout, list_layout

_BOM = codecs.BOM_UTF8


class Inserted(NamedTuple):
    """A deck with one question more."""

    source: bytes
    line: int
    """Where the new question begins, from 1."""


def insert_question(source: bytes, question: list[str], file: str) -> Inserted:
    """Add a question, given in lines without indentation, behind the last one of a deck.

    Raises ContentError for a deck that is broken, or written in a way that leaves no place for it.
    """
    before = read(source)
    if before.cut_short or before.mistakes:
        first = before.mistakes[0]
        where = f"{file}:{first.position.line}:{first.position.column}"
        raise ContentError(f"{where}: {first.message}; mend that first, then add a question")
    text = source.decode("utf-8-sig")
    layout = list_layout(text, "questions")
    if layout is None or (layout.in_brackets and layout.count):
        advice = "write them as a list with a line `questions:` and dashes"
        raise ContentError(f"{file}: the questions are in brackets or missing; {advice}")
    for place in _places(text, layout):
        added, line = _with(text, layout, question, place)
        made = (_BOM if source.startswith(_BOM) else b"") + added.encode()
        if _says_one_more(before, read(made)):
            return Inserted(made, line)
    raise ContentError(f"{file}: no place for a question was found; add it by hand at the end of the deck")


def _places(text: str, layout: ListLayout) -> list[int]:
    """Return before which lines the question may go, the best first."""
    if not layout.count:
        return [layout.key_line + 1]
    lines = text.split("\n")
    end = _end_of_last(lines, layout)
    # Blank lines may belong to a text that keeps its end (|+).
    blank = end
    while blank < len(lines) and not lines[blank].strip(" \r"):
        blank += 1
    return [end, min(blank, len(lines))]


def _with(text: str, layout: ListLayout, question: list[str], place: int) -> tuple[str, int]:
    """Return the text with the question before a line, and on which line, from 1, it begins."""
    ends = "\r" if "\r\n" in text else ""
    if layout.in_brackets:
        # Only the brackets go: what stands behind them, a comment perhaps, stays.
        text = text[: layout.begin].rstrip(" ") + text[layout.end :]
    lines = text.split("\n")
    indent = " " * (layout.dash if layout.count else 2)
    new = [f"{indent}{line}{ends}" if line else ends for line in question]
    is_parted = layout.count == 1 or not lines[layout.last_begins - 1].strip()
    if layout.count and is_parted and lines[place - 1].strip():
        new.insert(0, ends)
    if lines[-1]:
        lines[-1] += ends
        lines.append("")
    place = min(place, len(lines) - 1)
    lines[place:place] = new
    return "\n".join(lines), place + 1 + (not new[0].strip())


def _end_of_last(lines: list[str], layout: ListLayout) -> int:
    """Return the number of the line behind the last question: what is indented like it belongs to it."""
    end = layout.last_seen + 1
    for number in range(end, len(lines)):
        line = lines[number].rstrip("\r")
        if line.strip(" ") and len(line) - len(line.lstrip(" ")) <= layout.dash:
            break
        if line.strip(" "):
            end = number + 1
    return end


def _says_one_more(before: Document, after: Document) -> bool:
    """Tell whether a deck says what it said, and one question more."""
    old, new = before.data, after.data
    if after.mistakes or not isinstance(new, dict) or not isinstance(old, dict):
        return False
    rest = {**new, "questions": new.get("questions", [])[:-1]}
    return bool(rest == {**old, "questions": old.get("questions") or []})
