"""What a bank teaches and what it does not: facts by questions, proofs and labs; domains and tasks."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from trainer.content.bank import Bank
from trainer.content.check import read_settings
from trainer.content.index import SHIPPED, bank_files
from trainer.content.settings import Settings
from trainer.labs.definition import find_labs
from trainer.paths import shipped_bank
from trainer.study.question import LEVELS, Question

DIFFICULTIES = (1, 2, 3)


class FactRow(NamedTuple):
    """How often a fact is taught."""

    id: str
    text: str
    questions: int
    labs: int
    proofs: int
    """Of the questions, those with a proof."""
    wanted: int
    """Questions that facts.yaml wants."""

    @property
    def missing(self) -> int:
        """Return how many questions are missing."""
        return max(self.wanted - self.questions, 0)

    @property
    def never_tried(self) -> bool:
        """Tell whether it is only read about: neither a proof nor a lab shows it."""
        return not self.proofs and not self.labs


class DomainRow(NamedTuple):
    """A domain of the exam, against its weight."""

    id: str
    title: str
    questions: int
    share: float
    """Of all questions, 0 to 1."""
    weight: float
    """Of the exam, 0 to 1."""


class TaskRow(NamedTuple):
    """A task of the exam."""

    id: str
    title: str
    domain: str
    questions: int
    proofs: int


class Coverage(NamedTuple):
    """Counts of a bank; in each list what is missing comes first, the rest as it stands in its file."""

    questions: int
    decks: int
    proofs: int
    labs: int
    facts: tuple[FactRow, ...]
    domains: tuple[DomainRow, ...]
    tasks: tuple[TaskRow, ...]
    difficulty: dict[int, int]
    levels: dict[str, int]

    @property
    def missing_facts(self) -> list[FactRow]:
        """Return the facts that too few questions name."""
        return [row for row in self.facts if row.missing]

    @property
    def missing_tasks(self) -> list[TaskRow]:
        """Return the tasks of the exam without a question."""
        return [row for row in self.tasks if not row.questions]

    def as_json(self) -> dict[str, Any]:
        """Return the counts as one object of `bank coverage --json`."""
        missing = [{"what": "fact", "id": row.id, "has": row.questions, "wanted": row.wanted}
                   for row in self.missing_facts]  # fmt: skip
        missing += [{"what": "task", "id": row.id, "has": 0, "wanted": 1} for row in self.missing_tasks]
        return {
            "missing": missing,
            **self._asdict(),
            "facts": [row._asdict() for row in self.facts],
            "domains": [row._asdict() for row in self.domains],
            "tasks": [row._asdict() for row in self.tasks],
            "difficulty": {str(number): count for number, count in self.difficulty.items()},
        }


def cover(folders: Sequence[Path], cache: Path) -> Coverage:
    """Count what the decks of these folders cover.

    Labs count where the bank teaches the shipped facts: those of a facts.yaml of its own are others. Raises
    ContentError for a folder that is missing.
    """
    files = bank_files(folders)
    settings, _ = read_settings(files, {file.key: file.name for file in files})
    with Bank.open(folders, cache) as bank:
        bank.refresh()
        questions = [bank.question(name) for name in bank.ids()]
        decks = len(bank.decks())
    shipped = shipped_bank().resolve()
    own_facts = any(
        file.name == "facts.yaml" and file.folder != SHIPPED and file.path.resolve().parent != shipped
        for file in files
    )
    return counted(questions, decks, settings, [] if own_facts else [lab.facts for lab in find_labs()])


def counted(
    questions: Sequence[Question], decks: int, settings: Settings, labs: Sequence[Sequence[str]]
) -> Coverage:
    """Count questions, and labs by the facts that each teaches, against what stands beside the decks."""
    proved = [question for question in questions if question.proof]
    levels: Counter[str] = Counter(question.level for question in questions)
    difficulty = Counter(question.difficulty for question in questions)
    return Coverage(
        questions=len(questions),
        decks=decks,
        proofs=len(proved),
        labs=len(labs),
        facts=_facts(questions, proved, settings, labs),
        domains=_domains(questions, settings),
        tasks=_tasks(questions, proved, settings),
        difficulty={number: difficulty[number] for number in DIFFICULTIES},
        levels={level: levels[level] for level in LEVELS},
    )


def _facts(
    questions: Sequence[Question],
    proved: Sequence[Question],
    settings: Settings,
    labs: Sequence[Sequence[str]],
) -> tuple[FactRow, ...]:
    asked = Counter(fact for question in questions for fact in set(question.facts))
    proofs = Counter(fact for question in proved for fact in set(question.facts))
    taught = Counter(fact for facts in labs for fact in set(facts))
    rows = [
        FactRow(fact, text, asked[fact], taught[fact], proofs[fact], settings.wanted(fact))
        for fact, text in (settings.facts or {}).items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.missing, not row.never_tried)))


def _domains(questions: Sequence[Question], settings: Settings) -> tuple[DomainRow, ...]:
    count = Counter(question.domain for question in questions)
    rows = [
        DomainRow(
            each["id"],
            each["short"],
            count[each["id"]],
            count[each["id"]] / len(questions) if questions else 0.0,
            each["weight"] / 100,
        )
        for each in (settings.exam or {}).get("domains", [])
    ]
    return tuple(sorted(rows, key=lambda row: row.share - row.weight))


def _tasks(
    questions: Sequence[Question], proved: Sequence[Question], settings: Settings
) -> tuple[TaskRow, ...]:
    count = Counter(question.task for question in questions)
    proofs = Counter(question.task for question in proved)
    rows = [
        TaskRow(task["id"], task["title"], domain["id"], count[task["id"]], proofs[task["id"]])
        for domain in (settings.exam or {}).get("domains", [])
        for task in domain["tasks"]
    ]
    return tuple(sorted(rows, key=lambda row: bool(row.questions)))
