"""The proof of an answer: the question's scenario, run on the local cloud before the student's eyes."""

import asyncio
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from trainer.errors import CloudError, TrainerError
from trainer.study.question import Question
from trainer.tui import proof_text as text
from trainer.tui.copying import copy
from trainer.tui.desk import desk_of
from trainer.tui.lab_clock import clock_fact
from trainer.tui.log_screen import LogScreen
from trainer.tui.page import Page, key
from trainer.tui.text import hang
from trainer.tui.widgets.band import Band
from trainer.tui.widgets.error_panel import ErrorPanel
from trainer.tui.widgets.keybar import Hint
from trainer.tui.widgets.trail import Trail, clip

if TYPE_CHECKING:
    from trainer.cloud.client import CloudClient, LabClock
    from trainer.labs.results import Run, StepResult

_ONE_AT_A_TIME = threading.Lock()
"""A proof starts from an empty cloud: one that was left while running must have stopped before the next."""


class _LeftError(Exception):
    """The student left while the proof ran."""


class ProofScreen(Page[bool]):
    """Each step as it happens, the request of the step under the cursor, its trail, and S3's answer.

    Dismisses with True where the student wants the next question.
    """

    CSS_PATH = "proof.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "next", "next", tooltip="on to the next question"),
        Binding("up,k", "move(-1)", "step", show=False, tooltip="the step before"),
        Binding("down,j", "move(1)", "step", show=False, tooltip="the step after"),
        Binding(
            "y", "copy", "copy as curl", tooltip="copy the request as a curl command, signature included"
        ),
        Binding("r", "again", "run again", tooltip="run the proof again from its first step"),
        Binding("a", "start_again", "try again", tooltip="start the local cloud afresh and run the proof"),
        Binding("i", "log", "details", tooltip="what the local cloud wrote last"),
        Binding("pagedown", "scroll(1)", show=False),
        Binding("pageup", "scroll(-1)", show=False),
    ]

    @dataclass
    class Stepped(Message):
        """Posted when a step was carried out."""

        result: "StepResult"
        clock: "LabClock"

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question
        self.rows: list[text.Row] = []
        self.cursor = 0
        self.run_of_it: Run | None = None
        self.error: TrainerError | None = None
        self.seconds = 0.0
        self.started = False
        """Whether there was a cloud to run the proof on."""
        self._gone = threading.Event()

    def compose_page(self) -> ComposeResult:
        """Lay out the steps, and beside or below them the request, its trail and the answer."""
        with Container(id="page"):
            with VerticalScroll(id="left", can_focus=False):
                yield Static(id="steps", markup=False)
                yield Static(id="about", markup=False)
            with VerticalScroll(id="right", can_focus=False):
                yield Static(id="request", markup=False)
                yield Trail()
                yield Band(id="answer")

    def on_mount(self) -> None:
        """Run the proof at once: that is what the key was pressed for."""
        super().on_mount()
        self.header.place = "Proof"
        self.header.position = self.question.id
        self.start()

    def on_unmount(self) -> None:
        """Let a run that is under way stop at its next step."""
        self._gone.set()

    def on_resize(self) -> None:
        """Draw to the new size."""
        self.draw()

    # Running.

    def start(self) -> None:
        """Run the proof from its first step."""
        self.error = self.run_of_it = None
        self.cursor = 0
        self.query(ErrorPanel).remove()
        try:
            self.rows = _planned(self.question)
        except TrainerError as error:
            self._fail(error)
            return
        self._run()

    @work(exclusive=True, group="proof", exit_on_error=False)
    async def _run(self) -> None:
        began = time.monotonic()
        self._mark_running(0)
        self.draw()
        self.started = False
        try:
            client = await desk_of(self).cloud.client()
            self.started = True
            run = await asyncio.to_thread(self._prove, client)
        except _LeftError:
            return
        except TrainerError as error:
            self._fail(error)
            return
        self.seconds = time.monotonic() - began
        self.show(run)

    def _prove(self, client: "CloudClient") -> "Run":
        from trainer.sessions.proof import prove

        def on_step(result: "StepResult") -> None:
            if self._gone.is_set():
                raise _LeftError
            self.post_message(self.Stepped(result, client.clock()))

        with _ONE_AT_A_TIME:
            return prove(self.question, client, on_step)

    @on(Stepped)
    def _stepped(self, event: Stepped) -> None:
        if self.run_of_it or self.error:
            return
        self.cursor = event.result.number - 1
        self.rows[self.cursor] = replace(self.rows[self.cursor], result=event.result, running=False)
        self._mark_running(event.result.number)
        self.header.fact = clock_fact(event.clock.now, event.clock.offset)
        self.draw()

    def _mark_running(self, number: int) -> None:
        if number < len(self.rows):
            self.rows[number] = replace(self.rows[number], running=True)

    def show(self, run: "Run") -> None:
        """Show what came of a run, the cursor at the step that tells most."""
        self.run_of_it = run
        done = [text.Row(result.number, result.title, result) for result in run.results]
        self.rows = [*done, *(replace(row, running=False) for row in self.rows[len(done) :])]
        self.cursor = _telling(run)
        self.refresh_bindings()
        self.draw()

    def _fail(self, error: TrainerError) -> None:
        self.error = error
        self.rows = [replace(row, running=False, broken=row.running) for row in self.rows]
        for panel in self.query(ErrorPanel):
            panel.remove()
        self.query_one("#left").mount(self._panel(error), after="#steps")
        self.refresh_bindings()
        self.draw()

    def _panel(self, error: TrainerError) -> ErrorPanel:
        if not isinstance(error, CloudError):
            return ErrorPanel(
                "This proof cannot be run",
                what=str(error),
                where=f"{self.question.file}:{self.question.line}",
                do="report it with ! after the answer",
                safe="Your answer is saved.",
                id="problem",
            )
        code = desk_of(self).cloud.exit_code
        ended = f" (exit {code})" if code is not None else ""
        return ErrorPanel(
            "The local cloud stopped" if self.started else "The local cloud did not start",
            what=f"{error}{ended}",
            where=Content.assemble("its log keeps what it wrote last; ", key("i"), " opens it"),
            do=Content.assemble(key("a"), " starts it afresh and runs the proof from step 1"),
            safe="Your answer is saved. The question can be graded without the proof.",
            id="problem",
        )

    # Drawing.

    @property
    def row(self) -> text.Row | None:
        """The step under the cursor."""
        return self.rows[self.cursor] if self.rows else None

    def draw(self) -> None:
        """Write everything to the room there is; blank rows go first when it is small."""
        if not self.is_mounted or not self.query("#answer"):
            return
        self.measure.show(sum(row.result is not None for row in self.rows), max(len(self.rows), 1))
        if self.error:
            self.header.fact = Content.assemble((f"{self.signs.failed} ", "$bad"), ("not run", "$muted"))
        elif self.run_of_it and not self.run_of_it.holds:
            self.header.position = f"{self.question.id} · does not hold"
        taken = self._draw_request()
        self._draw_steps(taken)
        self._draw_about()

    def _draw_request(self) -> int:
        """Draw the request of the step under the cursor; return how many rows it takes."""
        request, trail, band = (
            self.query_one("#request", Static),
            self.query_one(Trail),
            self.query_one("#answer", Band),
        )
        row = self.row
        shown = row is not None and row.result is not None and self.error is None
        result = row.result if row else None
        line = result.line if result else None
        answer = result.answer if result else None
        request.set_class(not shown, "-none")
        trail.set_class(not shown or line is None, "-none")
        band.set_class(not shown or answer is None, "-none")
        if not shown or row is None or result is None:
            return 0
        request.update(text.request_title(line, row))
        trail.expected_width = self._right_width
        trail.whole = self.is_wide or self.is_tall
        trail.airy = self.is_wide and self.is_tall
        trail.trail = tuple(line["trail"]) if line else ()
        rows = 1 + len(trail.lines_at(self._right_width))
        if answer is not None:
            verdict, said = text.answer_band(
                answer, line, self.signs, self._right_width - 3, whole=self.is_wide or self.is_tall
            )
            if not result.held:
                said = Content("\n").join([said, Content.styled(result.says, "bold $warn")])
            band.say(verdict, said)
            rows += len(said.wrap(self._right_width - 3))
        return rows

    @property
    def _right_width(self) -> int:
        return self.app.size.width - (49 if self.is_wide else 4)

    def _draw_steps(self, taken: int) -> None:
        signs = self.signs
        steps = self.query_one("#steps", Static)
        if self.is_wide:
            self.set_class(False, "-tight")
            steps.update(Content("\n").join(self._tall_steps()))
            return
        room = self.app.size.height - 3 - taken
        self.set_class(len(self.rows) > room - 2, "-tight")
        width = self.app.size.width - 4
        shown = text.window(len(self.rows), self.cursor, room if not self.error else len(self.rows))
        digits = len(str(len(self.rows)))
        column = text.detail_column(self.rows, digits)
        lines = []
        for at in shown:
            current = at == self.cursor and not self.error
            lines.append(text.step_line(self.rows[at], signs, width, column, digits, current=current))
        steps.update(Content("\n").join(lines))

    def _tall_steps(self) -> list[Content]:
        done = sum(row.result is not None for row in self.rows)
        took = f" in {self.seconds:.1f} s" if self.run_of_it else ""
        lines = [Content.assemble(("Steps", "bold"), (f"  {done} of {len(self.rows)}{took}", "$muted"))]
        blank = [Content("")] if len(self.rows) * 3 + 14 < self.app.size.height else []
        for at, row in enumerate(self.rows):
            current = at == self.cursor and not self.error
            title = text.step_title(row, self.signs, len(str(len(self.rows))), current=current)
            lines += [*blank, clip(title, 38, self.signs)]
            lines += hang(Content("     "), text.came_of(row, self.signs, marked=current), 38)
        return lines

    def _draw_about(self) -> None:
        about = self.query_one("#about", Static)
        lines: list[Content | str] = []
        right = [option for option in self.question.options if option.correct]
        if self.run_of_it and self.run_of_it.holds and right:
            lines += [
                Content.styled("What this shows", "bold"),
                Content.styled(_plain(right[0].why), "$muted"),
                "",
            ]
        if self.run_of_it and self.question.references:
            reference = self.question.references[0]
            lines += [
                Content.styled("Evidence", "bold"),
                Content.styled(f"{reference.evidence}, read {reference.checked}", "$muted"),
            ]
        about.update(Content("\n").join(lines))

    # Keys.

    def hints(self) -> Sequence[Hint]:
        """Return what works now, with the two arrows as one hint."""
        first, *rest = super().hints()
        steps = [Hint(self.signs.up_down, "step")] if len(self.rows) > 1 and not self.error else []
        return [first, *steps, *rest]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what works now: `a` and `i` after an error, `r` and `y` otherwise."""
        failed = self.error is not None
        match action:
            case "log" | "start_again":
                return failed
            case "again":
                return self.run_of_it is not None
            case "copy":
                return not failed
        return True

    def action_next(self) -> None:
        """Go back to the question, and on to the next."""
        self.dismiss(True)

    def action_move(self, by: int) -> None:
        """Move the cursor to another step that was carried out."""
        if self.rows:
            self.cursor = min(max(self.cursor + by, 0), len(self.rows) - 1)
            self.draw()

    def action_scroll(self, pages: int) -> None:
        """Scroll the request and its answer."""
        right = self.query_one("#right", VerticalScroll)
        right.scroll_page_down(animate=False) if pages > 0 else right.scroll_page_up(animate=False)

    def action_again(self) -> None:
        """Run the proof anew."""
        self.start()

    def action_start_again(self) -> None:
        """Run the proof anew, on a cloud started afresh if the last one ended."""
        self.start()

    def action_copy(self) -> None:
        """Copy the request under the cursor as a curl command."""
        sent = self.row.result.sent if self.row and self.row.result else None
        if sent is None:
            self.notice("no request to copy here: move to a step that fetches or uploads")
            return
        if sent.form:
            command = text.curl_form(sent.url, sent.form)
        else:
            command = text.curl(sent.method, sent.url, sent.headers, sent.body)
        self.notice(copy(self.app, command, desk_of(self).data_dir))

    def action_log(self) -> None:
        """Show what the local cloud wrote last."""
        self.app.push_screen(LogScreen(desk_of(self).cloud.log))


def _planned(question: Question) -> list[text.Row]:
    from trainer.labs.words import title
    from trainer.scenario.parse import parse

    return [text.Row(number, title(step)) for number, step in enumerate(parse(list(question.proof)), 1)]


def _telling(run: "Run") -> int:
    """Return the step that tells most: the one that did not hold, else the last that asked S3."""
    asked: Sequence[int] = [at for at, result in enumerate(run.results) if result.line]
    return len(run.results) - 1 if not run.holds or not asked else asked[-1]


def _plain(why: str) -> str:
    from trainer.study.visible import visible

    return visible(" ".join(why.split()))
