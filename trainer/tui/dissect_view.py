"""A URL on the screen: reading it, and drawing what is told of it; the keys are in `DissectScreen`."""

from collections.abc import Callable
from datetime import datetime

from textual import events, on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from trainer.errors import UsageError
from trainer.s3.anatomy import Anatomy, dissect
from trainer.s3.changes import suggestions
from trainer.s3.life import marks, state
from trainer.s3.parts import Part, parts
from trainer.s3.risk import Risk
from trainer.s3.risks import risks
from trainer.s3.what_if import why_not
from trainer.tui import dissect_forms as forms
from trainer.tui import dissect_text as text
from trainer.tui.desk import desk_of
from trainer.tui.page import Page
from trainer.tui.text import Gap, Row, fit, shown
from trainer.tui.timeline import life_rows
from trainer.tui.widgets.ask_line import AskLine
from trainer.tui.widgets.parts import PartsList
from trainer.tui.widgets.url_line import UrlLine

TRIALS = 6
"""Changes in the table at most, the student's own before the suggested ones."""
BELOW = 10
"""Rows that are kept for what is told below the parts, where there are that many."""


class DissectView(Page[None]):
    """A URL and what is told of it; without one, a line to paste it into."""

    def __init__(self, url: str = "", clock: Callable[[], datetime] | None = None) -> None:
        super().__init__()
        self._given = url
        self._clock = clock
        self.anatomy: Anatomy | None = None
        self.parts: tuple[Part, ...] = ()
        self.risks: tuple[Risk, ...] = ()
        self.cursor = 0
        self.trials: list[text.Trial] = []
        """What was tried, the latest first."""
        self._suggested: list[text.Trial] = []
        self.section = "life"
        """What stands below the explanation where not all does: `life`, `risks` or `what if`."""
        self.sections: list[str] = []
        """The names of what could stand there; one or none where all does."""

    def compose_page(self) -> ComposeResult:
        """Lay out the line for a URL, the parts, and below them what is told."""
        yield UrlLine()
        yield Static(id="problem", markup=False)
        yield PartsList(id="parts")
        with VerticalScroll(id="page", can_focus=False):
            yield Static(id="told", markup=False)
        yield Static(id="more", markup=False)
        yield AskLine()

    def on_mount(self) -> None:
        """Dissect what was given, or ask for a URL."""
        super().on_mount()
        self.header.place = "Dissect"
        self.header.position = "a pre-signed URL, read offline"
        self.watch(self.query_one("#page"), "scroll_y", self._show_more, init=False)
        if self._given:
            self.show(self._given)
        else:
            self.ask_for_url()

    def on_resize(self) -> None:
        """Draw to the new size."""
        self.call_after_refresh(self.draw)

    def on_screen_resume(self) -> None:
        """Draw anew: time went by, or something was tried."""
        self.draw()

    # The URL.

    def now(self) -> datetime:
        """Return the time that the URL is seen at."""
        return self._clock() if self._clock else desk_of(self).clock()

    def show(self, given: str) -> None:
        """Dissect a text, or say why it is no URL."""
        try:
            anatomy = dissect(given)
        except UsageError as error:
            # What was typed stays in the line to be mended. What was pasted was never put there: it may hold
            # a signature.
            if not self.asking_for_url:
                self.ask_for_url()
            self.say_problem(str(error))
            return
        now = self.now()
        self.anatomy, self.trials, self.cursor = anatomy, [], 0
        self.parts, self.risks = parts(anatomy, now), risks(anatomy, now)
        tried = () if why_not(anatomy) else suggestions(anatomy)
        self._suggested = [forms.trial_of(anatomy, self.parts, change) for change in tried]
        # What S3 refuses for another reason than the time is said first.
        refused = state(anatomy, self.risks, now).outcome in ("refused", "unsigned")
        self.section = "risks" if refused else "life"
        self.leave_line()

    def say_problem(self, says: str) -> None:
        """Say why there is no URL to show; an empty text puts that away."""
        problem = self.query_one("#problem", Static)
        problem.display = bool(says)
        sign = (f"{self.signs.failed} ", "bold $bad")
        problem.update(Content.assemble(sign, shown(says)) if says else "")

    def ask_for_url(self) -> None:
        """Show the line for a URL, empty."""
        line = self.query_one(UrlLine)
        line.display = True
        line.clear()
        # At once, not with the next message: what is shown meanwhile would lose the focus again.
        self.set_focus(line.line)
        self.refresh_bindings()
        self.draw()

    def leave_line(self) -> None:
        """Put the line for a URL away."""
        self.query_one(UrlLine).display = False
        self.query_one(UrlLine).clear()
        self.say_problem("")
        self.set_focus(None)
        self.refresh_bindings()
        self.draw()

    @property
    def asking_for_url(self) -> bool:
        """Whether the line for a URL is open."""
        return bool(self.query_one(UrlLine).display)

    @on(UrlLine.Given)
    def _url_given(self, event: UrlLine.Given) -> None:
        if event.text.strip() or self.anatomy is None:
            self.show(event.text.strip() or forms.EXAMPLE)
        else:
            self.leave_line()

    def on_paste(self, event: events.Paste) -> None:
        """Dissect what is pasted while nothing is being typed."""
        event.stop()
        if not self.query_one(AskLine).is_open:
            self.show(event.text)

    # Drawing.

    def draw(self) -> None:
        """Write everything to the room there is."""
        if not self.is_mounted or not self.query("#told"):
            return
        listed, told = self.query_one(PartsList), self.query_one("#told", Static)
        listed.display = self.anatomy is not None and not self.asking_for_url
        self.sections = []
        if self.anatomy is None or self.asking_for_url:
            self.header.fact = ""
            told.update(Content("\n").join(forms.empty_rows(self.signs, first=self.anatomy is None)))
        else:
            now = self.now()
            self.parts, self.risks = parts(self.anatomy, now), risks(self.anatomy, now)
            self.header.fact = text.state_fact(state(self.anatomy, self.risks, now), self.signs)
            width = self.app.size.width - 4
            room = self.page_height - (1 if self.app.size.height >= 24 else 0)
            rows = max(room - BELOW, room // 2, 1)
            listed.show(self.parts, self.cursor, width, rows, wide=self.is_wide)
            lines = self._told(self.anatomy, now, width - 1, room - min(len(self.parts), rows))
            told.update(Content("\n").join(lines))
        self.refresh_bindings()
        self.call_after_refresh(self._show_more)

    def _told(self, anatomy: Anatomy, now: datetime, width: int, room: int) -> list[Content]:
        """Return the explanation and all sections, or where they do not fit the one that is chosen."""
        about: list[Row] = [Gap(3), *text.explanation(self.parts[self.cursor], width), Gap(2)]
        sections = self._all_sections(anatomy, now, width)
        every = list(about)
        for number, lines in enumerate(sections.values()):
            every += [Gap(1), *lines] if number else lines
        lines, fits = fit(every, room)
        if fits or len(sections) < 2:
            return lines
        self.sections = list(sections)
        if self.section not in sections:
            self.section = self.sections[0]
        return fit([*about, *sections[self.section]], room)[0]

    def _all_sections(self, anatomy: Anatomy, now: datetime, width: int) -> dict[str, list[Content]]:
        sections: dict[str, list[Content]] = {}
        moments = marks(anatomy, now)
        numbers = {part.name: part.number for part in reversed(self.parts)}
        if len(moments) > 1:
            sections["life"] = life_rows(moments, numbers, now, self.signs, width)
        if self.risks:
            sections["risks"] = text.risk_rows(self.risks, self.parts, self.signs, width)
        own = [trial.change for trial in self.trials]
        tried = [*self.trials, *(each for each in self._suggested if each.change not in own)][:TRIALS]
        if tried:
            sections["what if"] = text.trial_rows(tried, self.signs, width)
        return sections

    def _show_more(self) -> None:
        """Say how many lines are below, where not all are in view."""
        page, more = self.query_one("#page", VerticalScroll), self.query_one("#more", Static)
        # As it would be without that line itself: else it would stay for the row that it takes.
        room = page.size.height + (1 if more.display else 0)
        more.display = page.virtual_size.height > room
        hidden = round(page.virtual_size.height - (room - 1) - page.scroll_y)
        below = f"{self.signs.more} {hidden} more line{'' if hidden == 1 else 's'}  " if hidden > 0 else ""
        more.update(Content.assemble((below, "$muted"), ("PgDn" if hidden > 0 else "PgUp", "bold $pen")))
