"""What a console has said so far, kept short enough to draw however much a command prints."""

import re
from collections import deque
from dataclasses import dataclass
from typing import Literal

from trainer.study.visible import visible

LINES = 500
CHARACTERS = 60_000
LINE = 4_000
"""Longest line kept whole: a URL that carries a session token must survive, a flood must not."""

_COLOUR = re.compile(r"\x1b\[[0-9;:]*m")
"""Colour alone is dropped in silence; any other escape sequence is shown for what it is."""

Kind = Literal["command", "output", "note", "warning"]


@dataclass(slots=True)
class Line:
    """One line of a transcript, free of control characters."""

    kind: Kind
    text: str


class Transcript:
    """The last lines of a console; output may arrive in any pieces, ends of lines missing included."""

    def __init__(self) -> None:
        self.lines: deque[Line] = deque()
        self.dropped = 0
        """How many lines went out at the top."""
        self._characters = 0
        self._open = False
        """Whether the last line is output that did not end yet."""
        self._held = ""

    def command(self, text: str) -> None:
        """Note a command as it was typed."""
        self._add("command", text)

    def note(self, text: str, *, warning: bool = False) -> None:
        """Note something that the app says, not the command."""
        self._add("warning" if warning else "note", text)

    def output(self, text: str) -> None:
        """Take up output; a piece may begin or end within a line."""
        text = self._held + text
        # A carriage return at the very end may be half of an end of line: the next piece tells.
        self._held = "\r" if text.endswith("\r") else ""
        pieces = text.removesuffix(self._held).replace("\r\n", "\n").split("\n")
        for number, piece in enumerate(pieces):
            if number or not self._open:
                if number == len(pieces) - 1 and not piece:
                    self._open = False
                    return
                self._add("output", "")
                self._open = True
            self._extend(piece)

    def clear(self) -> None:
        """Forget everything."""
        self.lines.clear()
        self.dropped = self._characters = 0
        self._open = False
        self._held = ""

    def _extend(self, piece: str) -> None:
        last = self.lines[-1]
        # A progress bar draws itself anew after a carriage return: only its last state is kept.
        *before, piece = _COLOUR.sub("", piece).split("\r")
        fresh = ("" if before else last.text) + visible(piece)
        fresh = fresh if len(fresh) <= LINE else fresh[: LINE - 1] + "…"
        self._characters += len(fresh) - len(last.text)
        last.text = fresh
        self._shorten()

    def _add(self, kind: Kind, text: str) -> None:
        self._open = False
        self._held = "" if kind != "output" else self._held
        self.lines.append(Line(kind, visible(text)[:LINE]))
        self._characters += len(self.lines[-1].text) + 1
        self._shorten()

    def _shorten(self) -> None:
        while len(self.lines) > 1 and (len(self.lines) > LINES or self._characters > CHARACTERS):
            self._characters -= len(self.lines.popleft().text) + 1
            self.dropped += 1
