"""The deck that questions are imported into, and the names that are taken around it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from trainer.content.check import is_deck, read_bytes, read_settings
from trainer.content.deck import CheckedDeck, check_deck
from trainer.content.exchange.deck_file import new_deck
from trainer.content.exchange.naming import is_id, slug
from trainer.content.index import SETTINGS_FILES, bank_files, folder_of
from trainer.content.settings import Settings
from trainer.errors import ContentError, UsageError
from trainer.paths import shipped_bank


@dataclass(frozen=True, slots=True)
class Target:
    """Where the questions go."""

    path: Path
    source: bytes | None
    """None for a deck that is made now."""
    name: str
    taken: dict[str, str]
    """The id of every question around, and where it stands: FILE:LINE."""


def find(into: str, folders: Sequence[Path]) -> Target:
    """Return the deck of a name, or of a path that ends in .yaml, there or to be made.

    Raises UsageError for what can be neither, ContentError for a name or file that is in the way.
    """
    is_path = into.endswith(".yaml")
    if not is_path and (not is_id(into) or into.endswith(".yml")):
        raise UsageError(
            f"{into!r} is neither the name of a deck nor a .yaml file; name one of them with --into"
        )
    path = Path(into) if is_path else None
    around = list(folders) if path is None else [path.parent, *folders]
    decks = dict(_decks(around))
    if path is None:
        named = (Path(deck.file) for deck in decks.values() if deck.name == into)
        path = next(named, None) or _new_file(into, folders)
        _keep_out_of_the_program(path)
    source = None
    if path.exists():
        source = _source(path)
        decks.setdefault(path.resolve(), check_deck(str(path), source, Settings()))
    name = slug(path.stem, "imported") if is_path else into
    if source is None:
        _refuse_taken_name(name, path, decks.values())
    taken: dict[str, str] = {}
    for deck in decks.values():
        for place in deck.places:
            taken.setdefault(place.name, f"{place.file}:{place.line}")
    return Target(path, source, name, taken)


def head(target: Target, title: str) -> bytes:
    """Return the deck as it is, or the head of one that is made now."""
    if target.source is not None:
        return target.source
    with_schema = (target.path.parent / "schema.json").is_file()
    return new_deck(target.name, title or target.name.replace("-", " ").capitalize(), with_schema=with_schema)


def settings_beside(path: Path) -> Settings:
    """Return what the questions of a deck are checked against."""
    files = bank_files([path.parent])
    return read_settings(files, {file.key: str(file.path) for file in files})[0]


def _new_file(name: str, folders: Sequence[Path]) -> Path:
    path = folder_of(folders[0]) / f"{name}.yaml"
    if path.exists() or path.name in SETTINGS_FILES:
        raise ContentError(
            f"{path} is there and holds no deck {name!r}; name the file itself, or another deck"
        )
    return path


def _keep_out_of_the_program(path: Path) -> None:
    """Refuse a deck that lies in the installed program: it goes with the next version."""
    if path.parent.resolve() == shipped_bank().resolve() and shipped_bank().parent.name == "_content":
        advice = "name a .yaml file of your own with --into, or your folder with --bank"
        raise UsageError(
            f"the deck {path.stem} lies in the program itself, which its next version replaces; {advice}"
        )


def _source(path: Path) -> bytes:
    source, unread = read_bytes(path, str(path))
    if unread:
        raise ContentError(f"could not read {path}; {unread.message}")
    return source


def _refuse_taken_name(name: str, path: Path, decks: Iterable[CheckedDeck]) -> None:
    for deck in decks:
        if deck.name == name and deck.place:
            raise ContentError(
                f"{path} would be a second deck {name!r}, the first is {deck.place.file}:{deck.place.line};"
                " import into that one, or choose another file name"
            )


def _decks(folders: Sequence[Path]) -> Iterator[tuple[Path, CheckedDeck]]:
    """Yield the decks of the folders that are there, each once."""
    seen: set[Path] = set()
    for folder in folders:
        if not folder.exists() or folder.resolve() in seen:
            continue
        seen.add(folder.resolve())
        for file in bank_files([folder]):
            if file.folder != 0 or file.name in SETTINGS_FILES:
                continue
            source, unread = read_bytes(file.path, str(file.path))
            if not unread and is_deck(source):
                yield file.path.resolve(), check_deck(str(file.path), source, Settings())
