"""Whether an answer is the right one, and where it begins to differ if it is not."""

from collections.abc import Sequence

SHOWN = 24
"""Characters of an answer that are shown: a token or a key is long, and no more of it belongs on a screen."""


def fits(given: str, right: Sequence[str]) -> bool:
    """Return whether an answer is one of the right ones; white space at its ends does not count."""
    return _plain(given) in map(_plain, right)


def difference(given: str, right: str, source: str) -> str:
    """Return where an answer differs from the right one of a `source`, without giving that away."""
    mine, theirs = _plain(given).split("\n"), _plain(right).split("\n")
    if len(theirs) == 1:
        return f"{source} says otherwise"
    for number, (line, wanted) in enumerate(zip(mine, theirs, strict=False), 1):
        if line != wanted:
            return f"line {number} of {len(theirs)} {_first_difference(line, wanted)}"
    if len(mine) < len(theirs):
        return f"line {len(mine) + 1} of {len(theirs)} is missing"
    return f"line {len(theirs) + 1} is one too many"


def short(given: str) -> str:
    """Return an answer as it is shown: its beginning, or how many lines it has."""
    text = _plain(given)
    lines = text.count("\n") + 1
    if lines > 1:
        return f"{lines} lines"
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"


def _first_difference(line: str, wanted: str) -> str:
    if not wanted:
        return "has to be empty"
    if wanted.startswith(line):
        return "is empty" if not line else f"ends too early, after {line[-12:]!r}"
    if line.startswith(wanted):
        return f"goes on too long, after {wanted[-12:]!r}"
    at = next(place for place, (one, other) in enumerate(zip(line, wanted, strict=False)) if one != other)
    return f"differs from character {at + 1} on: {line[at : at + 12]!r}"


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()
