"""Plain data from the events of a YAML document, with the place of each value."""

from collections.abc import Callable, Iterable
from typing import Any

import yaml

from trainer.yaml.characters import FORBIDDEN_ESCAPED
from trainer.yaml.document import MAX_MISTAKES, Document, Inner, Mistake, Place, Position, position_of
from trainer.yaml.scalars import BEGINS_A_NUMBER, WORDS, resolve, shortened

MAX_DEPTH = 50

_SCALAR: Any = yaml.ScalarEvent


class TooManyMistakesError(Exception):
    """A file holds so many mistakes that reading on would help nobody."""

    def __init__(self, position: Position) -> None:
        super().__init__(position)
        self.position = position


class Builder:
    """Makes plain data from events, so that neither depth nor size can exhaust the stack."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._top = Inner(0, [], [])
        self._outer: list[Inner] = []
        self._documents = 0
        self.last_long_quote: Any = None
        """The last quoted text of several lines: where syntax breaks after it, its end may be missing."""
        self._handlers: dict[type, Callable[[Any], bool]] = {
            yaml.MappingStartEvent: self._mapping,
            yaml.SequenceStartEvent: self._sequence,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document_start,
        }

    def run(self, events: Iterable[Any]) -> Any:
        """Take all events; return the one at which reading has to end early, or None.

        Two of three events are scalars, and a bank has millions: what they need most stands here in line.
        """
        top, handlers, scalar = self._top, self._handlers, _SCALAR
        for event in events:
            if type(event) is not scalar:
                handler = handlers.get(type(event))
                if handler is not None and not handler(event):
                    return event
                top = self._top
                continue
            value = event.value
            if event.style:
                if event.style in "'\"":
                    self._check_quoted(event)
            elif value in WORDS or value[0] in BEGINS_A_NUMBER:
                value = self._typed(event)
            if event.tag is not None or event.anchor is not None:
                self._refuse_properties(event)
            begin = event.start_mark.index
            if top.keys is None:
                top.data.append(value)
                top.values.append(begin)
            elif not top.expects_key:
                if top.key is not None:
                    top.data[top.key] = value
                    top.values[top.key] = begin
                top.expects_key = True
            elif type(value) is str and value not in top.keys:
                top.expects_key, top.key = False, value
                top.keys[value] = begin
            else:
                self._refuse_key(top.keys, value, event)
        return None

    def finish(self) -> None:
        """Hand over what was read so far."""
        whole = self._outer[0] if self._outer else self._top
        if whole.data:
            self._document.data, self._document.root = whole.data[0], whole.values[0]

    def _document_start(self, event: Any) -> bool:
        self._documents += 1
        if self._documents > 1:
            self._mistake(event, "syntax", "a second document begins", "keep one document in a file")
        return self._documents == 1

    def _mapping(self, event: Any) -> bool:
        return self._begin(event, Inner(event.start_mark.index, {}, {}, {}))

    def _sequence(self, event: Any) -> bool:
        return self._begin(event, Inner(event.start_mark.index, [], []))

    def _begin(self, event: Any, opened: Inner) -> bool:
        if event.anchor is not None or event.tag is not None:
            self._refuse_properties(event)
        if len(self._outer) >= MAX_DEPTH:
            self._mistake(event, "syntax", f"more than {MAX_DEPTH} levels deep", "nest less")
            return False
        if self._top.expects_key:
            self._mistake(event, "syntax", "a mapping or list stands as a key", "a key has to be plain text")
            self._top.key, self._top.expects_key = None, False
        else:
            self._attach(opened.data, opened)
        self._outer.append(self._top)
        self._top = opened
        return True

    def _end(self, _: Any) -> bool:
        self._top = self._outer.pop()
        return True

    def _alias(self, event: Any) -> bool:
        self._mistake(event, "alias", f"the alias *{event.anchor}", "write the value out")
        if self._top.expects_key:
            self._top.key, self._top.expects_key = None, False
        else:
            self._attach(None, event.start_mark.index)
        return True

    def _refuse_key(self, keys: dict[str | int, int], key: Any, event: Any) -> None:
        self._top.expects_key, self._top.key = False, None
        if isinstance(key, str):
            line = self._document.position_at(keys[key]).line
            message = f'the key "{shortened(key)}" stands twice, first on line {line}'
            self._mistake(event, "duplicate-key", message, "keep one of them")
        else:
            written = shortened(event.value) or "nothing"
            self._mistake(event, "key", f"{written} stands as a key", "a key is text: put it in quotes")

    def _attach(self, value: Any, place: Place) -> None:
        top = self._top
        if top.keys is None:
            top.data.append(value)
            top.values.append(place)
            return
        if top.key is not None:
            top.data[top.key] = value
            top.values[top.key] = place
        top.expects_key = True

    def _typed(self, event: Any) -> Any:
        value, ambiguity = resolve(event.value)
        if ambiguity:
            self._mistake(event, "ambiguous", *ambiguity)
        return value

    def _check_quoted(self, event: Any) -> None:
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
        position = position_of(event.start_mark)
        if len(self._document.mistakes) >= MAX_MISTAKES:
            raise TooManyMistakesError(position)
        self._document.mistakes.append(Mistake(position, rule, message, hint))
