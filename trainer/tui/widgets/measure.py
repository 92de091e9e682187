"""Row 2 of every screen: the progress of what you are doing."""

from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.widget import Widget

from trainer.tui.signs import signs_of

TINY = Size(60, 16)
"""In a smaller terminal the line says so instead."""

SMALL = "! small: from {0.width}x{0.height} more fits; all keys work"


class Measure(Widget):
    """A line, heavy where done and light where to come; plain where nothing is measured."""

    DEFAULT_CSS = """
    Measure {
        height: 1;
        padding: 0 2;
    }
    """

    done: reactive[float] = reactive(0.0)
    """How much is done, in the unit of `total`."""
    total: reactive[float] = reactive(0.0)
    """How much there is; 0 where nothing is measured."""
    segmented: reactive[bool] = reactive(False)
    """One segment a unit, with a gap between, as for the steps of a lab."""

    def show(self, done: float, total: float, *, segmented: bool = False) -> None:
        """Set all three at once; `done` is clipped to 0..total."""
        self.segmented = segmented
        self.total = total
        self.done = min(max(done, 0.0), total)

    def render(self) -> Content:
        """Draw the line to the width there is."""
        width = self.size.width
        if self.app.size.width < TINY.width or self.app.size.height < TINY.height:
            return Content.styled(SMALL.format(TINY), "$warn")
        if self.segmented and self.total >= 1:
            return self._segments(width, int(self.total))
        return self._line(width, self.done / self.total if self.total else 0.0)

    def _line(self, width: int, share: float) -> Content:
        signs = signs_of(self)
        heavy = round(width * share)
        return Content.assemble((signs.heavy * heavy, "$pen"), (signs.light * (width - heavy), "$rule"))

    def _segments(self, width: int, count: int) -> Content:
        gap = 1 if width >= count * 3 else 0
        edges = [round(number * (width + gap) / count) for number in range(count + 1)]
        parts = [
            self._line(edges[number + 1] - edges[number] - gap, min(max(self.done - number, 0.0), 1.0))
            for number in range(count)
        ]
        return Content(" " * gap).join(parts)
