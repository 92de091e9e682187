"""The matrix of a lab on a screen of its own: what the student's requests have filled in so far."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from trainer.sessions.lab_matrix import MatrixView
from trainer.tui.page import Page
from trainer.tui.text import TEXT_WIDTH, hang
from trainer.tui.widgets.matrix import MEANING, in_force_fact, whole_rows


class MatrixScreen(Page[None]):
    """Shown on the way through a lab; the lab below it goes on, and fills it in further."""

    DEFAULT_CSS = """
    MatrixScreen > #page { padding: 1 2 0 2; }
    MatrixScreen #text { height: auto; }
    """

    AUTO_FOCUS = "#page"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m,f12,enter", "leave", show=False),
    ]

    def __init__(self, matrix: MatrixView) -> None:
        super().__init__()
        self.matrix = matrix

    def compose_page(self) -> ComposeResult:
        """Yield one text that scrolls."""
        with VerticalScroll(id="page"):
            yield Static(id="text", markup=False)

    def on_mount(self) -> None:
        """Name the table, and say how far it is filled in."""
        super().on_mount()
        self._say_how_far()

    def show(self, matrix: MatrixView) -> None:
        """Show the matrix as it stands now."""
        if matrix != self.matrix:
            self.matrix = matrix
            self._say_how_far()
            self.on_resize()

    def _say_how_far(self) -> None:
        self.header.place = self.matrix.title
        cells = "cell" if self.matrix.filled == 1 else "cells"
        self.header.position = f"{self.matrix.filled} {cells} filled in"
        self.header.fact = in_force_fact(self.matrix)

    def on_resize(self) -> None:
        """Draw to the width there is."""
        width = min(self.app.size.width - 5, TEXT_WIDTH)
        meaning = hang(Content(""), Content.styled(MEANING, "$muted"), width)
        rows = [*whole_rows(self.matrix, self.signs, width), Content(""), *meaning]
        self.query_one("#text", Static).update(Content("\n").join(rows))
