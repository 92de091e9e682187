"""What came of a step and of a run, and whether an answer was the expected one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trainer.cloud.client import HttpAnswer
from trainer.labs.words import grouped
from trainer.scenario.steps import Expectation

JournalLine = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SentForm:
    """An upload form as it was filled in."""

    before_file: tuple[tuple[str, str], ...]
    file_name: str
    content: bytes
    after_file: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it was sent, signature included: what a student may send again with another client."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    form: SentForm | None = None
    """What the body holds, where it is an upload form."""


@dataclass(frozen=True, slots=True)
class StepResult:
    """One step that was carried out."""

    number: int
    """Counts from 1."""
    verb: str
    title: str
    """What the step does, in a few words."""
    detail: str
    """What came of it: `session ends 11:00:00Z`, `400 ExpiredToken, as expected`."""
    held: bool
    """False where an expectation was not met, or the step could not be done."""
    says: str = ""
    """Where it did not hold: what was expected and what was found."""
    answer: HttpAnswer | None = None
    line: JournalLine | None = None
    """The journal's line of the request, with its trail; None for a step without one."""
    sent: Sent | None = None
    """The request itself; None for a step that sends none, or that goes on with an earlier one."""


@dataclass(frozen=True, slots=True)
class Run:
    """What came of a scenario; it stops at the first step that does not hold."""

    holds: bool
    results: tuple[StepResult, ...]

    @property
    def says(self) -> str:
        """Return in one line what came of it."""
        if self.holds:
            return f"{len(self.results)} steps, as expected"
        last = self.results[-1]
        return f"step {last.number}, {last.title}: {last.says}"


def failed_check(line: JournalLine | None) -> str | None:
    """Return the name of the check on which a request failed, or None."""
    trail = line["trail"] if line else ()
    return next((entry["check"] for entry in trail if entry["outcome"] == "failed"), None)


def answer_words(answer: HttpAnswer) -> str:
    """Return an answer as `403 AccessDenied` or `200 OK`."""
    return f"{answer.status} {answer.code or answer.reason}".rstrip()


def unmet(expect: Expectation, answer: HttpAnswer, line: JournalLine | None) -> str:
    """Return what was expected and found, or an empty text where every expectation is met."""
    text = answer.body.decode("utf-8", "replace")
    found: dict[str, tuple[object, object]] = {
        "status": (expect.status, answer.status),
        "code": (expect.code, answer.code),
        "message": (expect.message, answer.message),
        "failed check": (expect.check, failed_check(line)),
        "body": (expect.body, text),
        "bytes": (expect.length, len(answer.body)),
    }
    differing = [
        f"expected {name} {_shown(wanted)}, found {_shown(got)}"
        for name, (wanted, got) in found.items()
        if wanted is not None and wanted != got
    ]
    return f"{'; '.join(differing)} (the answer was {answer_words(answer)})" if differing else ""


def _shown(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, int):
        return grouped(value)
    text = str(value)
    return repr(text if len(text) <= 200 else f"{text[:199]}…")
