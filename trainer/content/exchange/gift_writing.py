"""Writes GIFT, Moodle's text format for questions; see `gift_reading`."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from trainer.content.exchange.carried import PREFIX, as_line, beside
from trainer.content.exchange.metadata_tags import as_tags, in_tags
from trainer.content.exchange.moodle_grades import WRONG, share
from trainer.content.exchange.sources_text import sources_text

_RESERVED = re.compile(r"[\\:#={}~\n]")


def write(decks: Sequence[tuple[str, Sequence[dict[str, Any]]]]) -> bytes:
    """Return a file of decks, each a title and its questions in the deck format, texts joined."""
    blocks = [block for title, questions in decks for block in _deck(title, questions)]
    return "\n".join(blocks).encode()


def _deck(title: str, questions: Sequence[dict[str, Any]]) -> Iterator[str]:
    # Moodle reads no escapes here, and takes a slash for a category inside another.
    yield f"$CATEGORY: {title.replace('/', '-')}\n"
    for question in questions:
        yield _question(question)


def _question(question: dict[str, Any]) -> str:
    tags = "".join(f" [tag:{tag}]" for tag in as_tags(question) if not set("[]<>`") & set(tag))
    carried = as_line(beside(question, {"id", *in_tags(question)}))
    head = f"// [id:{question['id']}]{tags}\n// {PREFIX}{carried}\n::{question['id']}::"
    if question["kind"] == "recall":
        return f"{head}{_text(question['front'], first=True)} {{\n\t####{_text(question['back'])}\n}}\n"
    sources = sources_text(question["references"])
    lines = [*_options(question), *([f"####{_text(sources)}"] if sources else [])]
    body = "".join(f"\t{line}\n" for line in lines)
    return f"{head}{_text(question['stem'], first=True)} {{\n{body}}}\n"


def _options(question: dict[str, Any]) -> Iterator[str]:
    right = sum(option["correct"] for option in question["options"])
    for option in question["options"]:
        if question["kind"] == "multiple":
            sign = f"~%{share(right)}%" if option["correct"] else f"~%{WRONG}%"
        else:
            sign = "=" if option["correct"] else "~"
        yield f"{sign}{_text(option['text'])}#{_text(option['why'])}"


def _text(text: str, *, first: bool = False) -> str:
    """Return a text escaped; the question says that it is plain, answers only if it would be unclear."""
    mark = "[plain]" if first or text.startswith(("[", "%")) else ""
    return mark + _escaped(text)


def _escaped(text: str) -> str:
    return _RESERVED.sub(lambda found: "\\n" if found[0] == "\n" else f"\\{found[0]}", text)
