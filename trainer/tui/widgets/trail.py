"""The trail: S3's checks in their own order, with the one that failed."""

import re
from collections.abc import Mapping, Sequence

from textual.content import Content
from textual.reactive import reactive
from textual.widgets import Static

from trainer.study.visible import visible
from trainer.tui.signs import Signs, signs_of
from trainer.tui.text import hang

Entry = Mapping[str, str]
"""A trail entry of the journal: check, outcome, expected, found, says, evidence."""

NAME_WIDTH = 18
_TIME = re.compile(r"(\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\dZ")


def failed_check(trail: Sequence[Entry]) -> Entry | None:
    """Return the check that failed, or None where all that were reached passed."""
    return next((entry for entry in trail if entry["outcome"] == "failed"), None)


def strip(trail: Sequence[Entry], signs: Signs) -> Content:
    """Draw the trail in one cell a check, then the name of the one that failed: `✓✓✓✗··· time window`."""
    cells = {
        "passed": (signs.passed, "$good"),
        "failed": (signs.failed, "bold $bad"),
        "not-reached": (signs.none, "$muted"),
    }
    drawn = Content.assemble(*(cells[entry["outcome"]] for entry in trail))
    failed = failed_check(trail)
    return Content.assemble(drawn, (f" {one_line(failed['check'])}", "$bad")) if failed else drawn


def rows(trail: Sequence[Entry], signs: Signs, width: int, *, whole: bool = False) -> list[Content]:
    """Draw the trail a check a row, cut to the width; only the failing check and the unreached may take more.

    Unreached checks share one row, or have one each when `whole`.
    """
    lines: list[Content] = []
    for entry in trail:
        match entry["outcome"]:
            case "passed":
                lines.append(_passed(entry, signs, width))
            case "failed":
                lines += _failed(entry, signs, width)
            case _ if whole:
                name = one_line(entry["check"])
                lines.append(Content.assemble((f" {signs.none} {name:<{NAME_WIDTH}}not reached", "$muted")))
    unreached = [one_line(entry["check"]) for entry in trail if entry["outcome"] == "not-reached"]
    if unreached and not whole:
        says = Content.styled(f"{', '.join(unreached)}: not reached", "$muted")
        lines += hang(Content.styled(f" {signs.none} ", "$muted"), says, width)
    return lines


def clip(text: Content, width: int, signs: Signs) -> Content:
    """Cut a line at a width, wherever that falls, with the sign for what is cut off."""
    if text.cell_length <= width:
        return text
    return Content.assemble(text.truncate(max(width - 1, 0)), (signs.cut, "$muted"))


def one_line(text: str) -> str:
    """Return text from outside with every control character visible, ends of lines too."""
    return visible(text).replace("\n", r"\n")


def evidence(entry: Entry) -> str:
    """Return what a check saw, in a student's words where it has them."""
    return one_line(entry.get("says") or entry.get("found") or "")


def _passed(entry: Entry, signs: Signs, width: int) -> Content:
    name = one_line(entry["check"])
    line = Content.assemble(
        (f" {signs.passed} ", "$good"), f"{name:<{NAME_WIDTH}}", (evidence(entry), "$muted")
    )
    return clip(line, width, signs)


def _failed(entry: Entry, signs: Signs, width: int) -> list[Content]:
    head = Content.styled(f" {signs.failed} {one_line(entry['check']):<{NAME_WIDTH}}", "bold $bad")
    return hang(head, Content(evidence(entry)).highlight_regex(_TIME, style="bold"), width)


class Trail(Static):
    """The whole trail of one request, top to bottom."""

    DEFAULT_CSS = "Trail { height: auto; }"

    trail: reactive[tuple[Entry, ...]] = reactive((), layout=True)
    """The checks of the request shown; empty where there is none."""
    whole: reactive[bool] = reactive(False, layout=True)
    """Whether unreached checks have a row each."""
    airy: reactive[bool] = reactive(False, layout=True)
    """Whether a blank row stands between two checks."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, markup=False)
        self.expected_width = 0
        """Columns to draw to while it is hidden: what is shown later must be as high as its rows at once."""

    def watch_trail(self) -> None:
        """Draw another request."""
        self.draw()

    def watch_whole(self) -> None:
        """Draw with more or less room."""
        self.draw()

    def watch_airy(self) -> None:
        """Draw with more or less air."""
        self.draw()

    def on_resize(self) -> None:
        """Draw anew: the width decides where evidence wraps."""
        self.draw()

    def lines_at(self, width: int) -> list[Content]:
        """Return the rows as drawn to a width."""
        lines = rows(self.trail, signs_of(self), width, whole=self.whole)
        return [part for line in lines for part in (line, Content(""))][:-1] if self.airy else lines

    def draw(self) -> None:
        """Write the rows to the width there is."""
        width = self.size.width or self.expected_width
        if self.is_mounted and width:
            self.update(Content("\n").join(self.lines_at(width)))
