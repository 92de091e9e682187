"""The parts of a URL, one a row, with a cursor; a click moves it."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from trainer.s3.parts import Part
from trainer.tui.dissect_text import more_parts, part_row
from trainer.tui.signs import signs_of


class PartsList(Static):
    """Draws as many parts as fit around the cursor; the screen moves it, since its keys work everywhere."""

    DEFAULT_CSS = "PartsList { height: auto; }"

    @dataclass
    class Pointed(Message):
        """Posted when a part is clicked."""

        position: int

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id, markup=False)
        self._first = 0
        self._shown = 0

    def show(self, parts: Sequence[Part], cursor: int, width: int, room: int, *, wide: bool) -> None:
        """Draw the parts to a width and at most so many rows."""
        signs = signs_of(self)
        digits = len(str(len(parts)))
        more = len(parts) > room
        self._shown = max(room - more, 1) if more else len(parts)
        self._first = min(max(cursor - self._shown // 2, 0), len(parts) - self._shown)
        seen = range(self._first, self._first + self._shown)
        rows = [part_row(parts[at], signs, width, digits, current=at == cursor, wide=wide) for at in seen]
        if more:
            left = len(parts) - self._shown
            rows.append(Content.styled(f"{' ' * (digits + 3)}{signs.more} {more_parts(left)}", "$muted"))
        self.update(Content("\n").join(rows))

    def on_click(self, event: events.Click) -> None:
        """Point at the part under the mouse."""
        row = event.get_content_offset_capture(self).y
        if 0 <= row < self._shown:
            self.post_message(self.Pointed(self._first + row))
