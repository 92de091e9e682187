"""The author's own editor, opened at a line: $VISUAL, else $EDITOR."""

import os
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import PurePath

from trainer.errors import TrainerError

_PLUS = frozenset(
    [
        *("vi", "vim", "nvim", "view", "ex", "elvis", "vis", "kak", "nano", "rnano", "pico", "micro"),
        *("emacs", "emacsclient", "mg", "zile", "jove", "joe", "jed", "ne", "mcedit", "gedit"),
    ]
)
"""Editors that take `+LINE FILE`."""

_GOTO = frozenset(["code", "code-insiders", "codium", "vscodium", "code-oss", "cursor", "windsurf"])
"""Editors that take `--goto FILE:LINE`, and come back at once unless told to wait."""

_COLON = frozenset(["hx", "helix"])
"""Editors that take `FILE:LINE`."""

_COLON_AND_WAIT = frozenset(["subl", "sublime_text", "zed", "zeditor", "pulsar", "atom"])
"""Editors that take `FILE:LINE`, and come back at once unless told to wait."""


def editor_of(environ: Mapping[str, str]) -> list[str] | None:
    """Return the editor's command as words; None where neither variable names one.

    Raises TrainerError for a command with a quote that is not closed.
    """
    for name in ("VISUAL", "EDITOR"):
        command = environ.get(name, "").strip()
        if command:
            try:
                return shlex.split(command)
            except ValueError as error:
                raise TrainerError(f"${name} cannot be read ({error}); write it as in a shell") from error
    return None


def command_at(editor: Sequence[str], file: str, line: int) -> list[str]:
    """Return the command that opens a file at a line; for an editor that is not known, without the line."""
    name = PurePath(editor[0]).stem.lower()
    if file.startswith(("-", "+")):
        file = f".{os.sep}{file}"
    wait = [] if {"-w", "--wait"} & set(editor) else ["--wait"]
    if name in _PLUS:
        return [*editor, f"+{line}", file]
    if name in ("gvim", "mvim"):
        return [*editor, "-f", f"+{line}", file]
    if name in _GOTO:
        return [*editor, *wait, "--goto", f"{file}:{line}"]
    if name in _COLON:
        return [*editor, f"{file}:{line}"]
    if name in _COLON_AND_WAIT:
        return [*editor, *wait, f"{file}:{line}"]
    if name == "kate":
        return [*editor, "--block", "--line", str(line), file]
    return [*editor, file]


def edit(editor: Sequence[str], file: str, line: int) -> None:
    """Open a file at a line and wait until the editor is closed; raises TrainerError where that fails."""
    instead = f"open {file}:{line} yourself, or name another editor in VISUAL or EDITOR"
    try:
        code = subprocess.run(command_at(editor, file, line), check=False).returncode
    except OSError as error:
        raise TrainerError(f"could not start the editor {editor[0]} ({error.strerror}); {instead}") from error
    if code:
        raise TrainerError(f"the editor {editor[0]} ended with code {code}; {instead}")
