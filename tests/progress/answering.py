"""Answers for the tests."""

from datetime import UTC, datetime

from trainer.progress.answers import Answer, Mode
from trainer.study.grading import as_grade

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def answer(
    question: str,
    *,
    grade: int = 3,
    at: datetime = NOON,
    revision: int = 1,
    mode: Mode = "study",
    shown: tuple[int, ...] = (1, 0),
    chosen: tuple[int, ...] = (0,),
    seconds: float = 20.0,
) -> Answer:
    """Return an answer with the given grade."""
    return Answer(
        at=at,
        question=question,
        revision=revision,
        deck="deck",
        domain="secure",
        mode=mode,
        shown=shown,
        chosen=chosen,
        correct=grade > 1,
        sure=grade == 4,
        seconds=seconds,
        grade=as_grade(grade),
    )
