"""What `bank check`, `bank explain` and `bank list` do; text goes to `out`, exit codes are returned."""

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from trainer.content.bank import Bank
from trainer.content.lines import fitted, json_line, one_line
from trainer.content.problem import Problem
from trainer.errors import UsageError
from trainer.paths import cache_dir, shipped_bank
from trainer.study.visible import visible

if TYPE_CHECKING:
    from trainer.content.settings import Staleness

WONDERING = 1.0
"""Seconds of silence after which progress is shown."""


def check(paths: Sequence[str], json: bool, out: TextIO, *, staleness: "Staleness | None" = None) -> int:
    """Print every problem of the paths, or of the shipped bank; return 1 with any error, else 0.

    Folders together are a bank and are checked whole; of a file only its own questions are checked.
    Raises UsageError for a path that does not exist.
    """
    from trainer.content.check import Checked, check_file, check_folders

    chosen = chosen_paths(paths)
    for path in chosen:
        if not os.path.exists(path):
            raise UsageError(f"there is no file or folder {path}; name one that exists")
    folders = [path for path in chosen if os.path.isdir(path)]
    with progress_on(sys.stderr) as progress:
        found: list[Checked] = [check_folders(folders, staleness, progress)] if folders else []
    found += [check_file(path, staleness) for path in chosen if path not in folders]
    problems = [problem for checked in found for problem in checked.problems]
    _print_problems(problems, json, out)
    if not json and (not problems or out.isatty()):
        decks, questions = sum(each.decks for each in found), sum(each.questions for each in found)
        out.write(fitted(f"{_summary(problems)}; decks: {decks}, questions: {questions}", out) + "\n")
    return int(any(problem.is_error for problem in problems))


@contextmanager
def progress_on(
    stream: TextIO, doing: str = "checking", of_what: str = "files"
) -> Iterator[Callable[[int, int], None] | None]:
    """Say on a terminal how far work is, once it has taken longer than one waits without wondering."""
    if not stream.isatty():
        yield None
        return
    shows_from = time.monotonic() + WONDERING
    last = ""

    def tell(done: int, of: int) -> None:
        nonlocal last
        line = f"{doing}: {done} of {of} {of_what}"
        if time.monotonic() > shows_from and line != last:
            stream.write(f"\r{line}")
            stream.flush()
            last = line

    yield tell
    if last:
        stream.write(f"\r{' ' * len(last)}\r")
        stream.flush()


def explain(rule: str | None, out: TextIO) -> int:
    """Print the page of a rule, or the list of all; return 0. Raises UsageError for one that is not there."""
    from trainer.content.explaining import find_page, listed, told

    for line in listed() if rule is None else told(find_page(rule)):
        out.write(f"{visible(line)}\n")
    return 0


def watch(paths: Sequence[str], json: bool, out: TextIO, *, staleness: "Staleness | None" = None) -> int:
    """Check now and after each save, until Ctrl-C; return 0 then.

    Raises UsageError for a path that does not exist.
    """
    from trainer.content.watching import run_on_change

    def run() -> None:
        check(paths, json, out, staleness=staleness)

    run_on_change(chosen_paths(paths), run, out, quiet=json)
    return 0


def chosen_paths(paths: Sequence[str]) -> list[str]:
    """Return the paths to check: those named, else the shipped bank."""
    return list(paths) or [_relative(shipped_bank())]


def _summary(problems: Sequence[Problem]) -> str:
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    counts = [_counted(errors, "error")] * bool(errors) + [_counted(warnings, "warning")] * bool(warnings)
    return f"{', '.join(counts)} (trainer bank explain RULE says more)" if counts else "no problems"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def list_questions(folders: Sequence[Path], json: bool, out: TextIO) -> int:
    """Print the questions that can be asked, whole with `json`; return 0.

    Raises ContentError for a folder that is missing, or when the index cannot be written.
    """
    from trainer.content.listing import human_lines, json_lines

    with Bank.open(folders, cache_dir()) as bank:
        bank.refresh()
        for line in json_lines(bank) if json else human_lines(bank):
            out.write(f"{line}\n")
    return 0


def _print_problems(problems: Iterable[Problem], json: bool, out: TextIO) -> None:
    for problem in problems:
        line = json_line(problem.as_json()) if json else fitted(one_line(str(problem)), out)
        out.write(f"{line}\n")


def _relative(path: Path) -> str:
    """Return the path from here where it lies below, as one would type it."""
    below = path.is_relative_to(Path.cwd())
    return str(path.relative_to(Path.cwd())) if below else str(path)
