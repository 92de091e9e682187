"""The order in which a question's options are shown."""

from random import Random

from trainer.study.question import Question


def option_order(question: Question, seed: int) -> tuple[int, ...]:
    """Return the options' positions in the file, in the order to show them: the same for the same seed.

    A question that says `ordered: true` (its options are sizes, or steps) keeps the order of the file.
    """
    order = list(range(len(question.options)))
    if not question.extra.get("ordered"):
        Random(f"{seed}:{question.id}").shuffle(order)
    return tuple(order)
