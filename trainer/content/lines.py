"""Text of a bank as one line for a terminal or a pipe: what would steer a terminal is shown, not obeyed."""

import json
import os
import textwrap
from typing import Any, TextIO

from trainer.study.visible import visible


def one_line(text: str) -> str:
    """Return the text on one line, with each unsafe character written as its code."""
    return visible(text).replace("\n", " ")


def fitted(line: str, out: TextIO) -> str:
    """Return a line broken between words, the rest indented, where a terminal is narrower; else as it is."""
    width = _columns(out)
    if not width or len(line) <= width:
        return line
    broken = textwrap.wrap(
        line, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
    return "\n".join(broken)


def _columns(out: TextIO) -> int:
    if not out.isatty():
        return 0
    try:
        # Asked each time: a window changes its size. A terminal that does not know its own says 0.
        return os.get_terminal_size(out.fileno()).columns
    except OSError:
        return 0


def json_line(value: Any) -> str:
    """Return a value as one line of JSON in ASCII: whatever the encoding of the output, it reads back."""
    return json.dumps(value).replace("\x7f", "\\u007f")
