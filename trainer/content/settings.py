"""What stands beside the decks of a bank: the blueprint, the facts, the misconceptions."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from trainer.content.model import ExamModel, FactsModel, MisconceptionsModel, Model
from trainer.content.report import Report

MODELS: dict[str, type[Model]] = {
    "exam.yaml": ExamModel,
    "facts.yaml": FactsModel,
    "misconceptions.yaml": MisconceptionsModel,
}


class Staleness(NamedTuple):
    """From when on the reading of a reference has aged."""

    today: date
    days: int
    """The most that may have passed since."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What questions are checked against; None stands for a file with errors, against which nothing is."""

    exam: Mapping[str, Any] | None = None
    facts: Mapping[str, str] | None = None
    misconceptions: Mapping[str, str] | None = None
    at_least: Mapping[str, int] = field(default_factory=dict)
    """How many questions a fact should be named by, by its id or the letters that begin it."""
    staleness: Staleness | None = None
    """None: how long ago references were read does not matter."""
    tasks: Mapping[str, str] = field(init=False, repr=False)
    """The domain of each task."""

    def __post_init__(self) -> None:
        domains = (self.exam or {}).get("domains", [])
        object.__setattr__(
            self, "tasks", {task["id"]: domain["id"] for domain in domains for task in domain["tasks"]}
        )

    @property
    def reference_hosts(self) -> list[str]:
        """Return the hosts that references may lead to."""
        return list((self.exam or {}).get("reference_hosts", ["docs.aws.amazon.com"]))

    def wanted(self, fact: str) -> int:
        """Return how many questions should name a fact; 1 where facts.yaml does not say."""
        letters = fact.rstrip("0123456789")
        return self.at_least.get(fact, self.at_least.get(letters, 1))


def check_settings(name: str, file: str, source: bytes) -> tuple[dict[str, Any] | None, Report]:
    """Return what a file of settings says, or None when it has errors, and what is wrong with it."""
    report = Report.of(file, source)
    data = report.document.data
    if not isinstance(data, dict):
        if not report.problems:
            report.add(
                "error", "wrong-type", (), "the file holds no mapping", f"see {name} of the shipped bank"
            )
        return None, report
    report.validate(MODELS[name], data)
    if name == "exam.yaml" and not report.has_errors:
        _check_exam(data, report)
    return (None if report.has_errors else data), report


def _check_exam(data: dict[str, Any], report: Report) -> None:
    total = sum(domain["weight"] for domain in data["domains"])
    if abs(total - 100) > 0.01:
        message = f"the weights of the domains add up to {total:g}"
        report.add("error", "weights", ("domains",), message, "make them 100 percent")
    seen: set[str] = set()
    for number, domain in enumerate(data["domains"]):
        for place, task in enumerate(domain["tasks"]):
            if task["id"] in seen:
                path = ("domains", number, "tasks", place, "id")
                report.add("error", "unique-task", path, f'the task "{task["id"]}" stands twice', "keep one")
            seen.add(task["id"])


def settings_of(read: Mapping[str, dict[str, Any] | None]) -> Settings:
    """Put together what the three files say, by name of the file."""
    facts, misconceptions = read.get("facts.yaml"), read.get("misconceptions.yaml")
    return Settings(
        exam=read.get("exam.yaml"),
        facts=None if facts is None else facts["facts"],
        misconceptions=None if misconceptions is None else misconceptions["misconceptions"],
        at_least=(facts or {}).get("at_least", {}),
    )


def settings_digest(digests: Iterable[str]) -> str:
    """Return what changes when any of the files does."""
    return hashlib.sha256("\0".join(digests).encode()).hexdigest()
