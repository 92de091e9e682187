"""The first start: what this is, in half a minute."""

from textual import events
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static

from trainer.tui.page import Page, key
from trainer.tui.text import TEXT_WIDTH, hang
from trainer.tui.widgets.keybar import Hint


class Welcome(Page[None]):
    """Four short paragraphs that any key skips."""

    DEFAULT_CSS = """
    Welcome > #page { padding: 1 2 0 2; }
    """

    def compose_page(self) -> ComposeResult:
        """Yield the paragraphs."""
        with Container(id="page"):
            yield Static("", id="text", markup=False)

    def on_mount(self) -> None:
        """Name the place."""
        super().on_mount()
        self.header.place = "Trainer"
        self.header.position = "half a minute before you start"
        self._draw()

    def on_resize(self) -> None:
        """Wrap to the new width."""
        self._draw()

    def _draw(self) -> None:
        width = min(self.app.size.width - 4, TEXT_WIDTH)
        lines: list[Content] = []
        for title, text in _PARAGRAPHS:
            lines += [Content.styled(title, "bold"), *hang(Content("  "), text, width), Content("")]
        self.query_one("#text", Static).update(Content("\n").join(lines))

    def hints(self) -> tuple[Hint, ...]:
        """Return that any key will do."""
        return (Hint("any key", "go on"),)

    def right_hints(self) -> tuple[Hint, ...]:
        """Return nothing: there is nothing else to do here."""
        return ()

    def on_key(self, event: events.Key) -> None:
        """Go on, whatever the key."""
        event.stop()
        event.prevent_default()
        self.dismiss()

    def on_click(self) -> None:
        """Go on."""
        self.dismiss()


_PARAGRAPHS = (
    (
        "Questions",
        Content(
            "One key answers: a small letter is an answer, a capital one says that you are sure. "
            "Every option is then explained, and the question comes back when you are about to forget it."
        ),
    ),
    (
        "Proof",
        Content.assemble(
            "Where a question is about behaviour, ",
            key("p"),
            " after the answer runs it: a real request to an S3 on this machine, and "
            "the check that stopped it.",
        ),
    ),
    (
        "Labs",
        Content(
            "Real commands with presigned URLs against the same S3. "
            "No AWS account, no cost; nothing leaves this machine."
        ),
    ),
    (
        "Keys",
        Content.assemble(
            key("?"), " lists the keys of a screen, ", key("q"), " goes back. Every answer is saved at once."
        ),
    ),
)
