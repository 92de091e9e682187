"""`v` in Study: the editor in place of the screen, and the question as it is afterwards."""

import sys
from pathlib import Path

import pytest

from tests.sessions.course import write_course
from tests.tui.terminal import Terminal

EDITOR = """
import pathlib, re, sys
line, file = int(sys.argv[1][1:]), pathlib.Path(sys.argv[2])
lines = file.read_text().splitlines(keepends=True)
assert re.match("  - id: ", lines[line - 1]), lines[line - 1]
print("the editor has the terminal")
sys.stdin.readline()
text = "".join(lines[line:])
file.write_text("".join(lines[:line]) + text.replace(*{change}, 1))
"""


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return write_course(tmp_path / "bank")


def editor(monkeypatch: pytest.MonkeyPatch, folder: Path, *change: str) -> None:
    """Let $VISUAL be an editor that knows one change and waits for Enter."""
    script = folder / "vim"
    script.write_text(f"#!{sys.executable}\n{EDITOR.format(change=change)}")
    script.chmod(0o755)
    monkeypatch.setenv("VISUAL", str(script))


def test_the_question_is_read_again_and_the_session_goes_on(
    bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(monkeypatch, tmp_path, "A made-up company", "An invented company")
    with Terminal("study", "--deck", "moons", "--bank", str(bank), data=tmp_path) as terminal:
        terminal.wait_for("question 1 of 2")
        terminal.wait_for("A made-up company")
        terminal.type("v")
        terminal.wait_for("the editor has the terminal")
        terminal.type("\r")
        terminal.wait_for("An invented company")
        terminal.wait_for("question 1 of 2")
        terminal.type("A")
        terminal.wait_for("Again in")
        terminal.type("u")
        terminal.wait_for("An invented company")
        terminal.type("q")
        assert terminal.ends() == 0


def test_a_mistake_made_is_told_and_the_question_stays(
    bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(monkeypatch, tmp_path, "level: apply", "level: applying")
    with Terminal("study", "--deck", "moons", "--bank", str(bank), data=tmp_path) as terminal:
        terminal.wait_for("question 1 of 2")
        terminal.type("v")
        terminal.wait_for("the editor has the terminal")
        terminal.type("\r")
        terminal.wait_for("The question cannot be asked as it is now")
        terminal.wait_for('"level" is "applying"')
        terminal.type("\r")
        terminal.settle()
        terminal.type("A")
        terminal.wait_for("Again in")


def test_without_an_editor_the_place_is_told(
    bank: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    with Terminal("study", "--deck", "moons", "--bank", str(bank), data=tmp_path) as terminal:
        terminal.wait_for("question 1 of 2")
        terminal.type("v")
        terminal.wait_for("Not edited")
        assert "moons.yaml:" in "".join(terminal.text.split())
        terminal.type("\r")
        terminal.wait_for("question 1 of 2")
