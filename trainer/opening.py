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
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        or_else = "; run it in one" if start in ("lab", "labs") else "; run it in one, or add --plain"
        raise TrainerError(f"the screen needs a terminal, and this is none (a pipe or a file){or_else}")
    from trainer.tui.run import run

    return run(start, bank_folders=places.bank_folders(), data_dir=places.data(), **chosen)
