"""Item analysis of a bank over the answer logs of a class: the use case behind `trainer bank report`."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from trainer.content.bank import Bank
from trainer.errors import TrainerError
from trainer.progress.exported import ClassLog, Key, Later, Progress, read_logs
from trainer.study.item_analysis import ItemFigures, analyse
from trainer.study.item_concerns import Concern, concerns, letter
from trainer.study.question import Question
from trainer.study.reliability import Reliability, kr20
from trainer.study.responses import Responses, Score, scores


class Item(NamedTuple):
    """A question as the bank has it now, and what the class made of it."""

    question: Question
    figures: ItemFigures
    later: Later
    concerns: tuple[Concern, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as one of `questions` of `bank report --json`."""
        figures = self.figures
        return {
            "question": self.question.id,
            "revision": self.question.revision,
            "deck": self.question.deck,
            "kind": self.question.kind,
            **{name: value for name, value in figures._asdict().items() if name not in ("options", "times")},
            "options": [
                {"option": letter(number), "correct": option.correct, "misconception": option.misconception,
                 **_taken(figures, number)}
                for number, option in enumerate(self.question.options)
            ],
            "seconds": figures.times._asdict() if figures.times else None,
            "later": {"answers": self.later.answers, "right": self.later.right},
            "concerns": [{"id": each.id, "says": each.says} for each in self.concerns],
        }  # fmt: skip


class Belief(NamedTuple):
    """A misconception, and how many of the students who met it took an option that holds it."""

    id: str
    says: str | None
    """None where the bank does not name it."""
    held: int
    met: int


class Apart(NamedTuple):
    """Answers to a question in another revision than the bank's."""

    question: str
    revision: int
    now: int
    students: int
    right: int


class ItemReport(NamedTuple):
    """What the logs of a class say about a bank."""

    log: ClassLog
    answers: int
    """First answers to the questions as they are now, recall cards included."""
    reliability: Reliability | None
    items: tuple[Item, ...]
    """In the order of the bank, those somebody answered."""
    beliefs: tuple[Belief, ...]
    apart: tuple[Apart, ...]
    unknown: dict[str, int]
    """Questions that the bank does not have, and how many students answered them."""
    changed: dict[str, int]
    """Questions whose options changed without a new revision: answers that were judged otherwise then."""

    @property
    def concerned(self) -> list[Item]:
        """Return the items that deserve a look, the gravest first."""
        found = [item for item in self.items if item.concerns]
        return sorted(found, key=lambda item: (item.concerns[0].rank, item.figures.point_biserial or 0.0))

    def as_json(self) -> dict[str, Any]:
        """Return the one object of `bank report --json`."""
        return {
            "logs": self.log.logs,
            "students": self.log.students,
            "answers": self.answers,
            "later_answers": sum(item.later.answers for item in self.items),
            "undone": self.log.undone,
            "previews": self.log.previews,
            "kr20": self.reliability._asdict() if self.reliability else None,
            "look_first": [item.question.id for item in self.concerned],
            "questions": [item.as_json() for item in self.items],
            "misconceptions": [belief._asdict() for belief in self.beliefs],
            "other_revisions": [each._asdict() for each in self.apart],
            "unknown": self.unknown,
            "changed": self.changed,
            "left_out": {
                name: [{"why": each.why, "lines": each.lines, "first_line": each.line} for each in remarks]
                for name, remarks in self.log.remarks.items()
            },
            "no_logs": self.log.silent,
            "copies": dict(self.log.copies),
        }


def report(
    folders: Sequence[Path], cache: Path, logs: Sequence[Path], progress: Progress | None = None
) -> ItemReport:
    """Analyse the bank of these folders over exported logs.

    Raises UsageError for a log that is missing, and TrainerError where no log holds an answer to the bank.
    """
    log = read_logs(logs, progress)
    with Bank.open(folders, cache) as bank:
        bank.refresh()
        questions = {name: bank.question(name) for name in bank.ids()}
        beliefs = {name: bank.misconception(name) for name in _named(questions.values())}
    current = {
        name: responses
        for name, question in questions.items()
        if (responses := log.first.get(Key(name, question.revision)))
    }
    if not current:
        raise TrainerError(_without_answers(log, logs))
    scored = {name: each for name, each in current.items() if questions[name].kind != "recall"}
    by_student = scores(scored)
    return ItemReport(
        log=log,
        answers=sum(map(len, current.values())),
        reliability=kr20(scored),
        items=tuple(_item(questions[name], each, by_student, log) for name, each in current.items()),
        beliefs=_beliefs(questions, scored, beliefs),
        apart=tuple(_apart(questions, log)),
        unknown=_unknown(questions, log),
        changed=_changed(questions, scored),
    )


def _item(question: Question, responses: Responses, by_student: Mapping[int, Score], log: ClassLog) -> Item:
    later = log.later.get(Key(question.id, question.revision), Later())
    if question.kind == "recall":
        # Graded by the student: it says how that went, and nothing about the card.
        figures = analyse(responses, dict.fromkeys(responses.students, Score()), 0)
        return Item(question, figures, later, ())
    figures = analyse(responses, by_student, len(question.options))
    return Item(question, figures, later, tuple(concerns(figures, question.correct_options)))


def _taken(figures: ItemFigures, option: int) -> dict[str, Any]:
    if not figures.options:
        return {"taken": None, "share": None, "upper": None, "lower": None}
    taken = figures.options[option]
    return {"taken": taken.taken, "share": taken.share, "upper": taken.upper, "lower": taken.lower}


def _named(questions: Iterable[Question]) -> set[str]:
    return {option.misconception for each in questions for option in each.options if option.misconception}


def _beliefs(
    questions: Mapping[str, Question], scored: Mapping[str, Responses], says: Mapping[str, str | None]
) -> tuple[Belief, ...]:
    """Return the misconceptions that somebody showed, those held by the largest share first."""
    met: dict[str, set[int]] = {}
    held: dict[str, set[int]] = {}
    for name, responses in scored.items():
        for number, option in enumerate(questions[name].options):
            if option.misconception and not option.correct:
                met.setdefault(option.misconception, set()).update(responses.students)
                took = (
                    student for at, student in enumerate(responses.students) if responses.took(at, number)
                )
                held.setdefault(option.misconception, set()).update(took)
    found = [Belief(name, says[name], len(held[name]), len(met[name])) for name in met if held[name]]
    return tuple(sorted(found, key=lambda each: (-each.held / each.met, -each.held, each.id)))


def _apart(questions: Mapping[str, Question], log: ClassLog) -> Iterator[Apart]:
    for key, responses in log.first.items():
        question = questions.get(key.question)
        if question and question.revision != key.revision:
            yield Apart(*key, question.revision, len(responses), sum(responses.right))


def _unknown(questions: Mapping[str, Question], log: ClassLog) -> dict[str, int]:
    unknown: dict[str, int] = {}
    for key, responses in log.first.items():
        if key.question not in questions:
            unknown[key.question] = max(unknown.get(key.question, 0), len(responses))
    return unknown


def _changed(questions: Mapping[str, Question], scored: Mapping[str, Responses]) -> dict[str, int]:
    changed = {}
    for name, responses in scored.items():
        key = sum(1 << option for option in questions[name].correct_options)
        otherwise = sum(
            bool(right) != (chosen == key)
            for right, chosen in zip(responses.right, responses.chosen, strict=True)
        )
        if otherwise:
            changed[name] = otherwise
    return changed


def _without_answers(log: ClassLog, logs: Sequence[Path]) -> str:
    named = f"the log {logs[0]} holds" if len(logs) == 1 else f"the {len(logs)} logs hold"
    if log.first:
        return f"{named} answers to no question of this bank; name the bank they are of with --bank"
    return f"{named} no answer; write logs with trainer progress export"
