"""One change that was tried on a URL: its whole trail, and S3's answer."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from trainer.s3.anatomy import Anatomy
from trainer.s3.changes import At
from trainer.s3.masking import masked
from trainer.s3.what_if import WhatIf
from trainer.s3.wording import moment
from trainer.tui.dissect_text import Trial
from trainer.tui.page import Page
from trainer.tui.text import TEXT_WIDTH, wrap
from trainer.tui.widgets.band import Band, Verdict
from trainer.tui.widgets.trail import Trail, one_line

_SOURCES = {
    "recorded": "what S3 answers, recorded from AWS",
    "documented": "what S3 answers, documented by AWS",
    "inferred": "inferred, not recorded from AWS",
}


class TriedScreen(Page[None]):
    """Shows which check stops a changed request, and what is only assumed."""

    DEFAULT_CSS = """
    TriedScreen {
        & > #page { padding: 1 2 0 2; }
        & #what { height: auto; margin: 0 0 1 0; }
        & #answer { margin: 1 0 0 0; }
        &.-small-height > #page, &.-tiny-height > #page { padding: 0 2 0 2; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "leave", "back", show=False),
        Binding("down,pagedown", "scroll(1)", show=False, tooltip="scroll"),
        Binding("up,pageup", "scroll(-1)", show=False, tooltip="scroll"),
    ]

    def __init__(self, anatomy: Anatomy, trial: Trial) -> None:
        super().__init__()
        self.anatomy = anatomy
        self.trial = trial

    def compose_page(self) -> ComposeResult:
        """Lay out the change, the trail and the answer."""
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="what", markup=False)
            yield Trail()
            yield Band(id="answer")

    def on_mount(self) -> None:
        """Show the change."""
        super().on_mount()
        self.header.place = "What if"
        self.header.position = one_line(self.trial.words)
        self._draw()

    def on_resize(self) -> None:
        """Draw to the new size."""
        self._draw()

    def _draw(self) -> None:
        width = min(self.app.size.width - 4, TEXT_WIDTH)
        number = f"part {self.trial.part}: " if self.trial.part else ""
        lines = [
            Content.assemble((number, "bold $pen"), (one_line(self.trial.words), "bold")),
            *wrap(Content.styled(self._setting(), "$muted"), width),
        ]
        self.query_one("#what", Static).update(Content("\n").join(lines))
        trail = self.query_one(Trail)
        trail.whole = self.is_tall
        trail.trail = tuple(entry.as_json() for entry in self.trial.result.trail)
        verdict, said = answer_band(self.trial.result, self.signs.passed, self.signs.failed)
        self.query_one("#answer", Band).say(verdict, said)

    def _setting(self) -> str:
        signed_at = self.anatomy.signed_at
        when = f"at its signing, {moment(signed_at)}" if signed_at else "just before its end"
        if isinstance(self.trial.change, At):
            when = f"at {moment(self.trial.change.moment)}"
        return (
            f"The URL as it was signed, tried {when}, with a stand-in for the secret key. Up to the "
            "signature that tells what S3 answers."
        )

    def action_scroll(self, pages: int) -> None:
        """Scroll."""
        page = self.query_one("#page", VerticalScroll)
        page.scroll_page_down(animate=False) if pages > 0 else page.scroll_page_up(animate=False)


def answer_band(result: WhatIf, passed: str, failed: str) -> tuple[Verdict, Content]:
    """Draw S3's answer to a changed request, and how it is known."""
    refusal = result.refusal
    if refusal is None:
        head = Content.styled(f"{passed} good up to the signature", "bold $good")
        says = "Whether the signer may do it, and whether the object is there, S3 alone knows."
        return "good", Content("\n").join([head, Content.styled(says, "$muted")])
    evidence = next(entry.evidence for entry in result.trail if entry.outcome == "failed")
    source = "not modelled here: S3 answers something else" if refusal.not_modelled else _SOURCES[evidence]
    head = Content.assemble(
        (f"{failed} {refusal.status} {one_line(refusal.code)}", "bold $bad"), "   ", (source, "$muted")
    )
    return "bad", Content("\n").join([head, Content(one_line(masked(refusal.message)))])
