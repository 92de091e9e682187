"""A lab with profiles and a matrix on the screen, on the real local cloud."""

import asyncio
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cloud_fixture import cloud_process
from tests.tui.clouds import SharedCloud, shows, until, with_cloud
from tests.tui.stage import Play, Stage
from tests.tui.test_lab import lab_of, outside_console, passed, ready, said, type_command
from trainer.cloud.process import CloudProcess
from trainer.labs.administrator import Administrator
from trainer.labs.definition import find_lab
from trainer.scenario.steps import Holder
from trainer.sessions.lab import LabSession
from trainer.tui.debrief import DebriefScreen
from trainer.tui.lab import LabScreen
from trainer.tui.matrix import MatrixScreen
from trainer.tui.widgets.wire import Wire

__all__ = ["cloud_process"]

LAB = "revoke"


@pytest.fixture
def room(stage: Stage, cloud_process: CloudProcess, tmp_path: Path) -> Stage:
    """Return the stage with a cloud that runs."""
    return with_cloud(stage, SharedCloud(cloud_process, tmp_path / "cloud.log"))


def session_of(play: Play) -> LabSession:
    session = lab_of(play).session
    assert session is not None
    return session


def sign_the_five_links(play: Play) -> None:
    session = session_of(play)
    names = ("default", "ann", "ann-2", "reporter")
    urls = [session.presign(key="invoices/jan.pdf", expires=86_400, profile=name) for name in names]
    urls.append(session.presign(key="prices.txt", expires=86_400, profile="ann"))
    (session.folder / "urls").write_text("\n".join(urls) + "\n")


def take_anns_policy(play: Play) -> None:
    Administrator(session_of(play).client).remove_policy(Holder("user", "ann"), "objects")


async def fetch_all(play: Play) -> None:
    await type_command(play, "curl -f $(cat urls)")


async def at_the_policy_step(play: Play) -> LabScreen:
    """Pass the first step, go to the third, predict, take the policy away and fetch."""
    lab = await ready(play)
    sign_the_five_links(play)
    await fetch_all(play)
    await passed(play, 1)
    await play.press("f8", "f8")
    await shows(play, "step 3 of 7", "Predict first")
    await outside_console(play)
    await play.press("a")
    take_anns_policy(play)
    await fetch_all(play)
    await shows(play, "in force: policy")
    return lab


async def test_the_table_is_a_key_away_and_back(room: Stage) -> None:
    async with room.run("lab", lab=LAB) as play:
        await at_the_policy_step(play)
        assert lab_of(play).query_one("#step").size.width < 33
        await play.press("f12")
        await shows(play, "Who still gets in  10 cells filled in", "in force: policy", "AD AccessDenied")
        assert "  ann key 2    200       403 AD    ·         ·         ·         ·" in play.text
        assert "  reporter     200       200       ·         ·         ·         ·" in play.text
        await play.press("f12")
        await until(play, lambda: isinstance(play.app.screen, LabScreen), "the lab")
        await outside_console(play)
        assert "m table" in play.bar
        await play.press("m")
        await until(play, lambda: isinstance(play.app.screen, MatrixScreen), "the table")
        await play.press("q")
        await until(play, lambda: isinstance(play.app.screen, LabScreen), "the lab again")


async def test_requests_of_another_terminal_fill_in_the_table_that_is_open(room: Stage) -> None:
    async with room.run("lab", lab=LAB) as play:
        await ready(play)
        await outside_console(play)
        await play.press("m")
        await shows(play, "Who still gets in  0 cells filled in")
        session = session_of(play)
        url = session.presign(key="invoices/jan.pdf", expires=86_400, profile="ann")
        await asyncio.to_thread(subprocess.run, ["curl", "-sf", url], capture_output=True, check=True)
        await shows(play, "1 cell filled in", "  ann key 1    200 ")


async def test_in_a_wide_terminal_it_stands_beside_the_step(room: Stage) -> None:
    async with room.run("lab", lab=LAB, size=(120, 40), theme="paper") as play:
        await at_the_policy_step(play)
        await shows(
            play, "Who still gets in", "step           1    3    4    5    6    7", "opens it with its codes"
        )
        await shows(play, "ann key 1    200  403    ·    ·    ·    ·")


async def test_the_wire_tells_who_signed(room: Stage) -> None:
    async with room.run("lab", lab=LAB) as play:
        lab = await at_the_policy_step(play)
        assert lab.query_one(Wire).told_apart
        rows = [row.split("│")[1].split() for row in play.lines if "│" in row and "✓" in row.split("│")[1]]
        assert [row[0] for row in rows][:5] == ["ann", "reporter", "ann-2", "ann", "default"]


async def test_a_measure_left_in_force_is_told_in_the_next_step_until_it_is_lifted(room: Stage) -> None:
    async with room.run("lab", lab=LAB) as play:
        await at_the_policy_step(play)
        await play.press("f8")
        await shows(play, "step 4 of 7       in force: policy")
        await outside_console(play)
        await play.press("R", "R")
        await until(play, lambda: "in force" not in play.text, "a fresh world")


async def test_the_button_offers_the_profiles_of_the_lab(room: Stage) -> None:
    async with room.run("lab", lab=LAB) as play:
        await ready(play)
        await outside_console(play)
        await play.press("g")
        await shows(play, "presign: [PUT] object, seconds, default, ann, ann-2, bob or reporter")
        await play.press(*["backspace"] * 30, *"prices.txt 60 bob", "enter")
        await until(play, lambda: "signed by the app" in said(play), "the URL")
        await play.press("f")
        await shows(play, "403 AccessDenied", "bob ")


async def test_a_lab_without_a_matrix_has_no_such_key(room: Stage) -> None:
    async with room.run("lab", lab="expire") as play:
        await ready(play)
        await play.press("f12")
        await outside_console(play)
        await play.press("m")
        assert isinstance(play.app.screen, LabScreen)
        assert "table" not in play.bar


async def test_the_debrief_shows_the_whole_table(room: Stage) -> None:
    async with room.run("lab", lab=LAB) as play:
        await at_the_policy_step(play)
        session = session_of(play)
        play.app.push_screen(DebriefScreen(session.lab, session.steps, session.matrix))
        await shows(play, "Who still gets in", "ann prices   200       403 AD")


async def test_each_step_fits_its_pane_before_the_prediction(room: Stage) -> None:
    """At 80x24 a task and the options of its prediction are read without scrolling."""
    async with room.run("lab", lab=LAB) as play:
        lab = await ready(play)
        for number in range(2, len(find_lab(LAB).steps) + 1):
            await play.press("f8")
            await shows(play, f"step {number} of 7", "Predict first")
            await play.pilot.pause(0.2)
            assert lab.query_one("#step").max_scroll_y <= 1, play.text


@pytest.mark.parametrize("size", [(60, 16), (50, 12), (100, 30)])
async def test_little_room_breaks_nothing(room: Stage, size: tuple[int, int]) -> None:
    async with room.run("lab", lab=LAB, size=size) as play:
        await at_the_policy_step_small(play)
        assert {len(row) for row in play.lines} == {size[0]}
        await play.press("f12")
        await until(play, lambda: isinstance(play.app.screen, MatrixScreen), "the table")
        await play.pilot.pause(0.1)
        assert {len(row) for row in play.lines} == {size[0]}
        assert "ann key 1" in play.text


async def at_the_policy_step_small(play: Play) -> None:
    await ready(play)
    sign_the_five_links(play)
    await fetch_all(play)
    take_anns_policy(play)
    await until(play, lambda: lab_of(play).state and lab_of(play).state.matrix.in_force, "the measure")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("size", "theme"), [((80, 24), "ink"), ((80, 24), "paper"), ((120, 40), "ink"), ((120, 40), "paper")]
)
async def test_the_picture_of_the_table(
    room: Stage, size: tuple[int, int], theme: str, matches_picture: Callable[[Play], None]
) -> None:
    async with room.run("lab", lab=LAB, size=size, theme=theme) as play:
        await at_the_policy_step(play)
        await play.press("f12")
        await shows(play, "10 cells filled in")
        await play.pilot.pause(0.2)
        matches_picture(play)
