"""Reads on after broken syntax, so that one broken question does not hide the deck's other ones."""

import re
from collections.abc import Iterator

from trainer.content.report import Report
from trainer.yaml import read

MAX_PARTS = 20
"""A file broken more often is no deck, and each part is read to its end."""

_FIRST_QUESTION = re.compile(r"^( *- +)id:", re.M)


def later_parts(report: Report, source: bytes) -> Iterator[Report]:
    """Yield the rest of a deck after each break: from the next line that begins a question.

    Each part keeps the lines and columns of the file, and reports to the same list.
    """
    text = source.decode("utf-8-sig", "replace")
    first = _FIRST_QUESTION.search(text)
    lines = text.split("\n")
    part, start = report, _line_of_last_question(report)
    for _ in range(MAX_PARTS):
        broken_at = part.document.broken_at
        if first is None or broken_at is None:
            return
        following = range(max(broken_at.line - 1, start + 1), len(lines))
        begin = next((number for number in following if lines[number].startswith(first.group(1))), None)
        if begin is None:
            return
        part, start = _part(report, lines, begin), begin
        if isinstance(part.document.data, dict):
            yield part


def _part(report: Report, lines: list[str], begin: int) -> Report:
    """Read from a line on, behind as many empty lines as stood before it."""
    empty = [""] * (begin - 1)
    part = Report(report.file, read("\n".join(["questions:", *empty, *lines[begin:]])), report.problems)
    known = {(problem.line, problem.column, problem.rule) for problem in report.problems}
    part.add_mistakes(
        mistake
        for mistake in part.document.mistakes
        if (mistake.position.line, mistake.position.column, mistake.rule) not in known
    )
    return part


def _line_of_last_question(report: Report) -> int:
    """Return the line, from 0, where the question begins that was being read."""
    data = report.document.data
    items = data.get("questions") if isinstance(data, dict) else None
    path = ("questions", len(items) - 1) if isinstance(items, list) and items else ()
    return report.document.position(path).line - 1
