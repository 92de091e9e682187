"""Rules on what is asked: the stem of a question, the front of a card."""

import re
from collections.abc import Iterator

from trainer.content.rules.finding import Finding
from trainer.content.settings import Settings
from trainer.study.question import Question

SELECT = re.compile(r"\((?:select|choose)\s+(\w+)\.?\)", re.I)
"""How a question with several answers says how many."""

MIN_WORDS, MAX_WORDS = 25, 120
MIN_WORDS_OF_CARD = 8

_NEGATIVE = re.compile(r"\b(?:not|except|never|cannot)\b|n't\b", re.I)
_QUALIFIER = re.compile(r"(?<!at )\b(?:most|least|best)\b(?! of\b)")


def asked(question: Question) -> str:
    """Return what the student reads first."""
    return question.front if question.kind == "recall" else question.stem


def field_of(question: Question) -> str:
    """Return the name of the field that holds it."""
    return "front" if question.kind == "recall" else "stem"


def lead_in(question: Question) -> str:
    """Return the last sentence, which asks."""
    text = SELECT.sub("", asked(question)).strip()
    return re.split(r"(?<=[.?!:])\s+", text)[-1]


def ends_with_a_question(question: Question, _: Settings) -> Iterator[Finding]:
    """The last sentence is a question, `(Select TWO.)` apart."""
    if not lead_in(question).endswith("?"):
        path = (field_of(question),)
        yield Finding(path, f"the {path[0]} does not end with a question", "end its last sentence with '?'")


def word_count(question: Question, _: Settings) -> Iterator[Finding]:
    """Long enough for a scenario, short enough for the exam's two minutes a question."""
    words = len(SELECT.sub("", asked(question)).split())
    path = (field_of(question),)
    if question.kind == "recall":
        if words < MIN_WORDS_OF_CARD:
            yield Finding(path, f"the front has {words} words", f"write at least {MIN_WORDS_OF_CARD}")
    elif not MIN_WORDS <= words <= MAX_WORDS:
        yield Finding(path, f"the stem has {words} words", f"write {MIN_WORDS} to {MAX_WORDS}")


def is_negative(question: Question) -> bool:
    """Tell whether a question asks for what is not so."""
    return question.kind != "recall" and bool(_NEGATIVE.search(lead_in(question)))


def no_negative(question: Question, _: Settings) -> Iterator[Finding]:
    """A question for what is NOT so says it loudly, and is flagged."""
    found = _NEGATIVE.search(lead_in(question))
    if found and not (found.group().isupper() and question.extra.get("negative") is True):
        hint = 'ask for what is so; or write it in capitals and add "negative: true"'
        yield Finding(("stem",), f'the question is negative ("{found.group()}")', hint)


def qualifier_in_capitals(question: Question, _: Settings) -> Iterator[Finding]:
    """The word that makes one answer the best stands in capitals, as in the exam."""
    words = [found.group() for found in _QUALIFIER.finditer(lead_in(question))]
    words += [word for word in SELECT.findall(question.stem) if not word.isupper()]
    for word in words:
        hint = f"write {word.upper()}"
        yield Finding(("stem",), f'the qualifier "{word}" is not in capitals', hint, "warning")
