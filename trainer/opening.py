"""Opening a screen, for the commands and for a start that has no options to read."""

import sys
from typing import Any

from trainer.errors import TrainerError
from trainer.places import Places


def open_tui(places: Places, start: str, **chosen: Any) -> int:
    """Run the TUI from `home`, `study`, `labs` or `lab`, and return the exit code.

    `chosen` goes to `trainer.tui.run.run`. Raises TrainerError without a terminal, and for what keeps the
    screen from opening.
    """
    need_terminal("run it in one" if start in ("lab", "labs") else "run it in one, or add --plain")
    from trainer.tui.run import run

    return run(start, bank_folders=places.bank_folders(), data_dir=places.data(), **chosen)


def open_preview(places: Places, path: str, question: str) -> int:
    """Preview a deck from a question on, and return the exit code. Raises TrainerError without a terminal."""
    need_terminal("run it in one")
    from trainer.tui.preview_opening import open_and_run

    return open_and_run(path, question, bank_folders=places.bank_folders(), data_dir=places.data())


def need_terminal(instead: str) -> None:
    """Raise TrainerError, with what to do instead, where a screen cannot be drawn."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise TrainerError(f"the screen needs a terminal, and this is none (a pipe or a file); {instead}")
