"""A question as a note of Anki: its front, and its back with why each option is right or wrong."""

import hashlib
from collections.abc import Sequence
from html import escape
from random import Random
from typing import Any

from trainer.content.exchange.carried import as_line
from trainer.content.exchange.html_writing import to_html
from trainer.content.exchange.metadata_tags import as_tags
from trainer.content.exchange.sources_text import sources_text

FIELDS = ("Id", "Front", "Back", "Data")
"""Id comes first, because Anki finds duplicates by the first field; Data is not shown."""

MODEL_ID = 1_847_302_951
"""Fixed for ever: Anki knows the kind of note by it."""

_DECKS_FROM, _DECKS = 1 << 30, 1 << 30
"""Where Anki's own ids of decks do not lie."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def deck_id(name: str) -> int:
    """Return the id of a deck in Anki, the same for the same name."""
    digest = hashlib.sha256(f"saa-trainer deck {name}".encode()).digest()
    return _DECKS_FROM + int.from_bytes(digest[:8]) % _DECKS


def guid(question: str) -> str:
    """Return the id of a note, the same for the same question, so that Anki updates what it has."""
    return hashlib.sha256(f"saa-trainer question {question}".encode()).hexdigest()[:20]


def fields(question: dict[str, Any]) -> list[str]:
    """Return the fields of a note, as HTML, from a question in the deck format with its texts joined."""
    whole = {name: value for name, value in question.items() if name not in ("deck", "file", "line")}
    return [question["id"], front(question), back(question), escape(as_line(whole), quote=False)]


def tags(question: dict[str, Any]) -> list[str]:
    """Return the tags of a note; Anki parts them at blanks."""
    return [tag for tag in as_tags(question) if not any(character.isspace() for character in tag)]


def front(question: dict[str, Any]) -> str:
    """Return what is asked, with the options under letters."""
    if question["kind"] == "recall":
        return to_html(question["front"])
    options = "".join(
        f"<tr><td><b>{letter}</b></td><td>{to_html(option['text'])}</td></tr>"
        for letter, option in _lettered(question)
    )
    return f"{to_html(question['stem'])}<table class=options>{options}</table>"


def back(question: dict[str, Any]) -> str:
    """Return the answer: of a choice each option's verdict and explanation, then what it rests on."""
    sources = to_html(sources_text(question.get("references", [])))
    shown = f"<div class=sources>{sources}</div>" if question.get("references") else ""
    if question["kind"] == "recall":
        return to_html(question["back"]) + shown
    explained = "".join(
        f"<div class={'right' if option['correct'] else 'wrong'}>"
        f"<b>{letter} {'right' if option['correct'] else 'wrong'}</b>{to_html(option['why'])}</div>"
        for letter, option in _lettered(question)
    )
    return f"{explained}{shown}"


def _lettered(question: dict[str, Any]) -> Sequence[tuple[str, dict[str, Any]]]:
    """Return the options under letters, in an order that the id alone decides: Anki does not shuffle."""
    options = list(question["options"])
    Random(hashlib.sha256(question["id"].encode()).digest()).shuffle(options)
    names = [
        _LETTERS[number] if number < len(_LETTERS) else str(number + 1) for number in range(len(options))
    ]
    return list(zip(names, options, strict=True))
