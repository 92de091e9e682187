"""What a student has done in a lab, kept in one small file a lab, written whole or not at all."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from trainer.errors import ProgressError

FORMAT = 1


@dataclass
class SavedStep:
    """What is kept of one step."""

    passed_at: str | None = None
    """When it was passed, UTC, ISO 8601."""
    predicted: int | None = None
    """Position of the option that was chosen."""
    right: int | None = None
    """Position of the option that came true."""
    hints: int = 0
    """How many hints were shown."""
    observed: dict[str, str] = field(default_factory=dict)
    """What was observed when it was passed, by the id of the check."""


@dataclass
class SavedLab:
    """What is kept of a lab."""

    current: str = ""
    """Id of the step that was open last."""
    started_at: str | None = None
    finished_at: str | None = None
    steps: dict[str, SavedStep] = field(default_factory=dict)
    matrix: dict[str, dict[str, str]] = field(default_factory=dict)
    """What the student's requests were answered: by column, then by row of the lab's matrix."""

    def step(self, step_id: str) -> SavedStep:
        """Return what is kept of a step, made if there is nothing yet."""
        return self.steps.setdefault(step_id, SavedStep())


class LabStore:
    """The labs' folder in the user's data; every lab has a folder of its own there."""

    def __init__(self, data_dir: Path) -> None:
        self._root = data_dir / "labs"

    def folder(self, lab: str) -> Path:
        """Return the folder of a lab, made if absent, for the user alone. Raises ProgressError."""
        folder = self._root / lab
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ProgressError(
                f"could not make {folder} ({error.strerror}); choose another place with --data-dir"
            ) from error
        return folder

    def load(self, lab: str) -> SavedLab | None:
        """Return what is kept of a lab, or None if it was never begun.

        Raises ProgressError for a file that cannot be read or is of a newer version; it is left as it is.
        """
        file = self._file(lab)
        try:
            text = file.read_text("utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise ProgressError(f"could not read {file} ({error}); move it away to begin anew") from error
        try:
            return _from_json(json.loads(text), file)
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise ProgressError(f"{file} holds no lab's state; move it away to begin the lab anew") from error

    def save(self, lab: str, saved: SavedLab) -> None:
        """Write what is kept of a lab; it is durable when this returns. Raises ProgressError."""
        file = self.folder(lab) / "state.json"
        text = json.dumps({"format": FORMAT, "lab": lab, **asdict(saved)}, indent=1)
        try:
            _replace(file, text)
        except OSError as error:
            raise ProgressError(
                f"could not write {file} ({error.strerror}); make room or choose another --data-dir"
            ) from error

    def forget(self, lab: str) -> None:
        """Delete what is kept of a lab. Raises ProgressError."""
        try:
            self._file(lab).unlink(missing_ok=True)
        except OSError as error:
            raise ProgressError(f"could not delete {self._file(lab)} ({error.strerror})") from error

    def _file(self, lab: str) -> Path:
        return self._root / lab / "state.json"


def _from_json(data: Mapping[str, Any], file: Path) -> SavedLab:
    if data["format"] > FORMAT:
        raise ProgressError(f"{file} was written by a newer version of the trainer; update to go on")
    return SavedLab(
        current=str(data["current"]),
        started_at=data["started_at"],
        finished_at=data["finished_at"],
        steps={name: SavedStep(**step) for name, step in data["steps"].items()},
        # A file of before there was a matrix has none.
        matrix={
            column: {row: str(answer) for row, answer in cells.items()}
            for column, cells in data.get("matrix", {}).items()
        },
    )


def _replace(file: Path, text: str) -> None:
    beside = file.with_suffix(".new")
    with beside.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)
    # The new name is durable only once the folder is.
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
