"""The SQLite file under the answer log: transactions, and what can go wrong in one line."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from trainer.errors import ProgressError


class Database(NamedTuple):
    """An open connection in autocommit, and the file it is of; for the thread that opened it."""

    connection: sqlite3.Connection
    path: Path

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Read in the block; raises ProgressError where that fails."""
        with explained(self.path):
            yield self.connection

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run the block as one transaction: all of it is durable after, or none of it has happened.

        Raises ProgressError where the file cannot be written.
        """
        with explained(self.path), _transaction(self.connection):
            yield self.connection


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        # A full disk has already ended the transaction.
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite raises into one line that says what to do."""
    try:
        yield
    except sqlite3.Error as error:
        # The low byte is the kind of error, the rest its details.
        kind = getattr(error, "sqlite_errorcode", -1) & 0xFF
        says = _SAYS.get(kind, f"failed ({error}); run trainer doctor")
        raise ProgressError(f"the answer log {path} {says}") from error


_LOCKED = "is locked by another program; close that one and try again, nothing was lost"

_READ_ONLY = "is read-only; allow writing to it and to its folder, or name another with --data-dir"

_SAYS = {
    sqlite3.SQLITE_BUSY: _LOCKED,
    sqlite3.SQLITE_LOCKED: _LOCKED,
    sqlite3.SQLITE_READONLY: _READ_ONLY,
    sqlite3.SQLITE_PERM: "may not be opened; allow it, or name another folder with --data-dir",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened; allow writing to its folder, or name another with --data-dir",
    sqlite3.SQLITE_FULL: "cannot grow, the disk is full; make room and try again, earlier answers are safe",
    sqlite3.SQLITE_IOERR: "cannot be read or written (a fault of the disk); check the disk and try again",
    sqlite3.SQLITE_CORRUPT: "is damaged; move it away and put a backup in its place, it was left as it is",
    sqlite3.SQLITE_NOTADB: "is no SQLite database; move that file away, it was left as it is",
}
