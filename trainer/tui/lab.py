"""A lab: the step and its checks on the left, a console for real commands and the wire on the right."""

import shlex
import webbrowser
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from textual import work
from textual.app import SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.containers import VerticalScroll

from trainer.errors import CloudError, TrainerError
from trainer.tui import lab_forms as forms
from trainer.tui.copying import copy
from trainer.tui.desk import desk_of
from trainer.tui.key_commands import KeyCommands
from trainer.tui.lab_view import LabView
from trainer.tui.links import Link
from trainer.tui.log_screen import LogScreen
from trainer.tui.text import listed
from trainer.tui.widgets.ask_line import AskLine
from trainer.tui.widgets.checks import LETTERS
from trainer.tui.widgets.console import Console
from trainer.tui.widgets.dialog import Dialog
from trainer.tui.widgets.error_panel import ErrorPanel
from trainer.tui.widgets.keybar import Hint
from trainer.tui.widgets.wire import Wire

BAR = (
    "again",
    "log",
    "console",
    "forward",
    "clock",
    "dissect",
    "hint",
    "matrix",
    "presign",
    "fetch",
    "copy",
    "solution",
    "answer",
    "reset",
)
"""Actions of the key bar outside the console, the most used first."""

BAR_BESIDE_A_TABLE = (*(action for action in BAR if action != "dissect"), "dissect")
"""The same for a lab with a table, which is wanted more often than a URL taken apart."""

NARROW = 70
"""Columns under which the key bar of the console names the way out alone."""


class LabScreen(LabView):
    """One lab, taken up where it was left."""

    CSS_PATH = "lab.tcss"
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {KeyCommands}

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(
                letter, f"predict({n})", show=False, tooltip="your prediction, where the step asks for one"
            )
            for n, letter in enumerate(LETTERS)
        ),
        Binding("i,enter,tab", "console", "console", key_display="i", tooltip="to the console"),
        Binding("c,f2", "clock", "clock", tooltip="move the lab clock; in the console too: clock +5m1s"),
        Binding("h,f3", "hint", "hint", tooltip="the next of three hints"),
        Binding("m,f12", "matrix", "table", tooltip="the table of what was answered, in a lab that has one"),
        Binding("n,f8", "forward", "next", tooltip="the next step"),
        Binding("g,f5", "presign", "get a URL", tooltip="presign a URL with the app's own button"),
        Binding("f,f6", "fetch", "fetch", tooltip="fetch the URL under the cursor, or the latest, once"),
        Binding("y", "copy", "copy", tooltip="copy the URL under the cursor, or the latest"),
        Binding("d,f12", "dissect", "dissect", tooltip="dissect the URL under the cursor, or the latest"),
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
        Binding(
            "t,f10",
            "own_shell",
            "own shell",
            show=False,
            tooltip="your own shell in the lab's world, until it ends",
        ),
        Binding(
            "w",
            "s3_console",
            "S3 console",
            show=False,
            tooltip="a stand-in for the S3 console: object URL, Open, Share",
        ),
        Binding("0", "real_time", show=False, tooltip="bring the lab clock back to now"),
        Binding("pagedown", "scroll(1)", show=False, tooltip="scroll the step"),
        Binding("pageup", "scroll(-1)", show=False, tooltip="scroll the step"),
        Binding("shift+pagedown", "scroll(1)", show=False, tooltip="the same from the console"),
        Binding("shift+pageup", "scroll(-1)", show=False, tooltip="the same from the console"),
        Binding("a", "again", "try again", tooltip="start the local cloud afresh and take the lab up again"),
        Binding("l", "log", "details", tooltip="what the local cloud wrote last"),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer what works now."""
        step = self.state.step if self.state else None
        if action in ("again", "log"):
            return isinstance(self.error, CloudError)
        if action in ("leave", "help", "scroll"):
            return True
        if self.error is not None or step is None:
            return action not in forms.LAB_ACTIONS
        match action:
            case "predict":
                return isinstance(parameters[0], int) and parameters[0] < self._options
            case "answer":
                return not self._options and any(check.asks and not check.passed for check in step.checks)
            case "hint":
                return step.hints_left > 0
            case "solution":
                return step.solution_allowed
            case "matrix":
                return self.state is not None and self.state.matrix is not None
            case "console":
                return not self.query_one(Console).typing
        return True

    def hints(self) -> Sequence[Hint]:
        """Return what works now; in the console, where letters are typed, how to get out."""
        if self.query_one(AskLine).is_open:
            return [Hint("enter", "take it"), Hint("esc", "cancel", "cancel_ask")]
        if self.error is None and self.query_one(Console).typing:
            return self._typing_hints()
        working = self.working_hints()
        predict = [Hint(f"{LETTERS[0]}-{LETTERS[self._options - 1]}", "predict")] if self._options else []
        order = BAR_BESIDE_A_TABLE if self.state and self.state.matrix else BAR
        return predict + [working[action] for action in order if action in working]

    def _typing_hints(self) -> list[Hint]:
        if self.query_one(Console).running:
            return [Hint("^c", "end the command", "interrupt"), Hint("esc", "leave console", "leave")]
        if self._options:
            return [Hint("esc", "leave console   then predict with its letter", "leave")]
        if self.app.size.width < NARROW:
            return [Hint("esc", "leave console", "leave")]
        keys = "h hint  m table" if self.state and self.state.matrix else "c clock  d dissect  h hint"
        then = "n next" if self.state and self.state.step.passed else f"{keys}  R reset"
        return [Hint("esc", f"leave console   then  {then}", "leave")]

    @property
    def _options(self) -> int:
        """How many options the step's prediction has, 0 where none is awaited."""
        step = self.state.step if self.state else None
        return len(step.prediction.options) if step and step.prediction and step.awaits_prediction else 0

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
        step = self.state.step.id if self.state else ""
        self._do(lambda session: session.solution(), lambda solution: self._show_solution(step, solution))

    def _show_solution(self, step: str, solution: str | None) -> None:
        if self.state is None or self.state.step.id != step:
            # Another step was opened meanwhile.
            return
        self.solution = solution or ""
        self.draw()
        self._to_the_end()

    def _to_the_end(self) -> None:
        self.call_after_refresh(self.query_one("#step", VerticalScroll).scroll_end, animate=False)

    def action_matrix(self) -> None:
        """Show the matrix as far as it is filled in."""
        if self.state and self.state.matrix:
            from trainer.tui.matrix import MatrixScreen

            self.table = MatrixScreen(self.state.matrix)
            self.app.push_screen(self.table)

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
        profiles = self.session.profiles if self.session else ()
        label = f"presign: [PUT] object, seconds, {listed(profiles, 'or')}"
        self.query_one(AskLine).ask(label, "coffee.jpg 300 default", self._presign)

    def _presign(self, text: str) -> None:
        self._after_asking()
        if text.strip():
            self._do(lambda session: forms.presign(session, text), self._presigned)

    def _presigned(self, made: tuple[str, str]) -> None:
        method, url = made
        self.links.add(url, method)
        console = self.query_one(Console)
        console.write(f"{url}\n")
        console.say("signed by the app: no request was made, and $URL holds it")
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
            self._do(
                lambda session: forms.answer(session, check_id, text.strip()),
                lambda reply: self.query_one(Console).say(reply.says, warning=not reply.right),
            )

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

    def action_dissect(self) -> None:
        """Dissect the URL under the cursor, or the latest, as it stands by lab time."""
        from trainer.tui.dissect import DissectScreen

        link = self._link()
        if link is not None:
            self.app.push_screen(DissectScreen(link.url, self._lab_time))

    def _lab_time(self) -> datetime:
        offset = self.state.clock.offset if self.state else 0.0
        return desk_of(self).clock() + timedelta(seconds=offset)

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
            "The local S3 is built anew, its clock is at now.",
            "URLs made before no longer work, and this step",
            "begins afresh. Passed steps and your files stay.",
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

    def action_s3_console(self) -> None:
        """Show the stand-in for the S3 console; the URLs that are made there are known here too."""
        if self.session is None:
            return
        from trainer.sessions.s3_console import S3Console
        from trainer.tui.s3_console import S3ConsoleScreen

        self.app.push_screen(S3ConsoleScreen(S3Console(self.session.client)), self._back_from_console)

    def _back_from_console(self, urls: list[str] | None) -> None:
        for url in urls or ():
            self.links.add(url, "GET")
        self.draw()
        self.look()

    def action_own_shell(self) -> None:
        """Give the terminal to the student's own shell until it ends; the checks run on."""
        session = self.session
        if session is None:
            return
        from trainer.sessions.lab_shell import tell_how

        try:
            with self.app.suspend():
                tell_how(session.lab.name)
                session.own_shell()
        except SuspendNotSupported:
            self.notice(f"not on this terminal; in another: trainer lab shell {session.lab.name}")
        except TrainerError as error:
            self.query_one(Console).say(str(error), warning=True)
        self.look()

    def action_again(self) -> None:
        """Start the local cloud afresh, and take the lab up again."""
        self.query(ErrorPanel).remove()
        self._open()

    def action_log(self) -> None:
        """Show what the local cloud wrote last."""
        self.app.push_screen(LogScreen(desk_of(self).cloud.log))
