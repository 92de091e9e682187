"""A file of a lab in the student's own editor: the screen steps aside until it is closed."""

import os
import shlex
import shutil
import subprocess
from pathlib import Path

from textual.app import App, SuspendNotSupported

from trainer.errors import TrainerError
from trainer.sessions.editor import editor_of

EDITORS = ("nano", "vim", "vi")
"""Looked for, in this order, where neither VISUAL nor EDITOR names one."""


def edit(app: App[int], folder: Path, command: str) -> str:
    """Open the file that `edit FILE` names, and return what to say of it afterwards."""
    try:
        words = shlex.split(command)[1:]
    except ValueError:
        words = []
    if len(words) != 1:
        return "edit: say which file: edit FILE"
    file = folder / words[0]
    try:
        editor = editor_of(os.environ) or [name for name in EDITORS if shutil.which(name)][:1]
    except TrainerError as error:
        return f"edit: {error}"
    if not editor:
        return f"edit: no editor was found; set EDITOR, or open {file} in yours"
    try:
        with app.suspend():
            code = subprocess.run([*editor, str(file)], cwd=folder, check=False).returncode
    except SuspendNotSupported:
        return f"edit: this terminal cannot be handed over; open {file} in an editor of yours"
    except OSError as error:
        return f"edit: {editor[0]} could not be started ({error.strerror}); set EDITOR to one that can"
    return f"{words[0]}: the editor was closed{f', exit {code}' if code else ''}"
