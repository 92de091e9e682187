"""What an unquoted word of YAML means, and which ones could mean two things."""

import re
from itertools import product

MAX_DIGITS = 18
"""More digits than this do not fit every reader's whole numbers."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+(?:[eE][-+]?[0-9]+)?")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}

_QUOTE = "put it in quotes if it is text"
_SWITCH = "some YAML readers take {} for true or false", f"write true or false, or {_QUOTE}"
_CASE = "{} is not in lower case", f"write it in lower case, or {_QUOTE}"
_TIME = "some YAML readers take {} for seconds", _QUOTE
_DATE = "some YAML readers take {} for a date", "put it in quotes"
_NO_NUMBER = "{} is no number that can be used", _QUOTE
_OCTAL = "some YAML readers take {} for an octal or hexadecimal number", f"write it in decimal, or {_QUOTE}"
_UNUSUAL = "{} is a number in an unusual form", f"write it in digits alone, or {_QUOTE}"
_MERGE = "some YAML readers merge mappings at {}", "put it in quotes"
_AMBIGUOUS_WORDS = dict.fromkeys(("yes", "no", "on", "off", "y", "n"), _SWITCH) | dict.fromkeys(
    ("true", "false", "null"), _CASE
)
_AMBIGUOUS = (
    (re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"), _TIME),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ].*)?"), _DATE),
    (re.compile(r"[-+]?\.(?:inf|nan)", re.I), _NO_NUMBER),
    (re.compile(r"[-+]?0[xob]?[0-9a-f_]+", re.I), _OCTAL),
    (re.compile(r"[-+]?(?:[0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)(?:e[-+]?[0-9]+)?", re.I), _UNUSUAL),
    (re.compile("<<"), _MERGE),
)


# A plain scalar is text unless it is one of these words, or begins with one of these characters.
WORDS = frozenset(_WORDS) | frozenset(
    "".join(cased)
    for word in _AMBIGUOUS_WORDS
    for cased in product(*((letter, letter.upper()) for letter in word))
)
BEGINS_A_NUMBER = frozenset("+-.0123456789<")

Ambiguity = tuple[str, str]
"""What is ambiguous, and what to write instead."""


def resolve(text: str) -> tuple[str | int | float | bool | None, Ambiguity | None]:
    """Return what a plain scalar means, and what is ambiguous about it; then it is read as text."""
    if text in _WORDS:
        return _WORDS[text], None
    if text[0].isalpha():
        return text, _ambiguous_word(text)
    number = int if _INTEGER.fullmatch(text) else float if _DECIMAL.fullmatch(text) else None
    if number is None:
        return text, _ambiguity(text)
    if len(text) > MAX_DIGITS or number(text) in (float("inf"), float("-inf")):
        return text, (f"the number {shortened(text)} is too long", _QUOTE)
    return number(text), None


def _ambiguous_word(text: str) -> Ambiguity | None:
    found = _AMBIGUOUS_WORDS.get(text.lower())
    return found and (found[0].format(text), found[1])


def _ambiguity(text: str) -> Ambiguity | None:
    for pattern, (message, hint) in _AMBIGUOUS:
        if pattern.fullmatch(text):
            return message.format(shortened(text)), hint
    return None


def shortened(text: str) -> str:
    """Return the text, or its beginning where it is too long for a message."""
    return text if len(text) <= 30 else f"{text[:30]}…"
