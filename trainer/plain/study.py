"""The study session line by line: what is typed is read as lines, what is shown is lines of text."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TextIO

from trainer.content.bank import Bank
from trainer.plain.telling import (
    LETTERS,
    explanation_lines,
    grades_line,
    interval_line,
    question_lines,
    summary_lines,
)
from trainer.sessions.study import Answered, Card, StudySession
from trainer.study.visible import visible

BEFORE = "m mark, n TEXT note, x suspend, u undo, q quit"
AFTER = f"Enter next, 1 to 4 grade, r sources, ! TEXT report what is wrong, {BEFORE}:"


@dataclass
class PlainStudy:
    """One session, its faces the lines read and the stream written to."""

    session: StudySession
    bank: Bank
    lines: Iterator[str]
    out: TextIO
    clock: Callable[[], datetime]

    leaving: bool = False

    def run(self) -> None:
        """Go through the session until it is finished, the student quits or the input ends; then sum up."""
        while self.session.card is not None and not self.leaving:
            self._ask(self.session.card)
        done, total = self.session.answered_count, self.session.total
        if done < total:
            self._tell(f"Stopped, {done} of {total} done and saved; trainer study --plain goes on here.")
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
        wanted = len(card.question.correct_options)
        last = LETTERS[len(card.order) - 1]
        how = f"Choose {wanted}: letters A to {last}" if wanted > 1 else f"Your answer, a to {last.lower()}"
        usable = f"{how} (capital if sure), or {BEFORE}:"
        self._tell(usable)
        while True:
            typed = self._read()
            chosen = _letters(typed, len(card.order))
            if chosen is not None and (len(chosen) == 1 or wanted > 1):
                sure = typed.rstrip("! ").isupper() or typed.endswith("!")
                return self.session.answer(chosen, sure=sure, now=self.clock())
            if self._command(typed, usable):
                return None

    def _recall(self, card: Card) -> Answered | None:
        usable = f"Enter shows the back; or {BEFORE}:"
        self._tell(usable)
        while typed := self._read():
            if self._command(typed, usable):
                return None
        self._tell(visible(card.question.back).strip())
        usable = f"How well did you know it? {grades_line(self.session.intervals(self.clock()))}:"
        self._tell(usable)
        while True:
            typed = self._read()
            if typed in ("1", "2", "3", "4"):
                return self.session.answer_recall(int(typed), self.clock())
            if self._command(typed, usable):
                return None

    def _explain(self, card: Card, answered: Answered) -> None:
        self._tell("")
        for line in explanation_lines(card, answered, self.bank):
            self._tell(line)
        self._tell("Enter for the next, ? for more:")
        while typed := self._read():
            if typed in ("1", "2", "3", "4"):
                self._tell(interval_line(self.session.regrade(int(typed), self.clock())))
            elif typed == "r":
                self._sources(card)
            elif typed.startswith("!"):
                self._report(typed[1:].strip())
            elif self._command(typed, AFTER):
                return
        self._tell("")
        self.session.next(self.clock())

    def _command(self, typed: str, usable: str) -> bool:
        """Do what can be done at any time, or say what can; return whether this question is left by it."""
        match typed.split(maxsplit=1):
            case ["q"]:
                self.leaving = True
                return True
            case ["u"]:
                if self.session.undo(self.clock()):
                    self._tell("Undone.")
                    return True
                self._tell("There is nothing to undo.")
            case ["x"]:
                self.session.suspend(self.clock())
                self._tell("Put aside; u takes it up again.")
                return True
            case ["m"]:
                self._tell("Marked." if self.session.mark(self.clock()) else "Mark taken away.")
            case ["n", *text]:
                self.session.note("".join(text), self.clock())
                self._tell("Noted." if text else "Note taken away.")
            case _:
                self._tell(usable)
        return False

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
        print(line, file=self.out, flush=True)


def _letters(typed: str, options: int) -> tuple[int, ...] | None:
    """Return the positions that the letters name; None if they are not letters of options."""
    letters = typed.rstrip("! ").replace(" ", "").replace(",", "").upper()
    known = LETTERS[:options]
    if not letters or not set(letters) <= set(known):
        return None
    return tuple(sorted({known.index(letter) for letter in letters}))
