"""UTF-8 or ASCII: chosen by the setting, else by the locale; each sign takes one cell."""

import pytest
from rich.cells import cell_len

from tests.tui.stage import Stage
from trainer.tui.signs import ASCII, UTF8, Signs, choose

TWO_KEYS = ("up_down",)


@pytest.mark.parametrize(("environ", "encoding", "signs"), [
    ({}, "UTF-8", UTF8),
    ({}, "utf8", UTF8),
    ({}, "ISO-8859-1", ASCII),
    ({}, "ANSI_X3.4-1968", ASCII),
    ({"TRAINER_ASCII": "1"}, "UTF-8", ASCII),
    ({"TRAINER_ASCII": "0"}, "ISO-8859-1", UTF8),
    ({"TRAINER_ASCII": ""}, "UTF-8", UTF8),
])  # fmt: skip
def test_the_setting_decides_before_the_locale(environ: dict[str, str], encoding: str, signs: Signs) -> None:
    assert choose(environ, encoding) is signs


@pytest.mark.parametrize("signs", [UTF8, ASCII])
def test_every_sign_takes_one_cell(signs: Signs) -> None:
    names = [name for name in Signs._fields if name not in ("ascii_only", *TWO_KEYS)]
    assert {name: cell_len(getattr(signs, name)) for name in names} == dict.fromkeys(names, 1)


@pytest.mark.parametrize("keys", [(), ("D",), ("D", "r"), ("D", "space"), ("question_mark",), ("n",)])
@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 16)])
async def test_in_ascii_no_other_character_reaches_the_screen(
    stage: Stage, keys: tuple[str, ...], size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINER_ASCII", "1")
    async with stage.run(tag="short", size=size) as play:
        await play.press(*keys)
        assert {character for character in play.text if not character.isascii()} == set()


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_home_in_ascii(stage: Stage, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_ASCII", "1")
    async with stage.run("home", size=size) as play:
        assert {character for character in play.text if not character.isascii()} == set()
        assert "0  due now" in play.text
