"""Home: what is due, readiness, the menu, the first start, and the bank that changed."""

import asyncio
import shutil
from pathlib import Path

import pytest

from tests.tui.stage import COURSE, Play, Stage
from trainer.content.bank import Bank


async def settled(play: Play) -> None:
    """Wait for the workers."""
    await play.app.workers.wait_for_complete()
    await play.pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
class TestEmpty:
    async def test_everything_has_its_place_before_the_first_answer(
        self, stage: Stage, size: tuple[int, int]
    ) -> None:
        async with stage.run("home", size=size) as play:
            assert "Trainer  SAA-C03" in play.lines[0]
            assert "Monday 23 November" in play.lines[0]
            assert "due now" in play.text
            assert "4 new questions" in play.text
            assert play.text.count("no answers yet") == 4
            for name in ("Secure", "Resilient", "Performing", "Cost"):
                assert name in play.text
            assert "▌ s  Study" in play.text

    async def test_the_menu_has_only_what_there_is(self, stage: Stage, size: tuple[int, int]) -> None:
        async with stage.run("home", size=size) as play:
            for name in ("Exam", "Browse", "Statistics"):
                assert name not in play.text

    async def test_s_studies_and_q_comes_home(self, stage: Stage, size: tuple[int, int]) -> None:
        async with stage.run("home", size=size) as play:
            await play.press("s")
            assert "question 1 of 4" in play.lines[0]
            assert play.bar.endswith("q home")
            await play.press("q")
            assert "due now" in play.text
            assert play.bar.endswith("q quit")
            await play.press("escape")
            assert play.app.return_value == 0

    async def test_the_cursor_and_enter(self, stage: Stage, size: tuple[int, int]) -> None:
        async with stage.run("home", size=size) as play:
            await play.press("down")
            assert "▌ l  Labs" in play.text
            await play.press("down")
            assert "▌ d  Dissect" in play.text
            await play.press("down")
            assert "▌ s  Study" in play.text
            await play.press("enter")
            assert "question 1 of 4" in play.lines[0]

    async def test_a_click_on_the_menu_and_on_the_bar(self, stage: Stage, size: tuple[int, int]) -> None:
        async with stage.run("home", size=size) as play:
            row = next(n for n, line in enumerate(play.lines) if "s  Study" in line)
            column = play.lines[row].index("Study")
            await play.pilot.click(offset=(column, row))
            await play.pilot.pause()
            assert "question 1 of 4" in play.lines[0]
            await play.pilot.click(offset=(size[0] - 4, size[1] - 1))
            await play.pilot.pause()
            assert "due now" in play.text


async def test_readiness_after_answers_shows_the_interval_and_that_they_are_few(stage: Stage) -> None:
    async with stage.run(tag="short") as play:
        await play.press("A")
    async with stage.run("home") as play:
        row = next(line for line in play.lines if "Secure" in line)
        assert "●" in row
        assert "━" in row
        assert "! few" in row
        assert "100 %" in row or "0 %" in row
        assert play.text.count("no answers yet") == 3


async def test_when_nothing_is_due_or_new_it_offers_to_study_ahead(stage: Stage) -> None:
    async with stage.run("home", size=(80, 40)) as play:
        await play.press("s")
        for _ in range(4):
            await play.press("x")
        await play.press("q")
        assert "Study ahead" in play.text
        assert "0 new" not in play.text


class TestFirstStart:
    @pytest.mark.parametrize("key", ["s", "q", "space", "escape", "x"])
    async def test_the_orientation_is_skipped_by_any_key_and_comes_once(self, stage: Stage, key: str) -> None:
        stage.desk.settings.set("oriented", "")
        async with stage.run("home") as play:
            assert "half a minute" in play.lines[0]
            assert "any key go on" in play.bar
            await play.press(key)
            assert play.app.return_value is None
            assert "due now" in play.text
        async with stage.run("home") as play:
            assert "due now" in play.text

    async def test_study_has_no_orientation(self, stage: Stage) -> None:
        stage.desk.settings.set("oriented", "")
        async with stage.run("study") as play:
            assert "question 1 of 4" in play.lines[0]


class TestBank:
    @pytest.fixture
    def changing(self, stage: Stage, tmp_path: Path) -> Path:
        """Return the deck of a course of one's own, which may change."""
        folder = tmp_path / "course"
        shutil.copytree(COURSE, folder)
        cache = tmp_path / "cache"
        cache.mkdir()
        stage.desk.bank = Bank.open([folder], cache)
        stage.desk.bank_folders, stage.desk.cache_dir = (folder,), cache
        return folder / "deck.yaml"

    async def test_a_bank_that_changed_is_read_after_the_first_paint(
        self, stage: Stage, changing: Path
    ) -> None:
        before = changing.read_text("utf-8")
        changing.write_text(before[: before.index("  - id: odd-text")], "utf-8")
        async with stage.run("home") as play:
            assert "4 new questions" in play.text
            await asyncio.sleep(0.05)
            await settled(play)
            assert "3 new questions" in play.text
            assert "reading it" not in play.text
        stage.desk.bank.close()

    async def test_problems_of_the_bank_are_one_line(self, stage: Stage, changing: Path) -> None:
        text = changing.read_text("utf-8")
        changing.write_text(
            text.replace("kind: recall", "kind: recal").replace("correct: true\n", "\n", 1), "utf-8"
        )
        async with stage.run("home") as play:
            await settled(play)
            assert "! 3 problems in the bank: trainer bank check" in play.text
        stage.desk.bank.close()

    async def test_a_bank_that_vanished_is_said_in_one_line(self, stage: Stage, changing: Path) -> None:
        async with stage.run("home") as play:
            await settled(play)
            shutil.rmtree(changing.parent)
            play.app.screen._read_bank()  # type: ignore[attr-defined]  # as after the next start
            await settled(play)
            assert "! " in play.text
            assert "due now" in play.text
        stage.desk.bank.close()
