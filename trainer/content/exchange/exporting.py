"""What `trainer bank export` does: the questions of decks into a file for another program."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TextIO

from trainer.content.bank import Bank, DeckInfo
from trainer.content.check import read_bytes
from trainer.content.deck import check_deck
from trainer.content.exchange import deck_file, formats
from trainer.content.exchange.prose import with_joined_texts
from trainer.content.exchange.unkept import unkept
from trainer.content.lines import fitted, one_line
from trainer.content.listing import as_written
from trainer.content.settings import Settings
from trainer.errors import ContentError, UsageError
from trainer.paths import cache_dir
from trainer.study.drawing import drawn

KINDS = ("single", "multiple", "recall")
"""Kinds that every format has; JSON has each."""

FEW = 3
"""Questions with the same loss that a terminal is told of one by one."""

_PLACE = ("deck", "file", "line")


def export(
    folders: Sequence[Path], names: Sequence[str], form: str, path: Path, out: TextIO, err: TextIO
) -> int:
    """Write the questions of the named decks, or of all, to a file; tell on `err` what does not fit.

    Returns 0. Raises UsageError for a deck that is not there, ContentError when there is nothing to export or
    the file cannot be written, TrainerError when what writes the format is not installed.
    """
    with Bank.open(folders, cache_dir()) as bank:
        bank.refresh()
        chosen = _chosen(bank, names)
        _keep_off_decks(path, folders)
        broken = {problem.file for problem in bank.problems() if problem.is_error}
        for deck in chosen:
            if deck.file in broken:
                _tell_of_broken(Path(deck.file), bank.ids(deck=deck.name), err)
        decks = [made for deck in chosen if (made := _deck(bank, deck, form, err)).questions]
    if not decks:
        raise ContentError("there is no question to export; see `trainer bank list`")
    content = formats.writer(form)(decks, time.time())
    _tell_losses(err, list(_losses(form, decks, content)))
    deck_file.write(path, content)
    count = sum(len(deck.questions) for deck in decks)
    out.write(one_line(f"exported {count} {'question' if count == 1 else 'questions'} to {path}") + "\n")
    return 0


def _chosen(bank: Bank, names: Sequence[str]) -> list[DeckInfo]:
    decks = bank.decks()
    known = [deck.name for deck in decks]
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, 1)
            advice = f"did you mean {near[0]!r}?" if near else "trainer bank list shows all"
            raise UsageError(f"no deck {name!r} in the bank; {advice}")
    return [deck for deck in decks if not names or deck.name in names]


def _keep_off_decks(path: Path, folders: Sequence[Path]) -> None:
    """Refuse to write over the bank itself."""
    target = path.resolve()
    inside = any(target.parent == each.resolve() for each in folders)
    if inside and target.suffix == ".yaml" and target.exists():
        raise UsageError(f"{path} is a file of the bank; name another one with --out")


def _deck(bank: Bank, deck: DeckInfo, form: str, err: TextIO) -> formats.Deck:
    questions = []
    for name in bank.ids(deck=deck.name):
        question = bank.question(name)
        if question.file != deck.file:
            continue
        if question.template and form != "json":
            question = drawn(question, 0)
            values = ", ".join(f"{name} = {value}" for name, value in (question.drawn or {}).items())
            _tell(err, question.id, f"exported with one draw of its numbers: {values}; json keeps them all")
        written = as_written(question)
        if form != "json" and written["kind"] not in KINDS:
            _tell(err, name, f"not exported: {form} has no questions of the kind {written['kind']}; json has")
            continue
        questions.append(written if form in formats.KEEPS_TEXTS else with_joined_texts(written))
    return formats.Deck(deck.name, deck.title, questions)


def _tell_of_broken(path: Path, usable: Sequence[str], err: TextIO) -> None:
    """Name the questions of a deck that have errors, of which a bank has only the usable ones."""
    source, _ = read_bytes(path, str(path))
    deck = check_deck(str(path), source, Settings())
    for place in deck.places:
        if place.name not in usable:
            see = f"see `trainer bank check {path}`"
            _tell(err, place.name, f"not exported: it has errors: {place.file}:{place.line}; {see}")
    for problem in deck.problems:
        if problem.message == 'the field "id" is missing':
            _tell(err, f"{problem.file}:{problem.line}", "not exported: a question without an id")


def _losses(form: str, decks: Sequence[formats.Deck], content: bytes) -> Iterator[tuple[str, str]]:
    """Yield what the other program does not keep, and what does not come back from the file."""
    try:
        found = formats.reader(form)(content)
    except ContentError as error:
        # Only what is too large for an import is not read back.
        yield "the file", f"it was not compared with the decks: {error}"
        found = None
    drafts = {str(draft.fields.get("id")): draft for draft in found.drafts} if found else {}
    for question in (question for deck in decks for question in deck.questions):
        name = question["id"]
        for loss in unkept(form, question):
            yield name, loss
        if found is None:
            continue
        if name not in drafts:
            yield name, f"it does not come back from {form}"
            continue
        for loss in drafts[name].losses:
            yield name, loss
        for field in _changed(question, drafts[name].fields):
            yield name, f"its {field} does not come back from {form} as it was"


def _changed(written: dict[str, Any], read_back: dict[str, Any]) -> list[str]:
    kept, got = comparable(written), comparable(read_back)
    return [name for name, value in kept.items() if got.get(name) != value]


def comparable(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a question without its place and without what says nothing."""
    said = {name: value for name, value in fields.items() if name not in _PLACE and value not in ([], "")}
    if isinstance(said.get("options"), list):
        said["options"] = [{"correct": False, **option} for option in said["options"]]
    return said


def _tell_losses(err: TextIO, losses: Sequence[tuple[str, str]]) -> None:
    """Tell each loss with its question; on a terminal, what is the same for many is told once."""
    many = Counter(loss for _, loss in losses) if err.isatty() else Counter[str]()
    told: set[str] = set()
    for question, loss in losses:
        if many[loss] <= FEW:
            _tell(err, question, loss)
        elif loss not in told:
            told.add(loss)
            _tell(err, f"{many[loss]} questions", f"{loss} (2> FILE tells which)")


def _tell(err: TextIO, what: str, says: str) -> None:
    err.write(fitted(one_line(f"{what}: {says}"), err) + "\n")
