"""`trainer bank pack`, `add` and `remove`: decks for a class, and decks from elsewhere."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from trainer.content.adding import Incoming, check_named, edited, examined, install, installed, opened, remove
from trainer.content.bank import Bank
from trainer.content.lines import one_line
from trainer.content.packing import packed, write_pack
from trainer.content.problem import Problem
from trainer.errors import UsageError
from trainer.paths import cache_dir


def pack_decks(
    folders: Sequence[Path], decks: Sequence[str], out_file: Path, name: str, version: str, out: TextIO
) -> int:
    """Write decks to one file with what they need; return 1 and write nothing for decks with errors."""
    paths = [_deck_path(folders, deck) for deck in dict.fromkeys(decks)]
    pack, problems = packed(paths, name or paths[0].stem.lower().replace(" ", "-"), version)
    _print(problems, out)
    if any(problem.is_error for problem in problems):
        return 1
    write_pack(pack, out_file)
    _say(
        out, f"{out_file}: the pack {pack.name}, version {pack.version}, with {', '.join(sorted(pack.files))}"
    )
    return 0


def _deck_path(folders: Sequence[Path], deck: str) -> Path:
    """Return where a deck lies that is named, or given as a path."""
    if deck.endswith(".yaml"):
        return Path(deck)
    with Bank.open(folders, cache_dir()) as bank:
        bank.refresh()
        found = next((Path(each.file) for each in bank.decks() if each.name == deck), None)
    if found is None:
        raise UsageError(f"the bank has no deck {deck!r}; see trainer bank list, or name a .yaml file")
    return found


def add(folders: Sequence[Path], home: Path, source: Path, update: bool, out: TextIO) -> int:
    """Add a pack, a folder or a deck to the user's own decks; return 1 where it is refused.

    It is refused with errors, and without `update` where a pack of its name is there and differs.
    """
    pack = opened(source)
    check_named(pack, home)
    before = installed(home, pack.name)
    changed = edited(home, before) if before else []
    if before == pack.manifest and not changed:
        _say(out, f"the pack {pack.name}, version {pack.version}, is there already; nothing is changed")
        return 0
    incoming = examined(pack, folders, home)
    _print(incoming.problems, out)
    if incoming.has_errors:
        _say(out, f"{source} is refused: mend the errors first; nothing is changed")
        return 1
    for line in _coming(incoming):
        _say(out, line)
    if before is not None and not update:
        yours = f" (you have edited {', '.join(changed)})" if changed else ""
        there = f"the pack {pack.name}, version {before.get('version')}, is there and differs{yours}"
        _say(out, f"{there}; add it again with --update to replace it, your answers stay")
        return 1
    kept = install(pack, home)
    _say(out, f"{'added' if before is None else 'updated'}: {home / pack.name}{_kept(kept)}")
    return 0


def _kept(place: Path | None) -> str:
    return f"; the one you have edited is kept in {place}" if place else ""


def _coming(incoming: Incoming) -> Iterator[str]:
    yield f"pack {incoming.pack.name}, version {incoming.pack.version}"
    for deck in incoming.decks:
        proofs = sum(bool(question.proof) for question in deck.seen)
        yield f"  {deck.name}  {deck.title} (questions: {len(deck.seen)}, proofs: {proofs})"


def remove_pack(home: Path, name: str, out: TextIO) -> int:
    """Remove a pack that was added; the answers to its questions stay in the log."""
    kept = remove(home, name)
    _say(out, f"removed: {home / name}; your answers stay in the log{_kept(kept)}")
    return 0


def _print(problems: Sequence[Problem], out: TextIO) -> None:
    for problem in problems:
        _say(out, str(problem))


def _say(out: TextIO, text: str) -> None:
    out.write(f"{one_line(text)}\n")
