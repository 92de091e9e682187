"""The real thing on a small course: a compiled bank, an answer log, fixed time and chance."""

import os
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from trainer.content.bank import Bank
from trainer.progress.log import FILE_NAME, AnswerLog
from trainer.tui.app import TrainerApp
from trainer.tui.cloud_holder import CloudHolder
from trainer.tui.desk import Desk
from trainer.tui.run import first_screen
from trainer.tui.settings import Settings

COURSE = Path(__file__).with_name("course")
START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@dataclass
class HandClock:
    """A clock that moves only when told."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **time: float) -> None:
        self.now += timedelta(**time)


class NoCloud(CloudHolder):
    """The screens here ask nothing of the local cloud; starting one for each test would only cost time."""

    async def client(self) -> Any:
        raise NotImplementedError

    @property
    def alive(self) -> bool:
        return False


@dataclass
class Stage:
    """Runs the app on the course, at a size and in a theme."""

    desk: Desk
    clock: HandClock
    apps: list[TrainerApp] = field(default_factory=list)

    @asynccontextmanager
    async def run(
        self, start: str = "study", *, size: tuple[int, int] = (80, 24), theme: str = "ink", **choice: Any
    ) -> AsyncIterator["Play"]:
        app = TrainerApp(self.desk, first_screen(start, self.desk, **choice))
        app.theme = theme
        app.animation_level = "none"
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Play(app, pilot, self)


@dataclass
class Play:
    """A running app."""

    app: TrainerApp
    pilot: Pilot[int]
    stage: Stage

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.pilot.press(key)
            await self.pilot.pause()

    @property
    def lines(self) -> list[str]:
        """What the terminal shows, line by line."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip) for strip in strips]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def bar(self) -> str:
        """The key bar."""
        return self.lines[-1].strip()


Enter = Callable[..., AbstractAsyncContextManager[Play]]


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache folder with the course compiled."""
    cache = tmp_path_factory.mktemp("cache")
    Bank.open([COURSE], cache).close()
    return cache


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fix the time zone and take away what would change the signs or the colours."""
    for name in ("NO_COLOR", "TRAINER_ASCII", "TEXTUAL_ANIMATIONS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TRAINER_ASCII", "0")
    before = os.environ.get("TZ")
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    if before is None:
        monkeypatch.delenv("TZ")
    else:
        monkeypatch.setenv("TZ", before)
    time.tzset()


@pytest.fixture
def stage(compiled: Path, tmp_path: Path) -> Iterator[Stage]:
    clock = HandClock()
    with Bank.open([COURSE], compiled) as bank, AnswerLog.open(tmp_path / FILE_NAME) as log:
        settings = Settings(tmp_path)
        settings.set("oriented", "yes")
        cloud = NoCloud(tmp_path / "cloud.log")
        yield Stage(Desk(bank, log, settings, cloud, tmp_path, (COURSE,), compiled, clock, lambda: 7), clock)
