"""The three themes: ink (dark), paper (light), contrast (black), each with the same tokens.

Stylesheets and content name tokens (`$ink`, `$muted`, `$pen`, ...) and never a colour of their own.
"""

from collections.abc import Mapping
from types import MappingProxyType

from textual.theme import Theme

TOKENS = (
    "background", "surface", "raised", "ink", "muted", "rule", "pen", "good", "bad", "warn", "who", "seal",
    "good-bg", "bad-bg", "warn-bg",
)  # fmt: skip

TEXT_TOKENS = ("ink", "muted", "pen", "good", "bad", "warn", "who", "seal")
"""Tokens that text is written in; each must be readable on background, surface and raised."""

_INK = (
    "#12151c", "#1a1f29", "#273041", "#e6e2d8", "#a0a7b4", "#465064", "#8fb6ff", "#74d3a6",
    "#ff927e", "#edc46b", "#cba8ff", "#6fcbd8", "#152822", "#30201f", "#2b2618",
)  # fmt: skip
_PAPER = (
    "#fbf9f3", "#f0ece0", "#e2dccb", "#22262e", "#5a6170", "#b9b2a1", "#1d4fb4", "#0f6339",
    "#ad2418", "#735000", "#6b34a8", "#05606f", "#e6f1e4", "#fae6df", "#fbefc9",
)  # fmt: skip
_CONTRAST = (
    "#000000", "#000000", "#303030", "#ffffff", "#d6d6d6", "#9a9a9a", "#7fc4ff", "#5dffa8",
    "#ffa08f", "#ffe04d", "#e0bdff", "#6ff2ff", "#000000", "#000000", "#000000",
)  # fmt: skip

COLOURS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "ink": dict(zip(TOKENS, _INK, strict=True)),
        "paper": dict(zip(TOKENS, _PAPER, strict=True)),
        "contrast": dict(zip(TOKENS, _CONTRAST, strict=True)),
    }
)
"""Token to `#rrggbb`, by theme."""

DEFAULT_THEME = "ink"


def variables(colours: Mapping[str, str]) -> dict[str, str]:
    """Return the stylesheet variables of a theme: our tokens, and Textual's own names bound to them."""
    ours = {name: colours[name] for name in TOKENS if name not in ("background", "surface")}
    return ours | {
        "text-muted": colours["muted"],
        "text-disabled": colours["muted"],
        "foreground-muted": colours["muted"],
        "border": colours["pen"],
        "border-blurred": colours["rule"],
        "scrollbar": colours["rule"],
        "scrollbar-hover": colours["pen"],
        "scrollbar-active": colours["pen"],
        "scrollbar-background": colours["background"],
        "scrollbar-background-hover": colours["background"],
        "scrollbar-background-active": colours["background"],
        "scrollbar-corner-color": colours["background"],
        "block-cursor-foreground": colours["ink"],
        "block-cursor-background": colours["raised"],
        "block-cursor-blurred-foreground": colours["ink"],
        "block-cursor-blurred-background": colours["raised"],
        "block-hover-background": colours["raised"],
        "input-cursor-background": colours["ink"],
        "input-cursor-foreground": colours["background"],
        "input-selection-background": colours["raised"],
        "screen-selection-background": colours["raised"],
        "screen-selection-foreground": colours["ink"],
        "link-color": colours["pen"],
        "link-style": "none",
        "link-color-hover": colours["pen"],
        "link-background-hover": colours["raised"],
        "link-style-hover": "bold",
    }


def _theme(name: str, *, dark: bool) -> Theme:
    colours = COLOURS[name]
    return Theme(
        name=name,
        primary=colours["pen"],
        secondary=colours["who"],
        accent=colours["pen"],
        foreground=colours["ink"],
        background=colours["background"],
        surface=colours["surface"],
        panel=colours["surface"],
        success=colours["good"],
        warning=colours["warn"],
        error=colours["bad"],
        dark=dark,
        variables=variables(colours),
    )


THEMES = (_theme("ink", dark=True), _theme("paper", dark=False), _theme("contrast", dark=True))
