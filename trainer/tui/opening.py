"""Opening what the screens need, and running them; what a start imports, it imports from here."""

import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from textual.screen import Screen

from trainer.content import index
from trainer.content.bank import Bank
from trainer.errors import UsageError
from trainer.paths import cache_dir
from trainer.progress.log import FILE_NAME, AnswerLog
from trainer.tui.app import TrainerApp
from trainer.tui.cloud_holder import CloudHolder
from trainer.tui.desk import Clock, Desk, utc_now
from trainer.tui.settings import Settings


def open_and_run(
    start: str,
    *,
    lab: str | None = None,
    bank_folders: Sequence[Path],
    data_dir: Path,
    deck: str | None = None,
    tag: str | None = None,
    limit: int | None = None,
    clock: Clock = utc_now,
) -> int:
    """Run the TUI from `home`, `study`, `labs` or `lab` (with its name in `lab`); return the exit code.

    Raises TrainerError, before anything is drawn, for what keeps it from opening: a missing bank, a deck that
    is not there, a log that is locked or damaged.
    """
    with ExitStack() as closing:
        cache = cache_dir()
        bank = closing.enter_context(_open_bank(bank_folders, cache, fresh=start == "study"))
        log = closing.enter_context(AnswerLog.open(data_dir / FILE_NAME))
        cloud = CloudHolder(cache / "cloud.log")
        closing.callback(cloud.stop)
        desk = Desk(bank, log, Settings(data_dir), cloud, data_dir, tuple(bank_folders), cache, clock)
        app = TrainerApp(desk, first_screen(start, desk, lab=lab, deck=deck, tag=tag, limit=limit))
        result = app.run()
        return result if result is not None else app.return_code or 0


def first_screen(
    start: str,
    desk: Desk,
    *,
    lab: str | None = None,
    deck: str | None = None,
    tag: str | None = None,
    limit: int | None = None,
) -> Callable[[], Screen[Any]]:
    """Return what makes the first screen; a session is begun now, so that its errors come before the TUI."""
    if start == "study":
        from trainer.progress.queue import Choice
        from trainer.sessions.study import DEFAULT_LIMIT
        from trainer.tui.study import open_study

        study = open_study(desk, Choice(deck, tag, limit or DEFAULT_LIMIT))
        return lambda: study
    if start == "labs":
        from trainer.tui.labs import LabsScreen

        return LabsScreen
    if start == "lab" and lab:
        from trainer.tui.lab import LabScreen

        return lambda: LabScreen(lab)
    if start == "home":
        from trainer.tui.home import HomeScreen

        return lambda: HomeScreen(desk)
    raise UsageError(f"the TUI has no screen {start!r}; use home, study, labs or lab")


def _open_bank(folders: Sequence[Path], cache: Path, *, fresh: bool) -> Bank:
    """Open the compiled bank; where it takes a moment because it must be compiled first, say so."""
    if not index.index_path(folders, cache).is_file():
        print("trainer: reading the question bank for the first time", file=sys.stderr)
        return Bank.open(folders, cache)
    bank = Bank.open(folders, cache)
    if fresh and not bank.is_fresh():
        # A question is about to be asked: it must be what the files say now.
        print("trainer: the question bank has changed, reading it", file=sys.stderr)
        bank.refresh()
    return bank
