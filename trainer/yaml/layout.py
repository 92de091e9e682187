"""Where a list stands in the text of a file, for whoever adds to it without touching anything else."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

_LOADER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_OPENING = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_CLOSING = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


@dataclass(frozen=True, slots=True)
class ListLayout:
    """A list that is a value of the file's mapping; characters and lines count from 0."""

    begin: int
    end: int
    """Behind its last character; for a block list somewhere before what follows."""
    key_line: int
    in_brackets: bool
    dash: int
    """Column of the dashes of a block list."""
    last_begins: int
    """The line on which its last entry begins."""
    last_seen: int
    """A line of its last entry behind which only the rest of a block of text can still come."""
    count: int


def list_layout(text: str, key: str) -> ListLayout | None:
    """Return where the list under a key of the topmost mapping stands; None where there is no such list.

    An empty value counts as a block list without entries. Raises yaml.YAMLError for broken syntax.
    """
    events: Iterator[Any] = iter(yaml.parse(text, Loader=_LOADER))
    for event in events:
        if isinstance(event, yaml.MappingStartEvent):
            return None if event.flow_style else _value_of(events, key)
        if isinstance(event, (yaml.SequenceStartEvent, yaml.ScalarEvent)):
            return None
    return None


def _value_of(events: Iterator[Any], key: str) -> ListLayout | None:
    """Go through the entries of a mapping to the one with this key."""
    for event in events:
        if isinstance(event, yaml.MappingEndEvent):
            return None
        is_wanted = isinstance(event, yaml.ScalarEvent) and event.value == key
        if isinstance(event, _OPENING):
            _skip(events)
        value = next(events)
        if is_wanted and isinstance(value, yaml.SequenceStartEvent):
            return _layout(events, value, event.start_mark.line)
        if is_wanted and isinstance(value, yaml.ScalarEvent) and not value.value and not value.style:
            line = event.end_mark.line
            begin = _index(value.start_mark)
            return ListLayout(begin, begin, line, False, -1, line, line, 0)
        if isinstance(value, _OPENING):
            _skip(events)
    return None


def _layout(events: Iterator[Any], begin: Any, key_line: int) -> ListLayout:
    depth, count, last_begins, last_seen, dash = 0, 0, key_line, key_line, begin.start_mark.column
    for event in events:
        if depth == 0 and isinstance(event, yaml.SequenceEndEvent):
            end = _index(event.end_mark)
            break
        if depth == 0:
            count, last_begins = count + 1, event.start_mark.line
        depth += isinstance(event, _OPENING)
        depth -= isinstance(event, _CLOSING)
        last_seen = max(last_seen, _last_line(event))
    return ListLayout(
        begin.start_mark.index, end, key_line, bool(begin.flow_style), dash, last_begins, last_seen, count
    )


def _last_line(event: Any) -> int:
    """Return a line on which an event certainly stands: a block of text ends where something else begins."""
    is_block_text = isinstance(event, yaml.ScalarEvent) and event.style in ("|", ">")
    is_block_end = isinstance(event, _CLOSING) and _index(event.end_mark) == _index(event.start_mark)
    return int((event.start_mark if is_block_text else event.end_mark).line) if not is_block_end else 0


def _index(mark: Any) -> int:
    return int(mark.index)


def _skip(events: Iterator[Any]) -> None:
    """Go behind the end of the list or mapping that has just begun."""
    depth = 1
    while depth:
        event = next(events)
        depth += isinstance(event, _OPENING)
        depth -= isinstance(event, _CLOSING)
