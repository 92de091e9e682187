"""`trainer doctor`: what works on this machine, what does not, and what to do about it."""

import os
import platform
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TextIO

from trainer.errors import TrainerError

_PROGRAMS = {
    "bash": "the console of the labs runs in it; the system's package manager has it",
    "curl": "the system's package manager has it; f in a lab fetches too",
}
"""Programs that the labs use, and what to do where one is missing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: whether it works, what was seen, and what to do if it does not."""

    name: str
    works: bool
    seen: str
    needed: bool = True
    """False for what the trainer does without: it is reported, and the exit code stays 0."""


def examine(folders: Sequence[Path], data: Path, out: TextIO) -> int:
    """Look at what the trainer needs, print one line each, and return 0 if nothing needed is missing."""
    findings = []
    for name, look, needed in _looks(folders, data):
        finding = _look(name, look, needed)
        findings.append(finding)
        sign = "ok     " if finding.works else "MISSING" if needed else "absent "
        print(f"{sign}  {finding.name:<12} {finding.seen}", file=out, flush=True)
    return 0 if all(finding.works or not finding.needed for finding in findings) else 1


def _looks(folders: Sequence[Path], data: Path) -> list[tuple[str, Callable[[], str], bool]]:
    return [
        ("python", _python, True),
        ("terminal", _terminal, False),
        ("bank", lambda: _bank(folders), True),
        ("own decks", lambda: _own_decks(data), False),
        ("answer log", lambda: _answer_log(data), True),
        ("local cloud", _cloud, True),
        ("aws", _aws, False),
        *((name, partial(_program, name, remedy), False) for name, remedy in _PROGRAMS.items()),
    ]


def _look(name: str, look: Callable[[], str], needed: bool) -> Finding:
    try:
        return Finding(name, True, look(), needed)
    except TrainerError as error:
        return Finding(name, False, " ".join(str(error).split()), needed)


def _python() -> str:
    return f"{platform.python_version()}, {sys.executable}"


def _terminal() -> str:
    size = shutil.get_terminal_size()
    encoding = (sys.stdout.encoding or "unknown").lower()
    seen = f"{size.columns}x{size.lines}, {encoding}, TERM={os.environ.get('TERM', 'not set')}"
    if not sys.stdout.isatty():
        return f"output goes to a pipe or file; {encoding}"
    if size.columns < 80 or size.lines < 24:
        raise TrainerError(f"{seen}; the screens are made for 80x24 or more, enlarge the window")
    return seen


def _bank(folders: Sequence[Path]) -> str:
    from trainer.content.bank import Bank
    from trainer.paths import cache_dir

    bank = Bank.open(folders, cache_dir())
    bank.refresh()
    questions, problems = len(bank.ids()), len(bank.problems())
    if not questions:
        raise TrainerError(
            f"no question could be read from {', '.join(map(str, folders))}; run trainer bank check"
        )
    return f"{questions} questions in {len(bank.decks())} decks" + (
        f"; {problems} problems, see trainer bank check" if problems else ""
    )


def _own_decks(data: Path) -> str:
    from trainer.paths import deck_folders

    packs = ", ".join(pack.name for pack in deck_folders(data)[1:])
    return f"{data / 'decks'}: {packs or 'no packs; trainer bank add adds one'}"


def _answer_log(data: Path) -> str:
    from trainer.progress.log import AnswerLog

    with AnswerLog.open(data / "progress.db") as log:
        return f"{log.count_answers()} answers in {data / 'progress.db'}"


def _cloud() -> str:
    from trainer.cloud.process import CloudProcess
    from trainer.paths import cache_dir

    with CloudProcess.start(log=cache_dir() / "cloud.log") as process:
        answer = process.client.send("GET", process.client.object_url("trainer-private", "coffee.jpg"))
        if answer.status != 403:
            raise TrainerError(
                f"the local S3 answered {answer.status}, not 403, to a stranger; install the trainer anew"
            )
        return f"started on {process.ready.endpoint}, refuses a stranger with 403 {answer.code}"


def _aws() -> str:
    # Another aws on the PATH does not help: the labs start this one, because it can sign by lab time.
    try:
        return f"version {metadata.version('awscli')}, the labs' own"
    except metadata.PackageNotFoundError as error:
        raise TrainerError(
            "not installed beside the trainer; it comes with the extra: pip install 'saa-trainer[cli]' "
            "(python and curl work in the labs without it)"
        ) from error


def _program(name: str, remedy: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise TrainerError(f"not found on the PATH; {remedy}")
    return found
