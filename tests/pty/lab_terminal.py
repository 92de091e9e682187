"""A student at a real terminal: the program as it is first started, and a lab solved by typing."""

import os
import sys
from pathlib import Path

import pexpect
import pyte

from tests.tui import terminal as emulator
from tests.tui.terminal import Terminal
from trainer.labs.definition import Lab

ESCAPE, F8, ENTER = "\x1b", "\x1b[19~", "\r"


class FreshTerminal(Terminal):
    """A terminal of a user whose home is empty, without one setting of ours."""

    def __init__(self, home: Path, *arguments: str, size: tuple[int, int] = (80, 24)) -> None:
        kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL") if name in os.environ}
        environ = {
            **kept,
            "HOME": str(home),
            "TERM": "xterm-256color",
            "PYTHONUTF8": "1",
            "TRAINER_ASCII": "0",
        }
        self._screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self._screen)
        self.child = pexpect.spawn(
            sys.executable,
            ["-m", "trainer", *arguments],
            env=environ,
            dimensions=size[::-1],
            timeout=emulator.PATIENCE,
        )


def do_the_lab(terminal: FreshTerminal, lab: Lab) -> None:
    """Solve a lab in its console, command by command, to the debrief."""
    for number, step in enumerate(lab.steps, 1):
        terminal.wait_for(f"step {number} of {len(lab.steps)}")
        if step.prediction is not None:
            terminal.type(ESCAPE)
            terminal.wait_for("predict")
            terminal.wait_for("i console")
            terminal.type("b")
            terminal.wait_for("Checks")
            terminal.type("i")
        terminal.wait_for("esc leave console")
        for count, command in enumerate(step.commands.splitlines()):
            # The end of a command shows what its line does not contain.
            terminal.type(f"{command.rstrip()}; echo end-$(({number}00 + {count})){ENTER}")
            if number < len(lab.steps) or count < len(step.commands.splitlines()) - 1:
                terminal.wait_for(f"end-{number}0{count}")
        if number < len(lab.steps):
            terminal.wait_for("Passed.")
            terminal.type(F8)


def back_out_of_the_lab(terminal: FreshTerminal, lab: Lab) -> None:
    """Leave the debrief, the console and the lab, each when it is really there."""
    terminal.type("q")
    terminal.wait_for(f"step {len(lab.steps)} of")
    terminal.wait_for("esc leave console")
    terminal.type(ESCAPE)
    # Not before the answer: an escape and a letter in one go are another key.
    terminal.wait_for("i console")
    terminal.type("q")
