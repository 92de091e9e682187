"""Adding packs to the user's own decks, and removing them: each is a folder of its own there."""

import hashlib
import itertools
import json
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.content.check import check_folders
from trainer.content.deck import CheckedDeck, check_deck
from trainer.content.index import SETTINGS_FILES
from trainer.content.packing import MANIFEST, Pack, decks_in, is_pack_name, packed, read_pack
from trainer.content.problem import Problem
from trainer.content.settings import Settings
from trainer.errors import ContentError, TrainerError, UsageError


@dataclass(frozen=True, slots=True)
class Incoming:
    """A pack that may be added, and what the whole of `bank check` says about it among the decks there."""

    pack: Pack
    problems: list[Problem]
    decks: list[CheckedDeck]

    @property
    def has_errors(self) -> bool:
        """Tell whether it must not come in."""
        return any(problem.is_error for problem in self.problems)


def opened(path: Path) -> Pack:
    """Return what is to be added: a pack, a folder of decks, or a deck. Raises ContentError, UsageError."""
    if not path.exists():
        raise UsageError(f"there is no file or folder {path}; name a pack, a folder of decks or a deck")
    if path.is_dir():
        name = path.resolve().name.lower().replace(" ", "-")
        return packed(decks_in(path), name, "1")[0]
    if path.suffix == ".yaml":
        return packed([path], path.stem.lower().replace(" ", "-"), "1")[0]
    return read_pack(path)


def examined(pack: Pack, folders: Sequence[Path], home: Path) -> Incoming:
    """Check a pack as a part of the bank it would come into, in the place of its earlier version."""
    others = [folder for folder in folders if folder != home / pack.name]
    with _staged(pack, home) as staging:
        found = check_folders([*map(str, others), str(staging)])
        ours = f"{staging}{os.sep}"
        problems = [_told(problem, pack, ours) for problem in found.problems if problem.file.startswith(ours)]
    decks = [
        check_deck(name, source, Settings())
        for name, source in pack.files.items()
        if name not in SETTINGS_FILES
    ]
    return Incoming(pack, problems, decks)


def install(pack: Pack, home: Path) -> Path | None:
    """Put a pack in the place of its earlier version, whole or not at all.

    Returns where the earlier version is kept if somebody has edited it. Raises TrainerError.
    """
    place = home / pack.name
    with _staged(pack, home) as staging:
        try:
            if place.exists():
                return _replace(place, staging)
            staging.rename(place)
        except OSError as error:
            raise TrainerError(f"could not write {place} ({error.strerror}); make {home} writable") from error
    return None


def _replace(place: Path, staging: Path) -> Path | None:
    changed = edited(place.parent, installed(place.parent, place.name) or {})
    earlier = staging.with_name(f"{staging.name}.earlier")
    place.rename(earlier)
    try:
        staging.rename(place)
    except OSError:
        earlier.rename(place)
        raise
    return _discarded(earlier, place, changed)


def _discarded(folder: Path, place: Path, changed: Sequence[str]) -> Path | None:
    """Delete a pack that was at a place; one with changes is put away instead, and where to is returned."""
    if not changed:
        shutil.rmtree(folder)
        return None
    away = place.parent.with_name("decks-put-away")
    away.mkdir(mode=0o700, exist_ok=True)
    names = (place.name if number == 1 else f"{place.name}-{number}" for number in itertools.count(1))
    kept = next(away / name for name in names if not (away / name).exists())
    folder.rename(kept)
    return kept


def installed(home: Path, name: str) -> dict[str, Any] | None:
    """Return the manifest of a pack that was added, None where there is none."""
    try:
        manifest = json.loads((home / name / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) else None


def edited(home: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Return the files of a pack that are no longer as they were added, and those put beside them."""
    found = manifest.get("files")
    sums = found if isinstance(found, dict) else {}
    folder = home / str(manifest.get("name"))
    changed = [
        name for name, added in sums.items() if hashlib.sha256(_bytes(folder / name)).hexdigest() != added
    ]
    there = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    return changed + [name for name in there if name not in sums and name != MANIFEST]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def remove(home: Path, name: str) -> Path | None:
    """Remove a pack; return where it is kept if somebody has edited it.

    Raises UsageError for a name that no pack has.
    """
    place = home / name
    manifest = installed(home, name) if is_pack_name(name) and not place.is_symlink() else None
    if manifest is None:
        raise UsageError(f"there is no pack {name!r} in {home}; see trainer bank list")
    try:
        return _discarded(place, place, edited(home, manifest))
    except OSError as error:
        raise TrainerError(f"could not remove {place} ({error.strerror}); make it writable") from error


@contextmanager
def _staged(pack: Pack, home: Path) -> Iterator[Path]:
    """Write a pack into a hidden folder, which no start reads, and remove what is left of it afterwards."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".", dir=home))
    except OSError as error:
        raise TrainerError(f"could not write to {home} ({error.strerror}); make it writable") from error
    try:
        _write(pack, staging)
        yield staging
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _write(pack: Pack, folder: Path) -> None:
    try:
        for name, source in [(MANIFEST, pack.manifest_bytes()), *pack.files.items()]:
            (folder / name).write_bytes(source)
    except OSError as error:
        raise TrainerError(f"could not write to {folder} ({error.strerror}); make room for it") from error


def _told(problem: Problem, pack: Pack, staging: str) -> Problem:
    name = problem.file.removeprefix(staging)
    message = problem.message
    for member in pack.files:
        message = message.replace(f"{staging}{member}", pack.shown.get(member, member))
    return problem._replace(file=pack.shown.get(name, f"{pack.name}/{name}"), message=message)


def check_named(pack: Pack, home: Path) -> None:
    """Raise ContentError where something that is no pack has the name of this one."""
    place = home / pack.name
    if (place.exists() or place.is_symlink()) and (place.is_symlink() or installed(home, pack.name) is None):
        raise ContentError(f"{place} is there and is no pack; move it away, or give the pack another name")
