"""The rule on proofs: what a key is to run can be read as a scenario."""

from collections.abc import Iterator

from trainer.content.rules.finding import Finding
from trainer.content.settings import Settings
from trainer.study.question import Question


def parses(question: Question, _: Settings) -> Iterator[Finding]:
    """A proof is a scenario, in the words of the scenario language."""
    if not question.proof:
        return
    from trainer.scenario.parse import parse
    from trainer.scenario.problems import ScenarioError

    try:
        parse(list(question.proof), at=("proof",))
    except ScenarioError as error:
        unread = any(problem.rule == "unknown-field" and len(problem.path) == 3 for problem in error.problems)
        for problem in error.problems:
            if unread and problem.rule == "unknown-name":
                # What it misses may be what the step with the misspelt verb makes.
                continue
            message, _colon, hint = problem.says.partition("; ")
            if message == "unknown field":
                message = f'unknown field "{problem.path[-1]}"'
            yield Finding(
                problem.path,
                message,
                hint or "see the scenario language",
                at_key=problem.rule.startswith("unknown"),
            )
