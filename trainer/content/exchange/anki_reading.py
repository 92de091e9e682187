"""Reads packages of Anki, ours and others', in the form that every version can export."""

import json
import re
import sqlite3
from contextlib import closing
from html import unescape
from typing import Any, NamedTuple

from trainer.content.exchange import anki_cards
from trainer.content.exchange.carried import from_line
from trainer.content.exchange.draft import Draft, Source
from trainer.content.exchange.files import MAX_PACKAGE, Package
from trainer.content.exchange.html_reading import from_html
from trainer.content.exchange.metadata_tags import put_back_tags
from trainer.errors import ContentError

_COLLECTIONS = ("collection.anki21", "collection.anki2")
_NEW_FORM = "collection.anki21b"
_CLOZE = re.compile(r"\{\{c\d+::((?:(?!\{\{|\}\}|::).)*)(?:::((?:(?!\{\{|\}\}).)*))?\}\}", re.S)
_SOUND = re.compile(r"\[(?:sound|anki:[a-z]+):[^\[\]]*\]")
_BROKEN = "its collection cannot be read; export it from Anki again"


class _Kind(NamedTuple):
    """A kind of note."""

    fields: list[str]
    is_cloze: bool
    templates: int


def read(source: bytes) -> Source:
    """Read a package; raises ContentError for one that is broken, empty, or in Anki's newest form."""
    package = Package(source)
    names = package.names()
    if _NEW_FORM in names:
        advice = "export it from Anki with 'Support older Anki versions' ticked"
        raise ContentError(f"the package has the form that only new versions of Anki read; {advice}")
    name = next((name for name in _COLLECTIONS if name in names), None)
    if name is None:
        raise ContentError("the package has no collection of Anki")
    with closing(sqlite3.connect(":memory:")) as connection:
        try:
            connection.deserialize(package.read(name, MAX_PACKAGE))
            connection.execute("pragma trusted_schema = off")
            return _collection(connection)
        except (sqlite3.Error, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ContentError(_BROKEN) from error


def _collection(connection: sqlite3.Connection) -> Source:
    models, decks = map(json.loads, connection.execute("select models, decks from col").fetchone())
    kinds = {int(model): _kind(about) for model, about in models.items()}
    found = Source(title=_title(connection, decks))
    rows = connection.execute("select id, mid, tags, flds from notes order by id").fetchall()
    for number, (_, model, tags, fields) in enumerate(rows, start=1):
        draft = Draft(f"note {number}", {})
        values = str(fields).split("\x1f")
        if model == anki_cards.MODEL_ID and len(values) == len(anki_cards.FIELDS):
            _ours(values, draft)
        else:
            _theirs(kinds.get(int(model), _Kind([], False, 1)), values, draft)
            put_back_tags(draft, str(tags).split())
        found.drafts.append(draft)
    if connection.execute("select count(*) from revlog").fetchone()[0]:
        found.lose("the reviews in the package are left out: progress is kept by answers given here")
    if not found.drafts:
        raise ContentError("the package has no note")
    return found


def _kind(about: dict[str, Any]) -> _Kind:
    return _Kind([str(each["name"]) for each in about["flds"]], about.get("type") == 1, len(about["tmpls"]))


def _title(connection: sqlite3.Connection, decks: dict[str, Any]) -> str:
    used = [str(row[0]) for row in connection.execute("select distinct did from cards")]
    names = [str(decks[deck]["name"]).replace("::", ": ") for deck in used if deck in decks]
    return names[0] if len(names) == 1 else ""


def _ours(values: list[str], draft: Draft) -> None:
    """Take the question from its data, and tell what somebody has changed on its card since."""
    _, front, back, data = values
    question = from_line(unescape(data))
    try:
        unchanged = question is not None and (anki_cards.front(question), anki_cards.back(question)) == (
            front,
            back,
        )
    except (KeyError, TypeError, AttributeError):
        question = None
    if question is None:
        _theirs(_Kind(list(anki_cards.FIELDS[1:3]), False, 1), [front, back], draft)
        draft.lose("its data is damaged, so that it became a recall card")
        return
    draft.fields |= {name: value for name, value in question.items() if name not in ("deck", "file", "line")}
    if not unchanged:
        draft.lose("its card was changed in Anki since; the change is left out")


def _theirs(kind: _Kind, values: list[str], draft: Draft) -> None:
    texts = [_text(value, draft) for value in values]
    draft.fields["kind"] = "recall"
    front, *rest = texts or [""]
    if kind.is_cloze:
        front, whole = _CLOZE.sub(lambda found: f"[{found[2] or '…'}]", front), _CLOZE.sub(r"\1", front)
        rest = [whole, *rest]
    elif kind.templates > 1:
        draft.lose("its other cards, as the reverse one, are left out")
    names = [*([""] if kind.is_cloze else []), *kind.fields[1:]]
    lines = [
        _named(text, names[number] if number < len(names) else "", number)
        for number, text in enumerate(rest)
        if text
    ]
    draft.fields |= {name: text for name, text in (("front", front), ("back", "\n".join(lines))) if text}


def _named(text: str, name: str, number: int) -> str:
    """Return a field; those after the first of the back stand under their names."""
    return f"{name}: {text}" if number and name else text


def _text(value: str, draft: Draft) -> str:
    if _SOUND.search(value):
        draft.lose("sound or film is left out")
    plain = from_html(_SOUND.sub("", value))
    for loss in plain.losses:
        draft.lose(loss)
    return plain.text
