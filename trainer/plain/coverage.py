"""`trainer bank coverage`: what a bank teaches and what it does not, in tables of text."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import TextIO

from trainer.content.lines import json_line, one_line
from trainer.paths import cache_dir
from trainer.sessions.coverage import Coverage, FactRow, cover

LEAST_WIDTH = 60


def coverage(folders: Sequence[Path], as_json: bool, out: TextIO) -> int:
    """Print what the bank covers, what is missing first, and return 0.

    Raises ContentError for a folder that is missing.
    """
    found = cover(folders, cache_dir())
    if as_json:
        out.write(f"{json_line(found.as_json())}\n")
        return 0
    width = max(shutil.get_terminal_size((100, 24)).columns, LEAST_WIDTH) if out.isatty() else 0
    for line in lines(found, width):
        out.write(f"{one_line(line).rstrip()}\n")
    return 0


def lines(found: Coverage, width: int = 0) -> Iterator[str]:
    """Yield the tables line by line, cut or wrapped to a width; 0 leaves them whole."""
    questions, decks = _count(found.questions, "question"), _count(found.decks, "deck")
    labs = f"; {_count(found.labs, 'lab')} on the same facts" if found.labs else ""
    yield f"{questions} in {decks}, {found.proofs} proved{labs}"
    for missing in _missing(found):
        yield from wrapped(missing, width, "    ") if width else [missing]
    yield from ("", f"{'Facts':<10}{'questions':>10}{'proofs':>8}{'labs':>6}")
    for row in found.facts:
        wanted = f"{row.questions} of {row.wanted}" if row.missing else f"{row.questions}"
        row_of_it = f"  {row.id:<8}{wanted:>10}{row.proofs:>8}{row.labs:>6}  {row.text}"
        yield _cut(row_of_it, width) if width else row_of_it
    yield from ("", f"{'Domains':<16}{'questions':>10}{'share':>9}{'exam':>9}")
    for domain in found.domains:
        share, weight = f"{domain.share:.0%}".replace("%", " %"), f"{domain.weight:.0%}".replace("%", " %")
        yield f"  {domain.title:<14}{domain.questions:>10}{share:>9}{weight:>9}"
    yield from ("", f"{'Tasks':<26}{'questions':>10}{'proofs':>8}")
    for task in found.tasks:
        yield f"  {task.id:<5}{task.title:<19}{task.questions:>10}{task.proofs:>8}"
    yield from _shares("Level", found.levels, found.questions)
    named = {1: "1 easy", 2: "2 as in the exam", 3: "3 hard"}
    yield from _shares("Difficulty", {named[at]: n for at, n in found.difficulty.items()}, found.questions)


def _missing(found: Coverage) -> Iterator[str]:
    facts, tasks = found.missing_facts, found.missing_tasks
    untried = [row.id for row in found.facts if row.never_tried]
    if not facts and not tasks and not untried:
        yield "Each fact has its questions and a proof or a lab, and each task of the exam has a question."
        return
    yield from ("", "Missing")
    if facts:
        yield f"  questions on facts: {', '.join(_lacking(row) for row in facts)}"
    if tasks:
        yield f"  questions on tasks: {', '.join(f'{task.id} {task.title}' for task in tasks)}"
    if untried:
        yield f"  a proof or a lab on facts: {', '.join(untried)}"


def wrapped(line: str, width: int, indent: str) -> list[str]:
    """Return a line wrapped to a width, the further ones indented."""
    return fill(line, width, subsequent_indent=indent, drop_whitespace=True).split("\n") if line else [""]


def _lacking(row: FactRow) -> str:
    return f"{row.id} ({row.missing})" if row.missing > 1 else row.id


def _shares(title: str, counts: Mapping[str, int], total: int) -> Iterator[str]:
    yield from ("", f"{title:<26}{'questions':>10}{'share':>8}")
    for name, count in counts.items():
        share = f"{count / total:.0%}".replace("%", " %") if total else ""
        yield f"  {name:<24}{count:>10}{share:>8}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _cut(line: str, width: int) -> str:
    return line if len(line) <= width else f"{line[: width - 2].rstrip()} ~"
