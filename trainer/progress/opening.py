"""Opening an answer log: refusing what is not one, and bringing an older one up to date.

Written ahead (WAL) and synced at each commit (synchronous=FULL): neither a killed process nor a power cut
takes an acknowledged answer, and two trainers may use one log at once.
"""

import sqlite3
import time
from pathlib import Path

from trainer.errors import ProgressError
from trainer.progress.database import Database, explained

VERSION = 3
"""The version of schema.sql, in the file's user_version."""

APPLICATION_ID = 0x53414131
"""Marks a SQLite file as an answer log."""

BUSY_SECONDS = 2.0
"""How long a writer waits for another one; an answer takes a thousandth of it."""

OLDEST_SQLITE = (3, 37, 0)
"""The first with STRICT tables."""


_SQL = Path(__file__).parent


def open_database(path: Path, busy_seconds: float = BUSY_SECONDS) -> Database:
    """Open the log at `path`, made if absent, in the current version.

    Raises ProgressError; a file that is damaged, not ours or from a newer trainer stays as it is.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise ProgressError(
            f"this Python has SQLite {sqlite3.sqlite_version}, the answer log needs 3.37; use another Python"
        )
    with explained(path):
        connection = sqlite3.connect(path, timeout=busy_seconds, isolation_level=None)
    database = Database(connection, path)
    try:
        # Before anything that writes: a file we do not know must stay as it is.
        with database.reading():
            _refuse_unknown(connection, path)
            _write_ahead(connection, busy_seconds)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
        with database.transaction():
            _upgrade(connection)
            # Finds out now, and not at the first answer, whether the file can be written: SQLite opens a
            # read-only one without a word, and even begins a transaction on it.
            connection.execute("DELETE FROM note WHERE false")
    except BaseException:
        connection.close()
        raise
    return database


def _refuse_unknown(connection: sqlite3.Connection, path: Path) -> None:
    version = _pragma(connection, "user_version")
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if _pragma(connection, "application_id") != APPLICATION_ID and (tables or version):
        raise ProgressError(
            f"the file {path} is no answer log; move it away or name another folder with --data-dir"
        )
    if version > VERSION:
        raise ProgressError(
            f"the answer log {path} is of version {version}, from a newer trainer (this one knows {VERSION});"
            " update the trainer, the log was left as it is"
        )


def _write_ahead(connection: sqlite3.Connection, busy_seconds: float) -> None:
    # SQLite does not wait for the lock here, as it does everywhere else.
    deadline = time.monotonic() + busy_seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _upgrade(connection: sqlite3.Connection) -> None:
    version = _pragma(connection, "user_version")
    if version == VERSION:
        return
    if version == 0:
        _run(connection, "schema.sql")
    else:
        for number in range(version + 1, VERSION + 1):
            _run(connection, f"migrations/{number:04}.sql")
        _rebuild_cards(connection)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _rebuild_cards(connection: sqlite3.Connection) -> None:
    # Seldom needed, and a start need not wait for the import.
    from trainer.progress.cards import rebuild

    rebuild(connection)


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    (value,) = connection.execute(f"PRAGMA {name}").fetchone()
    return int(value)


def _run(connection: sqlite3.Connection, name: str) -> None:
    # Statement by statement: executescript would first commit the transaction we are in.
    statement = ""
    for line in (_SQL / name).read_text("utf-8").splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            connection.execute(statement)
            statement = ""
