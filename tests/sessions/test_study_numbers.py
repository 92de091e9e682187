"""Questions with drawn numbers in a session: drawn anew for each review, and the same when one goes on."""

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from trainer.content.bank import Bank
from trainer.progress.export import export
from trainer.progress.log import AnswerLog
from trainer.sessions.study import Card, StudySession

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)

DECK = """\
format: 1
deck: clocks
title: Clocks
questions:
  - id: ends
    revision: 1
    kind: single
    domain: secure
    task: "1.2"
    facts: [F26]
    difficulty: 2
    level: apply
    draw:
      signed: {from: "08:00", to: "16:00", step: 15 min}
      expires: [1 h, 2 h]
    let:
      stops: signed + expires
      early: signed - expires
      twice: stops + expires
      later: stops + 5 min
    stem: |
      A made-up company signs a URL for its data at {signed} UTC with an IAM user's access key, valid for
      {expires:s} seconds. Nothing else about the bucket, the key or the object changes on that day.
      Until when does the URL work?
    options:
      - text: Until {stops}
        correct: true
        why: The lifetime of {expires} counts from the moment of signing, {signed}, and ends at {stops}.
      - text: Until {early}
        why: That takes the lifetime away from the moment of signing, although it begins there and goes on.
        misconception: later-limit-wins
      - text: Until {twice}
        why: That counts the lifetime twice, although using a URL does not make it begin a second time.
        misconception: use-renews-expiry
      - text: Until {later}
        why: That adds five minutes, which S3 grants to clocks that are fast, and to nobody at the end.
        misconception: expiry-adds-to-session
    references:
      - url: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
        checked: "2026-11-23"
        via: stored-copy
        evidence: documented
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "bank").mkdir()
    (tmp_path / "bank" / "clocks.yaml").write_text(DECK)
    return tmp_path


@pytest.fixture
def bank(folder: Path) -> Iterator[Bank]:
    with Bank.open([folder / "bank"], folder / "cache") as opened:
        assert opened.problems() == []
        yield opened


@pytest.fixture
def log(folder: Path) -> Iterator[AnswerLog]:
    with AnswerLog.open(folder / "progress.db") as opened:
        yield opened


def start(bank: Bank, log: AnswerLog, now: datetime, seed: int = 7) -> StudySession:
    return StudySession.start(bank, log, now=now, seed=seed)


def shown(session: StudySession) -> Card:
    assert session.card is not None
    return session.card


def answer(session: StudySession, now: datetime) -> None:
    card = shown(session)
    session.answer((card.order.index(0),), sure=True, now=now)


def rows(folder: Path) -> list[dict[str, object]]:
    out = io.StringIO()
    export(folder, out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_texts_hold_what_was_drawn_and_the_right_option_is_right(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log, NOON)
    question = shown(session).question
    assert question.drawn is not None
    assert f"at {question.drawn['signed']} UTC" in question.stem
    assert "{" not in question.stem + "".join(option.text + option.why for option in question.options)
    answer(session, NOON + SECOND)
    answered = shown(session).answered
    assert answered is not None
    assert answered.correct


def test_each_review_draws_other_numbers(bank: Bank, log: AnswerLog) -> None:
    seen, now = [], NOON
    for _ in range(6):
        session = start(bank, log, now)
        seen.append(tuple((shown(session).question.drawn or {}).items()))
        answer(session, now + SECOND)
        due = log.cards.next_due(now, {"ends"})
        assert due is not None
        now = due + DAY
    assert len(set(seen)) == 6


def test_going_on_shows_the_same_question(bank: Bank, log: AnswerLog, folder: Path) -> None:
    first = shown(start(bank, log, NOON, seed=7))
    with AnswerLog.open(folder / "progress.db") as again:
        assert shown(start(bank, again, NOON + SECOND, seed=8)) == first


def test_undo_and_another_grade_keep_the_numbers(bank: Bank, log: AnswerLog, folder: Path) -> None:
    session = start(bank, log, NOON)
    before = shown(session).question
    answer(session, NOON + SECOND)
    session.regrade(2, NOON + 2 * SECOND)
    assert session.undo(NOON + 3 * SECOND)
    assert shown(session).question == before
    answer(session, NOON + 4 * SECOND)
    assert shown(session).question == before
    drawn = [row["drawn"] for row in rows(folder) if row["type"] == "answer"]
    assert drawn == [before.drawn] * 3


def test_the_exported_row_tells_what_was_drawn(bank: Bank, log: AnswerLog, folder: Path) -> None:
    session = start(bank, log, NOON)
    answer(session, NOON + SECOND)
    (row,) = rows(folder)
    assert row["drawn"] == shown(session).question.drawn
    assert row["question"] == "ends"
    assert row["revision"] == 1


def test_a_typo_mended_keeps_the_numbers_of_the_question_on_the_screen(
    bank: Bank, log: AnswerLog, folder: Path
) -> None:
    session = start(bank, log, NOON)
    before = shown(session).question
    assert not session.reread(DAY)
    (folder / "bank" / "clocks.yaml").write_text(DECK.replace("made-up company", "ferry company"))
    bank.refresh()
    assert session.reread(DAY)
    after = shown(session).question
    assert after.stem == before.stem.replace("made-up company", "ferry company")
    assert after.drawn == before.drawn


def test_what_is_drawn_no_more_is_drawn_anew(bank: Bank, log: AnswerLog, folder: Path) -> None:
    session = start(bank, log, NOON)
    (folder / "bank" / "clocks.yaml").write_text(DECK.replace("[1 h, 2 h]", "[3 h, 4 h]"))
    bank.refresh()
    assert session.reread(DAY)
    drawn = shown(session).question.drawn
    assert drawn is not None
    assert drawn["expires"] in ("3 h", "4 h")
    with AnswerLog.open(folder / "progress.db") as again:
        assert shown(start(bank, again, NOON + SECOND)).question.drawn == drawn


def test_the_summary_names_the_question_as_it_was_asked(bank: Bank, log: AnswerLog) -> None:
    session = start(bank, log, NOON)
    question = shown(session).question
    answer(session, NOON + SECOND)
    session.next(NOON + 2 * SECOND)
    assert [result.question for result in session.summary(NOON + DAY).results] == [question]


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from trainer.content.bank import Bank
from trainer.progress.log import AnswerLog
from trainer.sessions.study import StudySession

folder = Path(sys.argv[1])
bank = Bank.open([folder / "bank"], folder / "cache")
log = AnswerLog.open(folder / "progress.db")
session = StudySession.start(bank, log, now=datetime(2026, 11, 23, 12, tzinfo=UTC), seed=1)
print(session.card.question.stem, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_after_kill_9_the_same_values_are_shown(folder: Path) -> None:
    command = [sys.executable, "-c", KILLED, str(folder)]
    killed = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
    assert killed.returncode == -signal.SIGKILL
    with (
        Bank.open([folder / "bank"], folder / "cache") as bank,
        AnswerLog.open(folder / "progress.db") as log,
    ):
        question = shown(start(bank, log, NOON + SECOND, seed=2)).question
    assert killed.stdout.strip() == question.stem.strip()
