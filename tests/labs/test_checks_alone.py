"""Each check of a shipped lab can fail alone: none passes only because another one does."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest

from trainer.cloud.client import CloudClient, HttpAnswer
from trainer.labs.administrator import Administrator
from trainer.labs.checks import Evidence, evaluate
from trainer.labs.definition import Check, LabStep, RequestPattern, UrlAnswerPattern, find_lab
from trainer.labs.patterns import facts, misses
from trainer.labs.runner import Runner
from trainer.labs.signed_parts import spellings
from trainer.scenario.steps import ExpectObject


@dataclass
class Solved:
    """A step with what its solution has left behind."""

    step: LabStep
    evidence: Evidence

    def failing(self, evidence: Evidence) -> set[str]:
        return {outcome.check.id for outcome in evaluate(self.step.checks, evidence) if not outcome.passed}

    def without(self, check: Check) -> Evidence:
        """Return the evidence without what makes a check pass, and nothing else missing."""
        match check.wants:
            case RequestPattern():
                return self._without_requests(check.id, check.wants)
            case ExpectObject():
                return replace(self.evidence, look=lambda _: HttpAnswer(404, "Not Found", {}, b""))
            case _:
                answers = {name: text for name, text in self.evidence.answers.items() if name != check.id}
                return replace(self.evidence, answers=answers)

    def _without_requests(self, check_id: str, wants: RequestPattern) -> Evidence:
        given = {made.id or "": (name, made) for name, made in self.evidence.urls.items()}
        evidence = self.evidence
        for line in reversed(self.evidence.lines):
            if check_id in self.failing(evidence):
                break
            if not misses(wants.conditions, facts(line, (), given)):
                evidence = replace(evidence, lines=[other for other in evidence.lines if other is not line])
        return evidence

    def leaning_on(self, check_id: str) -> set[str]:
        """Return the checks that say themselves that they need another one."""
        return {
            check.id
            for check in self.step.checks
            if isinstance(check.wants, RequestPattern) and check_id in check.wants.refers_to
        }


def solved_steps(client: CloudClient, name: str) -> Iterator[Solved]:
    lab = find_lab(name)
    looking = Administrator(client, "trainer-check")
    with Runner(client) as runner:
        assert runner.run(lab.given).holds
        urls = runner.named_urls
        for step in lab.steps:
            began = max([line["n"] for line in client.journal()], default=0)
            assert runner.run(step.solution).holds
            answers = {
                check.id: spellings(urls[check.wants.url], check.wants.part)[0]
                for check in step.checks
                if isinstance(check.wants, UrlAnswerPattern)
            }

            def look(wanted: Any) -> HttpAnswer:
                return looking.get_object(wanted.bucket, wanted.object)

            yield Solved(step, Evidence(client.journal(after=began), look, (), answers, urls))


@pytest.mark.parametrize("name", ["generate", "dissect"])
def test_each_check_can_fail_alone(client: CloudClient, name: str) -> None:
    for solved in solved_steps(client, name):
        assert not solved.failing(solved.evidence), solved.step.id
        for check in solved.step.checks:
            failing = solved.failing(solved.without(check))
            assert check.id in failing, f"{solved.step.id}: {check.id} passes without what it asks for"
            assert failing <= {check.id} | solved.leaning_on(check.id), f"{solved.step.id}: {check.id}"
