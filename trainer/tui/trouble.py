"""An error over the page it happened on."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from trainer.tui.widgets.error_panel import ErrorPanel
from trainer.tui.widgets.keybar import Hint, HintSource, Keybar


class Trouble(ModalScreen[None], HintSource):
    """Says what happened and what to do; any of its keys goes back to the page, where nothing is lost."""

    DEFAULT_CSS = """
    Trouble {
        align: center middle;
        background: $background 60%;
        & > #trouble { width: 72; max-width: 100%; height: auto; background: $background; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,enter,space,q", "close", "back")]

    def __init__(self, title: str, what: str, *, do: str, safe: str = "") -> None:
        super().__init__()
        self._panel = ErrorPanel(title, what=what, do=do, safe=safe)

    def compose(self) -> ComposeResult:
        """Yield the panel and a key bar of its own."""
        with Vertical(id="trouble"):
            yield self._panel
        yield Keybar()

    def right_hints(self) -> tuple[Hint, ...]:
        """Return the way back."""
        return (Hint("esc", "back", "close"),)

    def action_close(self) -> None:
        """Go back to the page."""
        self.dismiss()
