"""The questions of a bank, read from the compiled index alone.

Nothing here imports yaml or pydantic: what needs them runs in a process of its own.
"""

import json
import sqlite3
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

from trainer.content import index
from trainer.content.problem import Problem
from trainer.errors import ContentError
from trainer.study.question import Question, question_from_json


class DeckInfo(NamedTuple):
    """A deck, and how many of its questions can be asked."""

    name: str
    title: str
    file: str
    questions: int


class Bank:
    """The decks of one or more folders or files; a later folder adds to an earlier one."""

    def __init__(self, folders: Sequence[Path], cache: Path) -> None:
        self._folders = tuple(folders)
        self._cache = cache
        self._path = index.index_path(folders, cache)
        self._connection: sqlite3.Connection | None = None

    @classmethod
    def open(cls, folders: Sequence[Path], cache: Path) -> Self:
        """Open the compiled index of these folders, stale or not; where there is none, make it.

        Raises ContentError for a folder that is missing, or when the index cannot be made.
        """
        bank = cls(folders, cache)
        index.check_folders(bank._folders)
        if not bank._connect():
            bank._compile()
        return bank

    def close(self) -> None:
        """Close the index."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def is_fresh(self) -> bool:
        """Tell whether the index holds what the files say now: a stat of each, its hash when in doubt."""
        files = index.bank_files(self._folders)
        if self._connection is None:
            return False
        try:
            return self._still_holds(self._connection, files)
        except sqlite3.DatabaseError:
            return False

    def refresh(self) -> int:
        """Compile what has changed since; return how many problems the bank has.

        Raises ContentError when the index cannot be written.
        """
        if not self.is_fresh():
            self._compile()
        return int(self._rows("select count(*) from problems")[0][0])

    def decks(self) -> list[DeckInfo]:
        """Return the decks, in the order of their files."""
        rows = self._rows(
            "select d.name, d.title, f.folder, f.name, (select count(*) from questions q"
            " where q.file = d.file and q.hidden = 0)"
            " from files f join decks d on d.file = f.id order by f.folder, f.name"
        )
        return [DeckInfo(name, title, self._file(*place), count) for name, title, *place, count in rows]

    def ids(self, deck: str | None = None, tag: str | None = None) -> list[str]:
        """Return the ids of the questions in the order of the files: all, or those of a deck and a tag."""
        rows = self._rows(
            "select q.id from files f join questions q on q.file = f.id where q.hidden = 0"
            " and (:deck is null or q.deck = :deck) and (:tag is null or exists"
            " (select 1 from tags t where t.tag = :tag and t.file = q.file and t.number = q.number))"
            " order by f.folder, f.name, q.number",
            {"deck": deck, "tag": tag},
        )
        return [question for (question,) in rows]

    def taken_ids(self) -> set[str]:
        """Return every id that stands in the decks, also those of questions with an error."""
        return {question for (question,) in self._rows("select id from questions")}

    def question(self, question: str) -> Question:
        """Return a question whole; raises ContentError when the bank has none of that id."""
        rows = self._rows(
            "select q.data, f.folder, f.name from questions q join files f on f.id = q.file"
            " where q.id = :id and q.hidden = 0",
            {"id": question},
        )
        if not rows:
            raise ContentError(f"the bank has no question {question!r}; see `trainer bank list`")
        data, *place = rows[0]
        return question_from_json({**json.loads(data), "file": self._file(*place)})

    def reread(self, known: Question) -> Question:
        """Return a question as the bank has it now.

        Raises ContentError when it is gone: with its own first error, or its deck's, where there is one.
        """
        try:
            return self.question(known.id)
        except ContentError as gone:
            lines = self._rows("select line from questions where id = :id", {"id": known.id})
            begin = lines[0][0] if lines else 0
            errors = [each for each in self.problems() if each.is_error and each.file == known.file]
            own = [each for each in errors if each.line >= begin] or errors
            raise (ContentError(str(own[0])) if own else gone) from gone

    def misconception(self, name: str) -> str | None:
        """Return what somebody with this misconception believes; None where the bank does not name it."""
        found = self._meta["misconceptions"].get(name)
        return None if found is None else str(found)

    def exam(self) -> dict[str, Any]:
        """Return the blueprint as exam.yaml has it."""
        return dict(self._meta["exam"])

    def weights(self) -> dict[str, float]:
        """Return the share of each domain in the exam; together 1."""
        return {domain["id"]: domain["weight"] / 100 for domain in self._domains}

    def domain_title(self, domain: str) -> str:
        """Return the short title of a domain, or its id where the blueprint does not name it."""
        found = (each["short"] for each in self._domains if each["id"] == domain)
        return next(found, domain)

    def task_title(self, task: str) -> str:
        """Return the title of a task statement, or its number where the blueprint does not name it."""
        found = (each["title"] for domain in self._domains for each in domain["tasks"] if each["id"] == task)
        return next(found, task)

    def problems(self) -> list[Problem]:
        """Return what `trainer bank check` would say about the bank, file by file."""
        rows = self._rows(
            "select f.folder, f.name, p.line, p.column, p.severity, p.rule, p.message, p.hint"
            " from problems p join files f on f.id = p.file order by f.folder, f.name, p.line, p.column, p.id"
        )
        return [Problem(self._file(folder, name), *rest) for folder, name, *rest in rows]

    @property
    def _domains(self) -> list[dict[str, Any]]:
        return list(self._meta["exam"].get("domains", []))

    @cached_property
    def _meta(self) -> dict[str, Any]:
        rows = self._rows("select key, value from meta where key in ('exam', 'misconceptions')")
        return {"exam": {}, "misconceptions": {}} | {key: json.loads(value) for key, value in rows}

    def _file(self, folder: int, name: str) -> str:
        from trainer.paths import shipped_bank

        return str(index.file_in(shipped_bank() if folder == index.SHIPPED else self._folders[folder], name))

    def _rows(self, sql: str, values: dict[str, Any] | None = None) -> list[Any]:
        """Run a query; an index that turns out to be corrupt is only a cache, so it is made anew."""
        try:
            return self._open_connection().execute(sql, values or {}).fetchall()
        except sqlite3.DatabaseError as error:
            if index.is_busy(error):
                message = f"the index {self._path} is in use by another trainer; try again"
                raise ContentError(message) from error
            self.close()
            index.delete(self._path)
            self._compile()
        return self._open_connection().execute(sql, values or {}).fetchall()

    def _open_connection(self) -> sqlite3.Connection:
        if self._connection is None and not self._connect():
            self._compile()
        assert self._connection is not None
        return self._connection

    def _connect(self) -> bool:
        """Open the index if there is one of this version; tell whether there was."""
        self.close()
        if not self._path.is_file():
            return False
        connection = index.connect(self._path)
        with suppress(sqlite3.DatabaseError):
            if index.is_index(connection):
                self._connection = connection
                return True
        connection.close()
        return False

    def _still_holds(self, connection: sqlite3.Connection, files: list[index.BankFile]) -> bool:
        if index.compiled_by(connection) != index.compiler():
            return False
        compiled = index.compiled_files(connection)
        if compiled.keys() != {file.key for file in files}:
            return False
        doubtful = [file for file in files if not compiled[file.key].certainly(file)]
        if not all(compiled[file.key].holds(file) for file in doubtful):
            return False
        if doubtful:
            index.confirm_if_free(connection, doubtful)
        return True

    def _compile(self) -> None:
        """Bring the index up to date in a process of its own, which may import what it likes."""
        import os
        import subprocess

        self.close()
        self.__dict__.pop("_meta", None)
        package = str(Path(__file__).resolve().parents[2])
        places = [package, *filter(None, [os.environ.get("PYTHONPATH")])]
        # -P: a yaml.py in the user's folder is not the library.
        command = [sys.executable, "-P", "-m", "trainer.content.compile", "--cache", str(self._cache), "--"]
        ran = subprocess.run(
            [*command, *map(str, self._folders)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(places)},
        )
        if ran.returncode or not self._connect():
            said = ran.stderr.strip().splitlines() or [f"exit code {ran.returncode}"]
            raise ContentError(f"could not compile the bank: {said[-1]}")
