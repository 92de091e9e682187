"""What a question rests on, as a text that other programs can show after the answer."""

import re
from typing import Any

from trainer.content.exchange.draft import Draft

_HEAD = "Sources:"
_LINE = re.compile(r"- (?P<url>\S+) \(read (?P<checked>\S+), (?P<via>\S+), (?P<evidence>\S+)\)")


def sources_text(references: list[dict[str, Any]]) -> str:
    """Return references as lines; empty where there are none, or one that would not be read back."""
    lines = [
        f"- {each['url']} (read {each['checked']}, {each['via']}, {each['evidence']})" for each in references
    ]
    return "\n".join([_HEAD, *lines]) if lines and all(map(_LINE.fullmatch, lines)) else ""


def references_of(text: str) -> list[dict[str, str]] | None:
    """Return the references of a text that `sources_text` wrote; None for any other text."""
    head, *lines = text.split("\n")
    found = [_LINE.fullmatch(line) for line in lines]
    if head != _HEAD or not lines or not all(found):
        return None
    return [each.groupdict() for each in found if each]


def keep_general_feedback(draft: Draft, text: str) -> None:
    """Put a feedback that belongs to no single answer where a deck has a place for it, and tell where."""
    if not text:
        return
    references = references_of(text)
    options = draft.fields.get("options", [])
    right = [option for option in options if option.get("correct")]
    if references is not None:
        draft.fields.setdefault("references", references)
    elif draft.fields.get("kind") == "recall" and not draft.fields.get("back"):
        draft.fields["back"] = text
    elif len(right) == 1 and not right[0].get("why"):
        right[0]["why"] = text
        draft.lose("the general feedback became the explanation of the right option")
    else:
        draft.fields["x-feedback"] = text
        draft.lose("the general feedback stands in x-feedback, which Study does not show")
