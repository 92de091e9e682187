"""The frame that all screens share: header, measure, key bar, notice, dialog, error."""

from typing import ClassVar

import pytest
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from tests.tui.stage import Play, Stage
from trainer.tui.page import Page
from trainer.tui.signs import ASCII, UTF8
from trainer.tui.widgets.dialog import Dialog
from trainer.tui.widgets.interval import interval_line


class Some(Page[None]):
    """A screen with more keys than fit, one of which does not work now."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(n), f"count({n})", f"number {n}") for n in range(9)),
        Binding("w", "broken", "does not work"),
    ]

    counted: ClassVar[list[int]] = []

    def compose_page(self) -> ComposeResult:
        yield Static("page", id="page")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "broken"

    def action_count(self, number: int) -> None:
        self.counted.append(number)


async def some(play: Play) -> Some:
    """Put the screen on top."""
    screen = Some()
    screen.counted.clear()
    await play.app.push_screen(screen)
    await play.pilot.pause()
    return screen


async def test_the_bar_drops_from_the_right_and_never_clips(stage: Stage) -> None:
    async with stage.run("home") as play:
        await some(play)
        assert play.bar.startswith("0 number 0   1 number 1   2 number 2")
        assert play.bar.endswith("? keys   q home")
        shown = play.bar.count("number")
        assert 0 < shown < 9
        await play.pilot.resize_terminal(200, 24)
        await play.pilot.pause()
        assert play.bar.count("number") == 9
        assert "does not work" not in play.text


async def test_help_has_what_the_bar_dropped(stage: Stage) -> None:
    async with stage.run("home") as play:
        await some(play)
        await play.press("question_mark")
        assert all(f"number {n}" in play.text for n in range(9))
        assert "does not work" in play.text


async def test_a_hint_is_a_mouse_target_and_the_gap_is_none(stage: Stage) -> None:
    async with stage.run("home") as play:
        screen = await some(play)
        column = play.lines[-1].index("1 number 1")
        await play.pilot.click(offset=(column + 3, 23))
        await play.pilot.click(offset=(column - 2, 23))
        assert screen.counted == [1]


async def test_the_measure_is_heavy_as_far_as_done(stage: Stage) -> None:
    async with stage.run("home") as play:
        screen = await some(play)
        for done, heavy in ((0, 0), (1, 19), (2, 38), (4, 76), (9, 76), (-1, 0)):
            screen.measure.show(done, 4)
            await play.pilot.pause()
            assert (play.lines[1].count("━"), play.lines[1].count("─")) == (heavy, 76 - heavy)
        screen.measure.show(1.5, 3, segmented=True)
        await play.pilot.pause()
        first, second, third = play.lines[1].split()
        assert set(first) == {"━"}
        assert set(second) == {"━", "─"}
        assert set(third) == {"─"}


async def test_the_header_cuts_the_fact_and_then_drops_it(stage: Stage) -> None:
    async with stage.run("home") as play:
        screen = await some(play)
        screen.header.place, screen.header.position = "Place [/x]", "p" * 30
        screen.header.fact = "a fact of quite some length that does not fit"
        await play.pilot.pause()
        assert play.lines[0].strip().endswith(" …")
        assert "Place [/x]" in play.lines[0]
        screen.header.position = "p" * 60
        await play.pilot.pause()
        assert "fact" not in play.lines[0]


async def test_a_notice_goes_by_itself(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trainer.tui.widgets.notice.SECONDS", 0.6)
    async with stage.run("home") as play:
        screen = await some(play)
        screen.notice("copied [/x]")
        await play.pilot.pause()
        assert play.lines[-2].rstrip().endswith("copied [/x]")
        await play.pilot.pause(1.0)
        assert "copied" not in play.text
        screen.notice("again")
        await play.pilot.pause()
        assert "again" in play.text


@pytest.mark.parametrize(("key", "result"), [("enter", False), ("escape", False), ("q", False), ("Y", True)])
async def test_a_dialog_takes_the_irreversible_choice_from_its_capital_alone(
    stage: Stage, key: str, result: bool
) -> None:
    results: list[bool | None] = []
    async with stage.run("home") as play:
        dialog = Dialog("Reset [/x]?", ["3 steps are done"], safe="keep going", key="Y", risky="reset now")
        await play.app.push_screen(dialog, results.append)
        await play.press("y", "s")
        assert "Reset [/x]?" in play.text
        assert "enter keep going" in play.text
        assert results == []
        await play.press(key)
        assert results == [result]


@pytest.mark.parametrize(("share", "line"), [
    ({}, "┄┄┄┄┄┄┄┄┄┄"),
    ({"low": 0.0, "estimate": 0.0, "high": 0.3}, "●━━━──────"),
    ({"low": 0.5, "estimate": 1.0, "high": 1.0}, "─────━━━━●"),
    ({"low": 0.2, "estimate": 0.4, "high": 0.6, "goal": 0.72}, "──━━●━━┼──"),
    ({"low": 0.2, "estimate": 0.4, "high": 0.8, "goal": 0.72}, "──━━●━━┿━─"),
])  # fmt: skip
def test_the_interval(share: dict[str, float], line: str) -> None:
    assert interval_line(10, UTF8, **share).plain == line
    assert interval_line(10, ASCII, **share).plain.isascii()
