"""Take the pictures of the README from the running app: python docs/pictures.py

The shipped bank, the real local cloud, an empty data folder. A proof shows the times and keys of its run.
"""

import asyncio
import os
import re
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from textual.pilot import Pilot

from trainer.content.bank import Bank
from trainer.labs.definition import find_lab
from trainer.paths import shipped_bank
from trainer.progress.log import FILE_NAME, AnswerLog
from trainer.s3.signing import Credentials, presign_v4
from trainer.sessions.study import StudySession
from trainer.tui.app import TrainerApp
from trainer.tui.cloud_holder import CloudHolder
from trainer.tui.desk import Desk
from trainer.tui.dissect import DissectScreen
from trainer.tui.lab import LabScreen
from trainer.tui.opening import first_screen
from trainer.tui.settings import Settings
from trainer.tui.widgets.console import Console

PICTURES = Path(__file__).parent / "pictures"
QUESTION = "two-clocks-of-a-role-link"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SIZE = (80, 24)

Act = Callable[[Pilot[int]], Awaitable[None]]


def svg_of(app: TrainerApp) -> str:
    """Return the screen as SVG, in a font of the reader's machine."""
    svg = app.export_screenshot(title="trainer")
    svg = re.sub(r"\s*@font-face\s*{[^}]*}", "", svg)
    svg = svg.replace("Fira Code", "ui-monospace, Menlo, DejaVu Sans Mono")
    svg = svg.replace("<svg ", '<svg xml:space="preserve" ', 1)
    return re.sub(r"terminal-\d+", "terminal", svg)


async def answered(pilot: Pilot[int]) -> None:
    """Answer the question on the screen wrongly."""
    await pilot.press("a")
    await pilot.pause()


async def proved(pilot: Pilot[int]) -> None:
    """Answer, and wait until the proof has run."""
    await answered(pilot)
    await pilot.press("p")
    for _ in range(200):
        await asyncio.sleep(0.1)
        await pilot.pause()
        if "what S3 answers" in svg_text(pilot):
            # The step where the session's end stops the request.
            await pilot.press("up", "up", "up")
            await pilot.pause()
            return
    raise SystemExit("the proof did not come to its end within 20 s; run: trainer bank prove " + QUESTION)


async def dissected(pilot: Pilot[int]) -> None:
    """Take a URL of a session apart, four hours after it was signed."""
    credentials = Credentials("ASIAIOSFODNN7EXAMPLE", "example/secret", "IQoJb3JpZ2luX2Vj" + "Example/" * 148)
    url = "https://acme-invoices.s3.eu-west-1.amazonaws.com/2026/jan.pdf"
    signed_at = NOON - timedelta(hours=4, minutes=12, seconds=9)
    signed = presign_v4(credentials, "GET", url, region="eu-west-1", now=signed_at, expires=86400)
    await pilot.app.push_screen(DissectScreen(signed, lambda: NOON))
    await pilot.pause()
    await pilot.press(*["down"] * 7)
    await pilot.pause()


async def in_a_lab(pilot: Pilot[int]) -> None:
    """Sign a URL, open it, and open it once more after its end, in the lab on expiry."""
    screen = LabScreen("expire")
    await pilot.app.push_screen(screen)
    await until(pilot, lambda: screen.state is not None and screen.query_one(Console).typing)
    first, late = find_lab("expire").steps[:2]
    for command in first.commands.splitlines():
        await typed(pilot, screen, command)
    await until(pilot, lambda: screen.state is not None and screen.state.step.passed)
    await pilot.press("escape", "n")
    await until(pilot, lambda: screen.state is not None and screen.state.step.number == 2)
    await pilot.press("c")
    for command in late.commands.replace(" -i", " -o answer.xml").splitlines():
        await typed(pilot, screen, command)
    await until(pilot, lambda: screen.state is not None and screen.state.step.passed)


async def typed(pilot: Pilot[int], screen: LabScreen, command: str) -> None:
    """Run a command in the lab's console."""
    console = screen.query_one(Console)
    if not console.typing:
        await pilot.press("i")
    console.prompt.value = command
    await pilot.press("enter")
    await until(pilot, lambda: not console.running)


async def until(pilot: Pilot[int], met: Callable[[], object]) -> None:
    """Wait for something on the screen."""
    for _ in range(300):
        await pilot.pause(0.1)
        if met():
            await pilot.pause(0.3)
            return
    raise SystemExit(f"waited 30 s in vain; the screen: {svg_text(pilot)}")


def svg_text(pilot: Pilot[int]) -> str:
    """Return the words on the screen."""
    return pilot.app.export_screenshot().replace("&#160;", " ")


def take(act: Act) -> str:
    """Open Study on the question that is shown to newcomers, act, and return the picture."""
    with ExitStack() as closing:
        home = Path(closing.enter_context(tempfile.TemporaryDirectory()))
        bank = closing.enter_context(Bank.open([shipped_bank()], home))
        log = closing.enter_context(AnswerLog.open(home / FILE_NAME))
        cloud = CloudHolder(home / "cloud.log")
        closing.callback(cloud.stop)
        settings = Settings(home)
        settings.set("oriented", "yes")
        seed = seed_that_asks_first(QUESTION, bank, home)
        desk = Desk(bank, log, settings, cloud, home, (shipped_bank(),), home, lambda: NOON, lambda: seed)
        app = TrainerApp(desk, first_screen("study", desk))
        return asyncio.run(_run(app, act))


def seed_that_asks_first(question: str, bank: Bank, home: Path) -> int:
    """Return the first seed under which a session on an empty log begins with the question."""
    for seed in range(10_000):
        path = home / f"seed-{seed}.db"
        with AnswerLog.open(path) as log:
            card = StudySession.start(bank, log, now=NOON, seed=seed).card
        if card is not None and card.question.id == question:
            return seed
    raise SystemExit(f"no seed begins with {question}; is it in the shipped bank?")


async def _run(app: TrainerApp, act: Act) -> str:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        await act(pilot)
        return svg_of(app)


def main() -> None:
    """Write every picture."""
    os.environ["TZ"] = "UTC"
    PICTURES.mkdir(exist_ok=True)
    for name, act in {"answer": answered, "proof": proved, "dissect": dissected, "lab": in_a_lab}.items():
        (PICTURES / f"{name}.svg").write_text(take(act), encoding="utf-8")


if __name__ == "__main__":
    main()
