"""The page's text: laid out to the room there is, scrolling only when it must."""

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from trainer.tui.signs import signs_of
from trainer.tui.text import TEXT_WIDTH, Row, fit

Build = Callable[[int], Sequence[Row]]
"""Returns the rows for a width in cells."""


class Sheet(Vertical):
    """Rows that first lose their gaps and then scroll, with `▼ N more lines  PgDn` above the key bar."""

    DEFAULT_CSS = """
    Sheet {
        height: 1fr;
        & > VerticalScroll {
            height: 1fr;
            margin: 0 1 0 2;
            padding: 0 1 0 0;
            overflow-y: hidden;
            scrollbar-size-vertical: 1;
            & > Static { height: auto; width: 100%; text-wrap: nowrap; }
        }
        & > #more { display: none; height: 1; padding: 0 2; text-align: right; }
        &.-scrolls > VerticalScroll { overflow-y: scroll; }
        &.-scrolls > #more { display: block; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__(id=id)
        self._build: Build | None = None
        self._lines = 0
        self._expected = self._laid_out_for = Size(0, 0)
        self._text = Static("", markup=False)
        self._scroll = VerticalScroll(self._text, can_focus=False)
        self._more = Static("", id="more", markup=False)

    def compose(self) -> ComposeResult:
        """Yield the text in its scroll, and the line that says how much is below."""
        yield self._scroll
        yield self._more

    def on_mount(self) -> None:
        """Follow the scroll position."""
        self.watch(self._scroll, "scroll_y", self._say_more, init=False)

    def expect(self, size: Size) -> None:
        """Say what room there will be, so that the very first frame has the text in it."""
        self._expected = size

    def show(self, build: Build) -> None:
        """Show the rows that `build` returns, from the top; it is asked again when the room changes."""
        self._build = build
        self._lay_out()
        self._scroll.scroll_home(animate=False, immediate=True)

    def redraw(self) -> None:
        """Show the same rows anew and stay where one is."""
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        """Lay out for the new room."""
        if event.size != self._laid_out_for:
            self._lay_out()

    @property
    def lines_below(self) -> int:
        """How many lines are below what is in view."""
        return max(self._lines - round(self._scroll.scroll_target_y) - self._view_height, 0)

    def page_down(self) -> bool:
        """Scroll on by a page less one line; tell whether there was anything to scroll to."""
        below = self.lines_below
        if below:
            self.scroll_lines(max(self._view_height - 1, 1))
        return bool(below)

    def scroll_lines(self, count: int) -> None:
        """Scroll by lines, up when negative."""
        self._scroll.scroll_relative(y=count, animate=False, immediate=True)

    def page_up(self) -> None:
        """Scroll back by a page less one line."""
        self.scroll_lines(-max(self._view_height - 1, 1))

    @property
    def _room(self) -> Size:
        return self.size if self.size.width else self._expected

    @property
    def _view_height(self) -> int:
        return self._room.height - self.has_class("-scrolls")

    def _lay_out(self) -> None:
        room = self._room
        if self._build is None or not room.width:
            return
        width = min(room.width - 4, TEXT_WIDTH)
        lines, fits = fit(self._build(width), room.height)
        if not fits:
            # A column for the bar and one of air before it.
            lines, _ = fit(self._build(min(width, room.width - 6)), 0)
        self._laid_out_for = room
        self._lines = len(lines)
        self.set_class(not fits, "-scrolls")
        self._text.update(Content("\n").join(lines))
        self.call_after_refresh(self._say_more)

    def _say_more(self) -> None:
        below = self.lines_below if self.has_class("-scrolls") else 0
        if below:
            lines = "line" if below == 1 else "lines"
            self._more.update(
                Content.assemble(
                    (f"{signs_of(self).more} {below} more {lines}  ", "$muted"), ("PgDn", "bold $pen")
                )
            )
        else:
            self._more.update("")
