"""Sessions in processes of their own: killed at any moment, and two at once on one log."""

import json
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from trainer.content.bank import Bank
from trainer.progress.answers import AnswerRow
from trainer.progress.log import AnswerLog
from trainer.sessions.study import StudySession

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)

STUDENT = """
import json, sys
from datetime import datetime, timedelta
from pathlib import Path
from trainer.content.bank import Bank
from trainer.progress.log import AnswerLog
from trainer.sessions.study import StudySession

course, path, now, seed, limit, waits = sys.argv[1:]
now = datetime.fromisoformat(now)
bank, log = Bank.open([Path(course, "bank")], Path(course, "cache")), AnswerLog.open(Path(path))
session = StudySession.start(bank, log, limit=int(limit), now=now, seed=int(seed))
while session.card is not None:
    question = session.card.question
    if question.kind == "recall":
        given = session.answer_recall(3, now)
    else:
        given = session.answer((0,), sure=False, now=now)
    print(json.dumps([question.id, session.position, given.correct]), flush=True)
    if waits == "True":
        sys.stdin.readline()
    session.next(now)
"""


def student(
    course: Path, log: Path, *, seed: int = 1, limit: int = 20, waits: bool = False
) -> "subprocess.Popen[str]":
    arguments = [course, log, NOON.isoformat(), seed, limit, waits]
    return subprocess.Popen(
        [sys.executable, "-c", STUDENT, *map(str, arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("answers", [1, 2, 5])
def test_killed_after_an_answer_nothing_is_lost(
    course: Path, bank: Bank, tmp_path: Path, answers: int
) -> None:
    path = tmp_path / "progress.db"
    with student(course, path) as process:
        assert process.stdout is not None
        told = [json.loads(process.stdout.readline()) for _ in range(answers)]
        process.kill()
        told += [json.loads(line) for line in process.stdout if line.endswith("\n")]
    assert process.returncode == -signal.SIGKILL or len(told) == 11
    with AnswerLog.open(path) as log:
        kept = [row for row in log.rows() if isinstance(row, AnswerRow)]
        # The last may have been saved and not yet told.
        assert [row.answer.question for row in kept][: len(told)] == [question for question, _, _ in told]
        assert [row.answer.correct for row in kept][: len(told)] == [correct for _, _, correct in told]
        assert len(kept) - len(told) in (0, 1)
        again = StudySession.start(bank, log, now=NOON + timedelta(minutes=1), seed=2)
        assert again.position == len(kept) + 1 or len(kept) == 11


def test_killed_after_every_single_answer_it_goes_on_with_the_next(course: Path, tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    asked = []
    for position in range(1, 6):
        with student(course, path, seed=position, limit=5, waits=True) as process:
            assert process.stdout is not None
            question, at, _ = json.loads(process.stdout.readline())
            process.kill()
        assert process.returncode == -signal.SIGKILL
        assert at == position
        asked.append(question)
    with AnswerLog.open(path) as log:
        assert [row.answer.question for row in log.rows() if isinstance(row, AnswerRow)] == asked
    assert len(set(asked)) == 5


def test_two_students_at_once_lose_nothing(course: Path, tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    both = [student(course, path, seed=seed, limit=10 + seed) for seed in (1, 2)]
    told = []
    for process in both:
        output, _ = process.communicate(timeout=60)
        assert process.returncode == 0
        told += [json.loads(line)[0] for line in output.splitlines()]
    with AnswerLog.open(path) as log:
        kept = [row for row in log.rows() if isinstance(row, AnswerRow)]
        assert sorted(row.answer.question for row in kept) == sorted(told)
        assert [row.n for row in kept] == list(range(1, len(told) + 1))
        assert len(told) >= 11
        cards = {name: log.cards.state(name, 1) for name in told}
        log.cards.rebuild()
        assert cards == {name: log.cards.state(name, 1) for name in told}


def test_one_session_in_two_windows_undoes_only_its_own(course: Path, bank: Bank, tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    with AnswerLog.open(path) as left_log, AnswerLog.open(path) as right_log:
        left = StudySession.start(bank, left_log, limit=3, now=NOON, seed=1)
        right = StudySession.start(bank, right_log, limit=3, now=NOON, seed=2)
        assert right.card == left.card
        left.answer((0,), sure=False, now=NOON)
        right.answer((1,), sure=False, now=NOON)
        assert left_log.count_answers() == 2
        assert left.undo(NOON)
        assert right_log.count_answers() == 1
        assert right.card is not None
        assert right.card.answered is not None
        assert StudySession.start(bank, right_log, limit=3, now=NOON, seed=3).position == 2


def test_a_start_imports_neither_the_scheduler_nor_a_reader_of_yaml(course: Path, tmp_path: Path) -> None:
    program = STUDENT.replace("while session", "print(*sys.modules)\nwhile session").replace(
        "    session.next(now)", "    session.next(now)\nprint(*sys.modules)"
    )
    arguments = [course, tmp_path / "progress.db", NOON.isoformat(), 1, 1, False]
    ran = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    started, _, answered = ran.stdout.splitlines()
    assert "trainer.sessions.study" in started.split()
    heavy = {"yaml", "pydantic", "boto3", "botocore", "moto", "flask", "textual"}
    assert heavy.isdisjoint(answered.split())
    assert "fsrs" not in started.split()
    assert "fsrs" in answered.split()
