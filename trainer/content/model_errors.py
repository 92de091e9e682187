"""What pydantic says about a field, in the words of somebody who writes decks."""

from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, get_args

from trainer.content.model import (
    QUESTION_MODELS,
    DomainModel,
    Model,
    OptionModel,
    QuestionModel,
    ReferenceModel,
    TaskModel,
    WaivableHabit,
    WaivableRule,
)
from trainer.yaml import KeyPath

_PARTS: dict[str, type[Model]] = {
    "options": OptionModel,
    "references": ReferenceModel,
    "domains": DomainModel,
    "tasks": TaskModel,
}
_TYPES = {
    "string_type": "text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
}
_TEXT_HINTS = {
    r"\S": "write something",
    r"^[a-z0-9]+([-_.][a-z0-9]+)*$": "use lower-case letters, digits and hyphens",
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$": 'write the day as "YYYY-MM-DD"',
    r"^[0-9]+\.[0-9]+$": 'write the task as in the exam guide: "1.1"',
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with a field; `path` leads from the model's mapping to it."""

    rule: str
    path: KeyPath
    message: str
    hint: str
    at_key: bool = False


def explained(model: type[Model], error: Any) -> FieldError:
    """Return one of pydantic's error details (`ValidationError.errors`) in our words."""
    kind: str = error["type"]
    path: KeyPath = tuple(step for step in error["loc"] if step != "[key]")
    name = _name(path)
    if path[:1] == ("waive",) and len(path) == 2:
        return _waiver(model, path, kind)
    if kind == "extra_forbidden":
        return _unknown_field(model, path)
    if kind == "missing":
        return FieldError("missing-field", path, f'the field "{path[-1]}" is missing', "add it")
    if kind == "literal_error":
        return _not_among(path, error["input"], error["ctx"]["expected"])
    if kind in _TYPES:
        return _wrong_type(path, error["input"], _TYPES[kind])
    if kind == "string_pattern_mismatch":
        hint = _TEXT_HINTS.get(error["ctx"]["pattern"], "write it otherwise")
        return FieldError("wrong-value", path, f"{name} is {shown(error['input'])}", hint)
    if kind == "greater_than_equal":
        hint = f"write {error['ctx']['ge']} or more"
        return FieldError("wrong-value", path, f"{name} is {shown(error['input'])}", hint)
    return FieldError("wrong-value", path, f"{name} is {shown(error['input'])}", _lower(error["msg"]))


def _waiver(model: type[Model], path: KeyPath, kind: str) -> FieldError:
    """Explain what is wrong with one entry of `waive`."""
    rule = path[1]
    if kind != "literal_error":
        message = f"the waiver of {rule} gives no reason"
        return FieldError("waiver", path, message, f'say why in a few words: {{{rule}: "..."}}')
    waivable = WaivableRule if issubclass(model, QuestionModel) else WaivableHabit
    where = "in a question" if issubclass(model, QuestionModel) else "for a whole deck"
    message = f'"{rule}" is no rule that can be waived {where}'
    return FieldError("waiver", path, message, f"use one of {', '.join(get_args(waivable))}", at_key=True)


def _unknown_field(model: type[Model], path: KeyPath) -> FieldError:
    field = str(path[-1])
    own = _fields(model, path)
    elsewhere = [kind for kind, other in QUESTION_MODELS.items() if field in other.names()]
    if len(path) == 1 and elsewhere and model in QUESTION_MODELS.values():
        kinds = " or ".join(elsewhere)
        message = f'the field "{field}" belongs to a {kinds} question'
        return FieldError("unknown-field", path, message, "remove it, or change the kind", at_key=True)
    return FieldError("unknown-field", path, f'unknown field "{field}"', advice(field, own), at_key=True)


def _fields(model: type[Model], path: KeyPath) -> list[str]:
    names = [step for step in path[:-1] if isinstance(step, str)]
    return (_PARTS.get(names[-1], model) if names else model).names()


def _not_among(path: KeyPath, value: Any, expected: str) -> FieldError:
    allowed = expected.replace("'", "").replace(" or ", ", ")
    several = f"use one of {allowed}" if ", " in allowed else f"write {allowed}"
    hint = advice(value, allowed.split(", ")) if isinstance(value, str) else several
    if isinstance(value, str) and value in allowed.split(", "):
        hint = f"write it without quotes: {value}"
    return FieldError("wrong-value", path, f"{_name(path)} is {shown(value)}", hint)


def _wrong_type(path: KeyPath, value: Any, wanted: str) -> FieldError:
    message = f"{_name(path)} is {_kind(value)}, not {wanted}"
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    quoted = wanted == "text" and is_number
    hint = f'put it in quotes: "{value}"' if quoted else f"write {wanted}"
    if wanted == "text" and isinstance(value, dict) and list(value.values()) == [None]:
        hint = f'put it in quotes: "{{{next(iter(value))}}}"'
    return FieldError("wrong-type", path, message, hint)


def _kind(value: Any) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return f"the switch {str(value).lower()}"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text {shown(value)}"
        case list():
            return "a list"
    return "a mapping"


def advice(word: Any, known: list[str]) -> str:
    """Return the nearest right word as a question, or all right words."""
    near = get_close_matches(str(word), known, 1, 0.6)
    return f'did you mean "{near[0]}"?' if near else f"use one of {', '.join(known)}"


def shown(value: Any) -> str:
    """Return a value as a message quotes it, shortened."""
    text = f'"{value}"' if isinstance(value, str) else _kind(value)
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= 60 else f'{one_line[:57]}…"'


def _name(path: KeyPath) -> str:
    names = [f'"{step}"' for step in path if isinstance(step, str)]
    if not path:
        return "this"
    return (
        names[-1]
        if names and isinstance(path[-1], str)
        else f"entry {int(path[-1]) + 1} of {names[-1]}"
        if names
        else f"entry {int(path[-1]) + 1}"
    )


def _lower(message: str) -> str:
    return message[:1].lower() + message[1:]
