"""Home: what is due, how ready one is, and where to go."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Digits, Static

from trainer.errors import TrainerError
from trainer.paths import shipped_labs
from trainer.sessions.home import Overview, overview
from trainer.tui.home_text import due_lines, readiness_lines, study_says
from trainer.tui.page import Page
from trainer.tui.text import shown
from trainer.tui.widgets.keybar import Hint
from trainer.tui.widgets.menu import Entry, Menu

if TYPE_CHECKING:
    from trainer.tui.desk import Desk


class HomeScreen(Page[None]):
    """Due and readiness at a glance, and a menu of what there is to do."""

    CSS_PATH = "home.tcss"
    is_home = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "study", "study", show=False, tooltip="study what is due, then new questions"),
        Binding("l", "labs", "labs", show=False, tooltip="labs on the local S3"),
        Binding("d", "dissect", "dissect", show=False, tooltip="a pre-signed URL, explained part by part"),
        Binding("up,k", "move(-1)", "choose", show=False, tooltip="choose in the menu"),
        Binding("down,j", "move(1)", "choose", show=False, tooltip="choose in the menu"),
        Binding("enter", "go", "go", tooltip="go where the cursor is"),
    ]

    @dataclass
    class BankRead(Message):
        """Posted when the bank was looked at: had it changed, how many errors has it, what failed."""

        changed: bool
        errors: int
        failed: str = ""

    @dataclass
    class BankChanged(Message):
        """Posted when the bank turns out to be stale and is about to be read."""

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self.desk = desk
        self._overview: Overview | None = None

    def compose_page(self) -> ComposeResult:
        """Yield what is due, the readiness, the menu, and the line about the bank."""
        with Container(id="page"):
            with Horizontal(id="due"):
                yield Digits("0")
                yield Static("", id="count", markup=False)
                yield Static("", id="what", markup=False)
            with Container(id="columns"):
                yield Static("", id="readiness", markup=False)
                yield Menu(id="menu")
            yield Static("", id="bank", markup=False)

    def on_mount(self) -> None:
        """Draw, and look after the first paint whether the bank has changed."""
        super().on_mount()
        self._draw()
        self.call_after_refresh(self._read_bank)
        if self.desk.log.is_empty() and not self.desk.settings.get("oriented"):
            from trainer.tui.welcome import Welcome

            self.app.push_screen(Welcome(), lambda _: self.desk.settings.set("oriented", "yes"))

    def on_screen_resume(self) -> None:
        """Draw anew: something was learnt, or time went by."""
        self._draw()

    def on_resize(self) -> None:
        """Draw to the new width."""
        self._draw()

    # Drawing.

    def _draw(self) -> None:
        now = self.desk.clock()
        try:
            seen = self._overview = overview(self.desk.bank, self.desk.log, now)
        except TrainerError as error:
            self.query_one("#what", Static).update(Content.styled(str(error), "$bad"))
            return
        local = now.astimezone()
        self.header.place = "Trainer"
        self.header.position = shown(str(self.desk.bank.exam().get("exam", "")))
        self.header.fact = f"{local:%A} {local.day} {local:%B}"
        self.query_one(Digits).update(str(seen.due))
        self.query_one("#count", Static).update(str(seen.due))
        self.query_one("#what", Static).update(due_lines(seen, now))
        width = 74 if self.is_wide else self.app.size.width - 4
        self.query_one("#readiness", Static).update(
            readiness_lines(seen.readiness, self.desk.bank.domain_title, width, self.signs, airy=self._airy)
        )
        title = "Go to" if self.is_wide else ""
        self.query_one(Menu).show(self._entries(seen), title=title, airy=self._airy)

    @property
    def _airy(self) -> bool:
        return self.is_wide and self.is_tall

    def _entries(self, seen: Overview) -> Sequence[Entry]:
        name, says = study_says(seen)
        # Counted, not read: reading them would mean YAML before the first paint.
        labs = sum(1 for _ in shipped_labs().glob("*/lab.yaml"))
        count = f"{labs} {'lab' if labs == 1 else 'labs'} on the local S3" if labs else "none yet"
        return (
            Entry("s", name, says, "study"),
            Entry("l", "Labs", count, "labs"),
            Entry("d", "Dissect", "a pre-signed URL, read offline", "dissect"),
        )

    # The bank.

    @work(thread=True, exclusive=True, group="bank", exit_on_error=False)
    def _read_bank(self) -> None:
        """Bring the compiled bank up to date, in a thread with a connection of its own."""
        from trainer.content.bank import Bank

        try:
            with Bank.open(self.desk.bank_folders, self.desk.cache_dir) as bank:
                changed = not bank.is_fresh()
                if changed:
                    self.post_message(self.BankChanged())
                    bank.refresh()
                errors = sum(problem.is_error for problem in bank.problems())
        except TrainerError as error:
            self.post_message(self.BankRead(False, 0, str(error)))
            return
        self.post_message(self.BankRead(changed, errors))

    @on(BankChanged)
    def _say_reading(self) -> None:
        self.query_one("#bank", Static).update("The question bank has changed: reading it")

    @on(BankRead)
    def _bank_read(self, event: BankRead) -> None:
        line = self.query_one("#bank", Static)
        if event.failed:
            line.update(Content.assemble((f"{self.signs.caution} ", "$warn"), shown(event.failed)))
            return
        if event.changed:
            from trainer.content.bank import Bank

            self.desk.bank.close()
            self.desk.bank = Bank.open(self.desk.bank_folders, self.desk.cache_dir)
            self._draw()
        problems = "1 problem" if event.errors == 1 else f"{event.errors} problems"
        says = (f"{self.signs.caution} ", "$warn"), f"{problems} in the bank: trainer bank check"
        line.update(Content.assemble(*says) if event.errors else "")

    # Keys.

    def hints(self) -> Sequence[Hint]:
        """Return what the menu does not show itself."""
        go = Hint(f"{self.signs.up_down} enter", "go", "go")
        return (go, Hint("^p", "all commands", "app.command_palette"))

    def action_move(self, by: int) -> None:
        """Move the cursor of the menu."""
        self.query_one(Menu).move(by)

    async def action_go(self) -> None:
        """Go where the cursor is."""
        await self.run_action(self.query_one(Menu).current.action)

    @on(Menu.Chosen)
    async def _menu_chosen(self, event: Menu.Chosen) -> None:
        await self.run_action(event.entry.action)

    def action_study(self) -> None:
        """Study what is due, then new questions; with neither, what comes next ahead of its time."""
        from trainer.progress.queue import Choice
        from trainer.tui.study import open_study

        seen = self._overview
        ahead = seen is not None and not seen.due and not seen.new
        try:
            self.app.push_screen(open_study(self.desk, Choice(ahead=ahead)))
        except TrainerError as error:
            self.trouble(
                "No session", error, do="mend that and press s again", safe="All your answers are saved."
            )

    def action_labs(self) -> None:
        """Show the labs."""
        from trainer.tui.labs import LabsScreen

        self.app.push_screen(LabsScreen())

    def action_dissect(self) -> None:
        """Ask for a URL, and dissect it."""
        from trainer.tui.dissect import DissectScreen

        self.app.push_screen(DissectScreen())
