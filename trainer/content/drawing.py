"""The check of a parametric question: every draw gives one, or it is told which does not, and why."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING, Any

from trainer.content.report import Report
from trainer.study.question import Question
from trainer.yaml import KeyPath

if TYPE_CHECKING:
    from trainer.study.template import Template, TroubleAtError

TRIED = 400
"""Draws; where there are no more, all of them are."""

MAX_CHARACTERS = 4_000_000
"""That are written while draws are tried: of a question with very long texts fewer are."""

COMPUTED = 10
"""How many characters of a text take as long as one of an expression."""

CORNERS = 8
"""Names of which all combinations of the first and the last value are tried, however many draws there are."""


def first_draw(question: Question, path: KeyPath, report: Report) -> Question | None:
    """Return the question of the first review, itself where nothing is drawn; None where none can be drawn.

    Reports everything that is wrong with what is drawn, and a draw for each place where draws go wrong.
    """
    if not question.template:
        return question
    # Most decks draw nothing, and do not wait for it.
    from trainer.study.parametric import try_draw
    from trainer.study.template import read_template

    mistakes: list[TroubleAtError] = []
    template = read_template(question, mistakes)
    for mistake in mistakes:
        _tell(report, path, mistake)
    if mistakes:
        return None
    _warn_of_unused(question, template, path, report)
    first, troubles = try_draw(question, template, template.drawn(template.number_of(0)))
    told: set[tuple[str, KeyPath]] = set()
    for number in _numbers(template, _characters(question)):
        made, found = try_draw(question, template, template.drawn(number))
        for trouble in found:
            if (trouble.rule, trouble.path) not in told:
                told.add((trouble.rule, trouble.path))
                _tell(report, path, trouble, made.drawn or {})
    return None if troubles else first


def _numbers(template: "Template", characters: int) -> Iterable[int]:
    """Return the draws to try: those of the first reviews, and the ends of what may be drawn."""
    if template.total <= TRIED and template.total * characters <= MAX_CHARACTERS:
        return range(template.total)
    reviews = max(10, min(TRIED, MAX_CHARACTERS // characters))
    numbers = {template.number_of(review): None for review in range(reviews)}
    return [*numbers, *(number for number in _corners(template) if number not in numbers)]


def _corners(template: "Template") -> Iterator[int]:
    """Yield the draws that draw the first or the last of each of the first names."""
    sizes = [len(choices) for choices in template.choices.values()]
    for ends in product(*({0, size - 1} if at < CORNERS else {0} for at, size in enumerate(sizes))):
        number = 0
        for place, size in zip(reversed(ends), reversed(sizes), strict=True):
            number = number * size + place
        yield number


def _characters(question: Question) -> int:
    texts = [question.stem, question.front, question.back]
    texts += [text for option in question.options for text in (option.text, option.why)]
    computed = len(str(question.template.get("let", ""))) + len(str(question.template.get("assert", "")))
    return 100 + sum(map(len, texts)) + len(str(question.proof)) + COMPUTED * computed


def _warn_of_unused(question: Question, template: "Template", path: KeyPath, report: Report) -> None:
    """Tell of names that no text, no proof and no expression makes use of."""
    from trainer.study.expression import names_in
    from trainer.study.placeholders import names_in_data

    used = set(names_in_data([question.stem, question.front, question.back, list(question.proof)]))
    used.update(names_in_data([[option.text, option.why] for option in question.options]))
    nodes = [*template.computed.values(), *(node for _, node in template.asserted)]
    used.update(*map(names_in, nodes))
    for field, names in (("draw", template.choices), ("let", template.computed)):
        for name in names:
            if name not in used:
                message, hint = f'nothing makes use of "{name}"', f"show it as {{{name}}}, or remove it"
                report.add("warning", "draw", (*path, field, name), message, hint, at_key=True)


def _tell(
    report: Report, path: KeyPath, trouble: "TroubleAtError", drawn: Mapping[str, Any] | None = None
) -> None:
    message, _, hint = str(trouble).partition("; ")
    if drawn:
        message += f" with {', '.join(f'{name} = {value}' for name, value in drawn.items())}"
    report.add("error", trouble.rule, (*path, *trouble.path), message, hint, at_key=trouble.at_key)
