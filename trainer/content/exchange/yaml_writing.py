"""A question as the YAML somebody would write by hand, which the strict loader reads back the same."""

import json
import re
import textwrap
from collections.abc import Iterator
from typing import Any

from trainer.content.exchange.prose import joined, joined_stem
from trainer.yaml.characters import FORBIDDEN
from trainer.yaml.scalars import MAX_DIGITS, WORDS, resolve

WIDTH = 116
"""Columns of a line of text, as in the shipped decks."""

_ORDER = (
    *("id", "revision", "kind", "domain", "task", "facts", "difficulty", "level", "tags", "negative"),
    *("draw", "let", "assert", "stem", "front", "back", "options", "references", "proof"),
)
_ORDER_OF_OPTION = ("text", "correct", "why", "misconception")
_PLAIN = re.compile(r"[A-Za-z][^\x00-\x1f#:]*(?:(?::(?! |$)|(?<! )#)[^\x00-\x1f#:]*)*")
_PLAIN_IN_FLOW = re.compile(r"[A-Za-z][A-Za-z0-9 _./()-]*")


def cleaned(value: Any) -> tuple[Any, bool]:
    """Return plain data as YAML may hold it, and whether that is all of it.

    Characters that no deck may have are taken out, numbers that are too long become text.
    """
    if isinstance(value, str):
        text = FORBIDDEN.sub(lambda found: "\t" if found[0] == "\t" else "", value)
        return text, text == value
    if isinstance(value, dict):
        pairs = [(cleaned(str(key)), cleaned(each)) for key, each in value.items()]
        return {key[0]: each[0] for key, each in pairs}, all(key[1] and each[1] for key, each in pairs)
    if isinstance(value, list | tuple):
        items = [cleaned(each) for each in value]
        return [item for item, _ in items], all(whole for _, whole in items)
    if isinstance(value, int | float) and not isinstance(value, bool) and len(_number(value)) > MAX_DIGITS:
        return str(value), False
    return value, True


def question_yaml(fields: dict[str, Any], indent: int) -> str:
    """Return a question as an item of a list whose dashes stand in column `indent`, counted from 0."""
    lines = list(_mapping(_ordered(fields, _ORDER), indent + 2))
    lines[0] = f"{' ' * indent}- {lines[0].lstrip()}"
    return "\n".join(lines) + "\n"


def text_value(text: str) -> str:
    """Return a text on one line, in quotes where it needs them."""
    return text if _may_stand_plain(text, _PLAIN) else json.dumps(text, ensure_ascii=False)


def _ordered(fields: dict[str, Any], order: tuple[str, ...]) -> dict[str, Any]:
    known = {name: fields[name] for name in order if name in fields}
    return known | {name: value for name, value in fields.items() if name not in known}


def _mapping(fields: dict[str, Any], indent: int) -> Iterator[str]:
    for name, value in fields.items():
        key = f"{' ' * indent}{text_value(name)}:"
        if name in ("options", "references", "proof") and _is_list_of_mappings(value):
            yield key
            order = _ORDER_OF_OPTION if name == "options" else ()
            for item in value:
                yield from (
                    _proof_step(item, indent + 2) if name == "proof" else _item(item, indent + 2, order)
                )
        elif name in ("draw", "let") and isinstance(value, dict) and value:
            yield key
            before = " " * (indent + 2)
            yield from (f"{before}{text_value(own)}: {_flow(each)}" for own, each in value.items())
        elif isinstance(value, str) and name in _WRAPPED:
            yield from _prose(key, name, value, indent + 2)
        else:
            yield f"{key} {_flow(value) if isinstance(value, dict | list) else _scalar(value)}"


def _is_list_of_mappings(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) and each for each in value)


def _item(fields: dict[str, Any], indent: int, order: tuple[str, ...]) -> Iterator[str]:
    first, *rest = _mapping(_ordered(fields, order), indent + 2)
    yield f"{' ' * indent}- {first.lstrip()}"
    yield from rest


def _proof_step(step: dict[str, Any], indent: int) -> Iterator[str]:
    """A step is one line, however long: a verb and its fields."""
    if len(step) == 1:
        ((verb, fields),) = step.items()
        yield f"{' ' * indent}- {text_value(verb)}: {_flow(fields)}"
    else:
        yield f"{' ' * indent}- {_flow(step)}"


_WRAPPED = {"stem": joined_stem, "front": joined, "back": str, "text": joined, "why": joined}
"""Fields of prose, and what a text has to stay the same under where its lines are broken anew."""


def _prose(key: str, name: str, text: str, indent: int) -> Iterator[str]:
    same = _WRAPPED[name]
    if "\t" in text or text != text.strip() or not text:
        yield f"{key} {json.dumps(text, ensure_ascii=False)}"
    elif "\n" in text or ("  " in text and len(key) + len(text) > WIDTH):
        yield f"{key} |"
        yield from (f"{' ' * indent}{line}".rstrip() for line in _broken(text, WIDTH - indent, same))
    elif len(key) + len(text) + 1 > WIDTH:
        yield f"{key} >-"
        yield from (" " * indent + line for line in _wrapped(text, WIDTH - indent))
    else:
        yield f"{key} {text_value(text)}"


def _broken(text: str, width: int, same: Any) -> list[str]:
    """Break the long lines of a text, at a width at which it still means the same; else leave them long."""
    lines = text.split("\n")
    for narrower in range(width, width - 20, -1):
        broken = [part for line in lines for part in (_wrapped(line, narrower) if line.strip() else [""])]
        if same("\n".join(broken)) == same(text):
            return broken
    return lines


def _wrapped(line: str, width: int) -> list[str]:
    return textwrap.wrap(
        line, width, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    ) or [""]


def _flow(value: Any) -> str:
    match value:
        case dict():
            return f"{{{', '.join(f'{_in_flow(key)}: {_flow(each)}' for key, each in value.items())}}}"
        case list():
            return f"[{', '.join(map(_flow, value))}]"
        case str():
            return _in_flow(value)
    return _scalar(value)


def _in_flow(text: str) -> str:
    return text if _may_stand_plain(text, _PLAIN_IN_FLOW) else json.dumps(text, ensure_ascii=False)


def _may_stand_plain(text: str, pattern: re.Pattern[str]) -> bool:
    return (
        bool(pattern.fullmatch(text))
        and text == text.rstrip()
        and text not in WORDS
        and resolve(text) == (text, None)
    )


def _scalar(value: Any) -> str:
    match value:
        case None | bool():
            return json.dumps(value)
        case int() | float():
            return _number(value)
    return text_value(str(value))


def _number(value: int | float) -> str:
    """Return a number as the loader takes it: with digits on both sides of the point."""
    text = repr(value)
    mantissa, e, exponent = text.partition("e")
    return f"{mantissa}.0e{exponent}" if e and "." not in mantissa else text
