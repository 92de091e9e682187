"""One line to write in, above the key bar."""

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.widgets import Input, Static


class AskLine(Horizontal):
    """Asks for a line of text: Enter hands it over, Esc does not."""

    DEFAULT_CSS = """
    AskLine {
        display: none;
        height: 1;
        padding: 0 2;
        background: $surface;
        & > Static { width: auto; padding: 0 1 0 0; }
        & > Input { width: 1fr; height: 1; border: none; padding: 0; background: $surface; color: $ink; }
        & > Input:focus { background-tint: $foreground 0%; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "cancel", key_display="esc")]

    def __init__(self) -> None:
        super().__init__()
        self._label = Static("", markup=False)
        self._input = Input(compact=True, select_on_focus=False)
        self._use: Callable[[str], None] | None = None

    def compose(self) -> ComposeResult:
        """Yield the label and the line."""
        yield self._label
        yield self._input

    def on_mount(self) -> None:
        """Keep the cursor still where the app asks for that, as its pictures do."""
        self._input.cursor_blink = self.app.animation_level != "none"

    @property
    def is_open(self) -> bool:
        """Whether it is waiting for a line."""
        return self._use is not None

    def ask(self, label: str, value: str, use: Callable[[str], None]) -> None:
        """Ask for a line, starting from `value`; `use` gets it."""
        self._use = use
        self._label.update(Content.styled(label, "bold"))
        self._input.value = value
        self._input.cursor_position = len(value)
        self.display = True
        self._input.focus()

    def close(self) -> None:
        """Put it away; what was written is dropped."""
        self._use = None
        self.display = False
        self.screen.set_focus(None)
        self.screen.refresh_bindings()

    @on(Input.Submitted)
    def _hand_over(self, event: Input.Submitted) -> None:
        event.stop()
        use, text = self._use, event.value
        self.close()
        if use is not None:
            use(text)

    def action_cancel(self) -> None:
        """Put it away."""
        self.close()
