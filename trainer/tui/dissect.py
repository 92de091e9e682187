"""Dissect: any pre-signed URL, part by part, offline; change one part and see which check fails."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll

from trainer.errors import UsageError
from trainer.s3.changes import Change
from trainer.s3.what_if import why_not
from trainer.tui import dissect_forms as forms
from trainer.tui.copying import copy
from trainer.tui.desk import desk_of
from trainer.tui.dissect_view import DissectView
from trainer.tui.widgets.ask_line import AskLine
from trainer.tui.widgets.keybar import Hint
from trainer.tui.widgets.parts import PartsList

_BAR = ("change", "to_sign", "show_next", "paste", "copy")
"""Actions of the key bar after the arrows, the most used first."""
_NEEDS_URL = frozenset(
    {"move", "change", "method", "time", "add", "to_sign", "show_next", "copy", "paste", "scroll"}
)


class DissectScreen(DissectView):
    """A URL and what is told of it; without one, a line to paste it into.

    `clock` tells the time (aware, UTC) that the URL is seen at; a lab gives its own.
    """

    CSS_PATH = "dissect.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "part", show=False, tooltip="the part before"),
        Binding("down,j", "move(1)", "part", show=False, tooltip="the part after"),
        Binding("home", "move(-1000000)", show=False, tooltip="the first part"),
        Binding("end", "move(1000000)", show=False, tooltip="the last part"),
        Binding(
            "e,enter", "change", "change it", key_display="e", tooltip="change this part: which check fails?"
        ),
        Binding(
            "m", "method", "method", show=False, tooltip="use it with another method: which check fails?"
        ),
        Binding("t", "time", "time", show=False, tooltip="use it at another time: which check fails?"),
        Binding("a", "add", "add", show=False, tooltip="add a parameter or a header: which check fails?"),
        Binding("s", "to_sign", "to sign", tooltip="the canonical request and the string to sign"),
        Binding("w", "show_next", "risks", tooltip="life, risks and trials in turn, where not all fit"),
        Binding("p", "paste", "paste", tooltip="another URL"),
        Binding("y", "copy", "copy", tooltip="copy the URL, signature included"),
        Binding("pagedown,space", "scroll(1)", show=False, tooltip="scroll what is below the parts"),
        Binding("pageup", "scroll(-1)", show=False, tooltip="scroll what is below the parts"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what works now: without a URL nothing but the way out."""
        if action in _NEEDS_URL and (self.anatomy is None or self.asking_for_url):
            return False
        return action != "show_next" or len(self.sections) > 1

    def hints(self) -> Sequence[Hint]:
        """Return what works now; in a line, how it is handed over."""
        if self.query_one(AskLine).is_open:
            return [Hint("enter", "try it"), Hint("esc", "cancel", "leave")]
        if self.asking_for_url:
            return forms.line_hints(first=self.anatomy is None)
        working = self.working_hints()
        arrows = [Hint(self.signs.up_down, "part")]
        if self.anatomy is None or why_not(self.anatomy):
            working.pop("change", None)
        return arrows + [working[action] for action in _BAR if action in working]

    def hint_label(self, action: str, description: str) -> str:
        """Call the next section by its name."""
        return self._next_section if action == "show_next" else super().hint_label(action, description)

    @property
    def _next_section(self) -> str:
        if self.section not in self.sections:
            return ""
        return self.sections[(self.sections.index(self.section) + 1) % len(self.sections)]

    def right_hints(self) -> Sequence[Hint]:
        """Return `?` and the way out; where letters are typed, the palette."""
        if self.asking_for_url or self.query_one(AskLine).is_open:
            return [Hint("^p", "commands", "app.command_palette")]
        return super().right_hints()

    def action_leave(self) -> None:
        """Put a line away; else go back."""
        if self.query_one(AskLine).is_open:
            self.query_one(AskLine).close()
        elif self.asking_for_url and self.anatomy is not None:
            self.leave_line()
        else:
            super().action_leave()

    def action_move(self, by: int) -> None:
        """Move the cursor to another part."""
        self.cursor = min(max(self.cursor + by, 0), len(self.parts) - 1)
        self.draw()

    @on(PartsList.Pointed)
    def _pointed(self, event: PartsList.Pointed) -> None:
        self.cursor = event.position
        self.draw()

    def action_scroll(self, pages: int) -> None:
        """Scroll what is below the parts."""
        page = self.query_one("#page", VerticalScroll)
        page.scroll_page_down(animate=False) if pages > 0 else page.scroll_page_up(animate=False)

    def action_show_next(self) -> None:
        """Show the next of life, risks and trials."""
        self.section = self._next_section
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)
        self.draw()

    def action_paste(self) -> None:
        """Ask for another URL."""
        self.ask_for_url()

    def action_copy(self) -> None:
        """Copy the URL."""
        if self.anatomy is not None:
            self.notice(copy(self.app, self.anatomy.address.url, desk_of(self).data_dir))

    def action_to_sign(self) -> None:
        """Show the canonical request and the string to sign."""
        from trainer.tui.to_sign import ToSignScreen

        if self.anatomy is not None:
            self.app.push_screen(ToSignScreen(self.anatomy))

    def action_change(self) -> None:
        """Ask for another value of the part under the cursor."""
        part = self.parts[self.cursor]
        label, value = forms.question(part)
        self._ask(label, value, lambda given: forms.change_of(part, given))

    def action_method(self) -> None:
        """Ask for another method."""
        self._ask("method", "PUT", forms.method)

    def action_time(self) -> None:
        """Ask for another time of use."""
        since = "signing" if self.anatomy and self.anatomy.signed_at else "its end"
        self._ask(
            f"used after {since}  (+1h, +24h1s, -20m)", "+", lambda given: forms.time(given, self.anatomy)
        )

    def action_add(self) -> None:
        """Ask for a parameter or a header to add."""
        self._ask("add  (name=value, or Name: value for a header)", "", forms.addition)

    def _ask(self, label: str, value: str, change: Callable[[str], Change]) -> None:
        reason = why_not(self.anatomy) if self.anatomy else ""
        if reason:
            self.notice(f"nothing to try: {reason}")
            return
        self.query_one(AskLine).ask(label, value, lambda given: self._asked(given, change))

    def _asked(self, given: str, change: Callable[[str], Change]) -> None:
        from trainer.tui.tried import TriedScreen

        if self.anatomy is None:
            return
        try:
            trial = forms.trial_of(self.anatomy, self.parts, change(given))
        except UsageError as error:
            self.notice(str(error))
            return
        self.trials.insert(0, trial)
        self.app.push_screen(TriedScreen(self.anatomy, trial))
