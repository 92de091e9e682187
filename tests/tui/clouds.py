"""Clouds for the screens' tests: one that all share, and some that break."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tests.tui.stage import Play, Stage
from trainer.cloud.client import CloudClient
from trainer.cloud.process import CloudProcess
from trainer.tui.cloud_holder import CloudHolder

PATIENCE = 60.0
"""Seconds that anything real may take on a busy machine."""


class SharedCloud(CloudHolder):
    """Lends a process that is already running, and does not end it."""

    def __init__(self, process: CloudProcess, log: Path) -> None:
        super().__init__(log)
        self._process = process

    def stop(self) -> None:
        pass


class DyingCloud(CloudHolder):
    """The first cloud is killed as soon as it is handed out; the next ones live."""

    killed = False

    async def client(self) -> CloudClient:
        client = await super().client()
        if not self.killed and self._process is not None:
            self.killed = True
            await asyncio.to_thread(self._process.stop)
        return client


def with_cloud(stage: Stage, cloud: CloudHolder) -> Stage:
    """Return the stage with another cloud."""
    return Stage(replace(stage.desk, cloud=cloud), stage.clock)


async def until(play: Play, met: Callable[[], object], what: str) -> None:
    """Wait for something on the screen; fail with what is there instead."""
    began = time.monotonic()
    while not met():
        assert time.monotonic() - began < PATIENCE, f"waited for {what} in vain:\n{play.text}"
        await play.pilot.pause(0.05)
    await play.pilot.pause()


async def shows(play: Play, *texts: str) -> None:
    """Wait until each text stands on the screen."""
    for text in texts:
        await until(play, lambda wanted=text: wanted in play.text, repr(text))  # type: ignore[misc]
