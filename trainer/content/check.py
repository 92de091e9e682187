"""Checks files of questions: a whole bank with what stands beside its decks, or single files."""

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from trainer.content.deck import CheckedDeck, check_deck
from trainer.content.index import SETTINGS_FILES, SHIPPED, BankFile, bank_files
from trainer.content.problem import Problem
from trainer.content.regular import opened_regular
from trainer.content.report import Report
from trainer.content.rules import BANK_RULES
from trainer.content.rules.bank import Clash, Named
from trainer.content.settings import Settings, Staleness, check_settings, settings_of
from trainer.content.whole import unnamed_facts, whole_bank_problems
from trainer.paths import shipped_bank
from trainer.yaml import read
from trainer.yaml.characters import MAX_BYTES

_FIELD_OF_DECK = re.compile(rb"^(?:\xef\xbb\xbf)?[{\"' ]{0,2}(?:deck|questions)[\"']?\s*:", re.M)


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in some files."""

    problems: tuple[Problem, ...]
    decks: int
    questions: int


Progress = Callable[[int, int], None]
"""Is told how many files are checked, of how many."""


def check_folders(
    folders: Sequence[str], staleness: Staleness | None = None, progress: Progress | None = None
) -> Checked:
    """Check one bank of these folders: each question, and all of them together.

    Raises ContentError for a folder that is missing or cannot be read.
    """
    files = bank_files([Path(folder) for folder in folders])
    shown = {file.key: os.path.join(folders[file.folder], file.name) for file in files}
    settings, found = read_settings(files, shown)
    settings = replace(settings, staleness=staleness)
    problems = [problem for each in found.values() for problem in each]
    decks: list[CheckedDeck] = []
    for number, file in enumerate(files):
        if progress:
            progress(number, len(files))
        if file.name in SETTINGS_FILES:
            continue
        source, unread = read_bytes(file.path, shown[file.key])
        if unread:
            problems.append(unread)
        elif is_deck(source):
            decks.append(check_deck(shown[file.key], source, settings))
    problems += [*bank_problems(decks), *whole_bank_problems(decks)]
    own_facts = [file for file in files if file.name == "facts.yaml" and file.folder != SHIPPED]
    for file in own_facts if settings.facts is not None else ():
        facts = read(read_bytes(file.path, shown[file.key])[0])
        problems += unnamed_facts(shown[file.key], facts, decks, settings)
    return _checked(decks, problems)


def check_file(path: str, staleness: Staleness | None = None) -> Checked:
    """Check one file against the settings of the shipped bank, whatever its name."""
    shipped = bank_files([shipped_bank()])
    settings, _ = read_settings(shipped, {file.key: str(file.path) for file in shipped})
    source, unread = read_bytes(Path(path), path, any_kind=True)
    if unread:
        return _checked([], [unread])
    name = os.path.basename(path)
    if name in SETTINGS_FILES and not is_deck(source):
        return _checked([], check_settings(name, path, source)[1].problems)
    deck = check_deck(path, source, replace(settings, staleness=staleness))
    return _checked([deck], bank_problems([deck]))


def check_deck_file(path: str) -> tuple[CheckedDeck, Settings]:
    """Check a deck as a part of the bank in its folder, with the rules on questions alone.

    Return it with what stands beside it. Raises ContentError for a folder that cannot be read; a file that
    cannot be read is a problem of the deck.
    """
    files = bank_files([Path(path).parent])
    settings, _ = read_settings(files, {file.key: str(file.path) for file in files})
    source, unread = read_bytes(Path(path), path)
    if unread:
        return CheckedDeck(path, problems=[unread]), settings
    deck = check_deck(path, source, settings)
    deck.problems += bank_problems([deck])
    deck.problems.sort(key=lambda problem: (problem.line, problem.column))
    return deck, settings


def _checked(decks: list[CheckedDeck], problems: Iterable[Problem]) -> Checked:
    every = [*problems, *(problem for deck in decks for problem in deck.problems)]
    every.sort(key=lambda problem: (problem.file, problem.line, problem.column))
    return Checked(tuple(every), len(decks), sum(len(deck.questions) for deck in decks))


def read_settings(
    files: Iterable[BankFile], shown: Mapping[tuple[int, str], str]
) -> tuple[Settings, dict[tuple[int, str], list[Problem]]]:
    """Return what stands beside the decks, and what is wrong with each of the bank's own files of it."""
    read: dict[str, dict[str, Any] | None] = {}
    problems: dict[tuple[int, str], list[Problem]] = {}
    earlier: dict[str, list[Report]] = {name: [] for name in SETTINGS_FILES}
    for file in files:
        if file.name not in SETTINGS_FILES:
            continue
        source, unread = read_bytes(file.path, shown[file.key])
        data, report = (None, None) if unread else check_settings(file.name, shown[file.key], source)
        if report and data is not None:
            _tell_taken(report, earlier[file.name])
            earlier[file.name].append(report)
        read[file.name] = _joined(read[file.name], data) if file.name in read else data
        if file.folder != SHIPPED:
            problems[file.key] = report.problems if report else [unread] if unread else []
    return settings_of(read), problems


def _tell_taken(report: Report, earlier: Sequence[Report]) -> None:
    """Report each fact, misconception or blueprint that an earlier file says otherwise, which then counts."""
    for first in earlier:
        ours, theirs = report.document.data, first.document.data
        if "domains" in ours and ours != theirs:
            message = f"the blueprint is taken: {first.file}:1:1"
            report.add(
                "warning", "unique-setting", (), message, "to use this one, name its folder with --bank"
            )
        for what in ("facts", "misconceptions"):
            for name, text in ours.get(what, {}).items():
                if theirs.get(what, {}).get(name, text) != text:
                    at = first.document.key_position((what, name))
                    message = f'"{name}" has another text already: {first.file}:{at.line}:{at.column}'
                    hint = "that one counts; give this one another name"
                    report.add("warning", "unique-setting", (what, name), message, hint, at_key=True)


def _joined(first: dict[str, Any] | None, second: dict[str, Any] | None) -> dict[str, Any] | None:
    """Join the settings of two folders: facts and misconceptions add up, the first blueprint holds."""
    if first is None:
        return None
    if second is None:
        # A blueprint that would not have counted takes none away by being broken.
        return first if "domains" in first else None
    joined = dict(first)
    for name in ("facts", "misconceptions", "at_least"):
        if name in first or name in second:
            joined[name] = {**second.get(name, {}), **first.get(name, {})}
    return joined


def read_bytes(path: Path, shown: str, *, any_kind: bool = False) -> tuple[bytes, Problem | None]:
    """Return the bytes of a regular file, or the problem that it cannot be read.

    With `any_kind` it may be a pipe; a device without an end is cut off where a deck is too large.
    """
    try:
        if any_kind:
            with path.open("rb") as stream:
                return stream.read(MAX_BYTES + 1), None
        with opened_regular(path) as stream:
            return stream.read(), None
    except OSError as error:
        message = f"the file cannot be read ({error.strerror})"
        return b"", Problem(shown, 1, 1, "error", "unreadable", message, "make it readable, or remove it")


def is_deck(source: bytes) -> bool:
    """Tell whether a YAML file is meant as a deck; other tools may keep files of their own in a bank.

    It is looked at as text, because a deck that YAML cannot read is one all the same.
    """
    return bool(_FIELD_OF_DECK.search(source)) or b"\0" in source or b":" not in source


def bank_problems(decks: Sequence[CheckedDeck]) -> Iterator[Problem]:
    """Return what is wrong between decks, and take out the questions whose ids are taken."""
    for clash in BANK_RULES["unique-deck"](deck.place for deck in decks if deck.place):
        yield problem_of("unique-deck", clash)
    taken: list[Clash] = list(BANK_RULES["L02"](place for deck in decks for place in deck.places))
    for clash in taken:
        yield problem_of("L02", clash)
    later = {(clash.later.file, clash.later.number) for clash in taken}
    for deck in decks:
        deck.questions = [each for each in deck.questions if (each[0].file, each[0].number) not in later]


def problem_of(rule: str, clash: Clash) -> Problem:
    """Return a clash between two decks as a problem of the later one."""
    place: Named = clash.later
    return Problem(place.file, place.line, place.column, "error", rule, clash.message, clash.hint)
