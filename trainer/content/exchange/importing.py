"""What `trainer bank import` does: the questions of another program's file into a deck."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from trainer.content.deck import check_deck
from trainer.content.exchange import deck_file, formats, target
from trainer.content.exchange.draft import Draft, Source
from trainer.content.exchange.files import read_file
from trainer.content.exchange.filling import filled, filling
from trainer.content.exchange.naming import give_ids
from trainer.content.exchange.settling import settle
from trainer.content.exchange.yaml_writing import cleaned
from trainer.content.lines import fitted, one_line
from trainer.content.problem import Problem
from trainer.errors import ContentError
from trainer.yaml import read

_MISSING = re.compile(r'the field "([\w-]+)" is missing')
_MISSING_BY_RULE = {
    "no reference": "references",
    "a wrong option names no misconception": "misconception",
}
"""What a rule says that asks for a field, and the field."""

_SAID_AT_ONCE = {
    "task": "--task",
    "difficulty": "--difficulty",
    "level": "--level",
    "references": "--reference",
}
"""The option that says a field for all questions of an import."""


def import_file(
    path: Path,
    into: str,
    form: str | None,
    folders: Sequence[Path],
    out: TextIO,
    err: TextIO,
    given: Mapping[str, Any] | None = None,
) -> int:
    """Append the questions of a file to a deck; tell on `err` what did not fit and what is still missing.

    `given` are arguments of `filling`: what the questions get that do not say it themselves. One whose id is
    taken is refused, with the place. Returns 1 when one was, or when there was none to import, else 0. Raises
    ContentError for a file that cannot be read or a deck that cannot be written, and UsageError where it is
    not clear what is meant.
    """
    source = read_file(path)
    found = _read(path, form or formats.recognised(path.name, source), source)
    deck = target.find(into, folders)
    common = filling(deck.path, **given) if given else {}
    give_ids(found.drafts)
    for loss in found.losses:
        _tell(err, str(path), loss)
    for draft in found.drafts:
        settle(draft)
        draft.fields = filled(draft.fields, common)
    new = list(_new_ones(found.drafts, deck.taken, err))
    if new:
        _write(deck, _title(found), new, err)
    total = len(found.drafts)
    noun = "question" if total == 1 else "questions"
    out.write(one_line(f"imported {len(new)} of {total} {noun} into {deck.path}") + "\n")
    _tell_how_to_say_it_at_once(new, deck.path, out)
    return int(len(new) < total or not new)


def _read(path: Path, form: str, source: bytes) -> Source:
    try:
        return formats.reader(form)(source)
    except ContentError as error:
        raise ContentError(f"could not import {path} as {form}: {error}") from error


def _title(found: Source) -> str:
    return " ".join(str(cleaned(found.title)[0]).split())[:200]


def _new_ones(drafts: Iterable[Draft], taken: dict[str, str], err: TextIO) -> Iterator[Draft]:
    """Yield the drafts that can be written, telling of each why it cannot, or what of it was lost."""
    first: dict[str, str] = {}
    for draft in drafts:
        name = draft.fields["id"]
        if name in taken:
            _tell(err, name, f"not imported: the id is taken: {taken[name]}")
        elif name in first:
            places = f"{first[name]} and {draft.where}"
            _tell(err, name, f"not imported: the id stands twice in the file: {places}")
        elif reason := deck_file.writable(draft.fields):
            _tell(err, name, f"not imported: it cannot be written ({reason}): {draft.where}")
        else:
            for loss in draft.losses:
                _tell(err, name, loss)
            yield draft
        first.setdefault(name, draft.where)


def _write(deck: target.Target, title: str, drafts: list[Draft], err: TextIO) -> None:
    before = target.head(deck, title)
    after = deck_file.appended(deck.path, before, [each.fields for each in drafts])
    deck_file.write(deck.path, after)
    for name, says in _asked_for(deck.path, after, len(drafts)):
        _tell(err, name, says)


def _tell_how_to_say_it_at_once(new: list[Draft], path: Path, out: TextIO) -> None:
    """Say on a terminal which options bring what questions lack: an import does not fill those there are."""
    options = [
        option for field, option in _SAID_AT_ONCE.items() if any(field not in each.fields for each in new)
    ]
    if options and out.isatty():
        says = f"what they lack can be said at once: take them out of {path}, and import again with"
        out.write(fitted(one_line(f"{says} {', '.join(options)}"), out) + "\n")


def _asked_for(path: Path, source: bytes, count: int) -> Iterator[tuple[str, str]]:
    """Yield what `bank check` has against the last questions of a deck: what is missing, then the rest."""
    document = read(source)
    questions = document.data["questions"]
    begins = [document.position(("questions", number)).line for number in range(len(questions))]
    found: dict[int, list[Problem]] = {}
    for problem in check_deck(str(path), source, target.settings_beside(path)).problems:
        found.setdefault(bisect_right(begins, problem.line) - 1, []).append(problem)
    for number in range(len(questions) - count, len(questions)):
        yield from ((questions[number]["id"], says) for says in _said(found.get(number, [])))


def _said(problems: list[Problem]) -> Iterator[str]:
    missing = [name for each in problems if (name := _missing(each))]
    counts = {name: missing.count(name) for name in missing}
    if counts:
        named = [name if count == 1 else f"{name} ({count} times)" for name, count in counts.items()]
        yield f"bank check will ask for {', '.join(named)}"
    for each in problems:
        if not _missing(each):
            kind = f"{each.severity}[{each.rule}]"
            yield f"bank check will say: line {each.line}: {kind}: {each.message}; {each.hint}"


def _missing(problem: Problem) -> str:
    found = _MISSING.fullmatch(problem.message)
    return found[1] if found else _MISSING_BY_RULE.get(problem.message, "")


def _tell(err: TextIO, what: str, says: str) -> None:
    err.write(fitted(one_line(f"{what}: {says}"), err) + "\n")
