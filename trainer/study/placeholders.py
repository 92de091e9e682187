"""Placeholders in the texts of a parametric question: `{stops}`, `{expires:s}`; a brace is written twice."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from trainer.study.values import Duration, Moment, Value, ValueTroubleError, formatted, plain

_PLACEHOLDER = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_NAMED = re.compile(r"([A-Za-z_][A-Za-z0-9_]*)(?::([a-z]+))?")


def filled(text: str, values: Mapping[str, Value]) -> str:
    """Return a text with values in place of its placeholders; raises ValueTroubleError, naming the first."""
    if "{" not in text and "}" not in text:
        return text
    return _PLACEHOLDER.sub(lambda found: _shown(found, values), text)


def names_in_data(data: Any) -> set[str]:
    """Return the names in the placeholders of all texts in plain data."""
    names: set[str] = set()

    def note(text: str) -> None:
        found = (_NAMED.fullmatch(each[1] or "") for each in _PLACEHOLDER.finditer(text))
        names.update(named[1] for named in found if named)

    replaced(data, note)
    return names


def filled_step(step: Any, values: Mapping[str, Value]) -> Any:
    """Return plain data of a scenario with values in place of placeholders.

    A text that is one placeholder without a form becomes a number, of seconds for a duration, or the text of
    a time. Raises ValueTroubleError.
    """
    return replaced(step, lambda text: _typed(text, values))


def replaced(data: Any, change: Callable[[str], Any]) -> Any:
    """Return plain data with each text in it, names of fields apart, replaced by what `change` returns."""
    match data:
        case str():
            return change(data)
        case dict():
            return {key: replaced(each, change) for key, each in data.items()}
        case list() | tuple():
            return [replaced(each, change) for each in data]
    return data


def _typed(text: str, values: Mapping[str, Value]) -> int | str:
    whole = _NAMED.fullmatch(text[1:-1]) if text[:1] + text[-1:] == "{}" else None
    if whole is None or whole[2]:
        return filled(text, values)
    match value := _value(whole[1], values):
        case Duration():
            return value.length
        case Moment():
            return plain(value)
        case bool():
            return formatted(value)
    return value


def _shown(found: re.Match[str], values: Mapping[str, Value]) -> str:
    text = found[0]
    if text in ("{{", "}}"):
        return text[0]
    named = _NAMED.fullmatch(found[1] or "")
    if named is None:
        says = "stands alone" if text in "{}" else "holds no name"
        raise ValueTroubleError(
            f"{text} {says}; write {{name}} or {{name:form}}, and a brace twice to show it"
        )
    return formatted(_value(named[1], values), named[2] or "")


def _value(name: str, values: Mapping[str, Value]) -> Value:
    if name in values:
        return values[name]
    from difflib import get_close_matches

    near = get_close_matches(name, values, 1)
    advice = f"did you mean {{{near[0]}}}?" if near else f"there are {', '.join(values) or 'none'}"
    raise ValueTroubleError(f"the placeholder {{{name}}} names nothing; {advice}")
