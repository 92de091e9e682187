"""Brings the compiled index of a bank up to date: `python -m trainer.content.compile FOLDER... --cache DIR`.

Only files that changed are read again. The whole is one transaction: a second process waits for it, readers
keep the old content until it is done, and a process that dies leaves the old content.
"""

import argparse
import gc
import hashlib
import json
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from trainer.content import index
from trainer.content.check import is_deck, problem_of, read_bytes, read_settings
from trainer.content.deck import CheckedDeck, check_deck
from trainer.content.index import SETTINGS_FILES, BankFile
from trainer.content.problem import Problem
from trainer.content.rules import BANK_RULES
from trainer.content.rules.bank import Clash, Named
from trainer.content.settings import Settings, settings_digest
from trainer.errors import ContentError, TrainerError
from trainer.study.question import Option, Question, Reference

_FIELDS, _OPTION, _REFERENCE = Question._fields, Option._fields, Reference._fields

WAIT = 120.0
"""Seconds that a second process waits for the first one's compilation."""


def compile_bank(folders: Sequence[Path], cache: Path) -> list[str]:
    """Bring the index up to date; return the names of the files that were read again.

    Raises ContentError for a missing folder, or when the index cannot be written.
    """
    files = index.bank_files(folders)
    path = index.index_path(folders, cache)
    try:
        cache.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            return _update(path, files)
        except sqlite3.DatabaseError as error:
            if index.is_busy(error):
                raise
            index.delete(path)
            return _update(path, files)
    except (OSError, sqlite3.DatabaseError) as error:
        message = f"could not write the index {path} ({error})"
        raise ContentError(f"{message}; make room, or choose another place with TRAINER_CACHE_DIR") from error


def _update(path: Path, files: list[BankFile]) -> list[str]:
    connection = index.connect(path, timeout=WAIT)
    try:
        # A cache: what a power cut spoils is made again.
        connection.execute("pragma synchronous = off")
        connection.execute("pragma foreign_keys = on")
        # A long transaction must not lock readers out before it ends.
        connection.execute("pragma cache_spill = off")
        connection.execute("begin immediate")
        compilation = _Compilation(connection, files)
        changed = compilation.run()
        connection.execute("commit")
    finally:
        connection.close()
    return changed


class _Compilation:
    """One transaction that makes the index say what the files say."""

    def __init__(self, connection: sqlite3.Connection, files: list[BankFile]) -> None:
        self._connection = connection
        self._files = files
        self._shown = {file.key: file.name for file in files}

    def run(self) -> list[str]:
        """Return the names of the files that were read again."""
        self._prepare()
        compiled = index.compiled_files(self._connection)
        gone = compiled.keys() - {file.key for file in self._files}
        for key in gone:
            self._execute("delete from files where folder = ? and name = ?", key)
        stored = [file for file in self._files if file.name in SETTINGS_FILES]
        version = settings_digest(self._digest(file, compiled) for file in stored)
        changed = [file for file in self._files if not self._holds(file, compiled, version)]
        if changed:
            settings, problems = read_settings(self._files, self._shown)
            self._store_settings(settings)
            for file in changed:
                self._store(file, settings, version, problems.get(file.key, ()))
        if changed or gone:
            self._store_clashes()
        return [file.name for file in changed]

    def _prepare(self) -> None:
        made_by = ""
        if index.is_index(self._connection):
            made_by = index.compiled_by(self._connection)
        if made_by == index.compiler():
            return
        tables = self._execute("select name from sqlite_master where type = 'table'").fetchall()
        # The last made first: a table goes before the one it refers to.
        for (name,) in reversed(tables):
            self._execute(f'drop table "{name}"')
        for statement in _statements(Path(__file__).with_name("index.sql")):
            self._execute(statement)
        self._execute(f"pragma user_version = {index.VERSION}")
        self._execute("insert into meta values ('compiler', ?)", (index.compiler(),))

    def _digest(self, file: BankFile, compiled: dict[tuple[int, str], index.CompiledFile]) -> str:
        known = compiled.get(file.key)
        return known.digest if known and known.certainly(file) else file.digest()

    def _holds(
        self, file: BankFile, compiled: dict[tuple[int, str], index.CompiledFile], version: str
    ) -> bool:
        known = compiled.get(file.key)
        if known is None or known.settings != version or not known.holds(file):
            return False
        if not known.certainly(file):
            index.confirm(self._connection, [file])
        return True

    def _store_settings(self, settings: Settings) -> None:
        for name, value in (("exam", settings.exam), ("misconceptions", settings.misconceptions)):
            self._execute("insert or replace into meta values (?, ?)", (name, _json(value or {})))

    def _store(self, file: BankFile, settings: Settings, version: str, problems: Sequence[Problem]) -> None:
        self._execute("delete from files where folder = ? and name = ?", file.key)
        seen = time.time_ns()
        source, unread = read_bytes(file.path, file.name)
        row = (*file.key, file.size, file.mtime_ns, file.ctime_ns, seen, _digest_of(source, unread), version)
        cursor = self._execute(
            "insert into files (folder, name, size, mtime_ns, ctime_ns, seen_ns, digest, settings)"
            " values (?, ?, ?, ?, ?, ?, ?, ?)",
            row,
        )
        number = cursor.lastrowid or 0
        if file.name in SETTINGS_FILES:
            self._store_problems(number, problems)
        elif unread:
            self._store_problems(number, [unread])
        elif is_deck(source):
            self._store_deck(number, check_deck(file.name, source, settings))

    def _store_deck(self, number: int, deck: CheckedDeck) -> None:
        self._store_problems(number, deck.problems)
        if deck.place:
            self._execute(
                "insert into decks values (?, ?, ?, ?, ?)",
                (number, deck.name, deck.title, deck.place.line, deck.place.column),
            )
        usable = {place.number: question for place, question in deck.questions}
        for place in deck.places:
            question = usable.get(place.number)
            data = "" if question is None else _json(_plain(question))
            # Hidden for now: whether its id is free shows when all decks are in.
            row = (number, place.number, place.name, deck.name, place.line, place.column, data)
            self._execute("insert into questions values (?, ?, ?, ?, ?, ?, 1, ?)", row)
            for tag in sorted(set(question.tags)) if question else ():
                self._execute("insert into tags values (?, ?, ?)", (tag, number, place.number))

    def _store_problems(self, number: int, problems: Iterable[Problem], scope: str = "item") -> None:
        self._connection.executemany(
            "insert into problems (file, scope, line, column, severity, rule, message, hint)"
            " values (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (number, scope, each.line, each.column, each.severity, each.rule, each.message, each.hint)
                for each in problems
            ],
        )

    def _store_clashes(self) -> None:
        """Apply the rules between decks to everything the index holds, changed or not."""
        self._execute("delete from problems where scope = 'bank'")
        for rule, table in (("unique-deck", "decks"), ("L02", "questions")):
            taken = list(self._clashes(rule, table))
            for file, clash in taken:
                self._store_problems(file, [problem_of(rule, clash)], "bank")
        later = {(file, clash.later.number) for file, clash in taken}
        rows = self._execute("select file, number, hidden, data = '' from questions").fetchall()
        for file, number, hidden, has_error in rows:
            wanted = int(has_error or (file, number) in later)
            if hidden != wanted:
                self._execute(
                    "update questions set hidden = ? where file = ? and number = ?", (wanted, file, number)
                )

    def _clashes(self, rule: str, table: str) -> Iterator[tuple[int, Clash]]:
        name, number = ("id", "number") if table == "questions" else ("name", "0")
        rows = self._execute(
            f"select t.file, t.{name}, f.name, t.line, t.column, {number} from files f"
            f" join {table} t on t.file = f.id order by f.folder, f.name, t.rowid"
        )
        named = [(file, Named(*rest)) for file, *rest in rows]
        owner = {id(each): file for file, each in named}
        for clash in BANK_RULES[rule](each for _, each in named):
            yield owner[id(clash.later)], clash

    def _execute(self, sql: str, values: Sequence[Any] = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql, values)


def _statements(path: Path) -> list[str]:
    text = "\n".join(line.partition("--")[0] for line in path.read_text(encoding="utf-8").splitlines())
    return [statement for statement in text.split(";") if statement.strip()]


def _plain(question: Question) -> dict[str, Any]:
    """Return what `Question.as_json` returns, without copying it deeply: it is written and dropped."""
    plain = {name: getattr(question, name) for name in _FIELDS}
    plain["options"] = [{name: getattr(each, name) for name in _OPTION} for each in question.options]
    plain["references"] = [{name: getattr(each, name) for name in _REFERENCE} for each in question.references]
    return plain


def _digest_of(source: bytes, unread: Problem | None) -> str:
    return "" if unread else hashlib.sha256(source).hexdigest()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Compile the folders named; a failure is one line on stderr and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m trainer.content.compile", description=__doc__)
    parser.add_argument("--cache", type=Path, required=True, metavar="DIR")
    parser.add_argument("folders", type=Path, nargs="+", metavar="FOLDER")
    chosen = parser.parse_args(arguments)
    # This process ends when the work is done: nothing it makes is worth collecting.
    gc.disable()
    try:
        compile_bank(chosen.folders, chosen.cache)
    except TrainerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
