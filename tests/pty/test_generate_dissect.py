"""The labs *generate* and *dissect* in a real terminal: their commands typed, a file edited on the way."""

from pathlib import Path

import pytest

from tests.pty.lab_terminal import ENTER, ESCAPE, FreshTerminal, do_the_lab
from tests.tui import terminal as emulator
from trainer.labs.definition import find_lab

EDITOR = """\
#!/bin/sh
echo "the editor has the terminal"
read line
sed 's/gap(1)/"filled in"/' "$1" > "$1.new" && mv "$1.new" "$1"
"""


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait long enough for a busy machine; what is quick is not slowed down by it."""
    monkeypatch.setattr(emulator, "PATIENCE", 120.0)


def open_lab(terminal: FreshTerminal, name: str) -> None:
    """Go from the first start to a lab in the list."""
    terminal.wait_for("half a minute before you start")
    terminal.type(" ")
    terminal.wait_for("q quit")
    terminal.type("l")
    terminal.wait_for("enter open")
    title = find_lab(name).title
    while f"▌· {title}" not in terminal.settle():
        terminal.type("j")
    terminal.type(ENTER)
    terminal.wait_for("esc leave console")


def leave(terminal: FreshTerminal) -> None:
    """Go from the console of a lab to the end of the program."""
    terminal.wait_for("esc leave console")
    terminal.type(ESCAPE)
    terminal.wait_for("i console")
    terminal.type("q")
    terminal.wait_for("enter open")
    terminal.type("qq")
    assert terminal.ends() == 0


@pytest.mark.parametrize("name", ["generate", "dissect"])
def test_the_lab_is_done_by_typing_its_commands(tmp_path: Path, name: str) -> None:
    lab = find_lab(name)
    with FreshTerminal(tmp_path) as terminal:
        open_lab(terminal, name)
        do_the_lab(terminal, lab)
        terminal.wait_for("debrief")
        assert f"Passed: {len(lab.steps)} steps" in terminal.wait_for("What you predicted")
        terminal.type("q")
        leave(terminal)


def test_a_file_is_edited_in_the_students_editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = tmp_path / "commands"
    commands.mkdir()
    (commands / "nano").write_text(EDITOR)
    (commands / "nano").chmod(0o755)
    monkeypatch.setenv("PATH", str(commands), prepend=":")
    with FreshTerminal(tmp_path / "home") as terminal:
        open_lab(terminal, "dissect")
        terminal.type(f"edit sign.py{ENTER}")
        terminal.wait_for("the editor has the terminal")
        terminal.type(ENTER)
        terminal.wait_for("sign.py: the editor was closed")
        terminal.type(f"python sign.py canonical{ENTER}")
        screen = terminal.wait_for("<gap 2>")
        assert "filled in" in screen
        assert "<gap 1>" not in screen
        leave(terminal)
