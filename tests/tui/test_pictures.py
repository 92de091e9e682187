"""What the screens look like, at both sizes and in each theme; behaviour is tested elsewhere."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.labs.labs import write_lab
from tests.tui.stage import Play, Stage

Check = Callable[[Play], None]

SMALL, LARGE = (80, 24), (120, 40)
ROOMS = [(SMALL, "ink"), (SMALL, "paper"), (LARGE, "ink"), (LARGE, "paper"), (SMALL, "contrast")]


@pytest.mark.parametrize(("size", "theme"), ROOMS)
class TestScreens:
    @pytest.mark.parametrize(("tag", "keys"), [
        ("short", ""), ("short", "B"), ("short", "c"), ("short", "B r"), ("long", "b c"), ("recall", "space"),
        ("short", "question_mark"), ("short", "A space"), ("short", "n a b"),
    ])  # fmt: skip
    async def test_study(
        self, stage: Stage, matches_picture: Check, size: tuple[int, int], theme: str, tag: str, keys: str
    ) -> None:
        async with stage.run(size=size, theme=theme, tag=tag) as play:
            stage.clock.advance(seconds=52)
            await play.press(*keys.split())
            matches_picture(play)

    async def test_home(
        self,
        stage: Stage,
        matches_picture: Check,
        size: tuple[int, int],
        theme: str,
        tmp_path: Path,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        """With one lab, however many are shipped."""
        labs = write_lab(tmp_path / "labs").parent
        monkeypatch.setattr("trainer.tui.home.shipped_labs", lambda: labs)
        async with stage.run(tag="short") as play:
            await play.press("A")
        stage.clock.advance(hours=1)
        async with stage.run("home", size=size, theme=theme) as play:
            matches_picture(play)


class TestOddities:
    async def test_text_that_looks_like_markup(self, stage: Stage, matches_picture: Check) -> None:
        async with stage.run(tag="odd") as play:
            await play.press("b")
            matches_picture(play)

    @pytest.mark.parametrize("size", [(80, 16), (60, 16), (50, 10)])
    async def test_little_room(self, stage: Stage, matches_picture: Check, size: tuple[int, int]) -> None:
        async with stage.run(tag="long", size=size) as play:
            matches_picture(play)

    async def test_no_colour(
        self, stage: Stage, matches_picture: Check, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NO_COLOR", "1")
        async with stage.run(tag="short") as play:
            await play.press("B")
            matches_picture(play)

    async def test_ascii(self, stage: Stage, matches_picture: Check, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TRAINER_ASCII", "1")
        async with stage.run(tag="short", size=LARGE) as play:
            await play.press("B")
            matches_picture(play)

    async def test_the_first_start(self, stage: Stage, matches_picture: Check) -> None:
        stage.desk.settings.set("oriented", "")
        async with stage.run("home") as play:
            matches_picture(play)
