"""The author's self-test of a lab: unsolved it fails, with its reference solution it passes, step by step."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from trainer.cloud.client import CloudClient, HttpAnswer
from trainer.labs.administrator import Administrator
from trainer.labs.checks import Evidence, Outcome, evaluate, right_option
from trainer.labs.definition import AnswerPattern, Check, Lab, LabStep, UrlAnswerPattern
from trainer.labs.matrix import JournalReader
from trainer.labs.patterns import facts, misses, shown
from trainer.labs.profiles import make_keys, names_of_keys
from trainer.labs.results import JournalLine
from trainer.labs.runner import Runner
from trainer.labs.signed_parts import spellings
from trainer.scenario.steps import ExpectObject

_AGENT = "trainer-check"
_WRONG = "an answer that nothing in the run gives"


@dataclass(frozen=True, slots=True)
class LabReport:
    """What the self-test of a lab found."""

    lab: str
    holds: bool
    steps: int
    checks: int
    problems: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain data."""
        return {**asdict(self), "problems": list(self.problems)}


def check_lab(lab: Lab, client: CloudClient) -> LabReport:
    """Test a lab on a cloud, which is rebuilt first. Raises CloudError when the cloud does not answer."""
    client.reset()
    keys = make_keys(lab.profiles, Administrator(client))
    with Runner(client, keys) as runner:
        run = runner.run(lab.given)
        problems = [] if run.holds else [f"given: {run.says}"]
        if run.holds:
            names = names_of_keys(lab.profiles, keys, client.ready.credentials)
            problems = _SelfTest(lab, client, runner, names).problems()
    checks = sum(len(step.checks) for step in lab.steps)
    return LabReport(lab.name, not problems, len(lab.steps), checks, tuple(problems))


class _SelfTest:
    """One run through a lab's steps, each looked at before and after its solution."""

    def __init__(
        self, lab: Lab, client: CloudClient, runner: Runner, names_of_keys: Mapping[str, str]
    ) -> None:
        self._lab = lab
        self._client = client
        self._runner = runner
        self._checker = Administrator(client, _AGENT)
        self._urls = runner.named_urls
        self._reader = JournalReader(names_of_keys, lab.matrix)
        self._seen = max([0, *(line["n"] for line in client.journal())])
        self._lines: list[JournalLine] = []
        self._filled: set[tuple[str, str]] = set()

    def problems(self) -> list[str]:
        for step in self._lab.steps:
            found = self._step(step)
            if found:
                # What follows from a step that does not pass is no mistake of the later ones.
                return [f"step {step.id}: {says}" for says in found]
        return self._void_parts_of_the_matrix()

    def _void_parts_of_the_matrix(self) -> list[str]:
        """Name the rows and columns that no request of the solutions belongs to."""
        matrix = self._lab.matrix
        rows = [row.name for row in matrix.rows] if matrix else []
        columns = [column.name for column in matrix.columns] if matrix else []
        return [
            f"matrix: no request of the solutions fills the {kind} {name!r}"
            for kind, names, at in (("row", rows, 0), ("column", columns, 1))
            for name in names
            if name not in {cell[at] for cell in self._filled}
        ]

    def _step(self, step: LabStep) -> list[str]:
        self._read_journal(step)
        began = self._seen
        early = [outcome for outcome in self._evaluate(step, began, {}) if outcome.passed]
        if early:
            return [f"check {outcome.check.id} passes before anything was done" for outcome in early]
        run = self._runner.run(step.solution)
        if not run.holds:
            return [f"the solution does not hold: {run.says}"]
        self._read_journal(step)
        answers = self._answers(step, self._evaluate(step, began, {}))
        outcomes = self._evaluate(step, began, answers)
        return [*_failing(outcomes), *self._too_lenient(step, began, answers), *_prediction(step, outcomes)]

    def _read_journal(self, step: LabStep) -> None:
        lines = self._client.journal(after=self._seen)
        self._seen = max([self._seen, *(line["n"] for line in lines)])
        told = [self._reader.read(line, step.id) for line in lines if line.get("user_agent") != _AGENT]
        self._lines += told
        if self._lab.matrix:
            self._filled |= {cell for line in told for cell in self._lab.matrix.cells(line)}

    def _evaluate(self, step: LabStep, began: int, answers: dict[str, str]) -> list[Outcome]:
        before = {line["url_id"] for line in self._lines if line["n"] <= began and line.get("url_id")}
        lines = [line for line in self._lines if line["n"] > began]
        return evaluate(step.checks, Evidence(lines, self._look, before, answers, self._urls))

    def _look(self, wanted: ExpectObject) -> HttpAnswer:
        return self._checker.get_object(wanted.bucket, wanted.object)

    def _answers(self, step: LabStep, outcomes: Sequence[Outcome]) -> dict[str, str]:
        """Return the right answers, computed from the solution's own run."""
        lines = {outcome.check.id: outcome.line for outcome in outcomes if outcome.line}
        answers = ((check.id, self._right(check, lines)) for check in step.checks)
        return {name: answer for name, answer in answers if answer is not None}

    def _right(self, check: Check, lines: dict[str, JournalLine]) -> str | None:
        match check.wants:
            case AnswerPattern(_, of, field) if of in lines:
                return shown(facts(lines[of]).get(field))
            case UrlAnswerPattern(_, url, part):
                return spellings(self._urls[url], part)[0]
        return None

    def _too_lenient(self, step: LabStep, began: int, answers: dict[str, str]) -> list[str]:
        return [
            f"check {outcome.check.id} passes with a wrong answer"
            for wrong in (dict.fromkeys(answers, _WRONG), {name: f"{a}x" for name, a in answers.items()})
            for outcome in self._evaluate(step, began, wrong)
            if outcome.passed and outcome.check.id in wrong
        ]


def _failing(outcomes: Sequence[Outcome]) -> list[str]:
    return [
        f"check {outcome.check.id} does not pass with the solution: expected {outcome.check.expected}, "
        f"observed {outcome.observed}{f' ({outcome.why})' if outcome.why else ''}"
        for outcome in outcomes
        if not outcome.passed
    ]


def _prediction(step: LabStep, outcomes: Sequence[Outcome]) -> list[str]:
    if step.prediction is None:
        return []
    line = next((o.line for o in outcomes if o.check.id == step.prediction.of), None)
    if line is None:
        return []
    if right_option(step.prediction, line) is None:
        return ["no option of the prediction fits what the solution's run answered"]
    found = facts(line)
    fitting = [option.text for option in step.prediction.options if not misses(option.when, found)]
    return [f"several options of the prediction fit: {', '.join(fitting)}"] if len(fitting) > 1 else []
