"""Whatever a command prints, the transcript stays short, and nothing in it drives the terminal."""

import os

import pytest

from trainer.tui.transcript import CHARACTERS, LINE, LINES, Transcript


def said(*pieces: str) -> list[str]:
    transcript = Transcript()
    for piece in pieces:
        transcript.output(piece)
    return [line.text for line in transcript.lines]


@pytest.mark.parametrize(
    ("pieces", "lines"),
    [
        (("one\ntwo\n",), ["one", "two"]),
        (("on", "e\ntw", "o"), ["one", "two"]),
        (("\n\nx",), ["", "", "x"]),
        (("one\r\ntwo\r\n",), ["one", "two"]),
        (("one\r", "\ntwo"), ["one", "two"]),
        (("10 %\r50 %\r100 %\n",), ["100 %"]),
        (("10 %\r", "100 %\r"), ["100 %"]),
        (("a", "", "b"), ["ab"]),
    ],
)
def test_pieces_become_lines(pieces: tuple[str, ...], lines: list[str]) -> None:
    assert said(*pieces) == lines


def test_a_command_starts_a_line_of_its_own_after_output_without_an_end() -> None:
    transcript = Transcript()
    transcript.output("no newline")
    transcript.command("next")
    transcript.output("fresh")
    assert [(line.kind, line.text) for line in transcript.lines] == [
        ("output", "no newline"),
        ("command", "next"),
        ("output", "fresh"),
    ]


def test_escape_sequences_are_shown_and_colours_dropped() -> None:
    assert said("\x1b[31mred\x1b[0m \x1b[2J\x1b]0;title\x07 \u202eevil") == [
        r"red \x1b[2J\x1b]0;title\x07 \u202eevil"
    ]


def test_a_flood_keeps_the_last_lines() -> None:
    transcript = Transcript()
    transcript.output("".join(f"{number}\n" for number in range(100_000)))
    assert len(transcript.lines) == LINES
    assert transcript.lines[-1].text == "99999"
    assert transcript.dropped == 100_000 - LINES


def test_a_flood_without_newlines_is_cut() -> None:
    transcript = Transcript()
    for _ in range(100):
        transcript.output("x" * 10_000)
    assert [len(line.text) for line in transcript.lines] == [LINE]
    assert transcript.lines[0].text.endswith("…")


def test_long_lines_are_bounded_together() -> None:
    transcript = Transcript()
    for _ in range(200):
        transcript.output("x" * 3000 + "\n")
    assert sum(len(line.text) for line in transcript.lines) <= CHARACTERS


def test_binary_rubbish_is_text_without_controls() -> None:
    rubbish = os.urandom(20_000).decode("utf-8", errors="replace")
    for line in said(rubbish):
        assert all(ord(character) >= 32 for character in line)
