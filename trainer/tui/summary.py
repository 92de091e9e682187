"""After a session: what was right, what comes back when, what to do next."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, Literal

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Size

from trainer.sessions.study import StudySession
from trainer.sessions.summary import Result, Summary
from trainer.tui.home_text import moment
from trainer.tui.page import Page
from trainer.tui.signs import Signs
from trainer.tui.text import Gap, Row, cut, reflow, shown, split_question
from trainer.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from trainer.tui.desk import Desk

Next = Literal["undone", "again"]

BAR = 24
"""Cells of the longest bar."""


class SummaryScreen(Page[Next]):
    """Dismisses with `again` for another session, `undone` when the last answer was taken back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "s,enter,space", "again", "study on", tooltip="another session: what is due, then new questions"
        ),
        Binding("u", "undo", "undo", tooltip="take back the last answer"),
        Binding("pagedown", "page(1)", show=False, key_display="PgDn", tooltip="scroll"),
        Binding("pageup", "page(-1)", show=False, key_display="PgUp", tooltip="scroll"),
    ]

    def __init__(self, session: StudySession, desk: "Desk") -> None:
        super().__init__()
        self.session = session
        self.desk = desk
        self._summary = session.summary(desk.clock())

    def compose_page(self) -> ComposeResult:
        """Yield the sheet."""
        yield Sheet(id="sheet")

    def on_mount(self) -> None:
        """Write the summary."""
        super().on_mount()
        summary = self._summary
        self.header.place = self.session.title
        self.header.position = "session done" if summary.answered else "nothing due"
        self.measure.show(summary.answered, summary.total)
        now = self.desk.clock()
        self.query_one(Sheet).expect(Size(self.app.size.width, self.page_height))
        self.query_one(Sheet).show(lambda width: summary_rows(summary, now, width, self.signs))

    @property
    def leave_label(self) -> str:
        """What q does: Study below this leaves with it."""
        stack = self.app.screen_stack
        return "quit" if len(stack) < 3 else "home"

    def hint_label(self, action: str, description: str) -> str:
        """Say what another session would be."""
        if action == "again":
            summary = self._summary
            return "study on" if summary.due or summary.new else "study ahead"
        return super().hint_label(action, description)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer undo only where there is something to take back."""
        return action != "undo" or self._summary.answered > 0

    def action_again(self) -> None:
        """Scroll while there is more; then another session."""
        if not self.query_one(Sheet).page_down():
            self.dismiss("again")

    def action_undo(self) -> None:
        """Take back the last answer and go back to its question."""
        if self.session.undo(self.desk.clock()):
            self.dismiss("undone")

    def action_leave(self) -> None:
        """Leave the session."""
        self.dismiss(None)

    def action_page(self, pages: int) -> None:
        """Scroll by pages."""
        sheet = self.query_one(Sheet)
        if pages > 0:
            sheet.page_down()
        else:
            sheet.page_up()


def summary_rows(summary: Summary, now: datetime, width: int, signs: Signs) -> list[Row]:
    """Return the summary as rows."""
    rows: list[Row] = [Gap(0)]
    if not summary.answered:
        rows += [Content.styled("Nothing is due now", "bold"), Gap(2)]
    else:
        minutes = max(round(summary.seconds / 60), 1)
        figure = f"{summary.right} of {summary.answered} right"
        rows += [Content.assemble((figure, "bold"), (f"  in about {minutes} min", "$muted")), Gap(2)]
    wrong = [result for result in summary.results if not result.correct]
    rows += _wrong_rows(wrong, width, signs)
    rows += _coming_rows(summary.results, now, signs)
    rows += [Content.styled("Next", "bold"), *_next_rows(summary, now, width)]
    return rows


def _wrong_rows(wrong: Sequence[Result], width: int, signs: Signs) -> list[Row]:
    """Return the questions answered wrong, those one was sure of first."""
    if not wrong:
        return []
    first = sorted(wrong, key=lambda result: not result.sure)
    sure = sum(result.sure for result in wrong)
    says = (
        ""
        if not sure
        else "  and sure: learn from these first"
        if sure == len(wrong)
        else f"  {sure} of them sure"
    )
    rows: list[Row] = [
        Content.assemble((f"{signs.failed} {len(wrong)} wrong", "bold $bad"), (says, "$muted"))
    ]
    for result in first:
        tag = Content.styled("sure  ", "$warn") if result.sure else Content("")
        text = cut(Content.assemble(tag, shown(_gist(result))), width - 2, signs.cut)
        rows.append(Content("  ") + text)
    return [*rows, Gap(2)]


def _gist(result: Result) -> str:
    question = result.question
    if question.kind == "recall":
        return " ".join(reflow(question.front))
    paragraphs, asked = split_question(question.stem)
    return paragraphs[0] if paragraphs else asked


def _coming_rows(results: Sequence[Result], now: datetime, signs: Signs) -> list[Row]:
    """Return how many questions come back on which day."""
    days = Counter(_day(result.due_at, now) for result in results if result.due_at is not None)
    if not days:
        return []
    most = max(days.values())
    rows: list[Row] = [Content.styled("Comes back", "bold")]
    for (_, name), count in sorted(days.items()):
        bar = signs.heavy * max(round(BAR * count / most), 1)
        rows.append(Content.assemble(f"  {name:<16}", (bar, "$pen"), f" {count}"))
    return [*rows, Gap(2)]


def _day(when: datetime, now: datetime) -> tuple[int, str]:
    local = when.astimezone()
    days = max((local.date() - now.astimezone().date()).days, 0)
    names = {0: "today", 1: "tomorrow"}
    return days, names.get(days, f"{local:%a} {local.day} {local:%b}")


def _next_rows(summary: Summary, now: datetime, width: int) -> list[Row]:
    if summary.due or summary.new:
        parts = [f"{summary.due} due now"] if summary.due else []
        parts += [f"{summary.new} new"] if summary.new else []
        says = f"another session: {', '.join(parts)}"
    else:
        says = "study ahead of time"
    rows: list[Row] = [Content.assemble("  ", ("s", "bold $pen"), f"  {says}")]
    if not summary.due and summary.next_due_at:
        rows.append(
            Content.styled(f"     the next one comes due {moment(summary.next_due_at, now)}", "$muted")
        )
    return rows
