"""The proof of a question, told line by line while it runs on a local cloud."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from trainer.errors import TrainerError
from trainer.paths import cache_dir
from trainer.study.question import Question
from trainer.study.visible import visible

if TYPE_CHECKING:
    from trainer.cloud.client import CloudClient, HttpAnswer
    from trainer.cloud.process import CloudProcess
    from trainer.labs.results import JournalLine, StepResult

Tell = Callable[[str], None]


class Prover:
    """Runs proofs on a cloud that is started for the first one and lives until `stop`."""

    def __init__(self) -> None:
        self._process: CloudProcess | None = None

    def tell(self, question: Question, tell: Tell) -> None:
        """Run a question's proof and tell each step when it is done, or why it cannot be run."""
        if not question.proof:
            tell("This question has no proof to run.")
            return
        # What a proof needs is loaded for the first one: a session without does not wait for it.
        from trainer.sessions.proof import prove

        total = len(question.proof)

        def on_step(result: "StepResult") -> None:
            for line in step_lines(result, total):
                tell(line)

        try:
            run = prove(question, self._client(tell), on_step)
        except TrainerError as error:
            tell(f"The proof was not run to its end: {_one_line(str(error))}.")
            return
        tell(f"The proof {'holds' if run.holds else 'does not hold'}: {_one_line(run.says)}.")

    def stop(self) -> None:
        """End the cloud, if one runs."""
        if self._process is not None:
            self._process.stop()
            self._process = None

    def _client(self, tell: Tell) -> "CloudClient":
        if self._process is not None and not self._process.alive:
            self.stop()
        if self._process is None:
            from trainer.cloud.process import CloudProcess

            tell("Starting the local cloud.")
            self._process = CloudProcess.start(log=cache_dir() / "cloud.log")
        return self._process.client


def step_lines(result: "StepResult", total: int) -> Iterator[str]:
    """Yield what a step did and what came of it, with the checks of its request and the answer to it."""
    came = _one_line(result.detail if result.held else f"not as expected: {result.says}")
    yield f"Step {result.number} of {total}, {_one_line(result.title)}: {came}."
    if result.line is not None:
        yield from trail_lines(result.line)
    if result.answer is not None:
        yield f"   {_answer_words(result.answer)}"


def trail_lines(line: "JournalLine") -> Iterator[str]:
    """Yield S3's checks of a request in their order, those that were not reached in one line."""
    for entry in line["trail"]:
        if entry["outcome"] != "not-reached":
            saw = _one_line(entry.get("says") or entry.get("found") or "")
            yield f"   {_one_line(entry['check'])} {entry['outcome']}{f': {saw}' if saw else ''}."
    unreached = [_one_line(entry["check"]) for entry in line["trail"] if entry["outcome"] == "not-reached"]
    if unreached:
        yield f"   Not reached: {', '.join(unreached)}."


def _answer_words(answer: "HttpAnswer") -> str:
    if not answer.code:
        return f"S3 answered {answer.status} {_one_line(answer.reason)}".rstrip() + "."
    message = f": {_one_line(answer.message)}" if answer.message else "."
    return f"S3 answered {answer.status} {_one_line(answer.code)}{message}"


def _one_line(text: str) -> str:
    return visible(" ".join(text.split()))
