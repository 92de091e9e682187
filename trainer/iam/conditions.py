"""The Condition element of a policy statement.

Source: "IAM JSON policy elements: Condition operators" and "Conditions with multiple context keys or
values" of the IAM user guide.
"""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network

from trainer.iam.malformed import MalformedPolicyError
from trainer.iam.matching import ContextKeys, Template, is_not_modelled, like, plain, template

Compare = Callable[[Template, str], bool]
"""Whether one value of a policy matches one value of the request."""


def conditions_hold(condition: object, keys: ContextKeys, *, variables: bool) -> bool:
    """Tell whether every operator and every key of a Condition element holds.

    Raises MalformedPolicyError where this cannot be known: a part is not understood, and no other is false.
    """
    problem: MalformedPolicyError | None = None
    for operator, block in _mapping(condition).items():
        for key, wanted in _mapping(block).items():
            try:
                if not _holds(operator, key, wanted, keys, variables):
                    return False
            except MalformedPolicyError as found:
                problem = found
    if problem:
        raise problem
    return True


def _holds(operator: str, key: str, wanted: object, keys: ContextKeys, variables: bool) -> bool:
    quantifier, name, if_exists = _parts(operator)
    expected = _values(wanted)
    found = keys.get(key.lower())
    if found is None and is_not_modelled(key.lower()):
        raise MalformedPolicyError(f"condition key {key} is not modelled")
    if name == "null":
        return _null(expected, found)
    if name not in _OPERATORS:
        raise MalformedPolicyError(f"condition operator {operator} is unknown")
    compare, negated = _OPERATORS[name]
    variables = variables and name.startswith(_WITH_VARIABLES)
    templates = [pieces for text in expected if (pieces := template(text, keys, variables=variables))]
    if not found:
        _matches_any(compare, templates, "")  # A malformed value is one, whatever the request says.
    if found is None:
        if quantifier == "foranyvalue":
            return if_exists
        return if_exists or negated or quantifier == "forallvalues"
    held = [_matches_any(compare, templates, value) != negated for value in found]
    if quantifier == "forallvalues":
        return all(held)
    if quantifier == "foranyvalue":
        return any(held)
    return all(held) if negated else any(held)


def _matches_any(compare: Compare, templates: Sequence[Template], value: str) -> bool:
    # Every value of the policy is read, so that a malformed one is found even after one that matches.
    matches = [compare(pieces, value) for pieces in templates]
    return any(matches)


def _parts(operator: str) -> tuple[str, str, bool]:
    quantifier, colon, name = operator.lower().rpartition(":")
    if colon and quantifier not in ("forallvalues", "foranyvalue"):
        raise MalformedPolicyError(f"condition operator {operator} is unknown")
    if name.endswith("ifexists"):
        return quantifier, name.removesuffix("ifexists"), True
    return quantifier, name, False


def _null(expected: Sequence[str], found: tuple[str, ...] | None) -> bool:
    if any(value.lower() not in ("true", "false") for value in expected):
        raise MalformedPolicyError("a Null condition takes true or false")
    return any((value.lower() == "true") == (found is None) for value in expected)


def _values(wanted: object) -> list[str]:
    items = wanted if isinstance(wanted, list) else [wanted]
    return [_text(item) for item in items]


def _text(item: object) -> str:
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, (str, int, float)):
        return str(item)
    raise MalformedPolicyError("a condition value is neither text, number nor boolean")


def _mapping(element: object) -> dict[str, object]:
    if not isinstance(element, dict) or not all(isinstance(name, str) for name in element):
        raise MalformedPolicyError("Condition is not an object of operators, each an object of keys")
    return element


def _string_equals(pieces: Template, value: str) -> bool:
    return plain(pieces) == value


def _string_equals_ignore_case(pieces: Template, value: str) -> bool:
    return plain(pieces).casefold() == value.casefold()


def _bool(pieces: Template, value: str) -> bool:
    wanted = plain(pieces).lower()
    if wanted not in ("true", "false"):
        raise MalformedPolicyError(f"{plain(pieces)!r} is not true or false")
    return wanted == value.lower()


def _arn(pieces: Template, value: str) -> bool:
    """Compare the six parts of an ARN one by one, so that no wildcard reaches from one into the next."""
    wanted, found = _arn_parts(pieces), value.split(":", 5)
    if len(wanted) != 6:
        raise MalformedPolicyError(f"{plain(pieces)!r} is no ARN: it has not six parts")
    return len(wanted) == len(found) and all(map(like, wanted, found))


def _arn_parts(pieces: Template) -> list[Template]:
    parts: list[list[tuple[str, bool]]] = [[]]
    for text, literal in pieces:
        first, *others = text.split(":", 6 - len(parts))
        parts[-1].append((first, literal))
        parts += [[(other, literal)] for other in others]
    return [tuple(part) for part in parts]


def _network(pieces: Template, value: str) -> bool:
    try:
        network = ip_network(plain(pieces), strict=False)
    except ValueError:
        raise MalformedPolicyError(f"{plain(pieces)!r} is not an IP address or range") from None
    try:
        return ip_address(value) in network
    except ValueError:
        return False


_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


def _number(text: str) -> float:
    if len(text) > 300 or not _NUMBER.fullmatch(text.strip()):
        raise MalformedPolicyError(f"{text!r} is not a number")
    return float(text)


def _moment(text: str) -> float:
    """Return a date (ISO 8601, or seconds since 1970) as seconds since 1970."""
    if _NUMBER.fullmatch(text):
        return _number(text)
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise MalformedPolicyError(f"{text!r} is not a date") from None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()


def _compared(read: Callable[[str], float], holds: Callable[[float, float], bool]) -> Compare:
    def compare(pieces: Template, value: str) -> bool:
        wanted = read(plain(pieces))
        try:
            found = read(value)
        except MalformedPolicyError:
            return False
        return holds(found, wanted)

    return compare


def _ordered(name: str, read: Callable[[str], float]) -> dict[str, tuple[Compare, bool]]:
    equals = _compared(read, lambda found, wanted: found == wanted)
    return {
        f"{name}equals": (equals, False),
        f"{name}notequals": (equals, True),
        f"{name}lessthan": (_compared(read, lambda found, wanted: found < wanted), False),
        f"{name}lessthanequals": (_compared(read, lambda found, wanted: found <= wanted), False),
        f"{name}greaterthan": (_compared(read, lambda found, wanted: found > wanted), False),
        f"{name}greaterthanequals": (_compared(read, lambda found, wanted: found >= wanted), False),
    }


_WITH_VARIABLES = ("string", "arn")
"""Only these compare with a policy variable's value; to others `${...}` is plain text.

Source: "Where you can use policy variables" of the IAM user guide.
"""

_OPERATORS: dict[str, tuple[Compare, bool]] = {
    # name in lower case: (comparison, whether the operator is its negation)
    "stringequals": (_string_equals, False),
    "stringnotequals": (_string_equals, True),
    "stringequalsignorecase": (_string_equals_ignore_case, False),
    "stringnotequalsignorecase": (_string_equals_ignore_case, True),
    "stringlike": (like, False),
    "stringnotlike": (like, True),
    "bool": (_bool, False),
    "binaryequals": (_string_equals, False),
    "ipaddress": (_network, False),
    "notipaddress": (_network, True),
    "arnequals": (_arn, False),
    "arnlike": (_arn, False),
    "arnnotequals": (_arn, True),
    "arnnotlike": (_arn, True),
    **_ordered("numeric", _number),
    **_ordered("date", _moment),
}
