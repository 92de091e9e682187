"""Study: a question, an answer with one key, its explanation, and on with one more."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from trainer.errors import TrainerError
from trainer.progress.queue import Choice
from trainer.sessions.study import Answered, Card, StudySession
from trainer.tui.page import Page
from trainer.tui.question_keys import ANSWER_KEYS, SCROLL_KEYS, VIEW_KEYS
from trainer.tui.question_view import LETTERS, Shape, back_rows, explanation_rows, letters, question_rows
from trainer.tui.text import Row, cut, shown
from trainer.tui.widgets.keybar import Hint
from trainer.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from trainer.tui.desk import Desk
    from trainer.tui.summary import Next
    from trainer.tui.widgets.ask_line import AskLine

RAIL = 32
"""Columns of the rail, as in the stylesheet."""

NUMBERS = ("no", "one", "two", "three", "four", "five", "six")

BEFORE = ("submit", "sure", "mark", "note", "undo", "go_on", "suspend", "edit")
"""Actions of the key bar while a question is open, the most used first."""

AFTER = (
    "go_on",
    "prove",
    "view('question')",
    "view('references')",
    "undo",
    "mark",
    "note",
    "edit",
    "report",
    "suspend",
)
"""Actions of the key bar once the explanation is shown."""


def open_study(desk: "Desk", choice: Choice) -> "StudyScreen":
    """Begin a session, or go on with the unfinished one of this choice, and return its screen.

    Raises TrainerError for what keeps it from beginning.
    """
    return StudyScreen(_begin(desk, choice), desk, choice)


def _begin(desk: "Desk", choice: Choice) -> StudySession:
    return StudySession.start(
        desk.bank,
        desk.log,
        deck=choice.deck,
        tag=choice.tag,
        limit=choice.limit,
        ahead=choice.ahead,
        now=desk.clock(),
        seed=desk.seed(),
    )


class StudyScreen(Page[None]):
    """One question after the other; each answer is stored before its explanation is drawn."""

    CSS_PATH = "study.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        *ANSWER_KEYS,
        Binding("exclamation_mark", "sure", "sure", key_display="!", tooltip="of several answers: sure"),
        Binding("space", "go_on", "next", tooltip="scroll if there is more, else go on"),
        Binding("1", "grade(1)", show=False, tooltip="grade it yourself: again, hard, good, easy"),
        Binding("2", "grade(2)", show=False, tooltip="grade it yourself: again, hard, good, easy"),
        Binding("3", "grade(3)", show=False, tooltip="grade it yourself: again, hard, good, easy"),
        Binding("4", "grade(4)", show=False, tooltip="grade it yourself: again, hard, good, easy"),
        Binding("p", "prove", "prove it", tooltip="run the question's scenario on the local cloud"),
        *VIEW_KEYS,
        Binding("m", "mark", "mark", tooltip="mark for review, or take the mark away"),
        Binding("n", "note", "note", tooltip="your note on this question"),
        Binding("u", "undo", "undo", tooltip="take back the last answer, through the whole session"),
        Binding("x", "suspend", "put aside", tooltip="put aside: it does not come back until undone"),
        Binding("v", "edit", "edit", tooltip="edit the question in your editor, and go on with it"),
        Binding("exclamation_mark", "report", "report", key_display="!",
                tooltip="after the answer: say what is wrong with the question"),
        *SCROLL_KEYS,
    ]  # fmt: skip

    def __init__(self, session: StudySession, desk: "Desk", choice: Choice) -> None:
        super().__init__()
        self.session = session
        self.desk = desk
        self.choice = choice
        self._chosen: frozenset[int] = frozenset()
        self._sure = False
        self._back_shown = False
        self._view = "explanation"
        self._done: dict[str, bool] = {}
        self._ask_line: AskLine | None = None

    def compose_page(self) -> ComposeResult:
        """Yield the sheet of text; the rail comes beside it when there is room."""
        with Horizontal(id="page"):
            yield Sheet(id="sheet")
            if self.is_wide:
                yield Static("", id="rail", markup=False)

    def on_mount(self) -> None:
        """Show the first question; where there is none, what there is to do instead."""
        super().on_mount()
        width = self.app.size.width - (RAIL if self.is_wide else 0)
        self.query_one(Sheet).expect(Size(width, self.page_height))
        self._fresh()

    async def on_resize(self) -> None:
        """Bring the rail when there is room for it; the stylesheet hides it when there is none."""
        if self.is_wide and not self.query("#rail"):
            await self.query_one("#page").mount(Static("", id="rail", markup=False))
            self._draw_rail()

    # What is shown.

    @property
    def card(self) -> Card:
        """The question on the screen; after the last one the summary is shown instead."""
        card = self.session.card
        assert card is not None
        return card

    @property
    def _shape(self) -> Shape:
        return Shape(self.signs, self.is_tall)

    def _draw(self) -> None:
        """Draw everything for the session's state, from the top."""
        card, session = self.session.card, self.session
        if card is None:
            return
        self.clear_notice()
        self.header.place = session.title
        left = f" {self.signs.dot} about {session.minutes_left} min left" if session.minutes_left else ""
        self.header.position = f"question {session.position} of {session.total}{left}"
        self.header.fact = self._fact(card)
        self.measure.show(session.answered_count, session.total)
        self.query_one(Sheet).show(self._rows)
        self._draw_rail()
        self.refresh_bindings()

    def _fact(self, card: Card) -> Content:
        mark = Content.styled(f"{self.signs.marked} marked  " if card.marked else "", "$warn")
        task = card.question.task
        return mark + shown(f"{task} {self.desk.bank.task_title(task)}")

    def _rows(self, width: int) -> Sequence[Row]:
        card = self.session.card
        if card is None:
            return []
        if card.answered and self._view == "references":
            from trainer.tui.references import reference_rows

            return reference_rows(card.question, width)
        if card.answered and self._view == "explanation" and card.question.kind != "recall":
            return explanation_rows(card, card.answered, self._beliefs(card), width, self._shape)
        if card.question.kind == "recall" and (self._back_shown or card.answered):
            return back_rows(card, width)
        chosen = frozenset(card.answered.chosen) if card.answered else self._chosen
        return question_rows(card, width, self._shape, chosen)

    def _beliefs(self, card: Card) -> dict[str, str]:
        ids = {option.misconception for option in card.question.options if option.misconception}
        found = ((belief, self.desk.bank.misconception(belief)) for belief in ids)
        return {belief: text for belief, text in found if text}

    def _draw_rail(self) -> None:
        for rail in self.query("#rail").results(Static):
            rail.update(self._rail())

    def _rail(self) -> Content:
        from trainer.tui.rail import after_rows, before_rows

        card, signs, now = self.session.card, self.signs, self.desk.clock()
        if card is None:
            return Content("")
        if card.answered:
            rows = after_rows(card, card.answered, now, signs)
        else:
            left = self.session.total - self.session.answered_count - 1
            usual = self.desk.log.recent_seconds()
            rows = before_rows(card, list(self._done.items()), left, usual, now, signs)
        return Content("\n").join([cut(row, RAIL - 4, signs.cut) for row in rows])

    # The key bar.

    def hints(self) -> Sequence[Hint]:
        """Return the letters, then what works now in the order of `BEFORE` or `AFTER`."""
        if self._ask_line is not None and self._ask_line.is_open:
            return (Hint("enter", "keep"), Hint("esc", "cancel"))
        working, card = self.working_hints(), self.session.card
        hints = [] if card is None else self._letter_hints(card)
        order: tuple[str, ...] = AFTER if card and card.answered else BEFORE
        if card and card.question.kind == "recall" and not hints:
            order = ("go_on", *BEFORE)
        return [*hints, *(working.pop(action) for action in order if action in working)]

    def _letter_hints(self, card: Card) -> list[Hint]:
        if card.question.kind == "recall":
            names = ("again", "hard", "good", "easy")
            return [Hint(f"{n}", name, f"grade({n})") for n, name in enumerate(names, 1) if self._back_shown]
        if card.answered:
            return []
        last = LETTERS[len(card.order) - 1]
        if card.question.kind == "multiple":
            return [Hint(f"a-{last.lower()}", f"choose {NUMBERS[self._wanted]}")]
        return [Hint(f"a-{last.lower()}", "answer"), Hint(f"A-{last}", "answer, sure")]

    def hint_label(self, action: str, description: str) -> str:
        """Return labels that say how far one is."""
        match action:
            case "submit":
                return f"submit {len(self._chosen)} of {self._wanted}{', sure' if self._sure else ''}"
            case "sure" if self._sure:
                return "not sure"
            case "go_on" if self.session.card and not self.session.card.answered:
                recall = self.session.card.question.kind == "recall"
                return "show the answer" if recall else "more"
            case "mark" if self.session.card and self.session.card.marked:
                return "unmark"
            case "view('question')" if self._view == "question":
                return "explanation"
            case "view('references')" if self._view == "references":
                return "explanation"
        return super().hint_label(action, description)

    @property
    def _wanted(self) -> int:
        """How many options are to be chosen."""
        return len(self.card.question.correct_options)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action works in the state of the question on the screen."""
        card = self.session.card
        if card is None:
            return action in ("help", "leave")
        answered, kind = card.answered is not None, card.question.kind
        match action:
            case "answer":
                return not answered and kind != "recall"
            case "submit" | "sure":
                return not answered and kind == "multiple"
            case "grade":
                return answered if kind != "recall" else self._back_shown
            case "go_on" if not answered:
                return (kind == "recall" and not self._back_shown) or self._more_below
            case "prove":
                return answered and bool(card.question.proof)
            case "report" | "view":
                return answered
        return True

    @property
    def _more_below(self) -> bool:
        return self.is_mounted and self.query_one(Sheet).lines_below > 0

    # What the keys do.

    def action_answer(self, position: int, sure: bool) -> None:
        """Answer a single choice; of several answers, take an option or put it back."""
        if position >= len(self.card.order):
            return
        if self.card.question.kind == "single":
            self._answer((position,), sure)
            return
        if position not in self._chosen and len(self._chosen) >= self._wanted:
            self.notice(f"{NUMBERS[self._wanted].capitalize()} are chosen already; take one back first")
            return
        self._chosen ^= {position}
        self._sure = self._sure or sure
        self.query_one(Sheet).redraw()
        self.refresh_bindings()

    def action_submit(self) -> None:
        """Submit what is chosen, once it is as many as asked for."""
        if len(self._chosen) < self._wanted:
            chosen = " and ".join(letters(self._chosen)) or "nothing"
            self.notice(f"Choose {NUMBERS[self._wanted]}; {chosen} so far")
            return
        self._answer(tuple(sorted(self._chosen)), self._sure)

    def action_sure(self) -> None:
        """Say before submitting that one is sure, or take it back."""
        self._sure = not self._sure
        self.refresh_bindings()

    def _answer(self, chosen: tuple[int, ...], sure: bool) -> None:
        answered = self._stored(lambda: self.session.answer(chosen, sure=sure, now=self.desk.clock()))
        if answered:
            self._done[self.card.question.id] = answered.correct
            self._view = "explanation"
            self._draw()

    def action_grade(self, grade: int) -> None:
        """Grade a recall card and go on; after an answer, give it another grade."""
        now = self.desk.clock()
        if self.card.answered:
            if self._stored(lambda: self.session.regrade(grade, now)):
                self.query_one(Sheet).redraw()
            return
        answered = self._stored(lambda: self.session.answer_recall(grade, now))
        if answered:
            self._done[self.card.question.id] = answered.correct
            self._next()

    def _stored(self, write: Callable[[], Answered]) -> Answered | None:
        """Run what writes to the log; None, and the page as it was, when it could not be written."""
        try:
            return write()
        except TrainerError as error:
            self.trouble("Not saved", error, do="press the key again once that is mended",
                         safe="The question is still open, and all earlier answers are saved.")  # fmt: skip
            return None

    def action_go_on(self) -> None:
        """Scroll while there is more to see; then show the back of a card, or the next question."""
        if self.query_one(Sheet).page_down():
            return
        if self.card.answered:
            self._next()
        elif self.card.question.kind == "recall":
            self._back_shown = True
            self._draw()

    def _next(self) -> None:
        self.session.next(self.desk.clock())
        self._fresh()

    def _fresh(self) -> None:
        """Show the question the session is at as if for the first time; at the end, the summary."""
        self._chosen, self._sure, self._back_shown, self._view = frozenset(), False, False, "explanation"
        if self.session.card is not None:
            self._draw()
            return
        from trainer.tui.summary import SummaryScreen

        self.app.push_screen(SummaryScreen(self.session, self.desk), self._after_summary)

    def _after_summary(self, wish: "Next | None") -> None:
        """Go on where an undo in the summary led to, begin another session, or leave."""
        if wish == "undone":
            self._forget_undone()
            self._fresh()
        elif wish == "again":
            self._begin_again()
        else:
            super().action_leave()

    def _begin_again(self) -> None:
        summary = self.session.summary(self.desk.clock())
        ahead = not summary.due and not summary.new
        try:
            self.session = _begin(self.desk, self.choice._replace(ahead=ahead))
        except TrainerError as error:
            self.trouble("No session", error, do="go back with q", safe="All your answers are saved.")
            return
        self._done = {}
        self._fresh()

    def action_undo(self) -> None:
        """Take back the last answer."""
        if not self.session.undo(self.desk.clock()):
            self.notice("Nothing to undo in this session")
            return
        self._forget_undone()
        self._fresh()

    def _forget_undone(self) -> None:
        if self.session.card is not None:
            self._done.pop(self.session.card.question.id, None)

    def action_suspend(self) -> None:
        """Put the question aside and go on."""
        self.session.suspend(self.desk.clock())
        self._fresh()
        self.notice("Put aside; u brings it back")

    def action_mark(self) -> None:
        """Mark for review, or take the mark away."""
        self.session.mark(self.desk.clock())
        self.header.fact = self._fact(self.card)
        self.refresh_bindings()

    async def action_note(self) -> None:
        """Write a note on the question."""
        await self._ask("Note", self.card.note, self._keep_note)

    def _keep_note(self, text: str) -> None:
        self.session.note(text, self.desk.clock())
        self.notice("Note kept" if text.strip() else "No note")
        self.query_one(Sheet).redraw()

    async def action_report(self) -> None:
        """Say what is wrong with the question."""
        await self._ask("What is wrong with it?", "", self._keep_report)

    async def _ask(self, label: str, value: str, use: Callable[[str], None]) -> None:
        """Ask for a line; what it takes is brought when first asked, since most never do."""
        from trainer.tui.widgets.ask_line import AskLine

        if self._ask_line is None:
            self._ask_line = AskLine()
            await self.mount(self._ask_line, after="#page")
        self._ask_line.ask(label, value, use)
        self.refresh_bindings()

    def _keep_report(self, text: str) -> None:
        if text.strip():
            self.session.report(text, self.desk.clock())
            self.notice(f"Report on {self.card.question.id} kept")

    def action_view(self, name: str) -> None:
        """Show the question or the references in place of the explanation, and back."""
        self._view = "explanation" if self._view == name else name
        self._draw()

    def action_leave(self) -> None:
        """Go back to the explanation from what is shown in its place; from there, leave."""
        if self._beside:
            self.action_view(self._view)
        else:
            super().action_leave()

    @property
    def leave_label(self) -> str:
        """What q does: first back to the explanation."""
        return "back" if self._beside else super().leave_label

    @property
    def _beside(self) -> bool:
        """Whether the question or the references stand in place of the explanation."""
        card = self.session.card
        return card is not None and card.answered is not None and self._view != "explanation"

    def action_prove(self) -> None:
        """Run the question's scenario on the local cloud."""
        from trainer.tui.proof import ProofScreen

        self.app.push_screen(ProofScreen(self.card.question), lambda on: self._next() if on else None)

    def action_edit(self) -> None:
        """Open the question in the author's editor, and show it as it is then."""
        from trainer.tui.question_editing import edit_at

        began, question = self.desk.clock(), self.card.question
        if not edit_at(self, question.file, question.line, self._refresh_bank):
            return
        try:
            changed = self.session.reread(self.desk.clock() - began)
        except TrainerError as error:
            self.trouble("The question cannot be asked as it is now", error, do="edit it again with v",
                         safe="Here it stays as it was, and your answers stay with it.")  # fmt: skip
            return
        if changed:
            self._chosen = frozenset()
            self._draw()

    def _refresh_bank(self) -> None:
        self.desk.bank.refresh()

    def action_page(self, pages: int) -> None:
        """Scroll by pages."""
        sheet = self.query_one(Sheet)
        if pages > 0:
            sheet.page_down()
        else:
            sheet.page_up()

    def action_line(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one(Sheet).scroll_lines(lines)
