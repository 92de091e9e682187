"""The signs on the screen, and what stands for them in a terminal that shows ASCII alone."""

from collections.abc import Mapping
from typing import NamedTuple

from textual.widget import Widget

from trainer.streams import ascii_only


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
    """Return the signs for a terminal, as `streams.ascii_only` decides."""
    return ASCII if ascii_only(environ, encoding) else UTF8


def signs_of(widget: Widget) -> Signs:
    """Return the signs of the app that a widget lives in; UTF-8 in an app that has not chosen."""
    chosen = getattr(widget.app, "signs", UTF8)
    return chosen if isinstance(chosen, Signs) else UTF8
