"""The rule on questions that are still what `trainer bank new` wrote."""

from collections.abc import Iterator

from trainer.content.rules.finding import Finding
from trainer.content.settings import Settings
from trainer.study.question import Question
from trainer.yaml import KeyPath

MARK = "REPLACE THIS"
"""Begins each text of a new question that its author has to write."""

NO_BELIEF = "replace-this"
"""Stands for the misconception of a wrong option until its author names one."""


def template_text(question: Question, _: Settings) -> Iterator[Finding]:
    """No text of the template is left."""
    left = [path for path, text in _texts(question) if MARK in text or text == NO_BELIEF]
    if left:
        places = "here" if len(left) == 1 else f"here, the first of {len(left)} places"
        message = f"text of the template is still {places}"
        yield Finding(left[0], message, "write your own", "warning")


def is_draft(question: Question) -> bool:
    """Tell whether text of the template is left in a question."""
    return any(MARK in text or text == NO_BELIEF for _, text in _texts(question))


def _texts(question: Question) -> Iterator[tuple[KeyPath, str]]:
    yield from ((("stem",), question.stem), (("front",), question.front), (("back",), question.back))
    for number, option in enumerate(question.options):
        path = ("options", number)
        yield from (((*path, "text"), option.text), ((*path, "why"), option.why))
        yield (*path, "misconception"), option.misconception or ""
    for number, reference in enumerate(question.references):
        yield ("references", number, "url"), reference.url.replace("-", " ")
