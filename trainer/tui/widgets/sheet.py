"""The page's text: laid out to the room there is, scrolling only when it must."""

from collections.abc import Callable, Sequence

from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.strip import Strip
from textual.visual import Visual

from trainer.tui.signs import signs_of
from trainer.tui.text import TEXT_WIDTH, Row, fit

Build = Callable[[int], Sequence[Row]]
"""Returns the rows for a width in cells."""

BAR_AND_AIR = 2
"""Columns that scrolling takes: the bar, and one of air before it."""


class Sheet(ScrollView, can_focus=False):
    """Rows that first lose their gaps and then scroll, with `▼ N more lines  PgDn` above the key bar.

    Once scrolled, `▲  PgUp` stands beside it: there is something above.

    One widget that draws its lines itself: a question and its explanation are wanted at once.
    """

    DEFAULT_CSS = """
    Sheet {
        height: 1fr;
        width: 1fr;
        margin: 0 1 0 2;
        padding: 0 1 0 0;
        overflow: hidden hidden;
        text-wrap: nowrap;
        scrollbar-size-vertical: 1;
        &.-scrolls { overflow: hidden scroll; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self._build: Build | None = None
        self._lines: list[Content] = []
        self._strips: list[Strip] | None = None
        self._expected = self._laid_out_for = Size(0, 0)

    def expect(self, size: Size) -> None:
        """Say what room there will be, margins included, so that the very first frame has the text in it."""
        self._expected = size - self.styles.margin.totals

    def show(self, build: Build) -> None:
        """Show the rows that `build` returns, from the top; it is asked again when the room changes."""
        self._build = build
        self._lay_out()
        self._keep_at(0)

    def redraw(self) -> None:
        """Show the same rows anew and stay where one is."""
        self._lay_out()

    @property
    def lines_below(self) -> int:
        """How many lines are below what is in view."""
        return max(len(self._lines) - round(self.scroll_target_y) - self._view_height, 0)

    def page_down(self) -> bool:
        """Scroll on by a page less one line; tell whether there was anything to scroll to."""
        below = self.lines_below
        if below:
            self.scroll_lines(max(self._view_height - 1, 1))
        return bool(below)

    def page_up(self) -> None:
        """Scroll back by a page less one line."""
        self.scroll_lines(-max(self._view_height - 1, 1))

    def scroll_lines(self, count: int) -> None:
        """Scroll by lines, up when negative."""
        self.scroll_relative(y=count, animate=False, immediate=True)

    def _keep_at(self, line: int) -> None:
        """Bring a line to the top; also of a sheet that fits, which Textual would leave where it was."""
        self.scroll_to(y=line, animate=False, immediate=True, force=True)

    # Layout.

    @property
    def _room(self) -> Size:
        """The room with the scroll bar, without the padding."""
        return (self.outer_size if self.outer_size.width else self._expected) - self.styles.padding.totals

    @property
    def _view_height(self) -> int:
        return self._room.height - self.has_class("-scrolls")

    def _lay_out(self) -> None:
        room = self._room
        if self._build is None or room.width <= 0:
            return
        width = min(room.width, TEXT_WIDTH)
        self._lines, fits = fit(self._build(width), room.height)
        if not fits:
            self._lines, _ = fit(self._build(min(width, room.width - BAR_AND_AIR)), 0)
        self._laid_out_for = room
        self._strips = None
        self.set_class(not fits, "-scrolls")
        # The row that says how much is below takes part in the scrolling: the last line comes above it.
        height = room.height if fits else len(self._lines) + 1
        self.virtual_size = Size(width, height)
        self._keep_at(min(self.scroll_offset.y, max(height - room.height, 0)))
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for the new room."""
        if self._room != self._laid_out_for:
            self._lay_out()

    # Drawing.

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is in view."""
        width, at = self.size.width, y + self.scroll_offset.y
        if y == self._view_height and self.has_class("-scrolls"):
            return self._more(self._room.width - BAR_AND_AIR)
        strips = self._drawn()
        if at >= len(strips):
            return Strip.blank(width, self.visual_style.rich_style)
        return strips[at].adjust_cell_length(width, self.visual_style.rich_style).apply_offsets(0, at)

    def _drawn(self) -> list[Strip]:
        if self._strips is None:
            text = Content("\n").join(self._lines)
            self._strips = Visual.to_strips(self, text, TEXT_WIDTH, None, self.visual_style)
        return self._strips

    def _more(self, width: int) -> Strip:
        below, signs = self.lines_below, signs_of(self)
        says: list[tuple[str, str]] = []
        if self.scroll_offset.y:
            says += [(f"{signs.now}  ", "$muted"), ("PgUp", "bold $pen")]
        if below:
            lines = "line" if below == 1 else "lines"
            space = "   " if says else ""
            says += [(f"{space}{signs.more} {below} more {lines}  ", "$muted"), ("PgDn", "bold $pen")]
        text = Content.assemble(*says)
        text = text.pad_left(max(width - text.cell_length, 0))
        return Visual.to_strips(self, text, width, 1, self.visual_style)[0]

    def notify_style_update(self) -> None:
        """Draw anew in the new colours."""
        super().notify_style_update()
        self._strips = None

    # What a mouse selects.

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """Return the selected text."""
        return selection.extract("\n".join(line.plain for line in self._lines)), "\n"

    def selection_updated(self, selection: Selection | None) -> None:
        """Draw anew with the selection."""
        self._strips = None
        self.refresh()
