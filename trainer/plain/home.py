"""What is due and how ready the student is, line by line."""

from collections.abc import Iterator
from datetime import datetime

from trainer.content.bank import Bank
from trainer.progress.log import AnswerLog
from trainer.sessions.home import DomainReadiness, overview
from trainer.study.durations import short


def home_lines(bank: Bank, log: AnswerLog, now: datetime) -> Iterator[str]:
    """Yield what Home shows, a line at a time."""
    seen = overview(bank, log, now)
    yield f"{seen.due} due, {seen.new} new. The next session takes about {seen.minutes} min."
    if not seen.due and seen.next_due_at is not None:
        yield f"The next question comes due in {short(seen.next_due_at - now)}."
    for domain in seen.readiness:
        yield f"{bank.domain_title(domain.domain)}, {domain.weight:.0%} of the exam: {_readiness(domain)}"


def _readiness(domain: DomainReadiness) -> str:
    if domain.estimate is None:
        return "not answered yet."
    few = ", too few to rely on" if domain.few else ""
    return (
        f"{domain.estimate:.0%} right, between {domain.low:.0%} and {domain.high:.0%};"
        f" {domain.answers} {'question' if domain.answers == 1 else 'questions'} answered{few}."
    )
