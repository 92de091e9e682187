"""The stand-in for the S3 console, on the real local cloud."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.cloud_fixture import cloud_process
from tests.tui.clouds import SharedCloud, shows, until, with_cloud
from tests.tui.stage import Play, Stage
from trainer.cloud.process import CloudProcess
from trainer.errors import UsageError
from trainer.tui.lab import LabScreen
from trainer.tui.s3_console import S3ConsoleScreen
from trainer.tui.s3_console_text import minutes_of
from trainer.tui.widgets.wire import Wire

__all__ = ["cloud_process"]


@pytest.fixture
def room(stage: Stage, cloud_process: CloudProcess, tmp_path: Path) -> Stage:
    """Return the stage with a cloud that runs."""
    return with_cloud(stage, SharedCloud(cloud_process, tmp_path / "cloud.log"))


@asynccontextmanager
async def console(room: Stage, **how: object) -> AsyncIterator[Play]:
    """Open the console from a lab."""
    async with room.run("lab", lab="expire", **how) as play:  # type: ignore[arg-type]  # as the stage takes it
        lab = play.app.screen
        assert isinstance(lab, LabScreen)
        await until(play, lambda: lab.state is not None, "the lab")
        await play.press("escape", "w")
        await shows(play, "videos/premium.mp4")
        yield play


ROOMS = pytest.mark.parametrize(
    ("size", "theme"), [((80, 24), "ink"), ((120, 40), "paper"), ((60, 16), "ink")]
)


@ROOMS
async def test_the_object_url_is_refused_and_open_works(
    room: Stage, size: tuple[int, int], theme: str
) -> None:
    async with console(room, size=size, theme=theme) as play:
        await play.press("u")
        await shows(play, "Object URL  coffee.jpg  403 AccessDenied")
        await play.press("o")
        await shows(play, "Open  coffee.jpg  200 OK, 23 bytes")
        screen = play.app.screen
        assert isinstance(screen, S3ConsoleScreen)
        assert "X-Amz-Security-Token=" in screen.urls[0]
        assert "X-Amz-Expires=300" in screen.urls[0]


async def test_share_makes_a_url_without_a_request(room: Stage) -> None:
    async with console(room) as play:
        screen = play.app.screen
        assert isinstance(screen, S3ConsoleScreen)
        await play.press("down", "s", *"12h", "enter")
        await shows(play, "Share  invoices/jan.pdf  no request was made")
        assert "X-Amz-Expires=43200" in screen.urls[0]
        assert len([name for name in play.bar.split("   ") if name.strip() == "y copy"]) == 1
        await play.press("y")
        await shows(play, "copied")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("13h", "1 minute to 12 hours, not for 780 min"),
        ("0", "1 minute"),
        ("soon", "'soon' is no time to share for"),
    ],
)
async def test_what_the_console_does_not_offer(room: Stage, text: str, says: str) -> None:
    async with console(room, size=(120, 40)) as play:
        await play.press("s", *text, "enter")
        await shows(play, says)
        screen = play.app.screen
        assert isinstance(screen, S3ConsoleScreen)
        assert not screen.urls


async def test_back_in_the_lab_the_requests_are_on_the_wire_and_the_urls_are_known(room: Stage) -> None:
    async with console(room) as play:
        await play.press("u", "o")
        await shows(play, "Open  coffee.jpg  200 OK")
        await play.press("q")
        lab = play.app.screen
        assert isinstance(lab, LabScreen)
        await until(play, lambda: len(lab.query_one(Wire).lines) >= 3, "the requests on the wire")
        assert lab.links.latest is not None
        assert lab.links.latest.key == "coffee.jpg"


async def test_escape_puts_the_question_away_and_then_leads_back(room: Stage) -> None:
    async with console(room) as play:
        await play.press("s", "escape")
        assert isinstance(play.app.screen, S3ConsoleScreen)
        assert "share for" not in play.text
        await play.press("escape")
        assert isinstance(play.app.screen, LabScreen)


@pytest.mark.parametrize(("text", "minutes"), [("30", 30), ("90m", 90), ("12h", 720), (" 2 hours ", 120)])
def test_minutes(text: str, minutes: int) -> None:
    assert minutes_of(text) == minutes


@pytest.mark.parametrize("text", ["", "h", "-5", "1.5h", "9999999", "5 days", "12h30"])
def test_no_minutes(text: str) -> None:
    with pytest.raises(UsageError, match="no time to share for"):
        minutes_of(text)
