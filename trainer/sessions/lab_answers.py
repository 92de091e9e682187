"""The answers of a lab's student: kept by step, taken from the console's box, and replied to."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from trainer.errors import ContentError
from trainer.labs.answer_box import AnswerBox, Reply
from trainer.labs.checks import Outcome
from trainer.labs.definition import LabStep

KEPT = Reply(False, "kept; first predict, with the letter of an option")


class Answers:
    """What was answered since the world was built."""

    def __init__(self, box: Path) -> None:
        self._box = AnswerBox(box)
        self._given: dict[str, dict[str, str]] = {}

    def of(self, step: LabStep) -> Mapping[str, str]:
        """Return what was answered in a step, by the id of the check."""
        return self._given.get(step.id, {})

    def give(self, step: LabStep, check_id: str, text: str) -> None:
        """Keep an answer. Raises ContentError for a check that asks for none."""
        asking = [check.id for check in step.checks if check.asks]
        if check_id not in asking:
            what = f"it asks for {', '.join(asking)}" if asking else "it asks for none"
            raise ContentError(f"no check {check_id!r} of this step asks for an answer; {what}")
        self._given.setdefault(step.id, {})[check_id] = text

    def serve(self, answer: Callable[[str, str], Reply]) -> None:
        """Hand over each answer that lies in the box, and tell whoever gave it what became of it."""
        for handed_in in self._box.take():
            try:
                reply = answer(handed_in.check, handed_in.text)
            except ContentError as error:
                reply = Reply(False, str(error))
            # Without a reply whoever waits is told that nobody looked; the check has the answer all the same.
            with suppress(OSError):
                self._box.reply(handed_in, reply)


def became_of(check_id: str, outcomes: Sequence[Outcome]) -> Reply:
    """Return what to say of an answer, from how the checks of its step stand now."""
    found = next(outcome for outcome in outcomes if outcome.check.id == check_id)
    return Reply(found.passed, f"right: {found.check.says}" if found.passed else f"not yet: {found.why}")
