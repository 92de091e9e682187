"""Adding packs to the user's own decks, and removing them: each is a folder of its own there."""

import hashlib
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


def install(pack: Pack, home: Path) -> None:
    """Put a pack in the place of its earlier version, whole or not at all. Raises TrainerError."""
    place = home / pack.name
    with _staged(pack, home) as staging:
        try:
            if place.exists():
                _replace(place, staging)
            else:
                staging.rename(place)
        except OSError as error:
            raise TrainerError(f"could not write {place} ({error.strerror}); make {home} writable") from error


def _replace(place: Path, staging: Path) -> None:
    earlier = staging.with_name(f"{staging.name}.earlier")
    place.rename(earlier)
    try:
        staging.rename(place)
    except OSError:
        earlier.rename(place)
        raise
    shutil.rmtree(earlier)


def installed(home: Path, name: str) -> dict[str, Any] | None:
    """Return the manifest of a pack that was added, None where there is none."""
    try:
        manifest = json.loads((home / name / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return None
    return manifest if isinstance(manifest, dict) else None


def edited(home: Path, manifest: Mapping[str, Any]) -> list[str]:
    """Return the files of a pack that are no longer as they were added."""
    sums = manifest.get("files")
    folder = home / str(manifest.get("name"))
    return [
        name
        for name, added in (sums.items() if isinstance(sums, dict) else ())
        if hashlib.sha256(_bytes(folder / name)).hexdigest() != added
    ]


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""


def remove(home: Path, name: str) -> Path:
    """Remove a pack; return where it was. Raises UsageError for a name that no pack has."""
    place = home / name
    if not is_pack_name(name) or place.is_symlink() or installed(home, name) is None:
        raise UsageError(f"there is no pack {name!r} in {home}; see trainer bank list")
    try:
        shutil.rmtree(place)
    except OSError as error:
        raise TrainerError(f"could not remove {place} ({error.strerror}); make it writable") from error
    return place


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
