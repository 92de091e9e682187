"""A pack: decks in one file with the facts, misconceptions and blueprint they need, and a manifest.

A ZIP file without compression, so that its bytes depend on nothing but its content, and none can swell. What
comes from a stranger is read as text under names that this module has checked; nothing of it is ever run.
"""

import hashlib
import json
import re
import stat
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from trainer.content.check import check_deck_file, is_deck
from trainer.content.index import SETTINGS_FILES, bank_files
from trainer.content.problem import Problem
from trainer.content.regular import opened_regular
from trainer.errors import ContentError, TrainerError, UsageError
from trainer.paths import shipped_bank
from trainer.study.visible import visible

MANIFEST = "pack.json"
MAX_BYTES = 16 * 1024 * 1024
"""Of a pack and of all that is in it; a hundred questions take a quarter of a megabyte."""
MAX_FILES = 100
MAX_MANIFEST = 64 * 1024

_FILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}\.yaml")
_NAME = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+-]{0,39}")
_DATE = (1980, 1, 1, 0, 0, 0)
"""The first that ZIP has: when a pack was made is not what is in it."""


@dataclass(frozen=True, slots=True)
class Pack:
    """Decks and settings by the names of their files, and where each came from."""

    name: str
    version: str
    files: Mapping[str, bytes]
    shown: Mapping[str, str] = field(default_factory=dict)
    """How a file is named in what is told."""

    @property
    def manifest(self) -> dict[str, Any]:
        """Return what is in the pack, with the SHA-256 of each file."""
        sums = {name: hashlib.sha256(self.files[name]).hexdigest() for name in sorted(self.files)}
        return {"format": 1, "name": self.name, "version": self.version, "files": sums}

    def manifest_bytes(self) -> bytes:
        """Return the manifest as it is written."""
        return f"{json.dumps(self.manifest, indent=1)}\n".encode("ascii")


def is_pack_name(name: str) -> bool:
    """Tell whether a pack may have this name: that of a folder, so no path and nothing hidden."""
    return len(name) <= 80 and bool(_NAME.fullmatch(name))


def packed(decks: Iterable[Path], name: str, version: str) -> tuple[Pack, list[Problem]]:
    """Put decks into a pack with what they need; also return what is wrong with them.

    Raises UsageError for a name or version that is none, ContentError for a file that is no deck of its own.
    """
    if not is_pack_name(name):
        raise UsageError(f"{name!r} is no name for a pack; use lower-case letters, digits and hyphens")
    if not _VERSION.fullmatch(version):
        raise UsageError(f"{version!r} is no version; use digits, letters, dots and hyphens, as 1.2")
    files: dict[str, bytes] = {}
    shown: dict[str, str] = {}
    problems: list[Problem] = []
    needed: dict[str, dict[str, str]] = {"facts": {}, "misconceptions": {}}
    for path in decks:
        deck, settings = check_deck_file(str(path))
        problems += deck.problems
        member = _member(path, files)
        files[member], shown[member] = _source(path), str(path)
        facts = {fact for question in deck.seen for fact in question.facts}
        held = {option.misconception for question in deck.seen for option in question.options}
        for what, known, used in (
            ("facts", settings.facts, facts),
            ("misconceptions", settings.misconceptions, held),
        ):
            needed[what] |= {each: text for each, text in (known or {}).items() if each in used}
        _add_blueprint(path.parent / "exam.yaml", files, shown)
    for what, texts in needed.items():
        if texts:
            files[f"{what}.yaml"] = _yaml(what, texts)
    if sum(map(len, files.values())) > MAX_BYTES:
        raise ContentError(f"a pack holds at most {MAX_BYTES} bytes; make two packs of these decks")
    return Pack(name, version, files, shown), problems


def decks_in(folder: Path) -> list[Path]:
    """Return the decks of a folder. Raises ContentError for one that has none or cannot be read."""
    files = [file.path for file in bank_files([folder]) if file.folder == 0]
    found = [path for path in files if path.name not in SETTINGS_FILES and is_deck(_source(path))]
    if not found:
        raise ContentError(
            f"there is no deck in {folder}; name a folder with .yaml files that begin `format: 1`"
        )
    return found


def write_pack(pack: Pack, path: Path) -> None:
    """Write a pack whole; the same content is the same bytes. Raises TrainerError where it cannot be."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, source in [(MANIFEST, pack.manifest_bytes()), *sorted(pack.files.items())]:
            info = zipfile.ZipInfo(name, _DATE)
            info.create_system, info.external_attr = 3, (stat.S_IFREG | 0o644) << 16
            archive.writestr(info, source)
    try:
        path.write_bytes(out.getvalue())
    except OSError as error:
        message = f"could not write the pack {path} ({error.strerror})"
        raise TrainerError(f"{message}; name another file with -o") from error


def read_pack(path: Path) -> Pack:
    """Read a pack that may come from anybody.

    Raises ContentError for one that holds anything but decks and settings, or not what its manifest says.
    """
    members = _members(path, _bytes(path))
    manifest = _manifest(path, members.pop(MANIFEST, b""))
    pack = Pack(manifest["name"], manifest["version"], members, {name: f"{path}/{name}" for name in members})
    if pack.manifest["files"] != manifest["files"]:
        raise _refusal(path, "what is in it is not what its manifest says")
    for name, source in members.items():
        if name not in SETTINGS_FILES and not is_deck(source):
            raise _refusal(path, f"{name} in it is no deck")
    if all(name in SETTINGS_FILES for name in members):
        raise _refusal(path, "there is no deck in it")
    return pack


def _refusal(path: Path, why: str) -> ContentError:
    return ContentError(f"the pack {path} is refused: {visible(why)}; ask who made it for a new one")


def _bytes(path: Path) -> bytes:
    try:
        with opened_regular(path) as stream:
            source = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ContentError(f"could not read the pack {path} ({error.strerror}); make it readable") from error
    if len(source) > MAX_BYTES:
        raise _refusal(path, f"it is larger than {MAX_BYTES} bytes")
    return source


def _members(path: Path, source: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(source)) as archive:
            infos = archive.infolist()
            _refuse_what_is_no_text(path, infos)
            return {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, NotImplementedError, RuntimeError) as error:
        raise _refusal(path, f"it cannot be read as a pack ({error})") from error


def _refuse_what_is_no_text(path: Path, infos: list[zipfile.ZipInfo]) -> None:
    """Refuse names that lead elsewhere, links, and what would be larger unpacked than packed."""
    if len(infos) > MAX_FILES:
        raise _refusal(path, f"it holds {len(infos)} files, more than {MAX_FILES}")
    for info in infos:
        name = info.orig_filename
        if name != MANIFEST and not _FILE.fullmatch(name):
            raise _refusal(path, f"{name[:120]!r} in it is no .yaml file of a plain name")
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
            raise _refusal(path, f"{name} in it is no file but a link or a device")
        if info.compress_type != zipfile.ZIP_STORED or info.flag_bits & 1:
            raise _refusal(path, f"{name} in it is compressed or encrypted, which a pack never is")
    if len({info.filename.lower() for info in infos}) < len(infos):
        raise _refusal(path, "a name in it stands twice")
    if sum(info.file_size for info in infos) > MAX_BYTES:
        raise _refusal(path, f"it would unpack to more than {MAX_BYTES} bytes")


def _manifest(path: Path, source: bytes) -> dict[str, Any]:
    if not source or len(source) > MAX_MANIFEST:
        raise _refusal(path, f"it has no {MANIFEST}")
    try:
        found = json.loads(source)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or found.get("format") != 1 or found.keys() != _fields():
        raise _refusal(path, f"its {MANIFEST} is no manifest of format 1")
    name, version = found["name"], found["version"]
    if not (isinstance(name, str) and is_pack_name(name)):
        raise _refusal(path, f"its name {str(name)[:80]!r} is none")
    if not (isinstance(version, str) and _VERSION.fullmatch(version)):
        raise _refusal(path, f"its version {str(version)[:80]!r} is none")
    return found


def _fields() -> set[str]:
    return {"format", "name", "version", "files"}


def _member(path: Path, taken: Mapping[str, bytes]) -> str:
    """Return under which name a deck goes into a pack: its own where that is plain and free."""
    if path.name in SETTINGS_FILES:
        raise ContentError(f"{path} holds settings, no deck; name a deck, what it needs comes along")
    names = [path.name, *(f"deck-{number}.yaml" for number in range(1, MAX_FILES))]
    free = {name.lower() for name in taken}
    found = next((name for name in names if _FILE.fullmatch(name) and name.lower() not in free), None)
    if found is None:
        raise ContentError(f"a pack holds at most {MAX_FILES} files, {path} is one too many; make two packs")
    return found


def _source(path: Path) -> bytes:
    """Return the bytes of a deck that lies where it seems to. Raises ContentError."""
    if path.is_symlink():
        raise ContentError(f"{path} is a link; name the file that it leads to")
    try:
        with opened_regular(path) as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise ContentError(
            f"could not read {path} ({error.strerror}); name a deck that can be read"
        ) from error


def _add_blueprint(beside: Path, files: dict[str, bytes], shown: dict[str, str]) -> None:
    if not beside.exists():
        return
    source = _source(beside)
    if source == (shipped_bank() / "exam.yaml").read_bytes():
        return
    if files.setdefault("exam.yaml", source) != source:
        message = f"{beside} and {shown['exam.yaml']} are two blueprints"
        raise ContentError(f"{message}; make a pack of the decks of each")
    shown.setdefault("exam.yaml", str(beside))


def _yaml(what: str, texts: Mapping[str, str]) -> bytes:
    """Return settings as YAML, of which JSON's strings are a part."""
    lines = [f"  {each}: {json.dumps(text, ensure_ascii=False)}" for each, text in sorted(texts.items())]
    return "\n".join(["format: 1", f"{what}:", *lines, ""]).encode()
