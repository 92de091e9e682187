"""The student's own shell in the world of a lab that is open on a screen, which checks along."""

import json
import os
import shlex
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType

from trainer.cloud.client import CloudClient, Ready
from trainer.errors import CloudError, ProgressError, TrainerError

FILE = "world.json"
"""Stands in a lab's folder while the lab is open: the environment of its commands, for the user alone."""

_FROM_THE_TERMINAL = ("TERM", "COLORTERM", "NO_COLOR", "COLUMNS", "LINES", "SHELL")

_PROMPTS = {".bashrc": "PS1='{lab} \\$ '\n", ".zshrc": "PS1='{lab} %# '\n"}
"""Start files in the lab's home, by which a student knows which of several shells this is."""


def announce(folder: Path, environment: Mapping[str, str]) -> None:
    """Say in a lab's folder how to get into its world. Raises ProgressError."""
    file, beside = folder / FILE, folder / f"{FILE}.new"
    try:
        beside.unlink(missing_ok=True)
        beside.touch(0o600)
        beside.write_text(json.dumps({"environment": dict(environment)}), "utf-8")
        beside.replace(file)
    except OSError as error:
        raise ProgressError(
            f"could not write {file} ({error.strerror}); choose another place with --data-dir"
        ) from error


def withdraw(folder: Path, environment: Mapping[str, str]) -> None:
    """Take back what `announce` said, unless another has announced its world there since."""
    with suppress(OSError, ValueError, TrainerError):
        if _announced(folder) == dict(environment):
            (folder / FILE).unlink()


def world_of(lab: str, folder: Path) -> dict[str, str]:
    """Return the environment of the world of an open lab. Raises TrainerError where it is not open."""
    try:
        environment = _announced(folder)
        ready = Ready(
            environment["TRAINER_LAB_ENDPOINT"], "", "", "", "", environment["TRAINER_LAB_TOKEN"]
        )  # fmt: skip
        CloudClient(ready).clock()
    except (OSError, ValueError, KeyError, TypeError, CloudError) as error:
        raise TrainerError(
            f"the lab {lab} is not open on a screen; open it in another terminal with: trainer lab {lab}, "
            "and leave it open"
        ) from error
    return environment


def run(lab: str, folder: Path, environment: Mapping[str, str], command: Sequence[str] = ()) -> int:
    """Run the student's shell, or a command instead, in a lab's folder, and return its exit code.

    The start files of the shell are the lab's: those of the student could lead `aws` back to real keys.
    Raises TrainerError for what cannot be started.
    """
    kept = {name: os.environ[name] for name in _FROM_THE_TERMINAL if name in os.environ}
    _write_prompts(lab, Path(environment["HOME"]))
    words = list(command) or [os.environ.get("SHELL") or "/bin/sh"]
    # An interrupt from the keyboard is meant for what runs in the shell; a handler, unlike being deaf to it,
    # is not inherited.
    before = signal.signal(signal.SIGINT, _leave_it_to_the_shell)
    try:
        code = subprocess.call(words, cwd=folder, env={**environment, **kept})
    except OSError as error:
        raise TrainerError(
            f"could not start {shlex.join(words)} ({error.strerror}); name a shell with SHELL=/bin/sh"
        ) from error
    finally:
        signal.signal(signal.SIGINT, before)
    return code if code >= 0 else 128 - code


def _leave_it_to_the_shell(number: int, frame: FrameType | None) -> None:
    """Do nothing."""


def _announced(folder: Path) -> dict[str, str]:
    found = json.loads((folder / FILE).read_text("utf-8"))["environment"]
    return {str(name): str(value) for name, value in dict(found).items()}


def _write_prompts(lab: str, home: Path) -> None:
    for name, text in _PROMPTS.items():
        with suppress(OSError):
            if not (home / name).exists():
                (home / name).write_text(text.format(lab=lab), "utf-8")
