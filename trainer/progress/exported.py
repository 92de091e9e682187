"""Exported answer logs of a class, read line by line: first answers, later ones, and what did not count.

The shape of a line is that of `trainer progress export`. A log is a student's, named by its file; a line with
a `student` of its own is that student's instead, so that one file may hold a class. Of each student the
first answer to each revision of a question is kept and the others are counted: after the first the student
has read the explanation. Logs may be large, and are read twice: what was taken back stands after it.
"""

import hashlib
import json
import stat
from array import array
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from io import BufferedReader
from pathlib import Path
from typing import Any, NamedTuple

from trainer.errors import UsageError
from trainer.study.responses import Responses

LONGEST_LINE = 64 * 1024
"""Bytes. An answer takes some 250; a longer line is no line of a log, and is not read into memory."""

MOST_OPTIONS = 32

Progress = Callable[[int, int], None]
"""Is told how many bytes are read, of how many."""


class Key(NamedTuple):
    """A question in one of its meanings."""

    question: str
    revision: int


@dataclass(slots=True)
class Later:
    """The answers after the first to a question."""

    right: int = 0
    answers: int = 0


@dataclass(slots=True)
class Remark:
    """Lines of a log that did not count."""

    why: str
    line: int
    """The first of them."""
    lines: int = 1


@dataclass(slots=True)
class ClassLog:
    """What the logs say together."""

    logs: int = 0
    students: int = 0
    """Those with an answer that counts."""
    first: dict[Key, Responses] = field(default_factory=dict)
    later: dict[Key, Later] = field(default_factory=dict)
    undone: int = 0
    previews: int = 0
    remarks: dict[str, list[Remark]] = field(default_factory=dict)
    """By the log's name as it was given."""
    silent: list[str] = field(default_factory=list)
    """Logs without a single line of a log."""
    copies: list[tuple[str, str]] = field(default_factory=list)
    """Logs that are the same as an earlier one, and which."""


class _LineError(ValueError):
    """A line that is none of a log, and why in a few words."""


class _RepeatedError(_LineError):
    """A line of a log that stood there before."""


def read_logs(paths: Sequence[Path], progress: Progress | None = None) -> ClassLog:
    """Read exported logs; raises UsageError for a path that is missing, a folder or no regular file."""
    return _Reading(paths, progress).run()


class _Reading:
    def __init__(self, paths: Sequence[Path], progress: Progress | None) -> None:
        self._paths = paths
        self._of = 2 * sum(_size(path) for path in paths)
        self._progress = progress
        self._read = 0
        self._log = ClassLog()
        self._contents: dict[bytes, Path] = {}
        self._undone: dict[str, array[int]] = {}
        self._numbers: dict[str, int] = {}
        self._last: array[int] = array("q")
        self._answered: set[tuple[int, int]] = set()
        self._keys: dict[Key, int] = {}

    def run(self) -> ClassLog:
        logs = [path for path in self._paths if self._is_new(path)]
        undone = {student: frozenset(numbers) for student, numbers in self._undone.items()}
        for path in logs:
            self._read_log(path, undone)
        self._log.logs = len(logs)
        self._log.students = len({student for student, _ in self._answered})
        return self._log

    def _is_new(self, path: Path) -> bool:
        """Note what a log takes back; False for one that was read before, under whatever name."""
        content = hashlib.sha256()
        for _, line in self._lines(path):
            content.update(line)
            # Most lines are answers, and need not be parsed to know it.
            if b'"undo"' not in line:
                continue
            try:
                row = _row(line)
            except _LineError:
                continue
            if row["type"] == "undo" and _is_count(row.get("of")):
                self._undone.setdefault(_student(row, path), array("q")).append(row["of"])
        earlier = self._contents.get(content.digest())
        if earlier is not None:
            self._log.copies.append((str(path), str(earlier)))
            return False
        self._contents[content.digest()] = path
        return True

    def _read_log(self, path: Path, undone: dict[str, frozenset[int]]) -> None:
        remarks: dict[str, Remark] = {}
        rows = 0
        for number, line in self._lines(path):
            try:
                rows += self._take(_row(line), path, undone)
            except _LineError as broken:
                rows += isinstance(broken, _RepeatedError)
                remark = remarks.get(str(broken))
                if remark is None:
                    remarks[str(broken)] = Remark(str(broken), number)
                else:
                    remark.lines += 1
        if not rows:
            self._log.silent.append(str(path))
        elif remarks:
            self._log.remarks[str(path)] = list(remarks.values())

    def _take(self, row: dict[str, Any], path: Path, undone: dict[str, frozenset[int]]) -> int:
        """Count one line; return 1. Raises _LineError for one that is none of a log."""
        if row["type"] == "undo":
            if not _is_count(row.get("of")):
                raise _LineError("no answer log's")
            return 1
        answer = _answer(row)
        name = _student(row, path)
        if name not in self._numbers:
            self._numbers[name] = len(self._numbers)
            self._last.append(0)
        student = self._numbers[name]
        if answer.n <= self._last[student]:
            raise _RepeatedError("not newer than what was read before (the numbers `n` have to rise)")
        self._last[student] = answer.n
        if answer.n in undone.get(name, ()):
            self._log.undone += 1
        elif row["mode"] == "preview":
            self._log.previews += 1
        else:
            self._count(student, answer)
        return 1

    def _count(self, student: int, answer: "_Answer") -> None:
        key = answer.key
        known = (student, self._keys.setdefault(key, len(self._keys)))
        if known in self._answered:
            later = self._log.later.setdefault(key, Later())
            later.right += answer.right
            later.answers += 1
            return
        self._answered.add(known)
        self._log.first.setdefault(key, Responses()).add(
            student, right=answer.right, chosen=answer.chosen, seconds=answer.seconds
        )

    def _lines(self, path: Path) -> Iterator[tuple[int, bytes]]:
        with path.open("rb") as stream:
            for number, line in enumerate(_short_lines(stream), start=1):
                self._read += len(line)
                if self._progress and not number % 1000:
                    self._progress(self._read, self._of)
                if line.strip():
                    yield number, line


class _Answer(NamedTuple):
    n: int
    key: Key
    right: bool
    chosen: Collection[int]
    seconds: float


def _answer(row: dict[str, Any]) -> _Answer:
    question, revision, chosen = row.get("question"), row.get("revision"), row.get("chosen")
    right, seconds = row.get("correct"), row.get("seconds")
    if not (
        isinstance(question, str)
        and question
        and _is_count(row.get("n"))
        and _is_count(revision)
        and isinstance(right, bool)
        and row.get("mode") in ("study", "exam", "preview")
        and isinstance(seconds, int | float)
        and not isinstance(seconds, bool)
        and 0 <= seconds < 1e9
        and isinstance(chosen, list)
        and len(chosen) <= MOST_OPTIONS
        and all(type(each) is int and 0 <= each < MOST_OPTIONS for each in chosen)
    ):
        raise _LineError("not as `trainer progress export` writes an answer")
    return _Answer(row["n"], Key(question, row["revision"]), right, chosen, float(seconds))


def _row(line: bytes) -> dict[str, Any]:
    try:
        row = json.loads(line.removeprefix(b"\xef\xbb\xbf"))
    except (ValueError, RecursionError):
        raise _LineError("no JSON") from None
    kind = row.get("type") if isinstance(row, dict) else None
    if not isinstance(kind, str):
        raise _LineError("no line of an answer log")
    if kind not in ("answer", "undo"):
        raise _LineError("of a kind that this version does not know")
    return dict(row)


def _student(row: dict[str, Any], path: Path) -> str:
    said = row.get("student")
    # A name in the log and a file of that name are not the same student.
    return f"student {said}" if isinstance(said, str) and said else f"file {path}"


def _is_count(value: object) -> bool:
    return type(value) is int and 0 < value < 2**62


def _short_lines(stream: BufferedReader) -> Iterator[bytes]:
    """Yield the lines; of one that is too long, its beginning, which is no JSON."""
    while line := stream.readline(LONGEST_LINE):
        yield line
        while len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            line = stream.readline(LONGEST_LINE)


def _size(path: Path) -> int:
    try:
        found = path.stat()
    except FileNotFoundError:
        raise UsageError(f"there is no log {path}; name files of trainer progress export") from None
    if stat.S_ISDIR(found.st_mode):
        raise UsageError(f"{path} is a folder; name the logs in it, as {path}/*.jsonl")
    if not stat.S_ISREG(found.st_mode):
        # It is read twice, which a pipe is not.
        raise UsageError(f"the log {path} is no regular file; write it to one first")
    return found.st_size
