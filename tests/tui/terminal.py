"""The command in a real terminal: a pseudo-terminal, and what a terminal emulator makes of the bytes."""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

import pexpect
import pyte

PATIENCE = 30.0
"""Seconds until something that should appear counts as missing."""


class Terminal:
    """Runs `trainer` with arguments; `data` is the folder of the answers and of the cache."""

    def __init__(self, *arguments: str, data: Path, size: tuple[int, int] = (80, 24)) -> None:
        environ = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "TRAINER_DATA_DIR": str(data / "data"),
            "TRAINER_CACHE_DIR": str(data / "cache"),
        }
        # pytest's own terminal may have said how wide it is.
        environ.pop("COLUMNS", None)
        environ.pop("LINES", None)
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "trainer", *arguments],
            env=environ,
            dimensions=size[::-1],
            timeout=PATIENCE,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.child.close(force=True)

    @property
    def text(self) -> str:
        """What is on the screen."""
        return "\n".join(self._screen.display)

    def wait_for(self, text: str) -> str:
        """Wait until a text is on the screen, and return the screen."""
        return self._wait(lambda: text in self.text, text)

    def wait_for_explanation(self) -> str:
        """Wait for the keys of an explanation, which are in view however long it is."""
        return self.wait_for("z question")

    def settle(self) -> str:
        """Read what the terminal says until it is silent for a moment, and return the screen."""
        with suppress(pexpect.TIMEOUT):
            while True:
                self._stream.feed(self.child.read_nonblocking(65536, timeout=0.3))
        return self.text

    def type(self, keys: str) -> None:
        self.child.send(keys)

    def kill(self) -> None:
        """End the process as the system does when memory runs out: at once, and nothing is tidied up."""
        os.kill(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def ends(self) -> int:
        """Wait for the end, and return the exit code."""
        self._wait(lambda: not self.child.isalive(), "the end")
        return int(self.child.exitstatus or 0)

    def _wait(self, done: Callable[[], bool], what: str) -> str:
        until = time.monotonic() + PATIENCE
        while not done():
            assert time.monotonic() < until, f"waited in vain for {what!r}; the screen:\n{self.text}"
            try:
                self._stream.feed(self.child.read_nonblocking(65536, timeout=0.05))
            except pexpect.TIMEOUT:
                continue
            except pexpect.EOF:
                assert done() or what == "the end", f"ended before {what!r}; the screen:\n{self.text}"
                self.child.wait()
        return self.text
