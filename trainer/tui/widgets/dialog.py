"""A question that must be answered before going on."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from trainer.tui.signs import signs_of
from trainer.tui.widgets.keybar import Hint, HintSource, Keybar


class Dialog(ModalScreen[bool], HintSource):
    """Facts first; the safe choice is first and on Enter, the irreversible one on a capital letter.

    Dismisses with True only for the irreversible choice.
    """

    DEFAULT_CSS = """
    Dialog {
        align: center middle;
        background: $background 60%;
        & > #dialog {
            width: 60;
            max-width: 100%;
            height: auto;
            background: $surface;
            border-top: heavy $warn;
            border-title-color: $warn;
            border-title-style: bold;
            padding: 1 2;
        }
        &.-ascii > #dialog { border-top: ascii $warn; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "the safe choice"),
        Binding("escape,q", "keep", "close", show=False),
    ]

    def __init__(
        self, title: str, facts: Sequence[Content | str], *, safe: str, key: str, risky: str
    ) -> None:
        super().__init__()
        self.heading = title
        self.facts = facts
        self.safe = safe
        self.risky_key = key
        self.risky = risky

    def compose(self) -> ComposeResult:
        """Lay out the facts, a blank row, the two choices."""
        signs = signs_of(self)
        choices = Content.assemble(
            (signs.cursor, "$pen"), ("enter", "bold $pen"), (f" {self.safe}", "bold"), "     ",
            (self.risky_key, "bold $pen"), f" {self.risky}",
        )  # fmt: skip
        text = Content("\n").join([*self.facts, "", choices])
        with Vertical(id="dialog") as box:
            box.border_title = Content(f" {self.heading} ")
            yield Static(text, markup=False)
        yield Keybar()

    def on_mount(self) -> None:
        """Bind the capital letter of the irreversible choice."""
        self.set_class(signs_of(self).ascii_only, "-ascii")
        self._bindings.bind(self.risky_key, "go_on", self.risky)

    def hints(self) -> Sequence[Hint]:
        """Return nothing: the choices stand in the dialog."""
        return ()

    def right_hints(self) -> Sequence[Hint]:
        """Return the way out."""
        return (Hint("esc", "close", "keep"),)

    def action_keep(self) -> None:
        """Take the safe choice."""
        self.dismiss(False)

    def action_go_on(self) -> None:
        """Take the irreversible choice."""
        self.dismiss(True)
