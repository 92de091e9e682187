"""The compiled index: where it lies, which files it was made from, whether it still holds.

Reading it imports no YAML and no pydantic, so that it may stand on the way to the first paint.
"""

import os
import sqlite3
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from trainer import __version__
from trainer.content.regular import opened_regular
from trainer.errors import ContentError
from trainer.paths import shipped_bank

VERSION = 1
"""Raised when index.sql changes; an index of another version is made anew."""

SETTINGS_FILES = ("exam.yaml", "facts.yaml", "misconceptions.yaml")
SHIPPED = -1
"""Stands in `files.folder` for the shipped bank, when it is not one of the bank's folders."""

DOUBT_NS = 2_000_000_000
"""A file changed this shortly before it was read may change again without its time changing."""


class BankFile(NamedTuple):
    """A YAML file of a bank, as the file system describes it."""

    folder: int
    name: str
    path: Path
    size: int
    mtime_ns: int
    ctime_ns: int
    """When its content or its name was changed last; unlike mtime it cannot be set back."""

    @property
    def key(self) -> tuple[int, str]:
        """Return what identifies the file within its bank."""
        return self.folder, self.name

    def digest(self) -> str:
        """Return the SHA-256 of the file's bytes, in hex; empty when it cannot be read."""
        try:
            with opened_regular(self.path) as stream:
                import hashlib

                return hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError:
            return ""


class CompiledFile(NamedTuple):
    """What the index knows about a file it was made from; times in nanoseconds since 1970."""

    size: int
    mtime_ns: int
    ctime_ns: int
    seen_ns: int
    digest: str
    settings: str

    def certainly(self, file: BankFile) -> bool:
        """Tell whether size and time alone show that the file is unchanged."""
        then = (self.size, self.mtime_ns, self.ctime_ns)
        now = (file.size, file.mtime_ns, file.ctime_ns)
        return then == now and max(file.mtime_ns, file.ctime_ns) + DOUBT_NS < self.seen_ns

    def holds(self, file: BankFile) -> bool:
        """Tell whether the file is unchanged, reading it when in doubt."""
        return self.certainly(file) or (self.size == file.size and self.digest == file.digest())


def index_path(folders: Sequence[Path], cache: Path) -> Path:
    """Return where the index of these folders lies: one file for each set of folders."""
    names = "\0".join(os.path.realpath(folder) for folder in folders).encode("utf-8", "surrogateescape")
    # Were two ever to have one name, each would compile anew what the other left; hashlib is slow to load.
    return cache / f"bank-{zlib.crc32(names):08x}{zlib.adler32(names):08x}.sqlite3"


def bank_files(folders: Sequence[Path]) -> list[BankFile]:
    """Return every YAML file of the bank in its order, and the shipped settings it falls back on.

    What is named as a folder may be a single deck, too.
    Raises ContentError for one that is missing or cannot be read.
    """
    found = [file for number, folder in enumerate(folders) for file in _yaml_files(number, folder)]
    own = {file.name for file in found}
    missing = [name for name in SETTINGS_FILES if name not in own]
    if missing:
        found += [file for file in _yaml_files(SHIPPED, shipped_bank()) if file.name in missing]
    return found


def check_folders(folders: Sequence[Path]) -> None:
    """Raise ContentError for a folder that is missing or cannot be read."""
    for folder in folders:
        with _told(folder):
            if not _is_deck_file(folder):
                os.scandir(folder).close()


@contextmanager
def _told(folder: Path) -> Iterator[None]:
    """Tell in one line why a folder cannot be listed."""
    try:
        yield
    except FileNotFoundError:
        advice = "name an existing one with --bank"
        raise ContentError(f"the bank folder {folder} does not exist; {advice}") from None
    except NotADirectoryError:
        advice = "name a folder of decks, or a .yaml file, with --bank"
        raise ContentError(f"the bank {folder} is no folder; {advice}") from None
    except OSError as error:
        reason = error.strerror
        raise ContentError(f"could not read the bank folder {folder} ({reason}); make it readable") from error


def _is_deck_file(path: Path) -> bool:
    # The name alone decides for most, so that a folder costs no second look.
    return path.suffix == ".yaml" and path.name not in SETTINGS_FILES and path.is_file()


def folder_of(place: Path) -> Path:
    """Return where a new deck goes: the folder of a bank, or the one in which its only deck lies."""
    return place.parent if _is_deck_file(place) else place


def file_in(folder: Path, name: str) -> Path:
    """Return where a file of the bank lies that was found in what is named as a folder."""
    return folder if folder.name == name and _is_deck_file(folder) else folder / name


def _yaml_files(number: int, folder: Path) -> list[BankFile]:
    if _is_deck_file(folder):
        with _told(folder):
            stat = folder.stat()
        return [BankFile(number, folder.name, folder, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)]
    with _told(folder), os.scandir(folder) as entries:
        files = [_described(number, entry) for entry in entries if _is_yaml(entry)]
    return sorted(files, key=lambda file: file.name)


def _is_yaml(entry: os.DirEntry[str]) -> bool:
    return entry.name.endswith(".yaml") and not entry.name.startswith(".") and not _is_folder(entry)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # A link that leads round in a circle.
        return False


def _described(number: int, entry: os.DirEntry[str]) -> BankFile:
    # Neither the index nor JSON can hold a name that is not UTF-8; the path stays as it is.
    name = entry.name.encode("utf-8", "backslashreplace").decode("utf-8")
    try:
        stat = entry.stat()
    except OSError:
        # A link that leads nowhere is still a file of the bank: compiling it reports that it cannot be read.
        return BankFile(number, name, Path(entry.path), -1, 0, 0)
    return BankFile(number, name, Path(entry.path), stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)


def compiler() -> str:
    """Return what identifies the code that compiles, so that an index made by other code is not read."""
    package = Path(__file__).resolve().parent.parent
    code = (f"{path} {stat.st_size} {stat.st_mtime_ns}" for path, stat in _compiling_code(package))
    return "\n".join((f"{VERSION} {__version__}", *code))


def _compiling_code(package: Path) -> Iterator[tuple[str, os.stat_result]]:
    for room in ("content", "content/rules", "scenario", "study", "yaml"):
        with os.scandir(package / room) as entries:
            code = [entry for entry in entries if entry.name.endswith((".py", ".sql"))]
        for entry in sorted(code, key=lambda entry: entry.name):
            yield f"{room}/{entry.name}", entry.stat()


def connect(path: Path, timeout: float = 10.0) -> sqlite3.Connection:
    """Open the index, waiting up to `timeout` seconds for a lock.

    Transactions are begun by hand, so that one process can hold the whole of a compilation.
    """
    return sqlite3.connect(path, timeout=timeout, isolation_level=None, check_same_thread=False)


def is_busy(error: sqlite3.DatabaseError) -> bool:
    """Tell whether another process held the lock, which is no reason to throw the index away."""
    return getattr(error, "sqlite_errorname", "") in ("SQLITE_BUSY", "SQLITE_LOCKED")


def is_index(connection: sqlite3.Connection) -> bool:
    """Tell whether the file is an index of this version."""
    version = connection.execute("pragma user_version").fetchone()
    return bool(version == (VERSION,))


def compiled_files(connection: sqlite3.Connection) -> dict[tuple[int, str], CompiledFile]:
    """Return what the index was made from."""
    rows = connection.execute(
        "select folder, name, size, mtime_ns, ctime_ns, seen_ns, digest, settings from files"
    )
    return {(folder, name): CompiledFile(*rest) for folder, name, *rest in rows}


def compiled_by(connection: sqlite3.Connection) -> str:
    """Return the compiler that made the index."""
    row = connection.execute("select value from meta where key = 'compiler'").fetchone()
    return str(row[0]) if row else ""


def confirm(connection: sqlite3.Connection, files: Sequence[BankFile]) -> None:
    """Remember that these files, once in doubt, are unchanged, so that the next start need not read them."""
    connection.executemany(
        "update files set mtime_ns = ?, ctime_ns = ?, seen_ns = ? where folder = ? and name = ?",
        [(file.mtime_ns, file.ctime_ns, time.time_ns(), *file.key) for file in files],
    )


def confirm_if_free(connection: sqlite3.Connection, files: Sequence[BankFile]) -> None:
    """Remember it unless another process holds the lock: then it compiles, and remembers more than this."""
    connection.execute("pragma synchronous = off")
    connection.execute("pragma busy_timeout = 0")
    with suppress(sqlite3.OperationalError):
        confirm(connection, files)
    connection.execute("pragma busy_timeout = 10000")


def delete(path: Path) -> None:
    """Remove an index that cannot be read, with its journal."""
    for name in (path, path.with_name(f"{path.name}-journal")):
        name.unlink(missing_ok=True)
