"""Home: what is due, how long it takes, and how ready the student is."""

from dataclasses import dataclass
from datetime import datetime

from trainer.content.bank import Bank
from trainer.progress.log import AnswerLog
from trainer.sessions.study import DEFAULT_LIMIT
from trainer.study.mastery import Share, share
from trainer.study.statistics import minutes, pace


@dataclass(frozen=True, slots=True)
class DomainReadiness:
    """How much of a domain is known: a share, 0 to 1, with its 90 % interval (trainer.study.mastery)."""

    domain: str
    weight: float
    """Its share of the exam; those of all domains make 1."""
    answers: int
    estimate: float | None
    """None without an answer."""
    low: float
    high: float
    few: bool
    """True when there are too few answers to rely on."""


@dataclass(frozen=True, slots=True)
class Overview:
    """What Home shows."""

    due: int
    new: int
    minutes: int
    """About how long the next session takes, at the student's own pace."""
    next_due_at: datetime | None
    """When the next question comes due after now."""
    readiness: tuple[DomainReadiness, ...]
    """In the order of the exam's blueprint."""


def overview(bank: Bank, log: AnswerLog, now: datetime) -> Overview:
    """Return what Home shows; raises ProgressError if the log cannot be read."""
    questions = set(bank.ids())
    due = log.cards.count_due(now, questions)
    new = len(questions - log.cards.known())
    known = log.cards.right_by_domain()
    return Overview(
        due=due,
        new=new,
        minutes=minutes(min(due + new, DEFAULT_LIMIT), pace(log.recent_seconds())),
        next_due_at=log.cards.next_due(now, questions),
        readiness=tuple(
            _readiness(domain, weight, share(*known.get(domain, (0, 0))))
            for domain, weight in bank.weights().items()
        ),
    )


def _readiness(domain: str, weight: float, known: Share) -> DomainReadiness:
    return DomainReadiness(domain, weight, known.answers, known.estimate, known.low, known.high, known.few)
