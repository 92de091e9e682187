"""A question, its explanation and a session's summary as lines of text, for screen readers and pipes.

Words and not signs, one thing a line, nothing that rests on a position on the screen.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from trainer.content.bank import Bank
from trainer.plain.choosing import LETTERS
from trainer.plain.paper import paragraphs
from trainer.sessions.study import Answered, Card, StudySession
from trainer.sessions.summary import Summary
from trainer.study.durations import short
from trainer.study.grading import Grade
from trainer.study.question import Question
from trainer.study.visible import visible

HEADING = 90
"""How many characters name a question in a list."""

GRADES = {1: "again", 2: "hard", 3: "good", 4: "easy"}


def question_lines(session: StudySession, card: Card, bank: Bank) -> Iterator[str]:
    """Yield the place in the session and the question, without its answer."""
    question = card.question
    place = f"Question {session.position} of {session.total}, about {session.minutes_left} min left."
    task = f"Task {question.task}, {visible(bank.task_title(question.task))}."
    yield f"{visible(session.title)}. {place} {task}{' Marked.' if card.marked else ''}"
    yield ""
    yield from paragraphs(visible(question.front if question.kind == "recall" else question.stem))
    if card.order:
        yield ""
    for letter, index in zip(LETTERS, card.order, strict=False):
        yield from option_lines(letter, question.options[index].text)
    if card.note:
        yield ""
        yield f"Your note: {visible(card.note)}"
    yield ""


def option_lines(letter: str, text: str) -> Iterator[str]:
    """Yield an option behind its letter, further paragraphs under the first."""
    for number, paragraph in enumerate(paragraphs(visible(text))):
        yield f"{'   ' if number else f'{letter}  '}{paragraph}"


def explanation_lines(card: Card, answered: Answered, bank: Bank) -> Iterator[str]:
    """Yield why each option is right or wrong, the right ones first, and when the question comes back."""
    if card.order:
        yield _verdict(card, answered)
        yield ""
        shown = sorted(enumerate(card.order), key=lambda place: not card.question.options[place[1]].correct)
        for position, index in shown:
            option = card.question.options[index]
            yours = ", your answer" if position in answered.chosen else ""
            yield from option_lines(LETTERS[position], option.text)
            said = f"{'Right' if option.correct else 'Wrong'}{yours}. {visible(option.why).lstrip()}"
            yield from (f"   {paragraph}" for paragraph in paragraphs(said))
            if yours and not option.correct and option.misconception:
                belief = bank.misconception(option.misconception)
                if belief:
                    yield f"   You may believe: {visible(belief)}"
        yield ""
    yield interval_line(answered)


def interval_line(answered: Answered) -> str:
    """Return when the question comes back, and when it would with another grade."""
    return f"Next in {short(answered.due_in)} ({grades_line(answered.intervals)})."


def grades_line(intervals: Mapping[Grade, timedelta]) -> str:
    """Return the four grades, each with its interval."""
    return ", ".join(f"{grade} {GRADES[grade]} {short(due)}" for grade, due in intervals.items())


def summary_lines(summary: Summary, now: datetime) -> Iterator[str]:
    """Yield what was right, what comes back when, and what to do next."""
    yield f"{summary.answered} of {summary.total} answered, {summary.right} right."
    for result in summary.sure_and_wrong:
        yield f"Sure and wrong: {_heading(result.question)}"
    coming = [(result.due_at, result) for result in summary.results if result.due_at is not None]
    for due_at, result in sorted(coming, key=lambda each: each[0]):
        verdict = "right" if result.correct else "wrong"
        yield f"Back in {short(due_at - now)}, {verdict}: {_heading(result.question)}"
    yield next_line(summary.due, summary.new, summary.next_due_at, now)


def next_line(due: int, new: int, next_due_at: datetime | None, now: datetime) -> str:
    """Return what there is to do next."""
    if due or new:
        return f"Next: {due} due and {new} new; study --plain begins with them."
    if next_due_at is None:
        return "Nothing is due, and there is nothing new."
    wait = short(next_due_at - now)
    return f"Nothing is due, and there is nothing new. The next question comes due in {wait}."


def _verdict(card: Card, answered: Answered) -> str:
    right = [LETTERS[at] for at, index in enumerate(card.order) if card.question.options[index].correct]
    yours = ", ".join(LETTERS[position] for position in answered.chosen)
    how = "Sure and " if answered.sure else ""
    if answered.correct:
        return _sentence(f"{how}right: {yours}.")
    return _sentence(f"{how}wrong. You said {yours}, the answer is {', '.join(right)}.")


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def _heading(question: Question) -> str:
    text = " ".join(visible(question.front or question.stem).split())
    sentence = text.partition(". ")[0]
    return sentence if len(sentence) <= HEADING else f"{sentence[: HEADING - 1]}…"
