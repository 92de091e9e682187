"""Checking again on save: in a terminal, in a pipe, and until Ctrl-C."""

import io
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tui.terminal import Terminal
from trainer.content import commands
from trainer.content.check import check_folders
from trainer.content.watching import state

TINY = Path(__file__).parent / "tiny_bank"


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "bank")) / "storage.yaml"


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_terminal_shows_the_latest_run_alone(deck: Path, tmp_path: Path) -> None:
    with Terminal("bank", "check", "--watch", str(deck.parent), data=tmp_path, size=(120, 24)) as terminal:
        terminal.wait_for("no problems; decks: 2")
        terminal.wait_for("watching 5 files; Ctrl-C ends")
        edit(deck, "level: apply", "level: applying")
        terminal.wait_for('"level" is "applying"')
        terminal.wait_for("1 error (trainer bank explain RULE says more); decks: 2, questions: 2")
        assert "no problems" not in terminal.text
        edit(deck, "level: applying", "level: analyze")
        terminal.wait_for("no problems; decks: 2")
        assert "wrong-value" not in terminal.settle()
        terminal.type("\x03")
        assert terminal.ends() == 0


def test_a_pipe_gets_each_run_after_the_other(deck: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "trainer", "bank", "check", "--watch", "--json", str(deck)]
    environ = {**os.environ, "TRAINER_CACHE_DIR": str(tmp_path / "cache")}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ) as watching:
        assert watching.stdout is not None
        # Its facts are not those of the shipped bank.
        assert '"the fact \\"T2\\" is not known"' in watching.stdout.readline()
        edit(deck, "facts: [T2]", "facts: [T7]")
        lines = iter(watching.stdout.readline, "")
        assert any('"the fact \\"T7\\" is not known"' in line for line in lines)
        watching.send_signal(signal.SIGINT)
        assert "\x1b" not in watching.stdout.read()
        assert watching.wait(10) == 0


def test_a_path_that_is_not_there_ends_it(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "trainer", "bank", "check", "--watch", str(tmp_path / "absent.yaml")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ran.returncode == 2
    assert "there is no file or folder" in ran.stderr


def test_what_is_watched_are_the_files_and_what_stands_beside_them(deck: Path) -> None:
    watched = state([str(deck.parent)])
    assert {Path(path).name for path in watched} == {
        "access.yaml", "exam.yaml", "facts.yaml", "misconceptions.yaml", "storage.yaml"
    }  # fmt: skip
    (deck.parent / "new.yaml").write_text("deck: new\n")
    assert state([str(deck.parent)]).keys() - watched.keys() == {str(deck.parent / "new.yaml")}
    assert list(state([str(deck), str(deck.parent / "absent.yaml")])) == [str(deck)]
    shutil.rmtree(deck.parent)
    assert state([str(deck.parent)]) == {}


class Tty(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_check_that_takes_long_says_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(commands, "WONDERING", -1.0)
    stream = Tty()
    with commands.progress_on(stream) as progress:
        check_folders([str(TINY)], progress=progress)
    shown = stream.getvalue().split("\r")
    assert shown[1:6] == [f"checking: {number} of 5 files" for number in range(5)]
    assert shown[6:] == [" " * len(shown[5]), ""], "the line is wiped in the end"


def test_a_quick_check_and_a_pipe_get_no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Tty()
    with commands.progress_on(stream) as progress:
        check_folders([str(TINY)], progress=progress)
    assert stream.getvalue() == ""
    with commands.progress_on(io.StringIO()) as progress:
        assert progress is None
