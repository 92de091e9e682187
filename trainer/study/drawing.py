"""Numbers for a question, if it draws any; what draws them is loaded for the first that does."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from trainer.errors import ContentError
from trainer.study.question import Question


def drawn(question: Question, review: int, before: Mapping[str, Any] | None = None) -> Question:
    """Return a question with its numbers: those drawn `before`, if it still draws them, else its review's.

    Reviews are counted from 0. Raises ContentError where no draw gives a question.
    """
    if not question.template:
        return question
    from trainer.study.parametric import draw, draw_again

    if before is not None:
        with suppress(ContentError):
            return draw_again(question, before)
    return draw(question, review)
