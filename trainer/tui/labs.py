"""The list of labs: what there is, how long it takes, how far one is."""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from trainer.errors import TrainerError
from trainer.labs.definition import Lab
from trainer.labs.saved import LabStore, SavedLab
from trainer.tui import markdown
from trainer.tui.desk import desk_of
from trainer.tui.lab import LabScreen
from trainer.tui.page import Page
from trainer.tui.text import TEXT_WIDTH, hang, shown


@dataclass(frozen=True, slots=True)
class Entry:
    """A lab in the list."""

    lab: Lab
    passed: int
    """Steps passed."""
    began: bool
    problem: str = ""
    """Why its state could not be read."""


class LabsScreen(Page[None]):
    """All labs; Enter opens the one under the cursor."""

    CSS_PATH = "labs.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space,right", "open", "open", key_display="enter", tooltip="open the lab"),
        Binding("up,k", "move(-1)", show=False, tooltip="the lab before"),
        Binding("down,j", "move(1)", show=False, tooltip="the lab after"),
        Binding("pagedown", "scroll(1)", show=False, tooltip="scroll the story"),
        Binding("pageup", "scroll(-1)", show=False, tooltip="scroll the story"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.entries: list[Entry] = []
        self.cursor = 0

    def compose_page(self) -> ComposeResult:
        """Yield the list, and below it the story of the lab under the cursor."""
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="list", markup=False)
            yield Static(id="story", markup=False)

    def on_mount(self) -> None:
        """Name the screen."""
        super().on_mount()
        self.header.place = "Labs"

    def on_screen_resume(self) -> None:
        """Read the labs and their states; one may have been done since."""
        self._read()

    def on_resize(self) -> None:
        """Draw to the width there is."""
        self.draw()

    @work(exclusive=True, group="labs", exit_on_error=False)
    async def _read(self) -> None:
        try:
            self.entries = await asyncio.to_thread(entries, desk_of(self).data_dir)
        except TrainerError as error:
            self.trouble(
                "The labs cannot be read", error, do="mend the file that is named, and open Labs again"
            )
            return
        self.cursor = min(self.cursor, max(len(self.entries) - 1, 0))
        self.draw()

    def draw(self) -> None:
        """Write the list and the story."""
        if not self.is_mounted or not self.query("#list"):
            return
        done = sum(entry.passed == len(entry.lab.steps) for entry in self.entries)
        self.header.position = f"{done} of {len(self.entries)} passed" if self.entries else ""
        self.measure.show(done, len(self.entries))
        width = min(self.query_one("#page").scrollable_content_region.width - 2, TEXT_WIDTH)
        title = max((len(entry.lab.title) for entry in self.entries), default=0)
        rows = [self._row(entry, title, at == self.cursor) for at, entry in enumerate(self.entries)]
        self.query_one("#list", Static).update(
            Content("\n").join(rows or [Content.styled("no labs", "$muted")])
        )
        story = self.query_one("#story", Static)
        story.update(Content("\n").join(self._story(width)))

    def _row(self, entry: Entry, title: int, current: bool) -> Content:
        steps = len(entry.lab.steps)
        if entry.passed == steps:
            mark, state, style = self.signs.passed, "passed", "$good"
        elif entry.began:
            mark, state, style = self.signs.here, f"step {entry.passed + 1} of {steps}", "$ink"
        else:
            mark, state, style = self.signs.none, "not started", "$muted"
        return Content.assemble(
            (self.signs.cursor if current else " ", "$pen"),
            (f"{mark} ", style),
            (entry.lab.title.ljust(title), "bold" if current else "$ink"),
            (f"   {entry.lab.minutes:>3} min   ", "$muted"),
            (state, style),
        )

    def _story(self, width: int) -> list[Content]:
        if not self.entries:
            return []
        entry = self.entries[self.cursor]
        problem = (
            hang(Content.styled("! ", "$warn"), shown(entry.problem, "$warn"), width) if entry.problem else []
        )
        return [*problem, *markdown.rows(entry.lab.brief, width)]

    def action_move(self, by: int) -> None:
        """Move the cursor."""
        if self.entries:
            self.cursor = min(max(self.cursor + by, 0), len(self.entries) - 1)
            self.draw()

    def action_scroll(self, pages: int) -> None:
        """Scroll the story of the lab under the cursor."""
        page = self.query_one(VerticalScroll)
        page.scroll_page_down(animate=False) if pages > 0 else page.scroll_page_up(animate=False)

    def action_open(self) -> None:
        """Open the lab under the cursor."""
        if self.entries:
            self.app.push_screen(LabScreen(self.entries[self.cursor].lab.name))


def entries(data_dir: Path) -> list[Entry]:
    """Return the shipped labs, the shortest first, with how far the student is. Raises ContentError."""
    from trainer.labs.definition import find_labs

    store = LabStore(data_dir)
    return [_entry(lab, store) for lab in sorted(find_labs(), key=lambda lab: (lab.minutes, lab.title))]


def _entry(lab: Lab, store: LabStore) -> Entry:
    try:
        saved = store.load(lab.name) or SavedLab()
    except TrainerError as error:
        return Entry(lab, 0, False, str(error))
    passed = sum(saved.step(step.id).passed_at is not None for step in lab.steps)
    return Entry(lab, passed, saved.started_at is not None)
