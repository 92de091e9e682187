"""Text of a bank as one line for a terminal or a pipe: what would steer a terminal is shown, not obeyed."""

import json
import re
from typing import Any

from trainer.study.visible import visible

_BEYOND_ASCII = re.compile("[^ -~]")


def one_line(text: str) -> str:
    """Return the text on one line, with each unsafe character written as its code."""
    return visible(text).replace("\n", " ")


def json_line(value: Any) -> str:
    """Return a value as one line of JSON that is safe to print and reads back as the same value."""
    return _BEYOND_ASCII.sub(_safe, json.dumps(value, ensure_ascii=False))


def _safe(found: re.Match[str]) -> str:
    character = found.group()
    return character if visible(character) == character else json.dumps(character)[1:-1]
