"""What the local cloud wrote last."""

from collections import deque
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from trainer.study.visible import visible
from trainer.tui.page import Page

LINES = 200


class LogScreen(Page[None]):
    """The last lines of a log file, its end in view."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,pagedown,space", "scroll(1)", "scroll", show=False),
        Binding("up,pageup", "scroll(-1)", "scroll", show=False),
    ]

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def compose_page(self) -> ComposeResult:
        """Yield the lines."""
        with VerticalScroll(id="page"):
            yield Static(last_lines(self.path), markup=False)

    def on_mount(self) -> None:
        """Name the file, and go to its end."""
        super().on_mount()
        self.header.place = "Log"
        self.header.position = str(self.path)
        self.query_one(VerticalScroll).scroll_end(animate=False)

    def action_scroll(self, pages: int) -> None:
        """Scroll by pages."""
        page = self.query_one(VerticalScroll)
        page.scroll_page_down(animate=False) if pages > 0 else page.scroll_page_up(animate=False)


def last_lines(path: Path) -> str:
    """Return the end of a log, without control characters."""
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            lines = deque(file, maxlen=LINES)
    except OSError as error:
        return f"{path} cannot be read ({error.strerror})"
    return visible("".join(lines)) or "the log is empty"
