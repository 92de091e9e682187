"""Paragraphs: one a line for a program, wrapped for a terminal."""

import fcntl
import io
import os
import pty
import struct
import termios

from hypothesis import given
from hypothesis import strategies as st

from trainer.plain.paper import Paper, paragraphs, wrapped

WORDS = st.lists(st.text("abcdefgh", min_size=1, max_size=12), min_size=1, max_size=40)


def test_lines_of_a_paragraph_are_joined_and_lists_stay() -> None:
    text = "One line\nand its end.\n\nA list:\n- first\n  with more\n- second\n1. third\n"
    assert list(paragraphs(text)) == [
        "One line and its end.", "A list:", "- first", "  with more", "- second", "1. third",
    ]  # fmt: skip


def test_a_program_gets_a_paragraph_a_line() -> None:
    out = io.StringIO()
    Paper(out).tell("word " * 100)
    assert out.getvalue() == "word " * 100 + "\n"


def test_further_lines_stand_under_the_text() -> None:
    assert wrapped("A  " + "word " * 6, 20) == ["A  word word word", "   word word word"]
    assert wrapped("   Right. " + "word " * 4, 20) == ["   Right. word word", "   word word"]


def test_a_long_word_stays_whole() -> None:
    url = "https://docs.aws.amazon.com/" + "x" * 60
    assert url in wrapped(f"See {url} for it", 40)


@given(WORDS, st.integers(20, 120))
def test_wrapping_keeps_every_word(words: list[str], width: int) -> None:
    lines = wrapped(" ".join(words), width)
    assert " ".join(lines).split() == words
    assert all(len(line) <= width for line in lines)


def test_a_terminal_is_asked_for_its_width() -> None:
    ours, theirs = pty.openpty()
    try:
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))
        with os.fdopen(theirs, "w") as out:
            Paper(out).tell("word " * 20)
            told = os.read(ours, 1000).decode().splitlines()
    finally:
        os.close(ours)
    assert len(told) > 2
    assert max(map(len, told)) <= 40
