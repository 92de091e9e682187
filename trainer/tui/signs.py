"""The signs on the screen, and what stands for them in a terminal that shows ASCII alone."""

import locale
import sys
from collections.abc import Mapping
from typing import NamedTuple

from textual.widget import Widget


class Signs(NamedTuple):
    """One set of signs, each a single cell; the names say what a sign means."""

    ascii_only: bool
    passed: str
    failed: str
    none: str
    """Not reached, unanswered, nothing."""
    here: str
    """The current row of a process."""
    cursor: str
    chosen: str
    unchosen: str
    marked: str
    caution: str
    point: str
    """An estimate, a point in time."""
    heavy: str
    light: str
    void: str
    goal: str
    """The goal, crossing an interval."""
    goal_track: str
    """The goal, crossing a track."""
    now: str
    cut: str
    belief: str
    up_down: str
    more: str
    """More lines below."""
    dot: str
    """Between two facts in a line."""
    dash: str
    """From one figure to another."""


UTF8 = Signs(
    ascii_only=False, passed="✓", failed="✗", none="·", here="►", cursor="▌", chosen="■", unchosen="□",
    marked="◆", caution="!", point="●", heavy="━", light="─", void="┄", goal="┿", goal_track="┼", now="▲",
    cut="…", belief="»", up_down="↑↓", more="▼", dot="·", dash="–",
)  # fmt: skip

ASCII = Signs(
    ascii_only=True, passed="+", failed="x", none=".", here=">", cursor="|", chosen="#", unchosen="-",
    marked="*", caution="!", point="o", heavy="=", light="-", void=".", goal="+", goal_track="|", now="^",
    cut="~", belief=">", up_down="up/down", more="v", dot="-", dash="-",
)  # fmt: skip


def choose(environ: Mapping[str, str], encoding: str) -> Signs:
    """Return the signs for a terminal.

    TRAINER_ASCII decides (0: UTF-8, else ASCII); else a locale that is C or POSIX by name; else the encoding.
    """
    setting = environ.get("TRAINER_ASCII", "")
    if setting:
        return UTF8 if setting == "0" else ASCII
    if _locale(environ) in ("C", "POSIX"):
        return ASCII
    return UTF8 if encoding.lower().replace("-", "").replace("_", "") == "utf8" else ASCII


def _locale(environ: Mapping[str, str]) -> str:
    """Return the locale of characters as it was set, in POSIX's order of variables; empty where none is."""
    everything, characters, language = (environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    # Python coerces the C locale when it starts and leaves that in LC_CTYPE (PEP 538).
    coerced = characters in ("C.UTF-8", "C.utf8", "UTF-8") and language in ("C", "POSIX")
    return everything or ("" if coerced else characters) or language


def terminal_encoding() -> str:
    """Return the encoding that the locale declares for the terminal."""
    if sys.flags.utf8_mode:
        # In Python's UTF-8 mode (the C and POSIX locales switch it on) the locale's own word is hidden.
        return locale.getencoding()
    return getattr(sys.__stdout__, "encoding", None) or locale.getencoding()


def signs_of(widget: Widget) -> Signs:
    """Return the signs of the app that a widget lives in; UTF-8 in an app that has not chosen."""
    chosen = getattr(widget.app, "signs", UTF8)
    return chosen if isinstance(chosen, Signs) else UTF8
