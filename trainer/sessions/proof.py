"""Proving a question: its scenario, run on the local cloud from the standard world."""

from collections.abc import Callable

from trainer.cloud.client import CloudClient
from trainer.errors import ContentError
from trainer.labs.results import Run, StepResult
from trainer.labs.runner import Runner
from trainer.scenario.parse import parse
from trainer.study.question import Question

__all__ = ["Run", "StepResult", "prove"]


def prove(
    question: Question, client: CloudClient, on_step: Callable[[StepResult], None] | None = None
) -> Run:
    """Run the proof of a question and return what came of it; `on_step` hears of each step when it is done.

    The cloud is rebuilt first. Raises ContentError for a question without a proof or with one that cannot be
    read, CloudError when the cloud does not answer.
    """
    if not question.proof:
        raise ContentError(f"question {question.id!r} has no proof to run; add proof to it")
    steps = parse(question.proof, at=("proof",))
    client.reset()
    with Runner(client) as runner:
        return runner.run(steps, on_step)
