"""`trainer --plain` and `trainer study --plain`: a session over standard input and output."""

import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from trainer.content.bank import Bank
from trainer.paths import cache_dir
from trainer.plain.home import home_lines
from trainer.plain.paper import Paper
from trainer.plain.study import PlainStudy
from trainer.plain.telling import next_line
from trainer.progress.log import FILE_NAME, AnswerLog
from trainer.sessions.study import StudySession


def study(
    bank_folders: Sequence[Path],
    data_dir: Path,
    *,
    deck: str | None = None,
    tag: str | None = None,
    limit: int | None = None,
) -> int:
    """Go through a session on stdin and stdout and return 0; raises TrainerError if it cannot begin."""
    with _opened(bank_folders, data_dir) as (bank, log):
        _study(bank, log, deck, tag, limit)
    return 0


def home(bank_folders: Sequence[Path], data_dir: Path) -> int:
    """Tell what is due and how ready the student is, then go through a session."""
    with _opened(bank_folders, data_dir) as (bank, log):
        paper = Paper(sys.stdout)
        for line in home_lines(bank, log, _now()):
            paper.tell(line)
        paper.tell("")
        _study(bank, log, None, None, None)
    return 0


def _study(bank: Bank, log: AnswerLog, deck: str | None, tag: str | None, limit: int | None) -> None:
    lines, paper = iter(sys.stdin.readline, ""), Paper(sys.stdout)
    session = _begin(bank, log, deck, tag, limit, ahead=False)
    if not session.total:
        paper.tell(next_line(0, 0, session.next_due_at, _now()))
        if session.next_due_at is None or not _wants_ahead(lines, paper):
            return
        session = _begin(bank, log, deck, tag, limit, ahead=True)
    elif session.resumed:
        paper.tell("Going on where you stopped.")
    PlainStudy(session, bank, lines, paper, _now).run()


def _begin(
    bank: Bank, log: AnswerLog, deck: str | None, tag: str | None, limit: int | None, *, ahead: bool
) -> StudySession:
    seed = secrets.randbits(32)
    return StudySession.start(bank, log, deck=deck, tag=tag, limit=limit, ahead=ahead, now=_now(), seed=seed)


def _wants_ahead(lines: Iterator[str], paper: Paper) -> bool:
    paper.tell("Type a to study ahead, or Enter to leave:")
    return next(lines, "").strip().lower() == "a"


@contextmanager
def _opened(folders: Sequence[Path], data: Path) -> Iterator[tuple[Bank, AnswerLog]]:
    with Bank.open(folders, cache_dir()) as bank, AnswerLog.open(data / FILE_NAME) as log:
        problems = bank.refresh()
        if problems:
            Paper(sys.stdout).tell(
                f"Of the bank, {problems} problems keep questions out or want care; bank check names them."
            )
        yield bank, log


def _now() -> datetime:
    return datetime.now(UTC)
