"""The rules that look at all questions of a bank together, but for the names that stand once."""

from collections import Counter
from collections.abc import Iterator, Sequence

from trainer.content.deck import CheckedDeck
from trainer.content.problem import Problem
from trainer.content.rules import HABITS, NEIGHBOUR_RULES
from trainer.content.rules.balance import Check, Habit
from trainer.content.rules.bank import Named
from trainer.content.rules.draft import is_draft
from trainer.content.settings import Settings
from trainer.study.drawing import drawn
from trainer.study.question import Question
from trainer.yaml import Document

Placed = tuple[Named, Question]


def whole_bank_problems(decks: Sequence[CheckedDeck]) -> Iterator[Problem]:
    """Yield what questions do not have to themselves, what they have in common, and idle waivers."""
    decks = [deck for deck in decks if deck.place]
    yield from _neighbours(decks)
    for rule, check in HABITS:
        yield from _habit(rule, check, decks)


def _neighbours(decks: Sequence[CheckedDeck]) -> Iterator[Problem]:
    """Yield each question that is too close to an earlier one, unless it has a waiver."""
    waivers = {
        (waiver.rule, waiver.place.file, waiver.place.number): waiver
        for deck in decks
        for waiver in deck.waivers
        if waiver.place.number >= 0
    }
    for rule, check in NEIGHBOUR_RULES.items():
        # Runs are those of a deck; the stems of the whole bank are compared.
        groups = [_finished(deck) for deck in decks]
        groups = groups if rule == "L08" else [[placed for group in groups for placed in group]]
        for clash in (clash for group in groups for clash in check(group)):
            at = clash.later
            if waivers.pop((rule, at.file, at.number), None) is None:
                yield Problem(at.file, at.line, at.column, "warning", rule, clash.message, clash.hint)
    for waiver in waivers.values():
        yield waiver.without_effect()


def _habit(rule: str, check: Check, decks: Sequence[CheckedDeck]) -> Iterator[Problem]:
    """Yield what the decks have in common that they should not, those apart that have a waiver."""
    waived = {id(deck): waiver for deck in decks for waiver in deck.waivers
              if waiver.rule == rule and waiver.place.number < 0}  # fmt: skip
    if check(_questions(decks)) is None:
        for waiver in waived.values():
            yield waiver.without_effect()
        return
    held = [deck for deck in decks if id(deck) not in waived]
    found = check(_questions(held))
    if found is not None:
        at = _most_concerned(found, held)
        yield Problem(at.file, at.line, at.column, "warning", rule, found.message, found.hint)


def _most_concerned(habit: Habit, decks: Sequence[CheckedDeck]) -> Named:
    """Return the place of the deck that shows a habit most often."""
    shown = Counter(question.deck for question in habit.shown_by)
    deck = max(decks, key=lambda deck: shown[deck.name])
    assert deck.place is not None
    return deck.place


def _finished(deck: CheckedDeck) -> list[Placed]:
    """Return the questions that their authors have written already, with the numbers of a first review."""
    return [(place, drawn(question, 0)) for place, question in deck.questions if not is_draft(question)]


def _questions(decks: Sequence[CheckedDeck]) -> list[Question]:
    return [question for deck in decks for _, question in _finished(deck)]


def unnamed_facts(
    file: str, document: Document, decks: Sequence[CheckedDeck], settings: Settings
) -> Iterator[Problem]:
    """Yield each fact of a facts.yaml that fewer questions name than should; `document` is that file.

    Questions with an error count too: that they are to be mended is told already.
    """
    named = Counter(fact for deck in decks for question in deck.seen for fact in set(question.facts))
    for fact in document.data["facts"]:
        wanted = settings.wanted(fact)
        if named[fact] < wanted:
            at = document.key_position(("facts", fact))
            message = (
                f"{named[fact] or 'no'} question{'' if named[fact] == 1 else 's'} on {fact}, of {wanted}"
            )
            hint = "add one, or say `at_least` in this file"
            yield Problem(file, at.line, at.column, "warning", "L14", message, hint)
