"""Copying text out of the terminal: OSC 52, and a file for terminals that do not take it."""

import os
from pathlib import Path
from typing import Any

from textual.app import App

FILE = "copied.txt"


def copy(app: App[Any], text: str, folder: Path) -> str:
    """Copy a text and keep it in a file that only the user can read; return what to tell the user.

    A terminal does not say whether it took the text, so the file is written each time.
    """
    app.copy_to_clipboard(text)
    path = folder / FILE
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
    except OSError as error:
        return f"copied; the file {path} could not be written ({error.strerror})"
    return f"copied, also to {_short(path)}"


def _short(path: Path) -> str:
    home = os.path.expanduser("~")
    text = str(path)
    return f"~{text[len(home) :]}" if text.startswith(f"{home}{os.sep}") else text
