"""UTF-8 or ASCII: chosen by the setting, else by the locale; each sign takes one cell."""

import os
import subprocess
import sys

import pytest
from rich.cells import cell_len

from tests.tui.stage import Stage
from trainer.tui.signs import ASCII, UTF8, Signs, choose

LOCALE_NAMES = ("TRAINER_ASCII", "LC_ALL", "LC_CTYPE", "LANG")
TWO_KEYS = ("up_down",)


@pytest.mark.parametrize(("environ", "encoding", "signs"), [
    ({}, "UTF-8", UTF8),
    ({}, "utf8", UTF8),
    ({}, "ISO-8859-1", ASCII),
    ({}, "ANSI_X3.4-1968", ASCII),
    ({"TRAINER_ASCII": "1"}, "UTF-8", ASCII),
    ({"TRAINER_ASCII": "0"}, "ISO-8859-1", UTF8),
    ({"TRAINER_ASCII": ""}, "UTF-8", UTF8),
    ({"LANG": "C"}, "UTF-8", ASCII),
    ({"LC_ALL": "POSIX", "LANG": "en_GB.UTF-8"}, "UTF-8", ASCII),
    ({"LC_ALL": "en_GB.UTF-8", "LANG": "C"}, "UTF-8", UTF8),
    ({"LC_CTYPE": "en_GB.UTF-8", "LANG": "C"}, "UTF-8", UTF8),
    ({"LC_CTYPE": "C", "LANG": "en_GB.UTF-8"}, "UTF-8", ASCII),
    ({"LC_CTYPE": "C.UTF-8"}, "UTF-8", UTF8),
    ({"LC_ALL": "", "LANG": ""}, "UTF-8", UTF8),
    ({"TRAINER_ASCII": "0", "LANG": "C"}, "UTF-8", UTF8),
])  # fmt: skip
def test_the_setting_decides_before_the_locale(environ: dict[str, str], encoding: str, signs: Signs) -> None:
    assert choose(environ, encoding) is signs


def test_a_c_locale_shows_through_what_python_makes_of_it() -> None:
    program = "import os; from trainer.tui.signs import *; print(choose(os.environ, 'UTF-8').ascii_only)"
    kept = {name: value for name, value in os.environ.items() if name not in LOCALE_NAMES}

    def ascii_only(**environ: str) -> str:
        command = [sys.executable, "-c", program]
        ran = subprocess.run(command, env=kept | environ, capture_output=True, text=True, check=True)
        return ran.stdout.strip()

    assert [ascii_only(LANG="C"), ascii_only(LC_ALL="C"), ascii_only()] == ["True", "True", "False"]


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
