"""The first hour of a new student in a real terminal: a question, its proof and a lab, nothing set up."""

import os
import sys
from pathlib import Path

import pexpect
import pyte
import pytest

from tests.tui import terminal as emulator
from tests.tui.terminal import Terminal
from trainer.labs.definition import Lab, find_lab

ESCAPE, F8, ENTER = "\x1b", "\x1b[19~", "\r"


class FreshTerminal(Terminal):
    """A terminal of a user whose home is empty, without one setting of ours."""

    def __init__(self, home: Path, size: tuple[int, int] = (80, 24)) -> None:
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
            sys.executable, ["-m", "trainer"], env=environ, dimensions=size[::-1], timeout=emulator.PATIENCE
        )


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait long enough for a busy machine; what is quick is not slowed down by it."""
    monkeypatch.setattr(emulator, "PATIENCE", 120.0)


def answer_one_with_a_proof(terminal: FreshTerminal) -> None:
    """Answer questions until one has a proof; which comes first is a matter of chance."""
    for number in range(1, 11):
        terminal.wait_for(f"question {number} of")
        terminal.wait_for("m mark")
        several = "□" in terminal.settle()
        terminal.type(f"ab{ENTER}" if several else "A")
        terminal.wait_for("Again in")
        if "p prove it" in terminal.wait_for("u undo"):
            return
        while f"question {number} of" in terminal.wait_for("question"):
            # The first space may only scroll a long explanation.
            terminal.type(" ")
            terminal.settle()
    raise AssertionError("ten questions, and none has a proof")


def prove_an_answer(terminal: FreshTerminal) -> None:
    """Answer, see the answer proved, and go back Home."""
    terminal.type("s")
    answer_one_with_a_proof(terminal)
    terminal.type("p")
    terminal.wait_for("what S3 answers")
    terminal.wait_for("r run again")
    terminal.wait_for("as expected")
    terminal.wait_for("✓ form")
    terminal.type("q")
    terminal.wait_for("p prove it")
    terminal.type("q")
    terminal.wait_for("q quit")


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


def test_from_the_first_start_to_a_passed_lab(tmp_path: Path) -> None:
    lab = find_lab("expire")
    with FreshTerminal(tmp_path) as terminal:
        terminal.wait_for("half a minute before you start")
        terminal.type(" ")
        terminal.wait_for("q quit")
        prove_an_answer(terminal)
        terminal.type("l")
        terminal.wait_for(lab.title)
        terminal.wait_for("enter open")
        terminal.type(ENTER)
        terminal.wait_for("Five minutes for coffee")
        do_the_lab(terminal, lab)
        terminal.wait_for("debrief")
        assert f"Passed: {len(lab.steps)} steps" in terminal.wait_for("What you predicted")
        terminal.type("q")
        terminal.wait_for(f"step {len(lab.steps)} of")
        terminal.type(ESCAPE)
        terminal.wait_for("? keys")
        terminal.type("q")
        terminal.wait_for("passed")
        terminal.type("qq")
        assert terminal.ends() == 0
    made = {path.relative_to(tmp_path).parts[0] for path in tmp_path.iterdir()}
    assert made <= {".cache", ".local"}, "nothing but what was made for this program is left in the home"
