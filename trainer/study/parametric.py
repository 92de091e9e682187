"""Parametric questions: the question that comes of a draw.

Every draw gives a question like any other, whose texts and proof hold the same values. What was drawn is
kept with it, so that the same question can be made again.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from trainer.study.choices import value_of
from trainer.study.placeholders import filled, filled_step
from trainer.study.question import Option, Question
from trainer.study.template import Path, Template, TroubleAtError, Values, template_of
from trainer.study.values import Value, ValueTroubleError, plain

PASSED_OVER = 50
"""Draws tried until one gives a question; `bank check` reports those that give none."""


def draw(question: Question, review: int) -> Question:
    """Return a question with the values of its review, counted from 0.

    A draw that gives no question is passed over; raises ValueTroubleError when there are too many of them.
    """
    template = template_of(question)
    for attempt in range(PASSED_OVER):
        try:
            return instance(question, template, template.drawn(template.number_of(review + attempt)))
        except ValueTroubleError as error:
            trouble = error
    message = f"no draw of the question {question.id!r} gives a question ({trouble}); see trainer bank check"
    raise ValueTroubleError(message) from trouble


def draw_again(question: Question, written: Mapping[str, Any]) -> Question:
    """Return a question with what was drawn before, as `Question.drawn` has it.

    Raises ValueTroubleError where the question draws something else by now.
    """
    template = template_of(question)
    drawn = {name: value_of(each) for name, each in written.items()}
    if drawn.keys() != template.choices.keys():
        raise ValueTroubleError(f"the question {question.id!r} draws other names now; draw it anew")
    for name, choices in template.choices.items():
        if drawn[name] not in choices:
            raise ValueTroubleError(f"the question {question.id!r} draws other values now; draw it anew")
    return instance(question, template, {name: drawn[name] for name in template.choices})


def instance(question: Question, template: Template, drawn: Mapping[str, Value]) -> Question:
    """Return the question of a draw; raises TroubleAtError, the first, where it gives none."""
    made, troubles = try_draw(question, template, drawn)
    if troubles:
        raise troubles[0]
    return made


def try_draw(
    question: Question, template: Template, drawn: Mapping[str, Value]
) -> tuple[Question, list[TroubleAtError]]:
    """Return the question of a draw as far as it can be made, and everything that is wrong with it."""
    question = question._replace(drawn={name: plain(value) for name, value in drawn.items()})
    try:
        values = template.known(drawn)
    except TroubleAtError as trouble:
        return question, [trouble]
    filling = _Filling(values)
    made = filling.question(question)
    return made, [*_alike(made.options), *filling.troubles, *template.broken(values)]


class _Filling:
    """The texts of a question with values in their placeholders, and what went wrong with that."""

    def __init__(self, values: Values) -> None:
        self._values = values
        self.troubles: list[TroubleAtError] = []

    def question(self, question: Question) -> Question:
        """Return a question with its texts and its proof filled in."""
        return question._replace(
            stem=self._text(("stem",), question.stem),
            front=self._text(("front",), question.front),
            back=self._text(("back",), question.back),
            options=tuple(self._option(number, option) for number, option in enumerate(question.options)),
            proof=tuple(self._step(number, step) for number, step in enumerate(question.proof)),
        )

    def _option(self, number: int, option: Option) -> Option:
        path = ("options", number)
        return option._replace(
            text=self._text((*path, "text"), option.text), why=self._text((*path, "why"), option.why)
        )

    def _text(self, path: Path, text: str) -> str:
        try:
            return filled(text, self._values)
        except ValueTroubleError as error:
            self.troubles.append(TroubleAtError("placeholder", path, str(error)))
            return text

    def _step(self, number: int, step: dict[str, Any]) -> dict[str, Any]:
        try:
            return {verb: filled_step(each, self._values) for verb, each in step.items()}
        except ValueTroubleError as error:
            self.troubles.append(TroubleAtError("placeholder", ("proof", number), str(error)))
            return step


def _alike(options: tuple[Option, ...]) -> Iterator[TroubleAtError]:
    """Yield each option that says the same as an earlier one."""
    first: dict[str, int] = {}
    for number, option in enumerate(options):
        earlier = first.setdefault(same_words(option.text), number)
        if earlier != number:
            says = f"this option says the same as option {earlier + 1}; draw other values, or change one"
            yield TroubleAtError("same-options", ("options", number, "text"), says)


def same_words(text: str) -> str:
    """Return what two options have in common that say the same."""
    return " ".join(text.split()).rstrip(".").casefold()
