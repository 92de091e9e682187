"""The line that a URL is pasted or typed into."""

from dataclasses import dataclass

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static


class UrlInput(Input):
    """A line that hands a paste over whole: a terminal may have broken a long URL into lines."""

    @dataclass
    class Pasted(Message):
        """Posted when something was pasted into the empty line."""

        text: str

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False)

    def _on_paste(self, event: events.Paste) -> None:
        if self.value:
            super()._on_paste(event)
            return
        event.stop()
        event.prevent_default()
        self.post_message(self.Pasted(event.text))


class UrlLine(Horizontal):
    """Asks for a URL: a paste or Enter hands it over."""

    DEFAULT_CSS = """
    UrlLine {
        height: 1;
        & > Static { width: auto; padding: 0 1 0 0; color: $pen; text-style: bold; }
        & > Input { width: 1fr; height: 1; border: none; padding: 0; background: $surface; color: $ink; }
        & > Input:focus { background-tint: $foreground 0%; }
    }
    """

    @dataclass
    class Given(Message):
        """Posted when a text was handed over; it may be empty, and no URL at all."""

        text: str

    def __init__(self) -> None:
        super().__init__()
        self.line = UrlInput()

    def compose(self) -> ComposeResult:
        """Yield the label and the line."""
        yield Static(Content("URL"), markup=False)
        yield self.line

    def on_mount(self) -> None:
        """Keep the cursor still where the app asks for that, as its pictures do."""
        self.line.cursor_blink = self.app.animation_level != "none"

    def clear(self) -> None:
        """Empty the line."""
        self.line.value = ""

    @on(UrlInput.Pasted)
    def _pasted(self, event: UrlInput.Pasted) -> None:
        event.stop()
        self.post_message(self.Given(event.text))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.post_message(self.Given(event.value))
