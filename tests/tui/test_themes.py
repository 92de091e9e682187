"""The three themes: every token readable on every ground, remembered, and none but ours."""

import pytest

from tests.tui.stage import Play, Stage
from trainer.tui.settings import Settings
from trainer.tui.themes import COLOURS, TEXT_TOKENS, TOKENS

LEAST = 4.5
"""WCAG 2 AA for text of normal size."""

GROUNDS = ("background", "surface", "raised")


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_knows_its_ends() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", COLOURS)
def test_every_text_token_is_readable_on_every_ground(theme: str) -> None:
    colours = COLOURS[theme]
    table = {
        (token, ground): contrast(colours[token], colours[ground])
        for token in TEXT_TOKENS
        for ground in GROUNDS
    }
    assert {pair: round(ratio, 2) for pair, ratio in table.items() if ratio < LEAST} == {}


@pytest.mark.parametrize("theme", COLOURS)
@pytest.mark.parametrize(("ground", "tokens"), [
    ("good-bg", ("ink", "muted", "good")),
    ("bad-bg", ("ink", "muted", "bad")),
    ("warn-bg", ("ink", "warn")),
])  # fmt: skip
def test_what_stands_in_a_band_is_readable(theme: str, ground: str, tokens: tuple[str, ...]) -> None:
    colours = COLOURS[theme]
    assert min(contrast(colours[token], colours[ground]) for token in tokens) >= LEAST


@pytest.mark.parametrize("theme", COLOURS)
async def test_the_screen_has_the_colours_of_the_theme_exactly(stage: Stage, theme: str) -> None:
    async with stage.run(tag="short", theme=theme) as play:
        variables = play.app.get_css_variables()
        assert {token: variables[token].lower() for token in TOKENS} == dict(COLOURS[theme])
        assert play.app.screen.styles.background.hex.lower() == COLOURS[theme]["background"]


async def test_only_our_own_themes_are_offered(stage: Stage) -> None:
    async with stage.run(tag="short") as play:
        assert set(play.app.available_themes) == {"ink", "paper", "contrast"}
        names = [command.title for command in play.app.get_system_commands(play.app.screen)]
        assert [name for name in names if name.startswith("Theme")] == [
            "Theme: ink", "Theme: paper", "Theme: contrast",
        ]  # fmt: skip


async def test_a_theme_is_remembered(stage: Stage) -> None:
    async with stage.run(tag="short") as play:
        paper = next(c for c in play.app.get_system_commands(play.app.screen) if c.title == "Theme: paper")
        paper.callback()
        assert play.app.theme == "paper"
    assert Settings(stage.desk.data_dir).get("theme") == "paper"


async def test_a_remembered_theme_that_is_not_ours_falls_back(stage: Stage) -> None:
    stage.desk.settings.set("theme", "ansi-dark")
    async with stage.run(tag="short", theme=None) as play:
        assert play.app.theme == "ink"


SIGHTS = [("study", ()), ("study", ("D",)), ("study", ("D", "r")), ("study", ("n",)), ("home", ()),
          ("study", ("question_mark",)), ("study", ("D", "space"))]  # fmt: skip
LINES = set("━─┄│┿┼▌▁▔ ")
"""Hairlines and tracks: not text."""


def pairs(play: Play) -> set[tuple[str, str, str]]:
    """Return each piece of text on the screen with its colour and its ground."""
    found = set()
    for strip in play.app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if set(text) - LINES and style and style.color and style.bgcolor:
                found.add((text.strip(), style.color.get_truecolor().hex, style.bgcolor.get_truecolor().hex))
    return found


@pytest.mark.parametrize("no_color", [False, True])
@pytest.mark.parametrize("theme", COLOURS)
@pytest.mark.parametrize(("start", "keys"), SIGHTS)
async def test_every_text_on_the_screen_is_readable_where_it_stands(
    stage: Stage,
    start: str,
    keys: tuple[str, ...],
    theme: str,
    no_color: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    choice = {"tag": "short"} if start == "study" else {}
    async with stage.run(start, theme=theme, size=(120, 40), **choice) as play:
        await play.press(*keys)
        found = pairs(play)
        assert len(found) > 3
        faint = {pair: contrast(*pair[1:]) for pair in found if contrast(*pair[1:]) < LEAST}
        assert faint == {}
        if no_color:
            assert {colour for _, *pair in found for colour in pair if len(set(split(colour))) > 1} == set()


@pytest.mark.parametrize("theme", COLOURS)
async def test_the_palette_is_readable(stage: Stage, theme: str) -> None:
    async with stage.run(tag="short", theme=theme) as play:
        await play.press("ctrl+p")
        colours = COLOURS[theme]
        grounds = {colours["surface"], colours["raised"]} - {colours["background"]}
        found = {pair for pair in pairs(play) if pair[2] in grounds}
        assert any("Keys" in text for text, *_ in found)
        dimmed_header = {pair for pair in found if pair[0] in play.lines[0] + play.lines[-1]}
        assert {pair for pair in found - dimmed_header if contrast(*pair[1:]) < LEAST} == set()


def split(colour: str) -> list[str]:
    """Return red, green and blue of `#rrggbb`."""
    return [colour[at : at + 2] for at in (1, 3, 5)]
