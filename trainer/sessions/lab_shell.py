"""`trainer lab shell`: the student's own shell in the world of a lab that is open in another terminal."""

import sys
from collections.abc import Sequence
from pathlib import Path

from trainer.labs import own_shell
from trainer.labs.definition import find_lab
from trainer.sessions.lab import LabStore


def open_shell(name: str, data_dir: Path, command: Sequence[str]) -> int:
    """Run the student's shell, or a command instead, in an open lab's world; return its exit code.

    Raises TrainerError where the lab is not there or not open.
    """
    lab = find_lab(name)
    folder = LabStore(data_dir).folder(lab.name)
    environment = own_shell.world_of(lab.name, folder)
    if not command:
        tell_how(lab.name)
    return own_shell.run(lab.name, folder, environment, command)


def tell_how(lab: str) -> None:
    """Say on stderr what is different in this shell, and how to leave it."""
    print(
        f"In the world of the lab {lab}: aws, python, clock and slowly work by lab time,\n"
        "and the lab's screen checks along. Your own AWS keys are not here.\n"
        "exit or Ctrl-D leads back.",
        file=sys.stderr,
        flush=True,
    )
