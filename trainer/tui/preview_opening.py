"""Opening a preview: the deck, and an app whose screens can reach no answer log of the student."""

import gc
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from trainer.content.bank import Bank
from trainer.errors import UsageError
from trainer.paths import cache_dir
from trainer.progress.log import FILE_NAME, AnswerLog
from trainer.sessions.preview import look, place_of
from trainer.tui.app import TrainerApp
from trainer.tui.cloud_holder import CloudHolder
from trainer.tui.desk import Clock, Desk, utc_now
from trainer.tui.preview import PreviewScreen
from trainer.tui.settings import Settings


def open_and_run(
    path: str, question: str, *, bank_folders: Sequence[Path], data_dir: Path, clock: Clock = utc_now
) -> int:
    """Preview a deck from its first question, or from the one named, until q; return the exit code.

    Raises TrainerError, before anything is drawn, for a file or a question that is not there.
    """
    if not Path(path).is_file():
        raise UsageError(f"there is no file {path}; name a deck, as question_bank/my-deck.yaml")
    found = look(path)
    at = place_of(found, path, question)
    gc.disable()
    with ExitStack() as closing:
        cache = cache_dir()
        # Nothing is answered here; what a screen might write all the same is thrown away.
        scratch = Path(closing.enter_context(TemporaryDirectory()))
        log = closing.enter_context(AnswerLog.open(scratch / FILE_NAME))
        bank = closing.enter_context(Bank(bank_folders, cache))
        cloud = CloudHolder(cache / "cloud.log")
        closing.callback(cloud.stop)
        desk = Desk(bank, log, Settings(data_dir), cloud, data_dir, tuple(bank_folders), cache, clock)
        app = TrainerApp(desk, lambda: PreviewScreen(desk, path, found, at))
        result = app.run()
        return result if result is not None else app.return_code or 0
