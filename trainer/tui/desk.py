"""What a screen reaches through its app: the bank, the answers, the local cloud, the data folder."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from textual.widget import Widget

from trainer.tui.cloud_holder import CloudHolder
from trainer.tui.settings import Settings

if TYPE_CHECKING:
    from trainer.content.bank import Bank
    from trainer.progress.log import AnswerLog

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return the time, aware, UTC."""
    return datetime.now(UTC)


def new_seed() -> int:
    """Return what the order of questions and options is drawn from."""
    return int.from_bytes(os.urandom(4)) >> 1


@dataclass(eq=False, repr=False)
class Desk:
    """What the screens work with."""

    bank: "Bank"
    log: "AnswerLog"
    settings: Settings
    cloud: CloudHolder
    data_dir: Path
    bank_folders: Sequence[Path] = ()
    cache_dir: Path = Path()
    """Where the compiled bank is."""
    clock: Clock = utc_now
    seed: Callable[[], int] = new_seed


def desk_of(widget: Widget) -> Desk:
    """Return the desk of the app that a widget lives in."""
    from trainer.tui.app import TrainerApp

    app = widget.app
    if not isinstance(app, TrainerApp):
        raise TypeError(f"{type(widget).__name__} needs the trainer's own app, not {type(app).__name__}")
    return app.desk
