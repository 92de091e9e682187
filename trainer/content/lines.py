"""Text of a bank as one line for a terminal or a pipe: what would steer a terminal is shown, not obeyed."""

import json
from typing import Any

from trainer.study.visible import visible


def one_line(text: str) -> str:
    """Return the text on one line, with each unsafe character written as its code."""
    return visible(text).replace("\n", " ")


def json_line(value: Any) -> str:
    """Return a value as one line of JSON in ASCII: whatever the encoding of the output, it reads back."""
    return json.dumps(value).replace("\x7f", "\\u007f")
