"""The wire: each request that the local cloud answered, with its trail, the newest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Static

from trainer.labs.words import short_key
from trainer.tui.signs import Signs, signs_of
from trainer.tui.widgets import trail

Line = Mapping[str, Any]
"""A line of the journal."""

KEPT = 100
"""Requests kept on the screen; the journal keeps more."""

_TIME = slice(11, 19)
_MIN_NAME = 10


def clients_name(user_agent: str) -> str:
    """Return a short name of the program behind a User-Agent header."""
    agent = user_agent.lower()
    known = {"aws-cli": "aws", "boto3": "boto3", "botocore": "boto3", "curl": "curl", "mozilla": "browser"}
    name = next((name for token, name in known.items() if token in agent), "")
    return name or trail.one_line(agent.partition("/")[0].partition(" ")[0])[:8] or "app"


def subject(line: Line) -> str:
    """Return what a request was about: its key, or without one its action, or else the bucket."""
    action = str(line.get("action") or "").partition(":")[2]
    return trail.one_line(str(line.get("key") or action or line.get("bucket") or "/"))


def answer(line: Line) -> tuple[str, str]:
    """Return S3's answer in a few words, and the colour for it."""
    status = int(line.get("status") or 0)
    if 200 <= status < 400:
        return f"{status} OK" if status == 200 else f"{status} {line.get('code') or ''}".strip(), "bold $good"
    if line.get("decided_by") == "not-modelled":
        return f"{status} not modelled", "bold $warn"
    return f"{status} {trail.one_line(str(line.get('code') or ''))}".strip(), "bold $bad"


def request_rows(
    line: Line,
    signs: Signs,
    width: int,
    columns: tuple[int, int],
    *,
    current: bool,
    wide: bool,
    signers: int = 0,
) -> list[Content]:
    """Draw a request: what was asked and answered, its trail, and when wide why it failed.

    `columns` are how many cells method and subject get, the same for all so that the answers stand in line;
    `signers` how many the profile that signed gets, 0 where it is not told.
    """
    method, column = columns
    checks: Sequence[trail.Entry] = line.get("trail") or []
    mark = (f"{signs.here} ", "$pen") if current else ("  ", "")
    asked = Content.assemble(
        mark, (_asked(line, method, wide), "$ink"), (_fitted(line, column, signs), "$ink")
    )
    client = f"  {clients_name(str(line.get('user_agent') or '')):<8}" if wide else ""
    rows = [trail.clip(Content.assemble(asked, (client, "$ink"), "  ", answer(line)), width, signs)]
    indent = "    " if wide else "  "
    if checks:
        version = "  Version 2" if str(line.get("auth")).endswith("-v2") else ""
        who = (_signer(line).ljust(signers + 1) if signers else "", "$muted")
        drawn = Content.assemble(indent, who, trail.strip(checks, signs), (version, "$muted"))
        rows.append(trail.clip(drawn, width, signs))
    failed = trail.failed_check(checks)
    if wide and failed:
        why = Content.styled(trail.evidence(failed), "$muted").wrap(max(width - len(indent), 20))
        rows += [Content.assemble(indent, part) for part in why[:3]]
    return rows


def columns(lines: Sequence[Line], width: int, *, wide: bool) -> tuple[int, int]:
    """Return how many cells methods and subjects get so that each answer fits beside them, where it can."""
    method = max((len(_method(line)) for line in lines), default=0)
    longest = max((len(subject(line)) for line in lines), default=0)
    taken = max((len(_asked(line, method, wide)) + len(answer(line)[0]) for line in lines), default=0)
    room = width - taken - (14 if wide else 4)
    return method, max(min(longest, room), _MIN_NAME)


def _signer(line: Line) -> str:
    unknown = "other" if line.get("access_key_id") else "nobody"
    return trail.one_line(str(line.get("profile") or unknown))


def _method(line: Line) -> str:
    return trail.one_line(str(line.get("method") or ""))[:7]


def _asked(line: Line, method: int, wide: bool) -> str:
    time = f"{str(line.get('lab_at') or '')[_TIME]:<8}"
    return f"{time}Z  {_method(line):<{method}}  " if wide else f"{time} {_method(line):<{method}} "


def _fitted(line: Line, column: int, signs: Signs) -> str:
    name = subject(line)
    if len(name) > column and not line.get("key"):
        # The beginning of an action tells more than its end.
        return name[: column - 1] + signs.cut
    if len(name) > column:
        name = short_key(name)
    if len(name) > column:
        # The end of a name tells more than its beginning.
        name = signs.cut + name[1 - column :]
    return name.ljust(column)


class Wire(VerticalScroll):
    """The requests of a lab as they arrive; up and down move the cursor."""

    DEFAULT_CSS = """
    Wire {
        border-top: solid $rule;
        border-title-color: $muted;
        border-title-align: left;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        padding: 0 0 0 1;
        &:focus {
            border-top: heavy $pen;
            border-title-color: $pen;
            border-title-style: bold;
        }
        &.-ascii { border-top: ascii $rule; }
        &.-ascii:focus { border-top: ascii $pen; }
        #requests { height: auto; width: 1fr; }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "move(-1000)", show=False),
        Binding("end", "move(1000)", show=False),
    ]

    wide: reactive[bool] = reactive(False)
    """Whether there is room for the client and a third row that says why."""
    told_apart: reactive[bool] = reactive(False)
    """Whether each trail says which profile signed."""
    empty: reactive[str] = reactive("nothing yet: the first request appears here by itself")
    """What stands there before the first request."""

    @dataclass
    class Moved(Message):
        """Posted when the cursor is on another request, by a key or because one arrived."""

        line: Line

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.lines: list[Line] = []
        self._cursor = 0
        self._tops: list[int] = []
        self.border_title = Content(" Wire ")

    def compose(self) -> ComposeResult:
        """Make the one text that shows all requests."""
        yield Static(id="requests", markup=False)

    def on_mount(self) -> None:
        """Draw what stands there before the first request."""
        self.set_class(signs_of(self).ascii_only, "-ascii")
        self.draw()

    @property
    def current(self) -> Line | None:
        """The request under the cursor, or None before the first."""
        return self.lines[self._cursor] if self.lines else None

    def show(self, arrived: Sequence[Line]) -> None:
        """Put requests on top, the last of them uppermost; the cursor follows unless it was moved away."""
        if not arrived:
            return
        self.lines = [*reversed(arrived), *self.lines][:KEPT]
        if self._cursor:
            self._cursor = min(self._cursor + len(arrived), len(self.lines) - 1)
        self.draw()
        if not self._cursor:
            self.scroll_home(animate=False)
        self.post_message(self.Moved(self.lines[self._cursor]))

    def clear(self) -> None:
        """Forget every request."""
        self.lines = []
        self._cursor = 0
        self.draw()

    def watch_wide(self) -> None:
        """Draw with more or less room."""
        self.draw()

    def watch_told_apart(self) -> None:
        """Draw with the signers, or without."""
        self.draw()

    def watch_empty(self) -> None:
        """Say it, where nothing came yet."""
        self.draw()

    def on_resize(self, event: events.Resize) -> None:
        """Draw to the new width."""
        self.draw()

    def draw(self) -> None:
        """Write all requests to the width there is."""
        width = self.scrollable_content_region.width
        if not self.is_mounted or not width:
            return
        said = self.query_one("#requests", Static)
        if not self.lines:
            said.update(Content.styled(self.empty, "$muted"))
            return
        rows: list[Content] = []
        self._tops = []
        cells = columns(self.lines, width, wide=self.wide)
        signers = max(len(_signer(line)) for line in self.lines) if self.told_apart else 0
        for number, line in enumerate(self.lines):
            self._tops.append(len(rows))
            current = number == self._cursor
            rows += request_rows(
                line, signs_of(self), width, cells, current=current, wide=self.wide, signers=signers
            )
            if self.wide:
                rows.append(Content(""))
        said.update(Content("\n").join(rows))

    def action_move(self, by: int) -> None:
        """Move the cursor by so many requests, and keep it in view."""
        self._go_to(self._cursor + by)

    def on_click(self, event: events.Click) -> None:
        """Move the cursor to the request that was clicked."""
        offset = event.get_content_offset(self)
        if offset is None:
            return
        row = offset.y + self.scroll_offset.y
        self._go_to(sum(top <= row for top in self._tops) - 1)

    def _go_to(self, number: int) -> None:
        if not self.lines:
            return
        self._cursor = min(max(number, 0), len(self.lines) - 1)
        self.draw()
        self.scroll_to(y=max(self._tops[self._cursor] - 2, 0), animate=False)
        self.post_message(self.Moved(self.lines[self._cursor]))
