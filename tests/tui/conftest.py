"""The real thing on a small course, in an environment that is the same everywhere."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.tui.pictures import Picture, picture
from tests.tui.stage import COURSE, HandClock, NoCloud, Play, Stage
from trainer.content.bank import Bank
from trainer.progress.log import FILE_NAME, AnswerLog
from trainer.tui.desk import Desk
from trainer.tui.settings import Settings


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache folder with the course compiled."""
    cache = tmp_path_factory.mktemp("cache")
    Bank.open([COURSE], cache).close()
    return cache


@pytest.fixture(autouse=True)
def plain_environment() -> Iterator[None]:
    """Fix the time zone, and take away what would change signs, colours or the cursor."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NO_COLOR", "TEXTUAL", "TEXTUAL_ANIMATIONS"):
            patch.delenv(name, raising=False)
        patch.setenv("TRAINER_ASCII", "0")
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def stage(compiled: Path, tmp_path: Path) -> Iterator[Stage]:
    """Return the course with an empty log, the orientation behind it."""
    clock = HandClock()
    with Bank.open([COURSE], compiled) as bank, AnswerLog.open(tmp_path / FILE_NAME) as log:
        settings = Settings(tmp_path)
        settings.set("oriented", "yes")
        cloud = NoCloud(tmp_path / "cloud.log")
        yield Stage(Desk(bank, log, settings, cloud, tmp_path, (COURSE,), compiled, clock, lambda: 7), clock)


@pytest.fixture
def matches_picture(snapshot: SnapshotAssertion) -> Callable[[Play], None]:
    """Return a check that a screen looks as it did when its picture was taken."""

    def check(play: Play) -> None:
        svg = play.app.export_screenshot(title="Trainer", simplify=True)
        assert picture(svg) == snapshot(extension_class=Picture)

    return check
