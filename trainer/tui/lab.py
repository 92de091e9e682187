"""A lab: the step and its checks on the left, a console for real commands and the wire on the right."""

import asyncio
import shlex
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from trainer.errors import CloudError, TrainerError
from trainer.tui import lab_forms as forms
from trainer.tui.copying import copy
from trainer.tui.desk import desk_of
from trainer.tui.lab_clock import clock_fact, distance
from trainer.tui.lab_state import LabState, look
from trainer.tui.links import Link, Links
from trainer.tui.log_screen import LogScreen
from trainer.tui.page import Page, key
from trainer.tui.widgets.ask_line import AskLine
from trainer.tui.widgets.checks import step_rows
from trainer.tui.widgets.console import Console
from trainer.tui.widgets.dialog import Dialog
from trainer.tui.widgets.error_panel import ErrorPanel
from trainer.tui.widgets.keybar import Hint
from trainer.tui.widgets.wire import Wire

if TYPE_CHECKING:
    from trainer.labs.console import Console as Shell
    from trainer.sessions.lab import LabSession

POLL = 0.25
"""Seconds between two looks at the journal."""

OLD = 60
"""Seconds before lab time at which a URL counts as signed by real time after a jump."""


class LabScreen(Page[None]):
    """One lab, taken up where it was left."""

    CSS_PATH = "lab.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                letter, f"predict({n})", show=False, tooltip="your prediction, where the step asks for one"
            )
            for n, letter in enumerate("abcd")
        ),
        Binding("i,enter,tab", "console", "console", key_display="i", tooltip="to the console"),
        Binding("c,f2", "clock", "clock", tooltip="move the lab clock; in the console too: clock +5m1s"),
        Binding("h,f3", "hint", "hint", tooltip="the next of three hints"),
        Binding("n,f8", "forward", "next", tooltip="the next step"),
        Binding("g,f5", "presign", "get a URL", tooltip="presign a URL with the app's own button"),
        Binding("f,f6", "fetch", "fetch", tooltip="fetch the URL under the cursor, or the latest, once"),
        Binding("y", "copy", "copy", tooltip="copy the URL under the cursor, or the latest"),
        Binding("s,f4", "solution", "solution", tooltip="the solution: after the pass or the third hint"),
        Binding("e", "answer", "answer", tooltip="answer what a check asks"),
        Binding("b,f7", "back", "step before", show=False, tooltip="the step before"),
        Binding("o", "open", "open", show=False, tooltip="open the URL under the cursor in the browser"),
        Binding(
            "R,f9",
            "reset",
            "reset",
            key_display="R",
            tooltip="build the local S3 anew and begin the step afresh",
        ),
        Binding("0", "real_time", show=False, tooltip="bring the lab clock back to now"),
        Binding("pagedown", "scroll(1)", show=False, tooltip="scroll the step"),
        Binding("pageup", "scroll(-1)", show=False, tooltip="scroll the step"),
        Binding("ctrl+pagedown,shift+pagedown", "scroll(1)", show=False, tooltip="scroll the step"),
        Binding("ctrl+pageup,shift+pageup", "scroll(-1)", show=False, tooltip="scroll the step"),
        Binding("a", "again", "try again", tooltip="start the local cloud afresh and take the lab up again"),
        Binding("l", "log", "details", tooltip="what the local cloud wrote last"),
    ]

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
        self._looking = False
        self._passed_before: set[str] = set()

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
            return ErrorPanel("The lab cannot be opened", what=str(error), do=back, id="problem")
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
        if self.session is not None and self.error is None and not self._looking and self.is_current:
            self._looking = True
            self._look(self.session)

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
        self.header.fact = clock_fact(state.clock.now, state.clock.offset)
        if state.new_lines:
            self.query_one(Wire).show(state.new_lines)
            self._warn_of_real_time(state)
        if before is None or not state.same_steps(before):
            self.draw()
            self.refresh_bindings()
        newly = {step.id for step in state.steps if step.passed} - self._passed_before
        self._passed_before |= newly
        if newly:
            self.query_one(Console).say(f"passed: {', '.join(s.title for s in state.steps if s.id in newly)}")
            if state.finished:
                self._debrief()

    def _warn_of_real_time(self, state: LabState) -> None:
        """Say it when a client signed by real time although the lab clock was moved on."""
        if state.clock.offset < OLD:
            return
        for line in state.new_lines:
            if forms.signed_by_real_time(line, state.clock.offset):
                age = distance(state.clock.offset)[1:]
                self.query_one(Console).say(
                    f"signed by real time, so already {age} old; clock reset comes back to now"
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
        width = max(self.query_one("#step").size.width - 2, 16)
        rows = step_rows(step, self.signs, width, note=state.notice, solution=self.solution)
        if self.is_wide and self.is_tall:
            rows += forms.link_rows(self.links.all(), self.signs, width)
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
            event_console = self.query_one(Console)
            event_console.clear()
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
            console.say(f"exit {event.code}")
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

    # Keys.

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what works now."""
        step = self.state.step if self.state else None
        if action in ("again", "log"):
            return isinstance(self.error, CloudError)
        if action in ("leave", "help", "scroll"):
            return True
        if self.error is not None or step is None:
            return action not in forms.LAB_ACTIONS
        asked = len(step.prediction.options) if step.prediction and step.awaits_prediction else 0
        match action:
            case "predict":
                return isinstance(parameters[0], int) and parameters[0] < asked
            case "answer":
                return any(check.asks and not check.passed for check in step.checks)
            case "hint":
                return step.hints_left > 0
            case "solution":
                return step.solution_allowed
            case "console":
                return not self.query_one(Console).typing
        return True

    def hints(self) -> Sequence[Hint]:
        """Return what works now; in the console, where letters are typed, how to get out."""
        if self.query_one(AskLine).is_open:
            return [Hint("enter", "take it"), Hint("esc", "cancel", "cancel_ask")]
        if self.error is None and self.query_one(Console).running:
            return [Hint("^c", "end the command", "interrupt"), Hint("esc", "leave console", "leave")]
        if self.error is None and self.query_one(Console).typing:
            return [Hint("esc", "leave console   then  c clock  h hint  n next  R reset", "leave")]
        return super().hints()

    def right_hints(self) -> Sequence[Hint]:
        """Return the palette in the console, else `?` and the way out."""
        if self.error is None and self.query_one(Console).typing:
            return [Hint("^p", "commands", "app.command_palette")]
        return super().right_hints()

    def action_leave(self) -> None:
        """Leave the console for the wire; from there, the lab."""
        if self.error is None and (self.query_one(Console).typing or self.query_one(AskLine).is_open):
            self.query_one(Wire).focus()
            return
        super().action_leave()

    def action_console(self) -> None:
        """Give the keys to the console."""
        self.query_one(Console).focus_prompt()

    def action_interrupt(self) -> None:
        """End the running command."""
        self._interrupt()

    def action_cancel_ask(self) -> None:
        """Put the line for short questions away."""
        self.query_one(AskLine).close()

    def action_scroll(self, pages: int) -> None:
        """Scroll the step."""
        step = self.query_one("#step", VerticalScroll)
        step.scroll_page_down(animate=False) if pages > 0 else step.scroll_page_up(animate=False)

    def action_predict(self, choice: int) -> None:
        """Choose an option of the prediction."""
        self._do(lambda session: session.predict(choice))

    def action_hint(self) -> None:
        """Show the next hint."""
        self._do(lambda session: session.hint(), lambda _: self._to_the_end())

    def action_solution(self) -> None:
        """Show the solution, or put it away."""
        if self.solution:
            self.solution = ""
            self.draw()
            return
        self._do(lambda session: session.solution(), self._show_solution)

    def _show_solution(self, solution: str | None) -> None:
        self.solution = solution or ""
        self.draw()
        self._to_the_end()

    def _to_the_end(self) -> None:
        self.call_after_refresh(self.query_one("#step", VerticalScroll).scroll_end, animate=False)

    def action_forward(self) -> None:
        """Go to the next step, or after the last to the debrief."""
        state = self.state
        if state and state.step.number == len(state.steps):
            if state.finished:
                self._debrief()
            else:
                self.notice("this is the last step; b goes to the one before")
            return
        self._do(lambda session: session.forward(), lambda _: self._begin_step())

    def action_back(self) -> None:
        """Go to the step before."""
        self._do(lambda session: session.back(), lambda _: self._begin_step())

    def action_clock(self) -> None:
        """Ask how far to move the lab clock."""
        self.query_one(AskLine).ask("lab clock  (+5m1s, +15m1s, +1h, -1h, reset)", "+", self._move_clock)

    def _move_clock(self, text: str) -> None:
        self._after_asking()
        if text.strip() not in ("", "+"):
            self._do(lambda session: forms.move_clock(session, text), self._clock_moved)

    def _clock_moved(self, said: str) -> None:
        self.query_one(Console).say(said)

    def action_real_time(self) -> None:
        """Bring the lab clock back to now."""
        self._do(lambda session: forms.move_clock(session, "reset"), self._clock_moved)

    def action_presign(self) -> None:
        """Ask what to presign."""
        label = "presign: object, seconds, default or reporter"
        self.query_one(AskLine).ask(label, "coffee.jpg 300 default", self._presign)

    def _presign(self, text: str) -> None:
        self._after_asking()
        if text.strip():
            self._do(lambda session: forms.presign(session, text), self._presigned)

    def _presigned(self, url: str) -> None:
        self.links.add(url, "GET")
        console = self.query_one(Console)
        console.say("signed by the app, no request was made; $URL holds it:")
        console.write(f"{url}\n")
        self.draw()
        if self.shell is not None and not self.shell.busy:
            self._start(f"URL={shlex.quote(url)}")

    def action_answer(self) -> None:
        """Ask for the answer that a check wants."""
        check = (
            next((c for c in self.state.step.checks if c.asks and not c.passed), None) if self.state else None
        )
        if check is not None:
            self.query_one(AskLine).ask(check.asks, "", lambda text: self._answered(check.id, text))

    def _answered(self, check_id: str, text: str) -> None:
        self._after_asking()
        if text.strip():
            self._do(lambda session: session.answer(check_id, text.strip()))

    def _after_asking(self) -> None:
        self.query_one(Wire).focus()

    def action_fetch(self) -> None:
        """Fetch the URL under the cursor, or the latest."""
        link = self._link()
        if link is not None:
            self._do(lambda session: forms.fetch(session, link.url), self._clock_moved)

    def action_copy(self) -> None:
        """Copy the URL under the cursor, or the latest."""
        link = self._link()
        if link is not None:
            self.notice(copy(self.app, link.url, desk_of(self).data_dir))

    def action_open(self) -> None:
        """Open the URL under the cursor, or the latest, in the browser of this machine."""
        link = self._link()
        if link is not None and not link.local:
            self.notice("only URLs of the local S3 are opened; this one leads elsewhere")
        elif link is not None:
            self._browse(link.url)

    @work(thread=True, group="browser", exit_on_error=False)
    def _browse(self, url: str) -> None:
        if not webbrowser.open(url):
            self.app.call_from_thread(self.notice, "no browser was found here; y copies the URL")

    def _link(self) -> Link | None:
        line = self.query_one(Wire).current if self.query_one(Wire).has_focus else None
        link = self.links.find(line.get("url_id")) if line else None
        link = link or self.links.latest
        if link is None:
            self.notice('no URL was shown here yet; g makes one, and echo "$URL" prints one')
        return link

    def action_reset(self) -> None:
        """Ask, then build the local S3 anew and begin the step afresh."""
        facts = [
            "The local S3 is built anew and the clock comes back to now.",
            "URLs made before no longer work. This step begins afresh;",
            "steps that are passed stay passed, your files stay.",
        ]
        self.app.push_screen(
            Dialog("Reset this step?", facts, safe="keep going", key="R", risky="reset"), self._reset
        )

    def _reset(self, confirmed: bool | None) -> None:
        if confirmed:
            self.links.clear()
            self._do(lambda session: session.reset(), lambda _: self._was_reset())

    def _was_reset(self) -> None:
        self.query_one(Wire).clear()
        self.query_one(Console).say("reset: a fresh local S3, the clock at now")
        self._begin_step()

    def action_again(self) -> None:
        """Start the local cloud afresh, and take the lab up again."""
        self.query(ErrorPanel).remove()
        self._open()

    def action_log(self) -> None:
        """Show what the local cloud wrote last."""
        self.app.push_screen(LogScreen(desk_of(self).cloud.log))

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
            self.query_one(Console).say(str(error))
            return
        self._take(state)
        if then is not None:
            then(result)

    def _debrief(self) -> None:
        from trainer.tui.debrief import DebriefScreen

        if self.session is not None:
            self.app.push_screen(DebriefScreen(self.session.lab, self.session.steps))
