"""From the key of an answer to its explanation on the screen, against a Static that shows as much text.

    python -m bench.key_to_explanation [--rounds N]

Both run without a terminal, in turn, in one process; the time is from the key being posted until the frame
with the new text has been drawn. In ours an answer is stored on the disk in between. The answer is taken back
each time, so every round answers the same question.
"""

import argparse
import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Static

from trainer.content.bank import Bank
from trainer.paths import shipped_bank
from trainer.progress.log import FILE_NAME, AnswerLog
from trainer.study.scheduling import load
from trainer.tui.app import TrainerApp
from trainer.tui.cloud_holder import CloudHolder
from trainer.tui.desk import Desk
from trainer.tui.opening import first_screen
from trainer.tui.settings import Settings

REACH = 2.0
LINES = 21


class Drawn:
    """Notes that an app has drawn a frame."""

    def __init__(self) -> None:
        self.event = asyncio.Event()

    async def after(self, app: App[Any], key: str) -> float:
        """Press a key and return the seconds until the first frame after it."""
        self.event.clear()
        begin = time.perf_counter()
        app.post_message(events.Key(key, key if len(key) == 1 else None))
        await asyncio.wait_for(self.event.wait(), 10)
        return time.perf_counter() - begin


class Peer(App[None]):
    """A Static that swaps one page of text for another with each key."""

    def __init__(self, drawn: Drawn) -> None:
        super().__init__()
        self.drawn = drawn
        self.pages = [
            f"{page} has words and more words, as many as fit in a line.\n" * LINES for page in "AB"
        ]

    def compose(self) -> ComposeResult:
        yield Static(self.pages[0])

    def on_key(self) -> None:
        self.pages.reverse()
        self.query_one(Static).update(self.pages[0])

    def _display(self, screen: Any, renderable: Any) -> None:
        super()._display(screen, renderable)
        if renderable is not None:
            self.drawn.event.set()


class Ours(TrainerApp):
    """The trainer's app, which tells when it has drawn."""

    drawn: Drawn

    def after_first_paint(self) -> None:
        """Begin nothing else: the scheduler is loaded already, and the cloud is not measured here."""

    def _display(self, screen: Any, renderable: Any) -> None:
        super()._display(screen, renderable)
        if renderable is not None:
            self.drawn.event.set()


async def measure(rounds: int) -> tuple[list[float], list[float]]:
    """Return the times of both in seconds."""
    load()
    with TemporaryDirectory() as name:
        folder = Path(name)
        cloud = CloudHolder(folder / "cloud.log")
        with Bank.open([shipped_bank()], folder) as bank, AnswerLog.open(folder / FILE_NAME) as log:
            desk = Desk(bank, log, Settings(folder), cloud, folder, (shipped_bank(),), folder, seed=lambda: 7)
            ours = Ours(desk, first_screen("study", desk))
            ours.drawn = Drawn()
            peer = Peer(Drawn())
            async with ours.run_test(size=(80, 24)) as one, peer.run_test(size=(80, 24)) as other:
                return await in_turn(ours, peer, rounds, [one.pause, other.pause])


async def in_turn(
    ours: Ours, peer: Peer, rounds: int, idle: list[Callable[[], Awaitable[None]]]
) -> tuple[list[float], list[float]]:
    """Answer and take back, and swap the text, in turn."""
    mine: list[float] = []
    theirs: list[float] = []
    for number in range(rounds + 3):
        took = await ours.drawn.after(ours, "a")
        await idle[0]()
        await ours.drawn.after(ours, "u")
        await idle[0]()
        floor = await peer.drawn.after(peer, "x")
        await idle[1]()
        # The first ones fill caches that a student fills with the first question.
        if number >= 3:
            mine.append(took)
            theirs.append(floor)
    return mine, theirs


def main() -> int:
    """Print the ratio and the spread, and return 0 if both are within reach."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=100)
    ours, peer = asyncio.run(measure(parser.parse_args().rounds))
    median, floor = statistics.median(ours) * 1e3, statistics.median(peer) * 1e3
    late = statistics.quantiles(ours, n=20)[-1] * 1e3
    times = f"{median:.1f} ms / {floor:.1f} ms, reach {REACH}x"
    print(f"key to explanation / a Static: {median / floor:.2f}x  ({times})")
    print(f"its p95 / its median: {late / median:.2f}x  ({late:.1f} ms, reach {REACH}x)")
    return 0 if median / floor <= REACH and late / median <= REACH else 1


if __name__ == "__main__":
    sys.exit(main())
