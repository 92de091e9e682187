"""What other programs have no place for, carried beside a question as one line of JSON.

The texts stay where the other program keeps them, so that a change made there counts. What belongs to an
option finds it by a digest of its text, wherever the option has been moved to.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from trainer.content.exchange.draft import Draft

PREFIX = "trainer: "
"""What the line begins with, in a comment."""

NATIVE = frozenset({"kind", "stem", "options", "front", "back", "deck", "file", "line"})
"""Fields that every format has a place for, or that say where a question stands."""

_NATIVE_OF_OPTION = frozenset({"text", "correct", "why"})


def beside(written: dict[str, Any], without: Iterable[str] = ()) -> dict[str, Any]:
    """Return the fields to carry of a question in the deck format, less those that a format has room for."""
    left_out = NATIVE.union(without)
    rest = {name: value for name, value in written.items() if name not in left_out and value not in ([], "")}
    of_options = {
        _digest(option["text"]): own
        for option in written.get("options", ())
        if (own := {name: value for name, value in option.items() if name not in _NATIVE_OF_OPTION})
    }
    return rest | ({"options": of_options} if of_options else {})


def as_line(carried: dict[str, Any]) -> str:
    """Return what is carried as one line, which may stand in a comment of XML."""
    line = json.dumps(carried, ensure_ascii=False, separators=(",", ":"))
    return line.replace("--", "-\\u002d").replace("--", "-\\u002d")


def from_line(line: str) -> dict[str, Any] | None:
    """Return what a line carries; None when it is damaged."""
    try:
        carried = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return carried if isinstance(carried, dict) else None


def put_back(draft: Draft, carried: dict[str, Any] | None) -> None:
    """Add to a draft what was carried beside it; tell what belonged to an option that is gone."""
    if carried is None:
        draft.lose("what was carried beside it is damaged, so that its facts and references are lost")
        return
    draft.fields |= {name: value for name, value in carried.items() if name not in NATIVE}
    of_options = carried.get("options", {})
    if not isinstance(of_options, dict):
        return
    options = {_digest(option["text"]): option for option in draft.fields.get("options", ())}
    for digest, own in of_options.items():
        if not isinstance(own, dict):
            continue
        if digest in options:
            options[digest] |= {name: value for name, value in own.items() if name not in _NATIVE_OF_OPTION}
        else:
            named = ", ".join(f"{name} {value}" for name, value in own.items())
            draft.lose(f"an option was changed or removed, so that its {named} is lost")


def _digest(text: str) -> str:
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "replace")).hexdigest()[:12]
