"""The console pane: a prompt for real commands, and what they said."""

from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input, Static

from trainer.tui.signs import signs_of
from trainer.tui.transcript import Line, Transcript

FLUSH = 0.1
"""Seconds between two drawings of output: a flood is drawn ten times a second, not a thousand."""

_STYLES = {"command": "$ink", "output": "$ink", "note": "$muted", "warning": "$warn"}


class Prompt(Input):
    """The line being typed, with the commands typed before on the up and down arrows."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "earlier", show=False),
        Binding("down", "later", show=False),
        Binding("ctrl+c", "interrupt", show=False),
        Binding("ctrl+l", "clear", show=False),
    ]

    @dataclass
    class Interrupted(Message):
        """Posted when Ctrl-C was pressed."""

    @dataclass
    class Cleared(Message):
        """Posted when Ctrl-L was pressed."""

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False)
        self.history: list[str] = []
        self._at = 0
        self._draft = ""

    def remember(self, command: str) -> None:
        """Put a command into the history, once where it is repeated."""
        if command and self.history[-1:] != [command]:
            self.history.append(command)
        self._at = len(self.history)
        self._draft = ""

    def _recall(self, to: int) -> None:
        if not 0 <= to <= len(self.history) or to == self._at:
            return
        if self._at == len(self.history):
            self._draft = self.value
        self._at = to
        self.value = self.history[to] if to < len(self.history) else self._draft
        self.cursor_position = len(self.value)

    def action_earlier(self) -> None:
        """Bring back the command before."""
        self._recall(self._at - 1)

    def action_later(self) -> None:
        """Bring back the command after, at last the line that was being typed."""
        self._recall(self._at + 1)

    def action_interrupt(self) -> None:
        """Say that Ctrl-C was pressed."""
        self.post_message(self.Interrupted())

    def action_clear(self) -> None:
        """Say that Ctrl-L was pressed."""
        self.post_message(self.Cleared())

    def _on_paste(self, event: events.Paste) -> None:
        # A prompt is one line: lines that a backslash continues are joined, the others stay as `;`.
        joined = event.text.strip().replace("\\\r\n", "").replace("\\\n", "")
        event.text = "; ".join(line.strip() for line in joined.splitlines() if line.strip())
        super()._on_paste(event)


class Console(VerticalScroll, can_focus=False):
    """A transcript with a prompt below it; the screen runs what is typed."""

    DEFAULT_CSS = """
    Console {
        border-top: solid $rule;
        border-title-color: $muted;
        border-title-align: left;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        padding: 0 0 0 1;
        &:focus-within {
            border-top: heavy $pen;
            border-title-color: $pen;
            border-title-style: bold;
        }
        #said { height: auto; width: 1fr; }
        #said.-empty { display: none; }
        #line { height: 1; width: 1fr; }
        #sign { width: 2; color: $pen; text-style: bold; }
        Prompt, Prompt:focus { width: 1fr; height: 1; border: none; padding: 0; background: transparent; }
        &.-ascii { border-top: ascii $rule; }
        &.-ascii:focus-within { border-top: ascii $pen; }
        &.-running #sign { visibility: hidden; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page_up", show=False),
        Binding("pagedown", "page_down", show=False),
    ]

    running: reactive[bool] = reactive(False, toggle_class="-running")
    """Whether a command runs; what is typed meanwhile waits in the prompt."""

    @dataclass
    class Submitted(Message):
        """Posted when a command was entered."""

        command: str

    @dataclass
    class Interrupted(Message):
        """Posted when the running command is to end."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.transcript = Transcript()
        self._stale = False
        self.border_title = Content(" Console ")

    def compose(self) -> ComposeResult:
        """Make the transcript and the prompt line under it."""
        yield Static(id="said", classes="-empty")
        with Horizontal(id="line"):
            yield Static("$", id="sign", markup=False)
            yield Prompt()

    def on_mount(self) -> None:
        """Draw output a few times a second, however often it comes."""
        self.set_class(signs_of(self).ascii_only, "-ascii")
        self.prompt.cursor_blink = self.app.animation_level != "none"
        self.set_interval(FLUSH, self.flush)

    @property
    def prompt(self) -> Prompt:
        """The line being typed."""
        return self.query_one(Prompt)

    @property
    def typing(self) -> bool:
        """Whether keys go to the prompt."""
        return self.prompt.has_focus

    def focus_prompt(self) -> None:
        """Give the keys to the prompt."""
        self.prompt.focus()

    def say(self, note: str, *, warning: bool = False) -> None:
        """Add a line of the app's own."""
        self.transcript.note(note, warning=warning)
        self._stale = True

    def write(self, output: str) -> None:
        """Add output of a command, in any pieces."""
        self.transcript.output(output)
        self._stale = True

    def enter(self, command: str) -> None:
        """Show a command as typed, remember it, and say that it was entered."""
        self.prompt.remember(command)
        self.transcript.command(command)
        self._stale = True
        self.flush()
        if command.strip():
            self.post_message(self.Submitted(command))

    def clear(self) -> None:
        """Empty the transcript."""
        self.transcript.clear()
        self._stale = True
        self.flush()

    def flush(self) -> None:
        """Draw what came since the last time."""
        if not self._stale:
            return
        self._stale = False
        said = self.query_one("#said", Static)
        said.set_class(not self.transcript.lines, "-empty")
        said.update(Content("\n").join(_drawn(line) for line in self.transcript.lines))
        self.scroll_end(animate=False, immediate=False)

    def watch_running(self, running: bool) -> None:
        """Draw what came last when a command ends, and tell the key bar."""
        if not self.is_mounted:
            return
        self.flush()
        self.screen.refresh_bindings()
        self.call_after_refresh(self.scroll_end, animate=False)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self.running:
            return
        event.input.clear()
        self.enter(event.value)

    @on(Prompt.Cleared)
    def _clear(self, event: Prompt.Cleared) -> None:
        event.stop()
        self.clear()

    @on(Prompt.Interrupted)
    def _interrupted(self, event: Prompt.Interrupted) -> None:
        event.stop()
        if self.running:
            self.post_message(self.Interrupted())
        elif self.prompt.value:
            self.transcript.command(f"{self.prompt.value}^C")
            self.prompt.clear()
            self._stale = True

    def on_click(self) -> None:
        """Give the keys to the prompt wherever the pane is clicked."""
        self.focus_prompt()


def _drawn(line: Line) -> Content:
    text = Content.styled(line.text, _STYLES[line.kind])
    return Content.assemble(("$ ", "bold $pen"), text) if line.kind == "command" else text
