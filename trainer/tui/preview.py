"""Preview: a question as Study shows it, read again after each save, with its problems beside it."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from trainer.content.problem import Problem
from trainer.content.watching import state
from trainer.errors import TrainerError
from trainer.sessions.card import Card
from trainer.sessions.preview import Look, can_be_shown, look, shown, tried
from trainer.study.question import Question
from trainer.tui import preview_text as text
from trainer.tui.page import Page
from trainer.tui.question_view import LETTERS, Shape, back_rows, explanation_rows, question_rows
from trainer.tui.study import NUMBERS, RAIL
from trainer.tui.text import Row
from trainer.tui.widgets.keybar import Hint
from trainer.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from trainer.tui.desk import Desk

PAUSE = 0.4
"""Seconds between two looks at the file."""

PROBLEM_ROWS = 6
"""Of the pane below the question."""

BAR = (
    "submit",
    "go_on",
    "turn(1)",
    "turn(-1)",
    "edit",
    "view('problems')",
    "prove",
    "view('question')",
    "view('references')",
    "take_back",
)
"""Actions of the key bar, the most used first."""


class PreviewScreen(Page[None]):
    """The questions of one deck, one at a time, before and after an answer; no answer is written anywhere."""

    CSS_PATH = "preview.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(letter.lower(), f"answer({n},False)", show=False, tooltip="answer; of several, choose")
            for n, letter in enumerate(LETTERS)
        ),
        *(
            Binding(letter, f"answer({n},True)", show=False, tooltip="answer, and say that you are sure")
            for n, letter in enumerate(LETTERS)
        ),
        Binding("enter", "submit", "submit", tooltip="of several answers: submit what is chosen"),
        Binding("space", "go_on", "next", tooltip="scroll, show the back of a card, the next question"),
        Binding("right,n", "turn(1)", "next", key_display="n", tooltip="the next question"),
        Binding("left", "turn(-1)", "before", show=False, tooltip="the question before"),
        Binding("u", "take_back", "undo", tooltip="the question as it was before the answer"),
        Binding("v", "edit", "edit", tooltip="edit the question in your editor"),
        Binding("w", "view('problems')", "what is wrong", tooltip="all problems of the deck, and back"),
        Binding("z", "view('question')", "question", tooltip="the question again, or the explanation"),
        Binding("r", "view('references')", "source", tooltip="the references and their evidence"),
        Binding("p", "prove", "prove it", tooltip="run the question's scenario on the local cloud"),
        Binding("pagedown", "page(1)", show=False, key_display="PgDn", tooltip="scroll"),
        Binding("pageup", "page(-1)", show=False, key_display="PgUp", tooltip="scroll"),
        Binding("down", "line(1)", show=False, tooltip="scroll by a line"),
        Binding("up", "line(-1)", show=False, tooltip="scroll by a line"),
    ]

    def __init__(self, desk: "Desk", path: str, found: Look, at: int) -> None:
        super().__init__()
        self.desk = desk
        self.path = path
        self._look = found
        self._at = at
        self._seed = desk.seed()
        self._files = state([path])
        self._card: Card | None = None
        self._chosen: frozenset[int] = frozenset()
        self._back_shown = False
        self._view = ""
        self._take(found, at)

    def compose_page(self) -> ComposeResult:
        """Yield the sheet of text, and the pane of problems."""
        with Container(id="page"):
            yield Sheet(id="sheet")
            yield Static("", id="problems", markup=False)

    def on_mount(self) -> None:
        """Show the question, and look at the file again and again."""
        super().on_mount()
        width = self.app.size.width - (RAIL if self.is_wide else 0)
        self.query_one(Sheet).expect(Size(width, self.page_height))
        self._draw()
        self.set_interval(PAUSE, self._watch)

    def on_resize(self) -> None:
        """Draw the problems to the room there is."""
        self._draw_problems()

    # Reading again.

    def _watch(self) -> None:
        now = state([self.path])
        if now != self._files:
            self._files = now
            self._read()

    @work(exclusive=True, group="preview", exit_on_error=False)
    async def _read(self) -> None:
        """Read the deck while the screen goes on; what is wrong with it is shown as its problems."""
        try:
            found = await asyncio.to_thread(look, self.path)
        except TrainerError as error:
            self.trouble("The deck cannot be read", error, do="put it back; it is read again then")
            return
        self._take(found, self._place_in(found))
        self._draw()

    def _place_in(self, found: Look) -> int:
        """Return where the question on the screen stands now: by its id, else by its place."""
        name = self._card.question.id if self._card else ""
        names = [question.id for question in found.questions]
        return names.index(name) if name and name in names else max(min(self._at, len(names) - 1), 0)

    def _take(self, found: Look, at: int) -> None:
        """Show a question of what was read; an answer already given stays where its options stay."""
        before = self._card
        self._look, self._at = found, at
        question = self._question
        self._card = shown(question, self._seed) if question and can_be_shown(question) else None
        if before and self._card and before.question.id == self._card.question.id:
            if before.answered and sorted(before.order) == sorted(self._card.order):
                self._card = self._card._replace(answered=before.answered)
            if sorted(before.order) != sorted(self._card.order):
                self._chosen = frozenset()
            return
        self._chosen, self._back_shown, self._view = frozenset(), False, ""

    @property
    def _question(self) -> Question | None:
        """The question whose turn it is, as far as it can be read."""
        return self._look.questions[self._at] if self._look.questions else None

    # What is shown.

    def _draw(self) -> None:
        self.clear_notice()
        question, total = self._question, len(self._look.questions)
        self.header.place = "Preview"
        name = question.id if question and question.id else "no id yet"
        self.header.position = (
            f"question {self._at + 1} of {total} {self.signs.dot} {name}" if total else "no questions"
        )
        self.header.fact = text.counted(self._look.problems, self.signs)
        self.measure.show(self._at + 1 if total else 0, total)
        self.query_one(Sheet).show(self._rows)
        self._draw_problems()
        self.refresh_bindings()

    def _rows(self, width: int) -> Sequence[Row]:
        card = self._card
        if self._view == "problems":
            return text.all_rows(self._look.problems, self.path, width, self.signs)
        if card is None:
            return text.nothing_rows(self._own_problems, width, self.signs)
        if self._view == "references":
            from trainer.tui.references import reference_rows

            return reference_rows(card.question, width)
        shape = Shape(self.signs, self.is_tall)
        if card.question.kind == "recall":
            return back_rows(card, width) if self._back_shown else question_rows(card, width, shape)
        if card.answered and self._view != "question":
            return explanation_rows(card, card.answered, dict(self._look.beliefs), width, shape)
        chosen = frozenset(card.answered.chosen) if card.answered else self._chosen
        return question_rows(card, width, shape, chosen)

    @property
    def _own_problems(self) -> list[Problem]:
        """What is wrong with the question, then with the deck itself."""
        question = self._question
        own = self._look.problems_of(question) if question else []
        return [*own, *(each for each in self._look.problems_of_head if each not in own)]

    def _draw_problems(self) -> None:
        pane = self.query_one("#problems", Static)
        told_in_sheet = self._card is None or (self._view == "problems" and not self.is_wide)
        problems = [] if told_in_sheet else self._own_problems
        pane.set_class(bool(problems), "-any")
        pane.border_title = Content(" Problems ")
        wide = self.is_wide
        width = RAIL - 4 if wide else min(self.app.size.width - 4, 88)
        rows = text.problem_rows(problems, width, self.signs)
        if wide:
            title = Content.styled("Problems", "bold")
            rows = [Content(""), title, Content(""), *(rows or [Content.styled("none here", "$muted")])]
        height = self.page_height if wide else PROBLEM_ROWS
        pane.update(Content("\n").join(text.fitting(rows, height, self.signs)))

    # The key bar.

    def hints(self) -> Sequence[Hint]:
        """Return the letters, then what works now."""
        working, card = self.working_hints(), self._card
        hints: list[Hint] = []
        if card and not card.answered and card.question.kind != "recall" and not self._view:
            last = LETTERS[len(card.order) - 1]
            several = card.question.kind == "multiple"
            hints = [Hint(f"a-{last.lower()}", f"choose {self._wanted_word}" if several else "answer")]
        turns = not self._more_below and not self._shows_back_next
        order = [action for action in BAR if action != "go_on" or not turns]
        return [*hints, *(working[action] for action in order if action in working)]

    def hint_label(self, action: str, description: str) -> str:
        """Return labels that say what the key does now."""
        match action:
            case "submit":
                return f"submit {len(self._chosen)} of {self._wanted}"
            case "go_on" if self._more_below:
                return "more"
            case "go_on" if self._shows_back_next:
                return "show the answer"
            case "view('question')" if self._view == "question":
                return "explanation"
            case _ if action == f"view('{self._view}')":
                return "back"
        return super().hint_label(action, description)

    @property
    def _wanted(self) -> int:
        """How many options are to be chosen; of a question that is not right yet, one at least."""
        return max(len(self._card.question.correct_options), 1) if self._card else 0

    @property
    def _wanted_word(self) -> str:
        return NUMBERS[self._wanted] if self._wanted < len(NUMBERS) else str(self._wanted)

    @property
    def _shows_back_next(self) -> bool:
        """Whether space shows the back of a card."""
        card = self._card
        return card is not None and card.question.kind == "recall" and not self._back_shown and not self._view

    @property
    def _more_below(self) -> bool:
        return self.is_mounted and self.query_one(Sheet).lines_below > 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action works in the state of the question on the screen."""
        card, total = self._card, len(self._look.questions)
        answered = card is not None and card.answered is not None
        can_answer = card is not None and card.question.kind != "recall" and not answered
        match action:
            case "answer":
                return can_answer and not self._view
            case "submit":
                return can_answer and not self._view and card is not None and card.question.kind == "multiple"
            case "take_back":
                return answered or self._back_shown
            case "view":
                return parameters[0] == "problems" or (
                    card is not None and self._may_view(str(parameters[0]))
                )
            case "prove":
                return card is not None and bool(card.question.proof)
            case "edit":
                return True
            case "turn":
                return 0 <= self._at + int(str(parameters[0])) < total
        return True

    def _may_view(self, view: str) -> bool:
        if view == "problems":
            return bool(self._look.problems) or self._view == view
        return self._card is not None and (view != "question" or self._card.answered is not None)

    # What the keys do.

    def action_answer(self, position: int, sure: bool) -> None:
        """Answer a single choice; of several answers, take an option or put it back."""
        card = self._card
        if card is None or position >= len(card.order):
            return
        if card.question.kind == "single":
            self._answer((position,), sure)
            return
        if position not in self._chosen and len(self._chosen) >= self._wanted:
            self.notice(f"{self._wanted_word.capitalize()} are chosen already; take one back first")
            return
        self._chosen ^= {position}
        self.query_one(Sheet).redraw()
        self.refresh_bindings()

    def action_submit(self) -> None:
        """Submit what is chosen, once it is as many as asked for."""
        if len(self._chosen) < self._wanted:
            self.notice(f"Choose {self._wanted_word}")
            return
        self._answer(tuple(self._chosen), sure=False)

    def _answer(self, chosen: tuple[int, ...], sure: bool) -> None:
        if self._card is None:
            return
        self._card = tried(self._card, chosen, sure=sure, seconds=0.0, now=self.desk.clock())
        self._draw()

    def action_take_back(self) -> None:
        """Show the question as it was before the answer."""
        if self._card is not None:
            self._card = self._card._replace(answered=None)
        self._chosen, self._back_shown, self._view = frozenset(), False, ""
        self._draw()

    def action_go_on(self) -> None:
        """Scroll while there is more to see; then the back of a card, or the next question."""
        if self.query_one(Sheet).page_down():
            self.refresh_bindings()
            return
        if self._shows_back_next:
            self._back_shown = True
            self._draw()
        elif self._at + 1 < len(self._look.questions):
            self.action_turn(1)
        else:
            self.notice("The last question of the deck")

    def action_turn(self, by: int) -> None:
        """Go to another question."""
        self._card = None
        self._take(self._look, self._at + by)
        self._chosen, self._back_shown, self._view = frozenset(), False, ""
        self._draw()

    def action_view(self, name: str) -> None:
        """Show the question, the references or all problems in place of what is shown, and back."""
        self._view = "" if self._view == name else name
        self._draw()

    def action_edit(self) -> None:
        """Open the question in the author's editor; what it is then is read as after any other save."""
        from trainer.tui.question_editing import edit_at

        first = next(iter(self._look.problems), None)
        line = self._question.line if self._question else first.line if first else 1
        edit_at(self, self.path, line)
        self._watch()

    def action_prove(self) -> None:
        """Run the question's scenario on the local cloud."""
        from trainer.tui.proof import ProofScreen

        if self._card is not None:
            self.app.push_screen(
                ProofScreen(self._card.question), lambda on: self.action_go_on() if on else None
            )

    def action_leave(self) -> None:
        """Go back from what is shown in place of the question; from there, leave."""
        if self._view:
            self.action_view(self._view)
        else:
            super().action_leave()

    @property
    def leave_label(self) -> str:
        """What q does: first back to the question."""
        return "back" if self._view else super().leave_label

    def action_page(self, pages: int) -> None:
        """Scroll by pages."""
        sheet = self.query_one(Sheet)
        if pages > 0:
            sheet.page_down()
        else:
            sheet.page_up()
        self.refresh_bindings()

    def action_line(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one(Sheet).scroll_lines(lines)
        self.refresh_bindings()
