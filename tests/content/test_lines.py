"""A line on its way out: whole where a program reads, broken between words on a narrower terminal."""

import io
import os
import pty
import termios
from collections.abc import Iterator
from typing import TextIO

import pytest

from trainer.content.lines import fitted

LINE = 'mine/notes.yaml:11:11: error[wrong-type]: "task" is the number 1.1, not text; put it in quotes: "1.1"'


@pytest.fixture
def terminal() -> Iterator[TextIO]:
    """A terminal of 80 columns."""
    leader, follower = pty.openpty()
    termios.tcsetwinsize(follower, (24, 80))
    with os.fdopen(leader, "rb"), os.fdopen(follower, "w") as out:
        yield out


def test_a_pipe_gets_the_line_whole() -> None:
    assert fitted(LINE, io.StringIO()) == LINE


def test_a_terminal_breaks_no_word_and_shows_what_belongs_together(terminal: TextIO) -> None:
    lines = fitted(LINE, terminal).split("\n")
    assert len(lines) == 2
    assert max(map(len, lines)) <= 80
    assert lines[1].startswith("    ")
    assert " ".join(line.strip() for line in lines) == LINE


def test_what_fits_and_what_has_no_blank_stays(terminal: TextIO) -> None:
    url = f"https://example.com/{'long/' * 30}"
    assert fitted(LINE[:80], terminal) == LINE[:80]
    assert fitted(url, terminal) == url


def test_a_terminal_that_does_not_know_its_width_gets_the_line_whole(terminal: TextIO) -> None:
    termios.tcsetwinsize(terminal.fileno(), (0, 0))
    assert fitted(LINE, terminal) == LINE
