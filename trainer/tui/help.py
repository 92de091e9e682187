"""All keys of a screen."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from trainer.tui.page import Page


class HelpScreen(Page[None]):
    """Lists the keys of the screen it was opened from, one a row."""

    DEFAULT_CSS = """
    HelpScreen > #page { padding: 1 2 0 2; }
    """

    AUTO_FOCUS = "#page"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "leave", "back", key_display="?", show=False),
    ]

    def __init__(self, place: str, rows: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.place = place
        self.rows = rows

    def compose_page(self) -> ComposeResult:
        """Yield the rows, keys in a column."""
        column = max((len(keys) for keys, _ in self.rows), default=0)
        lines = [
            Content.assemble(" ", (keys.ljust(column), "bold $pen"), "   ", (says, "$ink"))
            for keys, says in self.rows
        ]
        with VerticalScroll(id="page"):
            yield Static(Content("\n").join(lines), markup=False)

    def on_mount(self) -> None:
        """Name the screen the keys belong to."""
        super().on_mount()
        self.header.place = "Keys"
        self.header.position = self.place
