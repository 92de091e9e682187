"""Paragraphs on their way out: wrapped to a terminal's width, one a line where a program reads."""

import os
import re
import textwrap
from collections.abc import Iterator
from typing import TextIO

_OWN_LINE = re.compile(r"\s|[-*•] |\d+[.)] ")
_HEAD = re.compile(r" *(?:[A-J] {2}|[-*•] |\d+[.)] )?")


class Paper:
    """Where lines are told; each is one paragraph, and is out when `tell` returns."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def tell(self, paragraph: str) -> None:
        """Write a paragraph; on a terminal further lines stand under its text, behind letter and indent."""
        width = self._width()
        if width and len(paragraph) > width:
            paragraph = "\n".join(wrapped(paragraph, width))
        print(paragraph, file=self._out, flush=True)

    def _width(self) -> int:
        # Asked each time: a window changes its size. A terminal that does not know its own says 0.
        return os.get_terminal_size(self._out.fileno()).columns if self._out.isatty() else 0


def wrapped(paragraph: str, width: int) -> list[str]:
    """Return a paragraph as lines of at most so many characters; a longer word, as a URL, stays whole."""
    head = _HEAD.match(paragraph)
    indent = head.end() if head else 0
    return textwrap.wrap(
        paragraph[indent:],
        width,
        initial_indent=paragraph[:indent],
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def paragraphs(text: str) -> Iterator[str]:
    """Yield a source's paragraphs, lines joined; blank lines part two, lists and indented lines stay."""
    joined = ""
    for line in text.strip("\n").splitlines():
        stands_alone = not line.strip() or _OWN_LINE.match(line) or joined[:1].isspace()
        if joined and stands_alone:
            yield joined
            joined = ""
        joined = f"{joined} {line.strip()}" if joined else line.rstrip()
    if joined:
        yield joined
