"""The first question on the screen, against a bare Textual app with one line of text.

    python -m bench.first_question [--rounds N]

Both run in a pseudo-terminal, in turn, each in a process of its own; the time is from starting it until the
last row of its first frame has arrived. The bank is compiled and the log is empty, as at a second start.
"""

import argparse
import fcntl
import os
import pty
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

REACH = 1.15
PATIENCE = 60.0
"""Seconds until a frame that does not come is a failure."""

BARE = """
from textual.app import App
from textual.widgets import Static

class Bare(App):
    def compose(self):
        yield Static("here is the question")

Bare().run()
"""


def main() -> int:
    """Print the ratio of the medians and return 0 if it is within reach."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    with TemporaryDirectory() as folder:
        ours, bare = in_turn(Path(folder), rounds)
    ratio = told("first question / bare Textual", [each.wall for each in ours], [each.wall for each in bare])
    told("the same in CPU time, which other work disturbs less", [e.cpu for e in ours], [e.cpu for e in bare])
    return 0 if ratio <= REACH else 1


def told(name: str, ours: Sequence[float], bare: Sequence[float]) -> float:
    """Print a ratio of medians with both in milliseconds, and return it."""
    ours_ms, bare_ms = (statistics.median(times) * 1e3 for times in (ours, bare))
    ratio = ours_ms / bare_ms
    print(f"{name}: {ratio:.2f}x  ({ours_ms:.0f} ms / {bare_ms:.0f} ms, reach {REACH}x)")
    return ratio


class Took(NamedTuple):
    """Seconds that a start took."""

    wall: float
    cpu: float


def in_turn(folder: Path, rounds: int) -> tuple[list[Took], list[Took]]:
    """Return the times of both; the first round, which compiles the bank, is not counted."""
    ours, bare = [], []
    for number in range(rounds + 1):
        environ = {
            # As after an install, which compiles: the first round may write the bytecode.
            **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "TRAINER_DATA_DIR": str(folder / "data"),
            "TRAINER_CACHE_DIR": str(folder / "cache"),
        }
        took = first_frame([sys.executable, "-m", "trainer", "study"], [b"question 1 of", b"quit"], environ)
        floor = first_frame([sys.executable, "-c", BARE], [b"here is the question"], environ)
        if number:
            ours.append(took)
            bare.append(floor)
    return ours, bare


def first_frame(command: Sequence[str], awaited: Sequence[bytes], environ: Mapping[str, str]) -> Took:
    """Return the time from starting a command until all of `awaited` has come from it; then end it."""
    terminal, inside = pty.openpty()
    fcntl.ioctl(inside, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    begin = time.perf_counter()
    process = subprocess.Popen(
        command, stdin=inside, stdout=inside, stderr=inside, env=environ, start_new_session=True
    )
    os.close(inside)
    try:
        seen = b""
        while not all(text in seen for text in awaited):
            if time.perf_counter() - begin > PATIENCE:
                raise TimeoutError(f"{command} did not show {awaited} in {PATIENCE:g} s")
            seen += os.read(terminal, 65536)
        wall = time.perf_counter() - begin
    finally:
        process.send_signal(signal.SIGKILL)
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = -signal.SIGKILL
        os.close(terminal)
    return Took(wall, used.ru_utime + used.ru_stime)


if __name__ == "__main__":
    sys.exit(main())
