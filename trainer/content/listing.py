"""The questions of a bank as lines: whole, for other programs, or at a glance."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from trainer.content.adding import installed
from trainer.content.bank import Bank
from trainer.content.lines import json_line, one_line
from trainer.study.question import Option, Question


def json_lines(bank: Bank) -> Iterator[str]:
    """Yield each question whole, in the fields of the deck format, with its deck, file and line."""
    for name in bank.ids():
        yield json_line(as_written(bank.question(name)))


def human_lines(bank: Bank) -> Iterator[str]:
    """Yield each deck with its questions, and how many problems keep others out."""
    for deck in bank.decks():
        count = _count(deck.questions, "question")
        yield one_line(f"{deck.name}  {deck.title} ({count}, {_of_pack(deck.file)}{deck.file})")
        for name in bank.ids(deck=deck.name):
            question = bank.question(name)
            notes = " ".join(["proof"] * bool(question.proof) + ["drawn"] * bool(question.template))
            yield one_line(f"  {name:<44} {question.kind:<9} {question.task:<4} {notes}".rstrip())
    problems = bank.problems()
    if problems:
        yield f"{_count(len(problems), 'problem')}: see `trainer bank check`"


def _of_pack(file: str) -> str:
    folder = Path(file).parent
    manifest = installed(folder.parent, folder.name)
    if not manifest or not {"name", "version"} <= manifest.keys():
        return ""
    return f"pack {manifest['name']} {manifest['version']}, "


def as_written(question: Question) -> dict[str, Any]:
    """Return a question in the fields of the deck format; those its kind does not have are left out.

    What draws its numbers is one of them, unless they are drawn.
    """
    written: dict[str, Any] = {
        "id": question.id,
        "revision": question.revision,
        "kind": question.kind,
        "domain": question.domain,
        "task": question.task,
        "facts": list(question.facts),
        "difficulty": question.difficulty,
        "level": question.level,
        "tags": list(question.tags),
    }
    if question.drawn is None:
        written |= question.template
    if question.kind == "recall":
        written |= {"front": question.front, "back": question.back}
    else:
        written |= {"stem": question.stem, "options": [_option(option) for option in question.options]}
    written["references"] = [
        {"url": each.url, "checked": each.checked, "via": each.via, "evidence": each.evidence}
        for each in question.references
    ]
    if question.proof:
        written["proof"] = list(question.proof)
    return (
        written | dict(question.extra) | {"deck": question.deck, "file": question.file, "line": question.line}
    )


def _option(option: Option) -> dict[str, Any]:
    written: dict[str, Any] = {"text": option.text, "correct": option.correct, "why": option.why}
    if option.misconception:
        written["misconception"] = option.misconception
    return written


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
