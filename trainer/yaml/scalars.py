"""What an unquoted word of YAML means, and which ones could mean two things."""

import re

MAX_DIGITS = 18
"""More digits than this do not fit every reader's whole numbers."""

# A plain scalar is text unless it is empty or begins with one of these.
MAY_BE_TYPED = frozenset("+-.0123456789tTfFyYnNoO~<")

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

_SWITCH = "some YAML readers take {} for true or false"
_TIME = "some YAML readers take {} for seconds"
_DATE = "some YAML readers take {} for a date"
_OCTAL = "some YAML readers take {} for an octal or hexadecimal number"
_UNUSUAL = "{} is a number in an unusual form"
_AMBIGUOUS = (
    (re.compile(r"(?:yes|no|on|off|y|n)", re.I), _SWITCH),
    (re.compile(r"(?:true|false|null)", re.I), "{} is not in lower case"),
    (re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"), _TIME),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?"), _DATE),
    (re.compile(r"[-+]?\.(?:inf|nan)", re.I), "{} is no number that can be used"),
    (re.compile(r"[-+]?0[xob]?[0-9a-f_]+", re.I), _OCTAL),
    (re.compile(r"[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:e[-+]?[0-9]+)?", re.I), _UNUSUAL),
    (re.compile("<<"), "some YAML readers merge mappings at {}"),
)


def resolve(text: str) -> tuple[str | int | float | bool | None, str | None]:
    """Return what a plain scalar means, and what is ambiguous about it; then it is read as text."""
    if text in _WORDS:
        return _WORDS[text], None
    number = int if _INTEGER.fullmatch(text) else float if _DECIMAL.fullmatch(text) else None
    if number is None:
        return text, _ambiguity(text)
    if len(text) > MAX_DIGITS or number(text) in (float("inf"), float("-inf")):
        return text, f"the number {shortened(text)} is too long"
    return number(text), None


def _ambiguity(text: str) -> str | None:
    found = (message for pattern, message in _AMBIGUOUS if pattern.fullmatch(text))
    message = next(found, None)
    return message and message.format(shortened(text))


def shortened(text: str) -> str:
    """Return the text, or its beginning where it is too long for a message."""
    return text if len(text) <= 30 else f"{text[:30]}…"
