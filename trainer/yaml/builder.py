"""Plain data from the events of a YAML document, with the place of each value."""

from dataclasses import dataclass
from typing import Any

import yaml

from trainer.yaml.characters import FORBIDDEN_ESCAPED
from trainer.yaml.document import Document, Mistake, Place, position_of
from trainer.yaml.scalars import MAY_BE_TYPED, resolve

MAX_DEPTH = 50


@dataclass(slots=True)
class _Open:
    """A mapping or list that is being read."""

    data: Any
    place: Place
    key: str | None = None
    expects_key: bool = False
    """In a mapping: the next value is a key."""


class Builder:
    """Makes plain data from events, so that neither depth nor size can exhaust the stack."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._open: list[_Open] = []
        self._documents = 0
        self.last_long_quote: Any = None
        """The last quoted text of several lines: where syntax breaks after it, its end may be missing."""
        self._handlers = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document_start,
        }

    def take(self, event: Any) -> bool:
        """Add an event; False when reading has to end here."""
        handler = self._handlers.get(type(event))
        return handler is None or handler(event)

    def _document_start(self, event: Any) -> bool:
        self._documents += 1
        if self._documents > 1:
            self._mistake(event, "syntax", "a second document begins", "keep one document in a file")
        return self._documents == 1

    def _scalar(self, event: Any) -> bool:
        if event.anchor is not None or event.tag is not None:
            self._refuse_properties(event)
        value = event.value
        style = event.style
        if not style:
            if not value or value[0] in MAY_BE_TYPED:
                value = self._typed(event)
        else:
            self._check_quoted(event)
        if self._open and self._open[-1].expects_key:
            self._key(value, event)
        else:
            self._attach(value, event.start_mark)
        return True

    def _mapping(self, event: Any) -> bool:
        return self._begin({}, event, {})

    def _sequence(self, event: Any) -> bool:
        return self._begin([], event, [])

    def _begin(self, data: Any, event: Any, values: Any) -> bool:
        if event.anchor is not None or event.tag is not None:
            self._refuse_properties(event)
        if len(self._open) >= MAX_DEPTH:
            self._mistake(event, "syntax", f"more than {MAX_DEPTH} levels deep", "nest less")
            return False
        place = Place(event.start_mark, {}, values)
        if self._open and self._open[-1].expects_key:
            self._mistake(event, "syntax", "a mapping or list stands as a key", "a key has to be plain text")
            self._open[-1].key, self._open[-1].expects_key = None, False
        else:
            self._attach(data, place)
        self._open.append(_Open(data, place, expects_key=isinstance(data, dict)))
        return True

    def _end(self, _: Any) -> bool:
        self._open.pop()
        return True

    def _alias(self, event: Any) -> bool:
        self._mistake(event, "alias", f"the alias *{event.anchor}", "write the value out")
        if self._open and self._open[-1].expects_key:
            self._open[-1].expects_key = False
        else:
            self._attach(None, event.start_mark)
        return True

    def _key(self, key: Any, event: Any) -> None:
        top = self._open[-1]
        top.expects_key = False
        top.key = None
        if not isinstance(key, str):
            written = event.value or "nothing"
            self._mistake(event, "key", f"{written} stands as a key", "a key is text: put it in quotes")
        elif key in top.data:
            line = top.place.keys[key].line + 1
            message = f'the key "{key}" stands twice, first on line {line}'
            self._mistake(event, "duplicate-key", message, "keep one of them")
        else:
            top.key = key
            top.place.keys[key] = event.start_mark

    def _attach(self, value: Any, place: Any) -> None:
        if not self._open:
            self._document.data, self._document.root = value, place
            return
        top = self._open[-1]
        if isinstance(top.data, list):
            top.data.append(value)
            top.place.values.append(place)
            return
        if top.key is not None:
            top.data[top.key] = value
            top.place.values[top.key] = place
        top.expects_key = True

    def _typed(self, event: Any) -> Any:
        value, ambiguity = resolve(event.value)
        if ambiguity:
            self._mistake(event, "ambiguous", *ambiguity)
        return value

    def _check_quoted(self, event: Any) -> None:
        if event.style in "|>":
            return
        if event.end_mark.line > event.start_mark.line:
            self.last_long_quote = event
        if event.style != '"':
            return
        found = FORBIDDEN_ESCAPED.search(event.value)
        if found:
            name = f"the control character U+{ord(found.group()):04X}, escaped"
            self._mistake(event, "control-character", name, "remove it")

    def _refuse_properties(self, event: Any) -> None:
        if event.anchor is not None:
            self._mistake(event, "alias", f"the anchor &{event.anchor}", "write each value out")
        if event.tag is not None:
            self._mistake(event, "tag", f"the tag {event.tag}", "remove it, and quote what has to be text")

    def _mistake(self, event: Any, rule: str, message: str, hint: str) -> None:
        self._document.mistakes.append(Mistake(position_of(event.start_mark), rule, message, hint))
