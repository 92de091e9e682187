"""A lab's step done with some of its solution left out: what stays open then."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace

from trainer.cloud.client import CloudClient, HttpAnswer
from trainer.labs.administrator import Administrator
from trainer.labs.checks import Evidence, Outcome, evaluate
from trainer.labs.definition import AnswerPattern, Lab, LabStep
from trainer.labs.matrix import JournalReader
from trainer.labs.patterns import shown
from trainer.labs.profiles import make_keys, names_of_keys
from trainer.labs.results import JournalLine
from trainer.labs.runner import Runner
from trainer.scenario import steps as s

CHECKER = "trainer-check"


@dataclass(frozen=True)
class Done:
    """What came of a step."""

    unpassed: frozenset[str]
    """Ids of its checks."""
    cells: frozenset[tuple[str, str]]
    """Cells of the matrix that were filled in."""
    passed_by: Mapping[str, int]
    """Of each check that a request passed: the place in the solution that made it."""


class Trial:
    """One lab on one cloud; each trial builds the world anew and solves the earlier steps first."""

    def __init__(self, lab: Lab, client: CloudClient) -> None:
        self.lab = lab
        self._client = client
        self._checker = Administrator(client, CHECKER)

    def without(
        self, step: LabStep, places: Collection[int], unanswered: Collection[str] = ()
    ) -> Done | None:
        """Do a step without some places of its solution, and without the answers to some checks.

        None where the rest cannot be done then: a later place uses a URL by a name that nobody gave.
        """
        made_by: dict[int, int] = {}
        lines: list[JournalLine] = []
        with self._begun(step) as (runner, reader, seen_urls):
            for place, part in enumerate(step.solution):
                if place in places:
                    continue
                last = self._last()
                try:
                    runner.run([_expecting_nothing(part)])
                except KeyError:
                    return None
                found = self._read(reader, last, step)
                made_by |= {line["n"]: place for line in found}
                lines += found
        return self._judged(step, Evidence(lines, self._look, seen_urls), made_by, unanswered)

    @contextmanager
    def _begun(self, step: LabStep) -> Iterator[tuple[Runner, JournalReader, set[str]]]:
        self._client.reset()
        keys = make_keys(self.lab.profiles, Administrator(self._client))
        names = names_of_keys(self.lab.profiles, keys, self._client.ready.credentials)
        reader = JournalReader(names, self.lab.matrix)
        with Runner(self._client, keys) as runner:
            assert runner.run(self.lab.given).holds
            seen_urls: set[str] = set()
            for earlier in self.lab.steps[: self.lab.steps.index(step)]:
                last = self._last()
                assert runner.run(earlier.solution).holds
                seen_urls |= {line["url_id"] for line in self._read(reader, last, earlier)}
            yield runner, reader, seen_urls

    def _last(self) -> int:
        return max((int(line["n"]) for line in self._client.journal()), default=0)

    def _read(self, reader: JournalReader, after: int, step: LabStep) -> list[JournalLine]:
        lines = self._client.journal(after)
        return [reader.read(line, step.id) for line in lines if line["user_agent"] != CHECKER]

    def _look(self, wanted: s.ExpectObject) -> HttpAnswer:
        return self._checker.get_object(wanted.bucket, wanted.object)

    def _judged(
        self, step: LabStep, evidence: Evidence, made_by: Mapping[int, int], unanswered: Collection[str]
    ) -> Done:
        answers = {
            check: text
            for check, text in _answers(step, evaluate(step.checks, evidence)).items()
            if check not in unanswered
        }
        outcomes = evaluate(step.checks, replace(evidence, answers=answers))
        matrix = self.lab.matrix
        return Done(
            unpassed=frozenset(outcome.check.id for outcome in outcomes if not outcome.passed),
            cells=frozenset(
                cell for line in evidence.lines for cell in (matrix.cells(line) if matrix else ())
            ),
            passed_by={o.check.id: made_by[o.line["n"]] for o in outcomes if o.line},
        )


def _answers(step: LabStep, outcomes: list[Outcome]) -> dict[str, str]:
    """Return what the run itself answers to the checks that ask for something."""
    lines = {outcome.check.id: outcome.line for outcome in outcomes if outcome.line}
    return {
        check.id: shown(lines[check.wants.of].get(check.wants.field))
        for check in step.checks
        if isinstance(check.wants, AnswerPattern) and check.wants.of in lines
    }


def _expecting_nothing(part: s.Step) -> s.Step:
    """Return a part of a solution without what it expects, which is not met when another is left out."""
    match part:
        case s.Fetch() | s.Upload() | s.Download() | s.Finish():
            return replace(part, expect=s.Expectation())
    return part
