"""What the program that a file is meant for does not keep, though this one reads it back from the file."""

from collections.abc import Iterator
from typing import Any

from trainer.content.exchange.carried import beside
from trainer.content.exchange.csv_table import MAX_CELL, too_long
from trainer.content.exchange.metadata_tags import MAX_TAG, as_tags, in_tags

_COMMENT = "in a comment, which Moodle does not keep"
_FIELD = "in a field of its own, which Canvas does not keep"


def unkept(name: str, question: dict[str, Any]) -> Iterator[str]:
    """Yield what is to be told about a question, in the deck format, that goes out in a format."""
    match name:
        case "gift" | "moodle-xml":
            # What a card rests on has no place of its own, what a choice rests on is its general feedback.
            without = {"id", *in_tags(question), *(["references"] if question["kind"] != "recall" else [])}
            yield from _told(_names(beside(question, without)), _COMMENT)
            for tag in as_tags(question):
                if len(tag) > MAX_TAG or set("[]<>`") & set(tag):
                    yield f"the tag {tag!r} is none that Moodle takes"
        case "qti12":
            without = {"id", *(["references"] if question["kind"] != "recall" else [])}
            yield from _told(_names(beside(question, without)), _FIELD)
        case "csv":
            for column in too_long(question):
                yield f"{column} has more than the {MAX_CELL:,} characters that a cell of Excel holds"


def _names(carried: dict[str, Any]) -> list[str]:
    own = {name for option in carried.get("options", {}).values() for name in option}
    names = [name for name in carried if name != "options"]
    return names + [f"{name}s" if name == "misconception" else name for name in sorted(own)]


def _told(names: list[str], where: str) -> Iterator[str]:
    if names:
        yield f"{', '.join(names)}: {where}"
