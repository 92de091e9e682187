"""The study session line by line: what is typed is read as lines, what is shown is lines of text."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from trainer.content.bank import Bank
from trainer.plain.choosing import LETTERS, Choosing, Chosen
from trainer.plain.commands import AFTER, AFTER_WITH_PROOF, BEFORE, all_commands, is_command
from trainer.plain.paper import Paper, paragraphs
from trainer.plain.proving import Prover
from trainer.plain.telling import (
    explanation_lines,
    grades_line,
    interval_line,
    question_lines,
    summary_lines,
)
from trainer.sessions.study import Answered, Card, StudySession
from trainer.study.visible import visible

_GRADES = ("1", "2", "3", "4")


@dataclass
class PlainStudy:
    """One session, its faces the lines read and the paper written on."""

    session: StudySession
    bank: Bank
    lines: Iterator[str]
    paper: Paper
    clock: Callable[[], datetime]

    leaving: bool = False
    prover: Prover = field(default_factory=Prover)

    def run(self) -> None:
        """Go through the session until it is finished, the student quits or the input ends; then sum up."""
        try:
            while self.session.card is not None and not self.leaving:
                self._ask(self.session.card)
        finally:
            self.prover.stop()
        done, total = self.session.answered_count, self.session.total
        if done < total:
            self._tell(f"Stopped, {done} of {total} done and saved; study --plain goes on here.")
        now = self.clock()
        for line in summary_lines(self.session.summary(now), now):
            self._tell(line)

    def _ask(self, card: Card) -> None:
        if card.answered is not None:
            self._explain(card, card.answered)
            return
        for line in question_lines(self.session, card, self.bank):
            self._tell(line)
        answered = self._recall(card) if card.question.kind == "recall" else self._choose(card)
        if answered is not None:
            self._explain(card, answered)

    def _choose(self, card: Card) -> Answered | None:
        choosing = Choosing(len(card.order), len(card.question.correct_options))
        usable = _how_to_choose(choosing)
        self._tell(usable)
        while True:
            typed = self._read()
            taken = None if is_command(typed) else choosing.take(typed)
            if isinstance(taken, Chosen):
                return self.session.answer(taken.positions, sure=taken.sure, now=self.clock())
            if taken is not None:
                self._tell(taken)
            elif self._command(typed, choosing.prompt if choosing.kept else usable):
                return None

    def _recall(self, card: Card) -> Answered | None:
        usable = f"Enter shows the back; or {BEFORE}:"
        self._tell(usable)
        while typed := self._read():
            if self._command(typed, usable):
                return None
        for line in paragraphs(visible(card.question.back)):
            self._tell(line)
        usable = f"How well did you know it? {grades_line(self.session.intervals(self.clock()))}:"
        self._tell(usable)
        while True:
            typed = self._read()
            if typed in _GRADES:
                return self.session.answer_recall(int(typed), self.clock())
            if self._command(typed, usable):
                return None

    def _explain(self, card: Card, answered: Answered) -> None:
        self._tell("")
        for line in explanation_lines(card, answered, self.bank):
            self._tell(line)
        usable = AFTER_WITH_PROOF if card.question.proof else AFTER
        self._tell(usable)
        while typed := self._read():
            if typed in _GRADES:
                self._tell(interval_line(self.session.regrade(int(typed), self.clock())))
            elif typed.lower() == "p":
                self.prover.tell(card.question, self._tell)
                self._tell(usable)
            elif typed.lower() == "r":
                self._sources(card)
            elif typed.startswith("!"):
                self._report(typed[1:].strip())
            elif self._command(typed, usable):
                return
        self._tell("")
        self.session.next(self.clock())

    def _command(self, typed: str, usable: str) -> bool:
        """Do what can be done at any time, or say what can; return whether this question is left by it."""
        word, _, rest = typed.partition(" ")
        match word.lower() if is_command(typed) else "":
            case "q":
                self.leaving = True
                return True
            case "u":
                if self.session.undo(self.clock()):
                    self._tell("Undone.")
                    return True
                self._tell("There is nothing to undo.")
            case "x":
                self.session.suspend(self.clock())
                self._tell("Put aside; u takes it up again.")
                return True
            case "m":
                self._tell("Marked." if self.session.mark(self.clock()) else "Mark taken away.")
            case "n":
                self._note(rest.strip())
            case "?":
                self._list_commands(usable)
            case "":
                self._tell(f"{_not_understood(typed)} {usable}")
            case _:
                self._tell(f"{_word(typed)} comes after the answer. {usable}")
        return False

    def _note(self, text: str) -> None:
        kept = self.session.card.note if self.session.card else ""
        if text and text != "-":
            self.session.note(text, self.clock())
            self._tell("Noted.")
        elif not kept:
            self._tell("There is no note on this question; n TEXT sets one.")
        elif text:
            self.session.note("", self.clock())
            self._tell("Note taken away.")
        else:
            self._tell(f"Your note: {visible(kept)}")
            self._tell("n TEXT sets another, n - takes it away.")

    def _list_commands(self, usable: str) -> None:
        card = self.session.card
        for line in all_commands(recall=card is not None and card.question.kind == "recall"):
            self._tell(line)
        self._tell(usable)

    def _report(self, text: str) -> None:
        if text:
            self.session.report(text, self.clock())
            self._tell("Kept with the question's id, for its author.")
        else:
            self._tell("Type ! and then what is wrong with the question.")

    def _sources(self, card: Card) -> None:
        for reference in card.question.references:
            self._tell(f"{visible(reference.url)} (read {reference.checked}, {reference.evidence})")
        if not card.question.references:
            self._tell("This question names no source.")

    def _read(self) -> str:
        # The end of the input is a student who quits.
        return next(self.lines, "q").strip()

    def _tell(self, line: str) -> None:
        self.paper.tell(line)


def _how_to_choose(choosing: Choosing) -> str:
    if choosing.wanted > 1:
        return f"{choosing.prompt.rstrip(':')}, or {BEFORE}:"
    last = LETTERS[choosing.options - 1].lower()
    return f"Your answer, a to {last} (capital if sure), or {BEFORE}:"


def _not_understood(typed: str) -> str:
    return f"{_word(typed)} is not understood." if typed else "Nothing typed."


def _word(typed: str) -> str:
    # Of a long line its beginning is enough to know it by.
    return visible(typed if len(typed) <= 20 else f"{typed[:19]}…")
