"""What a preview shows: a question with Study's own rows, its problems, and the deck read after each save."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.containers import Container
from textual.content import Content
from textual.geometry import Size
from textual.widgets import Static

from trainer.content.problem import Problem
from trainer.content.watching import state
from trainer.errors import TrainerError
from trainer.sessions.card import Card
from trainer.sessions.preview import Look, can_be_shown, look, shown
from trainer.study.question import Question
from trainer.study.visible import visible
from trainer.tui import preview_text as text
from trainer.tui.page import Page
from trainer.tui.question_view import Shape, back_rows, explanation_rows, question_rows
from trainer.tui.study import RAIL
from trainer.tui.text import Row
from trainer.tui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from trainer.tui.desk import Desk

PAUSE = 0.4
"""Seconds between two looks at the file."""

PROBLEM_ROWS = 6
"""Of the pane below the question."""


class PreviewView(Page[None]):
    """One question of a deck and what is wrong with it; what the keys do is in the subclass."""

    def __init__(self, desk: "Desk", path: str, found: Look, at: int) -> None:
        super().__init__()
        self.desk = desk
        self.path = path
        self.found = found
        self.at = at
        self._seed = desk.seed()
        self._files = state([path])
        self.review = 0
        """Which review's numbers a parametric question shows, from 0."""
        self.card: Card | None = None
        self.chosen: frozenset[int] = frozenset()
        self.back_shown = False
        self.view = ""
        self.take(found, at)

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
        self.draw()
        self.set_interval(PAUSE, self.look_again)

    def on_resize(self) -> None:
        """Draw the problems to the room there is."""
        self._draw_problems()

    # Reading again.

    def look_again(self) -> None:
        """Read the deck again if it was saved since."""
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
        before = self.question
        self.take(found, self._place_in(found))
        self.draw(stay=before is not None and self.question is not None and before.id == self.question.id)

    def _place_in(self, found: Look) -> int:
        """Return where the question on the screen stands now: by its id, else by its place."""
        name = self.card.question.id if self.card else ""
        names = [question.id for question in found.questions]
        return names.index(name) if name and name in names else max(min(self.at, len(names) - 1), 0)

    def take(self, found: Look, at: int) -> None:
        """Show a question of what was read; an answer already given stays where its options stay."""
        before = self.card
        self.found, self.at = found, at
        question = self.question
        same = before is not None and question is not None and before.question.id == question.id
        self.review = self.review if same else 0
        can_be = question is not None and can_be_shown(question)
        self.card = shown(question, self._seed, self.review) if question and can_be else None
        if before and self.card and before.question.id == self.card.question.id:
            if before.answered and sorted(before.order) == sorted(self.card.order):
                self.card = self.card._replace(answered=before.answered)
            if sorted(before.order) != sorted(self.card.order):
                self.chosen = frozenset()
            return
        self.chosen, self.back_shown, self.view = frozenset(), False, ""

    @property
    def question(self) -> Question | None:
        """The question whose turn it is, as far as it can be read."""
        return self.found.questions[self.at] if self.found.questions else None

    # What is shown.

    def draw(self, *, stay: bool = False) -> None:
        """Draw everything for the question whose turn it is, from the top or where one is."""
        self.clear_notice()
        question, total = self.question, len(self.found.questions)
        self.header.place = "Preview"
        name = visible(question.id) if question and question.id else "no id yet"
        self.header.position = (
            f"question {self.at + 1} of {total} {self.signs.dot} {name}" if total else "no questions"
        )
        self.header.fact = text.counted(self.found.problems, self.signs)
        self.measure.show(self.at + 1 if total else 0, total)
        if stay:
            self.query_one(Sheet).redraw()
        else:
            self.query_one(Sheet).show(self._rows)
        self._draw_problems()
        self.refresh_bindings()

    def _rows(self, width: int) -> Sequence[Row]:
        card = self.card
        if self.view == "problems":
            return text.all_rows(self.found.problems, self.path, width, self.signs)
        if card is None:
            return text.nothing_rows(self.own_problems, width, self.signs)
        if self.view == "references":
            from trainer.tui.references import reference_rows

            return reference_rows(card.question, width)
        shape = Shape(self.signs, self.is_tall)
        if card.question.kind == "recall":
            return back_rows(card, width) if self.back_shown else question_rows(card, width, shape)
        if card.answered and self.view != "question":
            return explanation_rows(card, card.answered, dict(self.found.beliefs), width, shape)
        chosen = frozenset(card.answered.chosen) if card.answered else self.chosen
        return question_rows(card, width, shape, chosen)

    @property
    def own_problems(self) -> list[Problem]:
        """What is wrong with the question, then with the deck itself."""
        question = self.question
        own = self.found.problems_of(question) if question else []
        return [*own, *(each for each in self.found.problems_of_head if each not in own)]

    def _draw_problems(self) -> None:
        pane = self.query_one("#problems", Static)
        told_in_sheet = self.card is None or (self.view == "problems" and not self.is_wide)
        problems = [] if told_in_sheet else self.own_problems
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
