"""Row 24 of every screen: what you can press now."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

GAP = "   "
"""Three spaces between two hints, one inside: so no one asks to which label a key belongs."""


class Hint(NamedTuple):
    """A key, what it does, and the action a click runs (empty: not clickable)."""

    key: str
    label: str
    action: str = ""


class HintSource:
    """What a screen offers the key bar; `Page` implements it from its bindings."""

    def hints(self) -> Sequence[Hint]:
        """Return what works now, the most used first."""
        return ()

    def right_hints(self) -> Sequence[Hint]:
        """Return what stands at the right."""
        return ()


def hint_content(hint: Hint) -> Content:
    """Draw a hint as in the bar; also for keys in prose."""
    return Content.assemble((hint.key, "bold $pen"), " ", (hint.label, "$muted"))


class Keybar(Widget):
    """The hints of the screen in one line; what does not fit is dropped from the right, never clipped."""

    DEFAULT_CSS = """
    Keybar {
        dock: bottom;
        height: 1;
        padding: 0 2;
        background: $surface;
        color: $muted;
    }
    """

    def on_mount(self) -> None:
        """Follow the bindings: they change with the state of the screen and with the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        self.refresh()

    def render(self) -> Content:
        """Draw the hints that fit."""
        left, right = self._fitting()
        text_left = Content(GAP).join([hint_content(hint) for hint in left])
        text_right = Content(GAP).join([hint_content(hint) for hint in right])
        gap = max(self.size.width - text_left.cell_length - text_right.cell_length, 0)
        return Content.assemble(text_left, " " * gap, text_right)

    def _fitting(self) -> tuple[list[Hint], list[Hint]]:
        screen = self.screen
        if not isinstance(screen, HintSource):
            return [], []
        left, right = list(screen.hints()), list(screen.right_hints())
        while left and _width(left) + _width(right) + len(GAP) > self.size.width:
            left.pop()
        while len(right) > 1 and _width(right) > self.size.width:
            right.pop(0)
        return left, right

    async def on_click(self, event: events.Click) -> None:
        """Run the action of the hint under the mouse."""
        left, right = self._fitting()
        x = event.get_content_offset_capture(self).x
        column = 0
        for hint in left:
            if column <= x < column + _width([hint]):
                await self._press(hint)
            column += _width([hint]) + len(GAP)
        column = self.size.width - _width(right)
        for hint in right:
            if column <= x < column + _width([hint]):
                await self._press(hint)
            column += _width([hint]) + len(GAP)

    async def _press(self, hint: Hint) -> None:
        if hint.action:
            await self.app.run_action(hint.action, self.screen)


def _width(hints: Sequence[Hint]) -> int:
    return sum(cell_len(hint.key) + 1 + cell_len(hint.label) for hint in hints) + len(GAP) * max(
        len(hints) - 1, 0
    )
