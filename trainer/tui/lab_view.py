"""A lab on the screen: opening it, looking at it, drawing it, and running what is typed."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from trainer.errors import CloudError, TrainerError
from trainer.tui import lab_forms as forms
from trainer.tui.desk import desk_of
from trainer.tui.editing import edit
from trainer.tui.lab_clock import clock_fact, distance
from trainer.tui.lab_state import LabState, look
from trainer.tui.links import Links
from trainer.tui.page import Page, key
from trainer.tui.widgets.ask_line import AskLine
from trainer.tui.widgets.checks import step_rows
from trainer.tui.widgets.console import Console
from trainer.tui.widgets.error_panel import ErrorPanel
from trainer.tui.widgets.matrix import in_force_fact, pane_rows
from trainer.tui.widgets.wire import Wire

if TYPE_CHECKING:
    from trainer.labs.console import Console as Shell
    from trainer.sessions.lab import LabSession
    from trainer.tui.matrix import MatrixScreen

POLL = 0.25
"""Seconds between two looks at the journal."""

OLD = 60
"""Seconds that lab time is ahead before a URL signed by real time is called old."""


class LabView(Page[None]):
    """The step on the left, console and wire on the right; what the keys do is in `LabScreen`."""

    @dataclass
    class Output(Message):
        """Posted when a command printed something."""

        text: str

    @dataclass
    class Done(Message):
        """Posted when a command ended."""

        code: int

    def __init__(self, name: str) -> None:
        super().__init__()
        self.lab_name = name
        self.session: LabSession | None = None
        self.shell: Shell | None = None
        self.state: LabState | None = None
        self.links = Links()
        self.error: TrainerError | None = None
        self.solution = ""
        self.table: MatrixScreen | None = None
        """The screen of the lab's matrix, once it was opened."""
        self._looking = False
        self._passed_before: set[str] = set()
        self._moved_at: datetime | None = None
        """Real time at which the lab clock was last found moved."""

    def compose_page(self) -> ComposeResult:
        """Lay out the step, the console, the wire and the line for short questions."""
        with Container(id="page"):
            with Vertical(id="left"):
                with VerticalScroll(id="step", can_focus=False):
                    yield Static(id="text", markup=False)
                yield Static(id="more", classes="-none", markup=False)
            with Vertical(id="right"):
                yield Console()
                yield Wire()
        yield AskLine()

    def on_mount(self) -> None:
        """Open the lab, and look at the journal from then on."""
        super().on_mount()
        self.header.place = self.lab_name
        self.query_one("#text", Static).update(
            Content.styled("Preparing the lab: a fresh local S3 …", "$muted")
        )
        self.query_one("#step", VerticalScroll).watch(
            self.query_one("#step"), "scroll_y", self._show_more, init=False
        )
        self.set_interval(POLL, self.look)
        self._open()

    async def on_unmount(self) -> None:
        """End the shell and what it started."""
        if self.shell is not None:
            await asyncio.to_thread(self.shell.stop)
        if self.session is not None:
            self.session.close()

    def on_resize(self) -> None:
        """Draw to the new size."""
        self.query_one(Wire).wide = self.is_wide
        self.call_after_refresh(self.draw)

    # Opening, and taking up again after the cloud died.

    @work(exclusive=True, group="open", exit_on_error=False)
    async def _open(self) -> None:
        desk = desk_of(self)
        try:
            client = await desk.cloud.client()
            session = await asyncio.to_thread(
                forms.open_session, self.lab_name, client, desk.data_dir, desk.clock()
            )
            if self.shell is not None:
                await asyncio.to_thread(self.shell.stop)
        except TrainerError as error:
            self._fail(error)
            return
        self.session = session
        self.shell = session.console(
            lambda text: self._say(self.Output(text)), lambda code: self._say(self.Done(code))
        )
        self._begin_view(session)

    def _begin_view(self, session: "LabSession") -> None:
        self.error = None
        self.set_class(False, "-failed")
        self.header.place = session.lab.title
        self.links.clear()
        self.query_one(Wire).clear()
        self.query_one(Wire).told_apart = bool(session.lab.profiles)
        console = self.query_one(Console)
        console.running = False
        if not console.transcript.lines:
            console.say("real commands: aws, curl, python, clock; help lists more")
        self._passed_before = {step.id for step in session.steps if step.passed}
        console.focus_prompt()
        self.refresh_bindings()
        self.look()

    def _say(self, message: Message) -> None:
        self.post_message(message)

    def _fail(self, error: TrainerError) -> None:
        self.error = error
        self.query(ErrorPanel).remove()
        self.query_one("#page").mount(self._panel(error))
        self.set_class(True, "-failed")
        self.set_focus(None)
        self.refresh_bindings()

    def _panel(self, error: TrainerError) -> ErrorPanel:
        if not isinstance(error, CloudError):
            back = Content.assemble(key("q"), " goes back")
            title = "The lab cannot go on" if self.session else "The lab cannot be opened"
            return ErrorPanel(title, what=str(error), do=back, id="problem")
        code = desk_of(self).cloud.exit_code
        return ErrorPanel(
            "The local cloud stopped" if self.session else "The local cloud did not start",
            what=f"{error}{f' (exit {code})' if code is not None else ''}",
            where=Content.assemble("its log keeps what it wrote last; ", key("l"), " opens it"),
            do=Content.assemble(key("a"), " starts it afresh and takes the lab up at this step"),
            safe="What you have passed is saved.",
            id="problem",
        )

    # Looking: the journal, the checks, the clock.

    def look(self) -> None:
        """Look at the journal and the checks, unless a look is still under way."""
        if self.session is not None and self.error is None and not self._looking and self._is_watched:
            self._looking = True
            self._look(self.session)

    @property
    def _is_watched(self) -> bool:
        return self.is_current or (self.table is not None and self.table.is_current)

    @work(group="look", exit_on_error=False)
    async def _look(self, session: "LabSession") -> None:
        try:
            state = await asyncio.to_thread(look, session)
        except TrainerError as error:
            if session is self.session and self.error is None:
                self._fail(error)
            return
        finally:
            self._looking = False
        if session is self.session and self.error is None:
            self._take(state)

    def _take(self, state: LabState) -> None:
        before, self.state = self.state, state
        if before is None or abs(state.clock.offset - before.clock.offset) > 1:
            self._moved_at = state.clock.now - timedelta(seconds=state.clock.offset)
        clock = clock_fact(state.clock.now, state.clock.offset)
        in_force = in_force_fact(state.matrix)
        self.header.fact = Content.assemble(in_force, "  ", clock) if in_force else clock
        known = {link.url for link in self.links.all()}
        for given in state.given:
            if given.url not in known:
                self.links.add(given.url, given.method)
        if state.new_lines:
            self.query_one(Wire).show(state.new_lines)
            self._warn_of_real_time(state)
        if self.table is not None and self.table.is_current and state.matrix is not None:
            self.table.show(state.matrix)
        if before is None or not state.same_steps(before):
            self.draw()
            self.refresh_bindings()
        newly = {step.id for step in state.steps if step.passed} - self._passed_before
        self._passed_before |= newly
        for step in state.steps:
            if step.id in newly:
                self.query_one(Console).say(forms.passed_words(step))
        if newly and state.finished:
            self._debrief()

    def _warn_of_real_time(self, state: LabState) -> None:
        """Say it when a client signed by real time although the lab clock was moved on."""
        if state.clock.offset < OLD or self._moved_at is None:
            return
        for line in state.new_lines:
            if forms.signed_by_real_time(line, self._moved_at):
                age = distance(state.clock.offset)[1:]
                self.query_one(Console).say(
                    f"signed by real time, so already {age} old; clock reset comes back to now", warning=True
                )
                return

    # Drawing.

    def draw(self) -> None:
        """Write the step to the room there is, and the measure."""
        state = self.state
        if state is None or not self.is_mounted:
            return
        step = state.step
        self.header.position = f"step {step.number} of {len(state.steps)}"
        done = sum(1.0 if view.passed else 0.0 for view in state.steps)
        self.measure.show(done, len(state.steps), segmented=True)
        width = max(self.query_one("#step").scrollable_content_region.width - 1, 16)
        roomy = self.is_wide and self.is_tall
        rows = step_rows(
            step, self.signs, width,
            note=state.notice, solution=self.solution, given=state.given, whole=roomy,
        )  # fmt: skip
        if roomy:
            if state.matrix is not None:
                rows += [Content(""), *pane_rows(state.matrix, self.signs, width, step.number)]
            given = {url.url for url in state.given}
            made = [link for link in self.links.all() if link.url not in given]
            rows += forms.link_rows(made, self.signs, width)
        self.query_one("#text", Static).update(Content("\n").join(rows))
        self.call_after_refresh(self._show_more)

    def _show_more(self) -> None:
        step = self.query_one("#step", VerticalScroll)
        hidden = round(step.max_scroll_y - step.scroll_y)
        more = self.query_one("#more", Static)
        more.set_class(hidden <= 0 and step.max_scroll_y == 0, "-none")
        says = f"{self.signs.more} {hidden} more  " if hidden > 0 else ""
        pages = "PgDn" if hidden > 0 else "PgUp back up"
        if self.query_one(Console).typing:
            pages = f"shift+{pages}"
        more.update(Content.assemble((says, "$muted"), (pages, "$pen")))

    def _begin_step(self) -> None:
        self.solution = ""
        self.query_one("#step", VerticalScroll).scroll_home(animate=False)
        self.look()

    # The console.

    @on(Console.Submitted)
    def _run(self, event: Console.Submitted) -> None:
        if event.command.strip() == "clear":
            self.query_one(Console).clear()
            return
        if event.command.split()[0] == "edit" and self.session is not None:
            self.query_one(Console).say(edit(self.app, self.session.folder, event.command))
            return
        self._start(event.command)

    def _start(self, command: str) -> None:
        console = self.query_one(Console)
        if self.shell is None:
            console.say("the lab is still being prepared")
            return
        console.running = True
        self._command(self.shell, command)

    @work(thread=True, group="command", exit_on_error=False)
    def _command(self, shell: "Shell", command: str) -> None:
        try:
            shell.run(command)
        except TrainerError as error:
            self.post_message(self.Output(f"{error}\n"))
            self.post_message(self.Done(1))

    @on(Output)
    def _output(self, event: Output) -> None:
        self.query_one(Console).write(event.text)

    @on(Done)
    def _done(self, event: Done) -> None:
        console = self.query_one(Console)
        if event.code:
            console.say(f"exit {event.code}", warning=True)
        console.running = False
        known = len(self.links.all())
        self.links.read("\n".join(line.text for line in console.transcript.lines if line.kind == "output"))
        if len(self.links.all()) != known:
            self.draw()
        self.look()

    @on(Console.Interrupted)
    def _interrupt(self) -> None:
        if self.shell is not None:
            self.shell.interrupt()

    @work(group="do", exit_on_error=False)
    async def _do(
        self, action: "Callable[[LabSession], Any]", then: Callable[[Any], None] | None = None
    ) -> None:
        """Do something with the session in a thread, then show what came of it."""
        if self.session is None:
            return
        try:
            result = await asyncio.to_thread(action, self.session)
            state = await asyncio.to_thread(look, self.session)
        except CloudError as error:
            self._fail(error)
            return
        except TrainerError as error:
            self.query_one(Console).say(str(error), warning=True)
            return
        self._take(state)
        if then is not None:
            then(result)

    def _debrief(self) -> None:
        from trainer.tui.debrief import DebriefScreen

        if self.session is not None:
            self.app.push_screen(DebriefScreen(self.session.lab, self.session.steps, self.session.matrix))
