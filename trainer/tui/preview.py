"""Preview: a question as Study shows it, read again after each save, with its problems beside it."""

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from trainer.sessions.preview import tried
from trainer.tui.preview_view import PreviewView
from trainer.tui.question_keys import ANSWER_KEYS, SCROLL_KEYS, VIEW_KEYS
from trainer.tui.question_view import LETTERS
from trainer.tui.study import NUMBERS
from trainer.tui.widgets.keybar import Hint
from trainer.tui.widgets.sheet import Sheet

BAR = (
    "submit",
    "go_on",
    "turn(1)",
    "turn(-1)",
    "draw",
    "edit",
    "view('problems')",
    "prove",
    "view('question')",
    "view('references')",
    "take_back",
)
"""Actions of the key bar, the most used first."""


class PreviewScreen(PreviewView):
    """The questions of one deck, one at a time, before and after an answer; no answer is written anywhere."""

    CSS_PATH = "preview.tcss"

    BINDINGS: ClassVar[list[BindingType]] = [
        *ANSWER_KEYS,
        Binding("space", "go_on", "next", tooltip="scroll, show the back of a card, the next question"),
        Binding("right,n", "turn(1)", "next", key_display="n", tooltip="the next question"),
        Binding("left", "turn(-1)", "before", show=False, tooltip="the question before"),
        Binding("u", "take_back", "undo", tooltip="the question as it was before the answer"),
        Binding("o", "draw", "other numbers", tooltip="the question with other numbers, if it draws them"),
        Binding("v", "edit", "edit", tooltip="edit the question in your editor"),
        Binding("w", "view('problems')", "what is wrong", tooltip="all problems of the deck, and back"),
        *VIEW_KEYS,
        Binding("p", "prove", "prove it", tooltip="run the question's scenario on the local cloud"),
        *SCROLL_KEYS,
    ]

    # The key bar.

    def hints(self) -> Sequence[Hint]:
        """Return the letters, then what works now."""
        working, card = self.working_hints(), self.card
        hints: list[Hint] = []
        if card and not card.answered and card.question.kind != "recall" and not self.view:
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
                return f"submit {len(self.chosen)} of {self._wanted}"
            case "go_on" if self._more_below:
                return "more"
            case "go_on" if self._shows_back_next:
                return "show the answer"
            case "view('question')" if self.view == "question":
                return "explanation"
            case _ if action == f"view('{self.view}')":
                return "back"
        return super().hint_label(action, description)

    @property
    def _wanted(self) -> int:
        """How many options are to be chosen; of a question that is not right yet, one at least."""
        return max(len(self.card.question.correct_options), 1) if self.card else 0

    @property
    def _wanted_word(self) -> str:
        return NUMBERS[self._wanted] if self._wanted < len(NUMBERS) else str(self._wanted)

    @property
    def _shows_back_next(self) -> bool:
        """Whether space shows the back of a card."""
        card = self.card
        return card is not None and card.question.kind == "recall" and not self.back_shown and not self.view

    @property
    def _more_below(self) -> bool:
        return self.is_mounted and self.query_one(Sheet).lines_below > 0

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Return whether an action works in the state of the question on the screen."""
        card, total = self.card, len(self.found.questions)
        answered = card is not None and card.answered is not None
        can_answer = card is not None and card.question.kind != "recall" and not answered
        match action:
            case "answer":
                return can_answer and not self.view
            case "submit":
                return can_answer and not self.view and card is not None and card.question.kind == "multiple"
            case "take_back":
                return answered or self.back_shown
            case "view":
                return parameters[0] == "problems" or (
                    card is not None and self._may_view(str(parameters[0]))
                )
            case "prove":
                return card is not None and bool(card.question.proof)
            case "edit":
                return True
            case "draw":
                return card is not None and bool(card.question.drawn)
            case "turn":
                return 0 <= self.at + int(str(parameters[0])) < total
        return True

    def _may_view(self, view: str) -> bool:
        if view == "problems":
            return bool(self.found.problems) or self.view == view
        return self.card is not None and (view != "question" or self.card.answered is not None)

    # What the keys do.

    def action_answer(self, position: int, sure: bool) -> None:
        """Answer a single choice; of several answers, take an option or put it back."""
        card = self.card
        if card is None or position >= len(card.order):
            return
        if card.question.kind == "single":
            self._answer((position,), sure)
            return
        if position not in self.chosen and len(self.chosen) >= self._wanted:
            self.notice(f"{self._wanted_word.capitalize()} are chosen already; take one back first")
            return
        self.chosen ^= {position}
        self.query_one(Sheet).redraw()
        self.refresh_bindings()

    def action_submit(self) -> None:
        """Submit what is chosen, once it is as many as asked for."""
        if len(self.chosen) < self._wanted:
            self.notice(f"Choose {self._wanted_word}")
            return
        self._answer(tuple(self.chosen), sure=False)

    def _answer(self, chosen: tuple[int, ...], sure: bool) -> None:
        if self.card is None:
            return
        self.card = tried(self.card, chosen, sure=sure, seconds=0.0, now=self.desk.clock())
        self.draw()

    def action_take_back(self) -> None:
        """Show the question as it was before the answer."""
        if self.card is not None:
            self.card = self.card._replace(answered=None)
        self.chosen, self.back_shown, self.view = frozenset(), False, ""
        self.draw()

    def action_go_on(self) -> None:
        """Scroll while there is more to see; then the back of a card, or the next question."""
        if self.query_one(Sheet).page_down():
            self.refresh_bindings()
            return
        if self._shows_back_next:
            self.back_shown = True
            self.draw()
        elif self.at + 1 < len(self.found.questions):
            self.action_turn(1)
        else:
            self.notice("The last question of the deck")

    def action_turn(self, by: int) -> None:
        """Go to another question."""
        self.card = None
        self.take(self.found, self.at + by)
        self.chosen, self.back_shown, self.view = frozenset(), False, ""
        self.draw()

    def action_view(self, name: str) -> None:
        """Show the question, the references or all problems in place of what is shown, and back."""
        self.view = "" if self.view == name else name
        self.draw()

    def action_draw(self) -> None:
        """Show the question as it was before the answer, with the numbers of its next review."""
        self.review += 1
        self.take(self.found, self.at)
        self.action_take_back()

    def action_edit(self) -> None:
        """Open the question in the author's editor; what it is then is read as after any other save."""
        from trainer.tui.question_editing import edit_at

        first = next(iter(self.found.problems), None)
        line = self.question.line if self.question else first.line if first else 1
        edit_at(self, self.path, line)
        self.look_again()

    def action_prove(self) -> None:
        """Run the question's scenario on the local cloud."""
        from trainer.tui.proof import ProofScreen

        if self.card is not None:
            self.app.push_screen(
                ProofScreen(self.card.question), lambda on: self.action_go_on() if on else None
            )

    def action_leave(self) -> None:
        """Go back from what is shown in place of the question; from there, leave."""
        if self.view:
            self.action_view(self.view)
        else:
            super().action_leave()

    @property
    def leave_label(self) -> str:
        """What q does: first back to the question."""
        return "back" if self.view else super().leave_label

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
