"""Doing a lab as a student does: commands typed into its console, until a step is passed."""

import threading
import time

import pytest

from trainer.sessions.lab import LabSession


class Student:
    """Types lines into the console and waits for each to end."""

    def __init__(self, session: LabSession) -> None:
        self.printed = ""
        self._done = threading.Event()
        self._console = session.console(self._print, lambda code: self._done.set())

    def _print(self, text: str) -> None:
        self.printed += text

    def type(self, lines: str) -> str:
        """Type lines one after the other and return what they printed."""
        self.printed = ""
        for line in lines.splitlines():
            self._done.clear()
            self._console.run(line)
            assert self._done.wait(90), f"{line}\n{self.printed}"
        return self.printed

    def leave(self) -> None:
        """Close the console."""
        self._console.stop()


def poll_until_passed(session: LabSession) -> None:
    """Poll until the open step is passed."""
    end = time.monotonic() + 10
    while not session.step.passed:
        session.poll()
        if time.monotonic() > end:
            pytest.fail(f"{session.step.checks}\n{[{**line, 'trail': None} for line in session.journal]}")
        time.sleep(0.05)
