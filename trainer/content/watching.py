"""Runs something again whenever one of some files has changed."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from trainer.content.index import bank_files
from trainer.errors import TrainerError

PAUSE = 0.3
"""Seconds between two looks at the files."""

CLEAR = "\x1b[H\x1b[2J\x1b[3J"

State = dict[str, tuple[int, int, int]]
"""Size, and times of the last changes in nanoseconds, by the path of a file."""


def run_on_change(paths: Sequence[str], run: Callable[[], None], out: TextIO, *, quiet: bool = False) -> None:
    """Run now, and again after each change of a file or in a folder of decks, until Ctrl-C.

    On a terminal each run begins on a clear screen; a run that fails is told, and the watch goes on. With
    `quiet` nothing is written but what the run writes. Raises TrainerError when the first run fails.
    """
    try:
        seen, first = state(paths), True
        while True:
            _run_once(run, out, first=first, quiet=quiet)
            first = False
            if not quiet:
                out.write(f"\n{time.strftime('%H:%M:%S')}  watching {_files(len(seen))}; Ctrl-C ends\n")
            out.flush()
            seen = _changed(paths, seen)
    except KeyboardInterrupt:
        if out.isatty():
            out.write("\n")


def _run_once(run: Callable[[], None], out: TextIO, *, first: bool, quiet: bool) -> None:
    if out.isatty() and not quiet:
        out.write(CLEAR)
    try:
        run()
    except TrainerError as error:
        if first:
            raise
        out.write(f"{error}\n")


def _changed(paths: Sequence[str], seen: State) -> State:
    """Wait until the files are others than those seen, and return what they are then."""
    while (now := state(paths)) == seen:
        time.sleep(PAUSE)
    return now


def state(paths: Sequence[str]) -> State:
    """Return what shows whether a file has changed, of each that these paths lead to and that is there."""
    found: State = {}
    for path in paths:
        if os.path.isdir(path):
            found |= _in_folder(path)
            continue
        try:
            stat = os.stat(path)
        except OSError:
            continue
        found[path] = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
    return found


def _in_folder(folder: str) -> State:
    try:
        files = bank_files([Path(folder)])
    except TrainerError:
        return {}
    return {str(file.path): (file.size, file.mtime_ns, file.ctime_ns) for file in files}


def _files(number: int) -> str:
    return "1 file" if number == 1 else f"{number} files"
