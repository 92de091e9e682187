"""Giving the terminal to the author's editor, and taking it back."""

import os
import sys
from collections.abc import Callable
from typing import Any

from textual.app import SuspendNotSupported

from trainer.errors import TrainerError
from trainer.tui.page import Page


def edit_at(page: Page[Any], file: str, line: int, afterwards: Callable[[], None] | None = None) -> bool:
    """Open a file at a line in $VISUAL or $EDITOR in place of the screen; tell whether an editor was closed.

    `afterwards` runs before the screen comes back. What keeps it from opening is told on the page.
    """
    from trainer.sessions.editor import edit, editor_of

    try:
        editor = editor_of(os.environ)
        if editor is None:
            raise TrainerError(f"the question is at {file}:{line}")
        with page.app.suspend():
            edit(editor, file, line)
            if afterwards is not None:
                # Taken back afterwards: it would be left standing once the program has ended.
                print("trainer: reading the deck again", end="", file=sys.stderr, flush=True)
                try:
                    afterwards()
                finally:
                    print("\r\x1b[K", end="", file=sys.stderr, flush=True)
    except SuspendNotSupported:
        page.trouble("Not on this terminal", TrainerError(f"the question is at {file}:{line}"),
                     do="open it in another one")  # fmt: skip
    except TrainerError as error:
        page.trouble("Not edited", error, do="name an editor in VISUAL or EDITOR, or open the file yourself",
                     safe="The session goes on where it is.")  # fmt: skip
    else:
        return True
    return False
