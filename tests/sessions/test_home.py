"""What Home shows."""

from datetime import UTC, datetime, timedelta

from trainer.content.bank import Bank
from trainer.progress.answers import Answer
from trainer.progress.log import AnswerLog
from trainer.sessions.home import overview
from trainer.study.grading import as_grade

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def write(log: AnswerLog, question: str, domain: str, right: bool, at: datetime = NOON) -> None:
    grade = as_grade(4 if right else 1)
    log.append(Answer(at, question, 1, "planets", domain, "study", (0, 1), (0,), right, True, 30.0, grade))


def test_at_the_first_start_all_is_new_and_nothing_is_known(bank: Bank, log: AnswerLog) -> None:
    seen = overview(bank, log, NOON)
    assert (seen.due, seen.new, seen.minutes, seen.next_due_at) == (0, 11, 22, None)
    assert [(each.domain, each.weight) for each in seen.readiness] == [
        ("secure", 0.30),
        ("resilient", 0.26),
        ("performance", 0.24),
        ("cost", 0.20),
    ]
    assert {(each.answers, each.estimate, each.low, each.high, each.few) for each in seen.readiness} == {
        (0, None, 0.0, 1.0, True)
    }


def test_what_is_due_and_when_the_next_comes(bank: Bank, log: AnswerLog) -> None:
    write(log, "io", "secure", right=False)
    write(log, "mars", "resilient", right=True)
    write(log, "not-in-this-bank", "secure", right=False)
    soon = overview(bank, log, NOON)
    assert (soon.due, soon.new, soon.next_due_at) == (0, 9, NOON + timedelta(minutes=1))
    later = overview(bank, log, NOON + timedelta(minutes=1))
    assert (later.due, later.next_due_at) == (1, NOON + timedelta(days=8))
    assert later.minutes == 20


def test_readiness_counts_each_question_once(bank: Bank, log: AnswerLog) -> None:
    write(log, "io", "secure", right=False)
    write(log, "io", "secure", right=True, at=NOON + timedelta(minutes=2))
    write(log, "europa", "secure", right=True)
    secure = overview(bank, log, NOON).readiness[0]
    assert (secure.answers, secure.estimate, secure.few) == (2, 0.5, True)
    write(log, "io", "secure", right=True, at=NOON + timedelta(days=1))
    secure = overview(bank, log, NOON).readiness[0]
    assert (secure.answers, secure.estimate) == (2, 1.0)
    assert secure.low < secure.high == 1.0


def test_what_was_undone_counts_nowhere(bank: Bank, log: AnswerLog) -> None:
    write(log, "io", "secure", right=False)
    log.undo(1, NOON)
    assert overview(bank, log, NOON + timedelta(days=1)) == overview(bank, log, NOON)
    assert overview(bank, log, NOON).new == 11
