"""The matrix of a lab: what S3 answered to which kind of link while which measure was in force.

Nobody but the student fills it in: a cell is the latest answer to a request of theirs.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from trainer.labs.patterns import NOTHING_IN_FORCE, Condition, facts, misses, when
from trainer.labs.profiles import signer
from trainer.labs.results import JournalLine


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A kind of link: the requests that meet the conditions."""

    name: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class MatrixColumn:
    """A step, or the part of it in which a measure is in force.

    A call that meets `begins` puts the measure into force, one that meets `ends` lifts it; calls that were
    refused do neither. A column without a measure is the part of its step in which nothing is in force.
    """

    name: str
    step: str
    """Id of the step."""
    begins: tuple[Condition, ...] = ()
    ends: tuple[Condition, ...] = ()
    """Empty where nothing but a reset lifts the measure."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows and columns of a lab's matrix."""

    title: str
    rows: tuple[MatrixRow, ...]
    columns: tuple[MatrixColumn, ...]

    def cells(self, line: JournalLine) -> Iterator[tuple[str, str]]:
        """Yield the row and column of each cell that a request, as a JournalReader tells it, fills in."""
        found = facts(line)
        for column in self.columns:
            in_force = column.name if column.begins else NOTHING_IN_FORCE
            if line["step"] == column.step and line["in_force"] == in_force:
                yield from ((row.name, column.name) for row in self.rows if not misses(row.conditions, found))


def cell_text(line: JournalLine) -> str:
    """Return an answer as a cell keeps it: `200`, `403 AccessDenied`."""
    return f"{line['status']} {line.get('code') or ''}".rstrip()


class JournalReader:
    """Reads the journal of one world, and adds what only the lab knows: who signed and what is in force."""

    def __init__(self, names_of_keys: Mapping[str, str], matrix: Matrix | None = None) -> None:
        self._names = names_of_keys
        self._measures: Sequence[MatrixColumn] = [c for c in matrix.columns if c.begins] if matrix else ()
        self._began: dict[str, datetime] = {}
        self._used: set[str] = set()
        self._used_before: set[str] = set()
        """Access keys that had been used when the latest measure began."""

    @property
    def in_force(self) -> tuple[str, ...]:
        """The measures that are in force now, in the order of the columns."""
        return tuple(column.name for column in self._measures if column.name in self._began)

    def read(self, line: Mapping[str, Any], step: str) -> dict[str, Any]:
        """Return a line with what the lab knows of it; `step` is the id of the step that is open."""
        call = line.get("call") or {}
        told = {
            **line,
            "step": step,
            "profile": signer(self._names, line.get("access_key_id"), line.get("principal")),
            "of_user": call.get("UserName"),
            "of_role": call.get("RoleName"),
            "of_key": self._names.get(call.get("AccessKeyId", "")),
            "key_status": call.get("Status"),
            "in_force": " + ".join(self.in_force) or NOTHING_IN_FORCE,
            "session_began": self._session_began(line),
        }
        self._note_measures(told)
        self._used.add(str(line.get("access_key_id")))
        return told

    def _session_began(self, line: Mapping[str, Any]) -> str | None:
        """Return whether a session began before or after the latest measure that is in force."""
        began_at = line.get("session_began_at")
        if began_at is None or not self._began:
            return None
        # A session's issue time has no fraction of a second (see trainer/cloud/sessions.py): one of the same
        # second counts as later, unless it was used before.
        measure = max(self._began.values()).replace(microsecond=0)
        used_before = line.get("access_key_id") in self._used_before
        return "before" if used_before or when(began_at) < measure else "after"

    def _note_measures(self, line: Mapping[str, Any]) -> None:
        if line["status"] >= 300:
            return
        found = facts(line)
        for column in self._measures:
            if not misses(column.begins, found):
                self._began[column.name] = when(line["lab_at"])
                self._used_before = set(self._used)
            elif column.ends and not misses(column.ends, found):
                self._began.pop(column.name, None)
