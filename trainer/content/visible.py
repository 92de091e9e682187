"""Text of a bank on its way to a terminal or a pipe: what would steer the terminal is shown, not obeyed."""

import json
import re
from typing import Any

# Controls, surrogates of undecodable file names, and marks that reorder or hide what stands around them.
_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\uffff]"
)


def visible(text: str) -> str:
    """Return the text on one line, with each unsafe character written as its code."""
    return _UNSAFE.sub(lambda found: " " if found.group() == "\n" else _escaped(found), text)


def json_line(value: Any) -> str:
    """Return a value as one line of JSON that is safe to print; it reads back as the same value."""
    return _UNSAFE.sub(_escaped, json.dumps(value, ensure_ascii=False))


def _escaped(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"
