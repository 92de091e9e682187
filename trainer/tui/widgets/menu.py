"""A short list of places to go, each with its key and what waits behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from trainer.tui.signs import signs_of


class Entry(NamedTuple):
    """One row: its key, its name, what waits behind it, and the screen's action."""

    key: str
    name: str
    says: str
    action: str


class Menu(Static):
    """Rows with a cursor; the screen moves it, since its keys work wherever one is."""

    @dataclass
    class Chosen(Message):
        """Posted when a row is clicked."""

        entry: Entry

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002  Textual's name
        super().__init__("", id=id, markup=False)
        self._entries: Sequence[Entry] = ()
        self._cursor = 0
        self._title = ""
        self._airy = False

    def show(self, entries: Sequence[Entry], *, title: str = "", airy: bool = False) -> None:
        """Show these rows, under a title and with blank rows between when there is room."""
        self._entries, self._title, self._airy = entries, title, airy
        self._draw()

    @property
    def current(self) -> Entry:
        """The row under the cursor."""
        return self._entries[self._cursor]

    def move(self, by: int) -> None:
        """Move the cursor, from the last row to the first and back."""
        self._cursor = (self._cursor + by) % len(self._entries)
        self._draw()

    def _draw(self) -> None:
        signs = signs_of(self)
        column = max(len(entry.name) for entry in self._entries) + 2
        rows = []
        for number, entry in enumerate(self._entries):
            here = number == self._cursor
            cursor = (signs.cursor, "$pen") if here else " "
            name = (f"  {entry.name:<{column}}", "bold" if here else "")
            rows.append(Content.assemble(cursor, " ", (entry.key, "bold $pen"), name, (entry.says, "$muted")))
        if self._title:
            rows.insert(0, Content.styled(self._title, "bold"))
        self.update(Content("\n\n" if self._airy else "\n").join(rows))

    def on_click(self, event: events.Click) -> None:
        """Choose the row under the mouse."""
        row, between = divmod(event.get_content_offset_capture(self).y, 2 if self._airy else 1)
        row -= bool(self._title)
        if not between and 0 <= row < len(self._entries):
            self._cursor = row
            self._draw()
            self.post_message(self.Chosen(self._entries[row]))
