"""The formats: which a file has, who reads it, who writes it."""

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from trainer.content.exchange.draft import Reader
from trainer.errors import UsageError

IMPORTED = ("apkg", "csv", "gift", "json", "moodle-xml", "obsidian", "qti12")
EXPORTED = ("apkg", "csv", "gift", "json", "moodle-xml", "qti12")

_BY_ENDING = {
    "apkg": "apkg",
    "csv": "csv",
    "tsv": "csv",
    "gift": "gift",
    "json": "json",
    "jsonl": "json",
    "md": "obsidian",
}
_JSON = re.compile(r'\{\s*"|\[\s*[{\]]')
_GIFT = re.compile(r"(?<!\\)\{\s*(?:[=~#}]|T|F)")
_LOOKED_AT = 64 * 1024
"""Bytes of a text in which its format has to show."""


class Deck(NamedTuple):
    """A deck on its way out; its questions are in the fields of the deck format."""

    name: str
    title: str
    questions: Sequence[dict[str, Any]]


Writer = Callable[[Sequence[Deck], float], bytes]
"""Takes decks, and the time in seconds since 1970."""


def recognised(name: str, source: bytes) -> str:
    """Return the format of a file, by what it holds and else by its ending; raises UsageError."""
    ending = name.lower().rpartition(".")[2]
    if ending in ("yaml", "yml"):
        raise UsageError(
            f"{name} is a deck as it is; name its folder with --bank, or lay it beside the other decks"
        )
    found = _by_content(source) or _BY_ENDING.get(ending) or _by_text(source)
    if found is None:
        raise UsageError(f"the format of {name} is not clear; name it: --format {', '.join(IMPORTED)}")
    return found


def _by_content(source: bytes) -> str | None:
    if source.startswith(b"PK\x03\x04"):
        # The names of a package's files stand in it as they are.
        return "apkg" if b"collection.anki2" in source else "qti12"
    head = _text(source).lstrip()
    if head.startswith("<"):
        return "qti12" if "<questestinterop" in head else "moodle-xml" if "<quiz" in head else None
    if _JSON.match(head):
        return "json"
    return "obsidian" if "[!question]" in head.lower() else None


def _by_text(source: bytes) -> str | None:
    from trainer.content.exchange.csv_table import COLUMNS

    head = _text(source)
    names = {
        name.strip(' "').lower()
        for name in head.partition("\n")[0].replace(";", ",").replace("\t", ",").split(",")
    }
    if "question" in names and len(names.intersection(COLUMNS)) > 1:
        return "csv"
    return "gift" if _GIFT.search(head) and not head.lstrip().startswith("<") else None


def _text(source: bytes) -> str:
    head = source[:_LOOKED_AT]
    encoding = "utf-16" if head.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    return head.decode(encoding, "ignore")


def reader(name: str) -> Reader:
    """Return who reads a format."""
    match name:
        case "apkg":
            from trainer.content.exchange.anki_reading import read
        case "csv":
            from trainer.content.exchange.csv_table import read
        case "gift":
            from trainer.content.exchange.gift_reading import read
        case "json":
            from trainer.content.exchange.json_lines import read
        case "moodle-xml":
            from trainer.content.exchange.moodle_reading import read
        case "obsidian":
            from trainer.content.exchange.obsidian import read
        case _:
            from trainer.content.exchange.qti_reading import read
    return read


def writer(name: str) -> Writer:
    """Return who writes a format."""
    match name:
        case "apkg":
            from trainer.content.exchange import anki_writing

            return anki_writing.write
        case "csv":
            from trainer.content.exchange.csv_table import write
        case "gift":
            from trainer.content.exchange.gift_writing import write
        case "json":
            from trainer.content.exchange.json_lines import write
        case "moodle-xml":
            from trainer.content.exchange.moodle_writing import write
        case _:
            from trainer.content.exchange.qti_writing import write
    return lambda decks, _: write([(deck.title, deck.questions) for deck in decks])


KEEPS_TEXTS = frozenset({"csv", "json"})
"""Formats that take a text as it stands in the deck; the others get its paragraphs joined."""
