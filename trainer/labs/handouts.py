"""Files that a lab hands out, to be worked on; what is in the student's folder already stays as it is."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from trainer.errors import ProgressError

FOLDER = "handouts"
"""Beside lab.yaml."""

RESERVED = ("home", "bin", "answers", "state.json", "world.json")
"""What the trainer itself keeps in a student's folder."""


def find_handouts(lab: Path) -> tuple[tuple[Path, ...], list[str]]:
    """Return the files that a lab's folder hands out, sorted, and what is wrong with them."""
    found = sorted((lab / FOLDER).iterdir()) if (lab / FOLDER).is_dir() else []
    files = [file for file in found if not file.name.startswith((".", "__"))]
    problems = [f"{file}:1:1: {says}" for file in files if (says := _wrong(file))]
    return tuple(files), problems


def _wrong(file: Path) -> str:
    if file.name in RESERVED:
        return f"the trainer keeps {file.name} there itself; choose another name"
    if file.is_symlink() or not file.is_file():
        return "only plain files are handed out; put the file itself here"
    return ""


def hand_out(files: Sequence[Path], folder: Path) -> None:
    """Copy files into a folder where they are not there yet. Raises ProgressError."""
    for file in files:
        into = folder / file.name
        if into.exists():
            continue
        try:
            shutil.copyfile(file, into)
        except OSError as error:
            raise ProgressError(
                f"could not write {into} ({error.strerror}); make room or choose another --data-dir"
            ) from error
