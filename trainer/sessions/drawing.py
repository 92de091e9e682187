"""Drawing a session's questions from the bank and the log."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from trainer.content.bank import Bank
from trainer.errors import ContentError, UsageError
from trainer.progress.log import AnswerLog
from trainer.progress.queue import Choice, Slot
from trainer.study.question import Question
from trainer.study.selection import FIRST_QUESTIONS, queue, shuffled
from trainer.study.shuffle import option_order

RESUME_WITHIN = timedelta(hours=12)
"""A session left for longer is not gone on with: what is due has changed since."""


class Drawn(NamedTuple):
    """The questions of a session, and all those it was drawn from."""

    title: str
    questions: set[str]
    slots: list[Slot]


def draw(bank: Bank, log: AnswerLog, choice: Choice, now: datetime, seed: int) -> Drawn:
    """Return the unfinished session of this choice, else a new one, which may have nothing to ask.

    Raises UsageError for a deck or a tag that is not there, ContentError for a bank without questions.
    """
    title = _title(bank, choice)
    ids = bank.ids(choice.deck, choice.tag)
    if not ids:
        _explain_empty(choice)
    questions = set(ids)
    left = [slot for slot in log.queue.latest(choice, now - RESUME_WITHIN) if slot.question in questions]
    if any(slot.open for slot in left):
        return Drawn(title, questions, left)
    asked = _chosen(bank, log, choice, ids, now, seed)
    if not asked:
        return Drawn(title, questions, [])
    orders = [(question.id, option_order(question, seed)) for question in asked]
    return Drawn(title, questions, log.queue.begin(choice, orders, now))


def _chosen(
    bank: Bank, log: AnswerLog, choice: Choice, ids: list[str], now: datetime, seed: int
) -> list[Question]:
    empty_log = log.is_empty()
    due = log.cards.due(now, set(ids), choice.limit)
    new = _new_questions(bank, log, ids, seed)
    drawn = list(_enough(new, choice.limit - len(due), FIRST_QUESTIONS if empty_log else 0))
    asked = queue([bank.question(name) for name in due], drawn, limit=choice.limit, empty_log=empty_log)
    if choice.ahead and len(asked) < choice.limit:
        taken = {question.id for question in asked}
        later = log.cards.due(None, set(ids) - taken, choice.limit - len(asked))
        asked += [bank.question(name) for name in later]
    return asked


def _new_questions(bank: Bank, log: AnswerLog, ids: list[str], seed: int) -> Iterator[Question]:
    known = log.cards.known()
    return (bank.question(name) for name in shuffled(ids, seed) if name not in known)


def _enough(new: Iterator[Question], room: int, with_options: int) -> Iterator[Question]:
    """Yield questions until there is no more room and so many of them have options."""
    while room > 0 or with_options > 0:
        question = next(new, None)
        if question is None:
            return
        room -= 1
        with_options -= question.kind != "recall"
        yield question


def _title(bank: Bank, choice: Choice) -> str:
    titles = {deck.name: deck.title for deck in bank.decks()}
    if choice.deck is not None:
        if choice.deck not in titles:
            raise UsageError(f"no deck {choice.deck!r} in the bank; {_nearest(choice.deck, titles)}")
        return titles[choice.deck]
    if choice.tag is not None:
        return choice.tag
    return next(iter(titles.values())) if len(titles) == 1 else "All decks"


def _nearest(deck: str, titles: Mapping[str, str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(deck, titles, 1)
    return f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(titles)}"


def _explain_empty(choice: Choice) -> None:
    if choice.tag is not None:
        where = f" of deck {choice.deck!r}" if choice.deck else ""
        raise UsageError(f"no question{where} has the tag {choice.tag!r}; see trainer bank list")
    raise ContentError(
        "the bank has no question that can be asked; see what is wrong with trainer bank check"
    )
