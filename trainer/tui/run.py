"""The way into the TUI."""

import gc
from collections.abc import Sequence
from pathlib import Path


def run(
    start: str,
    *,
    lab: str | None = None,
    bank_folders: Sequence[Path],
    data_dir: Path,
    deck: str | None = None,
    tag: str | None = None,
    limit: int | None = None,
) -> int:
    """Run the TUI from `home`, `study`, `labs` or `lab` (with its name in `lab`); return the exit code.

    Raises TrainerError, before anything is drawn, for what keeps it from opening: a missing bank, a deck that
    is not there, a log that is locked or damaged.
    """
    # Nothing that a start makes is garbage; looking for some among half a million objects only takes time.
    # The app switches it on again with its first paint.
    gc.disable()
    from trainer.tui.opening import open_and_run

    return open_and_run(
        start, lab=lab, bank_folders=bank_folders, data_dir=data_dir, deck=deck, tag=tag, limit=limit
    )
