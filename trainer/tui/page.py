"""The base of every screen: header, measure, page, key bar, always in the same places."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen, ScreenResultType

from trainer.tui.signs import Signs, signs_of
from trainer.tui.widgets.header import Header
from trainer.tui.widgets.keybar import Hint, HintSource, Keybar
from trainer.tui.widgets.measure import Measure

RIGHT_ACTIONS = ("help", "leave")
"""Actions whose hints stand at the right of the key bar."""

WAY_OUT = "back; from the first screen, quit"


class Page(Screen[ScreenResultType], HintSource):
    """A screen with the frame; subclasses yield what is between measure and key bar from `compose_page`.

    Classes for stylesheets: `-wide` from 110 columns, `-tall` from 32 rows (`-narrow` and `-short` below),
    `-small-width`/`-small-height` under 80x24, `-tiny-width`/`-tiny-height` under 60x16, `-ascii`.
    """

    DEFAULT_CSS = """
    Page {
        layers: base notice;
        background: $background;
        color: $ink;
        & > #page {
            height: 1fr;
            padding: 0 2;
            background: $background;
            scrollbar-size-vertical: 1;
        }
        &.-small-width > Measure, &.-small-height > Measure { display: none; }
        &.-tiny-width > Measure, &.-tiny-height > Measure { display: block; }
    }
    """

    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012  the type is Textual's
        (0, "-tiny-width"), (60, "-small-width"), (80, "-narrow"), (110, "-wide"),
    ]  # fmt: skip
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012
        (0, "-tiny-height"), (16, "-small-height"), (24, "-short"), (32, "-tall"),
    ]  # fmt: skip
    AUTO_FOCUS = ""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "keys", key_display="?", tooltip="all keys of this screen"),
        Binding("q", "leave", "back", tooltip=WAY_OUT),
        Binding("escape", "leave", "back", key_display="esc", tooltip=WAY_OUT, show=False),
    ]

    def compose(self) -> ComposeResult:
        """Lay out the frame around the page."""
        # Now, not with the first resize: the styles of all that is in the frame need not be found twice.
        classes = {"-ascii": self.signs.ascii_only}
        for dimension, steps in zip(
            self.app.size, (self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS), strict=True
        ):
            classes[max(step for step in steps if step[0] <= dimension)[1]] = True
        self.update_classes(classes, update=False)
        yield Header()
        yield Measure()
        yield from self.compose_page()
        yield Keybar()

    def compose_page(self) -> ComposeResult:
        """Yield what is between the measure and the key bar; give the main container the id `page`."""
        yield from ()

    def on_mount(self) -> None:
        """Begin; a subclass that has more to do calls this first."""

    @property
    def header(self) -> Header:
        """Row 1."""
        return self.query_one(Header)

    @property
    def measure(self) -> Measure:
        """Row 2."""
        return self.query_one(Measure)

    @property
    def signs(self) -> Signs:
        """The signs of this terminal."""
        return signs_of(self)

    @property
    def page_height(self) -> int:
        """The rows between measure and key bar, or between header and key bar where there is no measure."""
        width, height = self.app.size
        tiny, small = width < 60 or height < 16, width < 80 or height < 24
        return height - 2 - (tiny or not small)

    @property
    def is_wide(self) -> bool:
        """Whether there are 110 columns."""
        return self.app.size.width >= 110

    @property
    def is_tall(self) -> bool:
        """Whether there are 32 rows."""
        return self.app.size.height >= 32

    def trouble(self, title: str, error: Exception, *, do: str, safe: str = "") -> None:
        """Show an error over the page; the page stays as it is."""
        from trainer.tui.trouble import Trouble

        self.app.push_screen(Trouble(title, str(error), do=do, safe=safe))

    def notice(self, text: str) -> None:
        """Show one line above the key bar for three seconds; only for what has no other trace."""
        from trainer.tui.widgets.notice import Notice

        for notice in self.query(Notice):
            notice.say(text)
            return
        self.mount(Notice(text), before=self.query_one(Keybar))

    def on_key(self, event: events.Key) -> None:
        """Put a notice away with the next key, before that key does what it does: it is stale then."""
        self.clear_notice()

    def clear_notice(self) -> None:
        """Put a notice away at once: the page under it has changed."""
        for notice in self.query(".notice"):
            notice.display = False

    # The key bar.

    def hints(self) -> Sequence[Hint]:
        """Return what works now, from the bindings that are shown, in the order they are declared."""
        return [hint for action, hint in self.working_hints().items() if action not in RIGHT_ACTIONS]

    def right_hints(self) -> Sequence[Hint]:
        """Return `?` and the way out."""
        return [hint for action, hint in self.working_hints().items() if action in RIGHT_ACTIONS]

    def hint_label(self, action: str, description: str) -> str:
        """Return what the key bar calls an action now; by default what its binding says."""
        return self.leave_label if action == "leave" else description

    @property
    def leave_label(self) -> str:
        """What q does here: quit on the first screen, else back to where one came from."""
        stack = self.app.screen_stack
        if self not in stack or stack.index(self) == 0:
            return "quit"
        return "home" if getattr(stack[stack.index(self) - 1], "is_home", False) else "back"

    def working_hints(self) -> dict[str, Hint]:
        """Return the hints of the shown bindings that work now, by action."""
        hints: dict[str, Hint] = {}
        for active in self.active_bindings.values():
            binding = active.binding
            if binding.show and active.enabled and binding.action not in hints and not binding.system:
                label = self.hint_label(binding.action, binding.description)
                hints[binding.action] = Hint(self.app.get_key_display(binding), label, binding.action)
        return hints

    # What every screen can do.

    def key_rows(self) -> list[tuple[str, str]]:
        """Return all keys of this screen, working now or not, each with what it does."""
        rows: dict[str, list[str]] = {}
        for binding in self._declared():
            says = binding.tooltip or binding.description
            if says:
                rows.setdefault(says, []).append(self.app.get_key_display(binding))
        return [(_joined(keys), says) for says, keys in rows.items()]

    def _declared(self) -> Iterable[Binding]:
        """Yield the bindings of the class and its bases, then those of what has the focus and of the app."""
        declared = [
            kind.__dict__.get("BINDINGS", ()) for kind in type(self).__mro__ if issubclass(kind, Page)
        ]
        own = list(Binding.make_bindings([entry for entries in declared for entry in entries]))
        yield from own
        keys = {binding.key for binding in own}
        for found in self.active_bindings.values():
            # Of Textual's own screen and app keys (tab, copy) the list would only grow longer.
            ours = found.node is not self.app or found.binding.key in ("ctrl+q", "ctrl+p")
            if found.node is not self and ours and found.binding.key not in keys:
                yield found.binding

    def action_help(self) -> None:
        """Show all keys of this screen."""
        from trainer.tui.help import HelpScreen

        self.app.push_screen(HelpScreen(self.header.place, self.key_rows()))

    def action_leave(self) -> None:
        """Go back to the screen below; from the lowest, quit."""
        if len(self.app.screen_stack) > 1:
            self.dismiss()
        else:
            self.app.exit(0)


def _joined(keys: Sequence[str]) -> str:
    """Join keys, a run of letters as `a-f`."""
    run = len(keys) > 2 and all(len(key) == 1 for key in keys)
    if run and all(ord(after) == ord(key) + 1 for key, after in pairwise(keys)):
        return f"{keys[0]}-{keys[-1]}"
    return " ".join(dict.fromkeys(keys))


def key(text: str) -> Content:
    """Draw a key in prose as in the key bar."""
    return Content.styled(text, "bold $pen")
