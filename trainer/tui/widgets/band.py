"""The one verdict on a screen: a tinted ground and a thick left edge."""

from typing import Literal

from textual.content import Content
from textual.widgets import Static

from trainer.tui.signs import signs_of

Verdict = Literal["good", "bad", "warn"]


class Band(Static):
    """Right or wrong, S3's answer, an error. One band a screen."""

    DEFAULT_CSS = """
    Band {
        height: auto;
        padding: 0 1;
        border-left: outer $muted;
        &.-good { background: $good-bg; border-left: outer $good; }
        &.-bad { background: $bad-bg; border-left: outer $bad; }
        &.-warn { background: $warn-bg; border-left: outer $warn; }
        &.-ascii { border-left: ascii $muted; }
        &.-ascii.-good { border-left: ascii $good; }
        &.-ascii.-bad { border-left: ascii $bad; }
        &.-ascii.-warn { border-left: ascii $warn; }
    }
    """

    def __init__(
        self,
        verdict: Verdict = "bad",
        content: Content | str = "",
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(content, id=id, markup=False)
        self.verdict = verdict
        self.add_class(f"-{verdict}")

    def on_mount(self) -> None:
        """Draw the edge in ASCII where the terminal asks for it."""
        self.set_class(signs_of(self).ascii_only, "-ascii")

    def say(self, verdict: Verdict, content: Content | str) -> None:
        """Replace the verdict and what it says."""
        self.remove_class(f"-{self.verdict}")
        self.verdict = verdict
        self.add_class(f"-{verdict}")
        self.update(content)
