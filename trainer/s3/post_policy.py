"""A POST policy: until when a form may be used, and what its fields have to be.

Source: "POST policy" of the Amazon S3 documentation. What S3 says of a policy that it cannot read was
recorded in one case; the rest is as implementations that mirror S3 have it.
"""

import binascii
import json
import re
from base64 import b64decode
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple, NoReturn

from trainer.s3.verdict import Evidence

_EXPIRATION = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,9})?Z")
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_RANGE = "content-length-range"
_INVALID_JSON = "Invalid JSON."


class PolicyDocumentError(Exception):
    """A policy that is none; `says` is S3's word for it, after `Invalid Policy: `."""

    def __init__(self, says: str, evidence: Evidence = "inferred") -> None:
        super().__init__(says)
        self.says = says
        self.evidence: Evidence = evidence


class FieldCondition(NamedTuple):
    """One field has to be a value, or (`starts-with`) to begin with it."""

    operation: str
    field: str
    """In lower case, without its `$`."""
    wanted: str
    text: str
    """As S3 prints it."""

    def met_by(self, value: str | None) -> bool:
        """Return whether a field's value is what is wanted; a field that is not there never is."""
        if value is None:
            return False
        if self.operation == "eq":
            return value == self.wanted
        if self.field == "content-type" and "," in value:
            # Of this field alone a value with commas is a list, each entry of which has to fit.
            return all(entry.strip().startswith(self.wanted) for entry in value.split(","))
        return value.startswith(self.wanted)


class SizeCondition(NamedTuple):
    """The file has to be of a size within bounds, both included."""

    least: int
    """Bytes."""
    most: int
    """Bytes."""


class VainCondition(NamedTuple):
    """A condition that can be read but that nothing meets: a name without `$`, a bound that is no number."""

    text: str


Condition = FieldCondition | SizeCondition | VainCondition


class PostPolicy(NamedTuple):
    """What a policy says."""

    expiration: datetime
    """Aware, UTC."""
    conditions: tuple[Condition, ...]

    def covers(self, field: str) -> bool:
        """Return whether a condition names a field."""
        return any(isinstance(each, FieldCondition) and each.field == field for each in self.conditions)


def read_policy(encoded: str) -> PostPolicy:
    """Read a policy as a form carries it, in Base64. Raises PolicyDocumentError."""
    document = _document(encoded)
    for name in document:
        if name not in ("expiration", "conditions"):
            raise PolicyDocumentError(f"Unexpected: {_printed(name)}")
    if "expiration" not in document:
        raise PolicyDocumentError("Policy missing expiration.")
    if "conditions" not in document or document["conditions"] == []:
        raise PolicyDocumentError("Policy missing conditions.")
    conditions = document["conditions"]
    if not isinstance(conditions, list):
        raise PolicyDocumentError("Invalid 'conditions' value: must be a List.")
    return PostPolicy(_expiration(document["expiration"]), tuple(map(_condition, conditions)))


def _document(encoded: str) -> Mapping[str, Any]:
    text = encoded.strip()
    if not text:
        raise PolicyDocumentError("Expecting '{' but found End-of-Input")
    try:
        raw = b64decode(text + "=" * (-len(text) % 4), validate=True)
    except (ValueError, binascii.Error) as error:
        raise PolicyDocumentError("invalid Base64 encoding.") from error
    try:
        document = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_once,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
        # JSON can spell half a character, which no answer and no screen could show.
        json.dumps(document, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise PolicyDocumentError(_INVALID_JSON) from error
    if not isinstance(document, dict):
        raise PolicyDocumentError(_INVALID_JSON)
    return document


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Refuse a name that stands twice: two readers may take another of the two."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is no whole number")


def _expiration(value: object) -> datetime:
    if not isinstance(value, str):
        raise PolicyDocumentError(_INVALID_JSON)
    try:
        if _EXPIRATION.fullmatch(value):
            return datetime.fromisoformat(value)
    except ValueError:
        pass
    raise PolicyDocumentError(f"Invalid 'expiration' value: '{value}'")


def _condition(value: object) -> Condition:
    match value:
        case dict():
            return _simple(value)
        case []:
            raise PolicyDocumentError("Invalid Condition: missing operation identifier.")
        case [str() as operation, *operands]:
            return _operation(operation, operands, _printed(value))
        case list():
            raise PolicyDocumentError(_INVALID_JSON)
    raise PolicyDocumentError("Invalid condition test: must be a List or Object.")


def _simple(condition: dict[str, Any]) -> Condition:
    if len(condition) != 1:
        message = "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified."
        raise PolicyDocumentError(message, "recorded")
    ((name, wanted),) = condition.items()
    if wanted is None:
        raise PolicyDocumentError(_INVALID_JSON)
    if not isinstance(wanted, str):
        raise PolicyDocumentError("Invalid Simple-Condition: value must be a string.")
    return FieldCondition("eq", name.lower(), wanted, _printed(["eq", f"${name}", wanted]))


def _operation(operation: str, operands: list[Any], text: str) -> Condition:
    known = operation.lower()
    if known not in ("eq", "starts-with", _RANGE):
        raise PolicyDocumentError(f"Invalid Condition: unknown operation '{operation}'.")
    if len(operands) != 2:
        raise PolicyDocumentError(f"Invalid {operation}: wrong number of arguments.")
    first, second = operands
    if known == _RANGE:
        return _size(first, second, text)
    if not isinstance(first, str) or not isinstance(second, str):
        raise PolicyDocumentError(_INVALID_JSON)
    if not first.startswith("$") or first == "$":
        return VainCondition(text)
    return FieldCondition(known, first[1:].lower(), second, text)


def _size(least: object, most: object, text: str) -> Condition:
    bounds = []
    for bound in (least, most):
        if isinstance(bound, bool) or not isinstance(bound, int | str):
            raise PolicyDocumentError(_INVALID_JSON)
        if isinstance(bound, str) and not _INTEGER.fullmatch(bound):
            return VainCondition(text)
        bounds.append(int(bound))
    return SizeCondition(*bounds)


def _printed(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
