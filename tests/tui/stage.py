"""The app on a small course: a compiled bank, an answer log, fixed time and chance, and no terminal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from trainer.cloud.client import CloudClient
from trainer.errors import CloudError
from trainer.tui.app import TrainerApp
from trainer.tui.cloud_holder import CloudHolder
from trainer.tui.desk import Desk
from trainer.tui.opening import first_screen

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
    """A cloud that does not start: the screens on this stage ask nothing of it, and it takes a second."""

    async def client(self) -> CloudClient:
        raise CloudError("there is no local cloud on this stage")


@dataclass
class Stage:
    """Runs the app on the course, at a size and in a theme."""

    desk: Desk
    clock: HandClock

    @asynccontextmanager
    async def run(
        self,
        start: str = "study",
        *,
        size: tuple[int, int] = (80, 24),
        theme: str | None = "ink",
        **choice: Any,
    ) -> AsyncIterator["Play"]:
        app = TrainerApp(self.desk, first_screen(start, self.desk, **choice))
        app.theme = theme or app.theme
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
