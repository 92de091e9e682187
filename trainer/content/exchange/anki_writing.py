"""Writes packages of Anki with genanki; exported again, a package updates its notes and doubles none.

https://github.com/kerrickstaley/genanki: a note is known by its GUID, a kind of note and a deck by their ids.
"""

import io
import sqlite3
import warnings
from collections.abc import Sequence
from contextlib import closing
from itertools import count
from typing import Any
from zipfile import ZipFile

from trainer.content.exchange import anki_cards
from trainer.errors import TrainerError

_NAME = "saa-trainer question"
_FRONT = "{{Front}}"
_BACK = "{{FrontSide}}<hr id=answer>{{Back}}"
_STYLE = """\
.card { font-family: sans-serif; font-size: 18px; text-align: left; max-width: 44em; margin: 0 auto; }
.options td { vertical-align: top; padding: 0 0.6em 0.4em 0; }
.options p, .right p, .wrong p { margin: 0; }
.right, .wrong { margin: 0.5em 0; padding-left: 0.6em; border-left: 3px solid #b3261e; }
.right { border-color: #1b7f3b; }
.sources { font-size: 13px; opacity: 0.7; overflow-wrap: anywhere; }
"""


def write(decks: Sequence[tuple[str, str, Sequence[dict[str, Any]]]], now: float) -> bytes:
    """Return a package of decks, each a name, a title and its questions in the deck format, texts joined.

    `now`, in seconds since 1970, is when they were changed: Anki takes over what is newer than what it has.
    Raises TrainerError when genanki is not installed.
    """
    genanki = _genanki()
    model = genanki.Model(
        anki_cards.MODEL_ID,
        _NAME,
        fields=[{"name": name} for name in anki_cards.FIELDS],
        templates=[{"name": "Card 1", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    made = []
    for name, title, questions in decks:
        deck = genanki.Deck(anki_cards.deck_id(name), title)
        for question in questions:
            note = {"fields": anki_cards.fields(question), "tags": anki_cards.tags(question)}
            deck.add_note(genanki.Note(model=model, guid=anki_cards.guid(question["id"]), **note))
        made.append(deck)
    return _packed(genanki.Package(made), now)


def _packed(package: Any, now: float) -> bytes:
    # genanki's own way to a file leaves another behind in the folder for temporary ones.
    packed = io.BytesIO()
    with closing(sqlite3.connect(":memory:")) as collection, warnings.catch_warnings():
        # It takes escaped text that looks like a tag for one.
        warnings.simplefilter("ignore")
        package.write_to_db(collection.cursor(), now, count(int(now * 1000)))
        collection.commit()
        with ZipFile(packed, "w") as archive:
            archive.writestr("collection.anki2", collection.serialize())
            archive.writestr("media", "{}")
    return packed.getvalue()


def _genanki() -> Any:
    try:
        import genanki
    except ImportError as error:
        raise TrainerError(
            "could not write an Anki package: genanki is not installed; add the extra `anki`,"
            " as in pip install 'saa-trainer[anki]'"
        ) from error
    return genanki
