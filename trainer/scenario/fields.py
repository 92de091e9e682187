"""Reading one mapping field by field, remembering everything that is wrong with it."""

from collections.abc import Mapping, Sequence
from typing import Any

from trainer.scenario.problems import Path, Problem, nearest


class Fields:
    """One mapping at its place; each reader returns a usable value and notes what was wrong.

    A field that is wrong yields its default, so that reading goes on and later problems are found too.
    """

    def __init__(self, value: object, path: Path, problems: list[Problem], known: Sequence[str]) -> None:
        self.path = path
        self.problems = problems
        self.values: Mapping[str, Any] = {}
        if not isinstance(value, Mapping):
            self.wrong(f"expected a mapping with {', '.join(known)}, found {shown(value)}", rule="type")
            return
        self.values = {str(name): entry for name, entry in value.items() if name in known}
        for name in value:
            if name not in known:
                self.wrong(f"unknown field; {nearest(str(name), known)}", str(name), rule="unknown-field")

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def at(self, name: str) -> Path:
        """Return the path of a field."""
        return (*self.path, name)

    def wrong(self, says: str, name: str | None = None, rule: str = "value") -> None:
        """Note a problem of a field, or (without a name) of the mapping itself."""
        self.problems.append(Problem(self.path if name is None else self.at(name), says, rule))

    def need(self, name: str, what: str) -> bool:
        """Note a problem if a field is missing; `what` says what belongs there."""
        if name not in self.values:
            self.wrong(f"{name} is missing; add {name}: {what}", rule="missing")
        return name in self.values

    def text(self, name: str, default: str = "", known: Sequence[str] = (), *, empty: bool = False) -> str:
        """Return a text; if `known` is given it must be one of those, and only then may it be empty."""
        return self.optional_text(name, known, empty=empty) or default

    def optional_text(self, name: str, known: Sequence[str] = (), *, empty: bool = False) -> str | None:
        """Return a text or, where there is none, None."""
        value = self.values.get(name)
        if name not in self.values:
            return None
        if not isinstance(value, str) or (not value and not empty):
            self.wrong(f"expected a text, found {shown(value)}{quote_it(value)}", name, "type")
            return None
        if known and value not in known:
            self.wrong(f"{value!r} is not known here; {nearest(value, known)}", name, "unknown-word")
            return None
        return value

    def number(self, name: str, default: int = 0, low: int | None = None, high: int | None = None) -> int:
        """Return a whole number within its bounds."""
        value = self.optional_number(name, low, high)
        return default if value is None else value

    def optional_number(self, name: str, low: int | None = None, high: int | None = None) -> int | None:
        """Return a whole number within its bounds or, where there is none, None."""
        value = self.values.get(name)
        if name not in self.values:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            self.wrong(f"expected a whole number, found {shown(value)}", name, "type")
            return None
        if (low is not None and value < low) or (high is not None and value > high):
            bounds = f"at least {low}" if high is None else f"between {low} and {high}"
            self.wrong(f"expected a number {bounds}, found {value}", name)
            return None
        return value

    def flag(self, name: str, default: bool) -> bool:
        """Return true or false."""
        value = self.values.get(name, default)
        if not isinstance(value, bool):
            self.wrong(f"expected true or false, found {shown(value)}", name, "type")
            return default
        return value

    def texts(self, name: str) -> dict[str, str]:
        """Return a mapping of texts to texts."""
        value = self.values.get(name, {})
        if not isinstance(value, Mapping):
            self.wrong(f"expected a mapping of names to texts, found {shown(value)}", name, "type")
            return {}
        for key, entry in value.items():
            if not isinstance(entry, str):
                says = f"expected a text, found {shown(entry)}{quote_it(entry)}"
                self.problems.append(Problem((*self.at(name), str(key)), says, "type"))
        return {str(key): str(entry) for key, entry in value.items()}

    def list_of_texts(self, name: str) -> tuple[str, ...]:
        """Return texts, given as one or as a list."""
        value = self.values.get(name, [])
        entries = [value] if isinstance(value, str) else value
        if not isinstance(entries, Sequence):
            self.wrong(f"expected a text or a list of texts, found {shown(value)}", name, "type")
            return ()
        for place, entry in enumerate(entries):
            if not isinstance(entry, str):
                says = f"expected a text, found {shown(entry)}{quote_it(entry)}"
                self.problems.append(Problem((*self.at(name), place), says, "type"))
        return tuple(entry for entry in entries if isinstance(entry, str))

    def exactly_one(self, *names: str) -> str | None:
        """Return which one of some fields is there; note a problem if none or several are."""
        found = [name for name in names if name in self.values]
        if len(found) == 1:
            return found[0]
        what = f"found {' and '.join(found)}" if found else "found none"
        self.wrong(f"expected exactly one of {', '.join(names)}, {what}", rule="missing")
        return None


def shown(value: object) -> str:
    """Return a value as a message shows it: its kind, and its text if short."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case Mapping():
            return "a mapping"
        case str():
            return repr(value if len(value) <= 40 else value[:39] + "…")
        case Sequence():
            return "a list"
    return str(value)


def quote_it(value: object) -> str:
    """Return the advice to quote a number or a flag where a text belongs."""
    if isinstance(value, (bool, int, float)):
        return f'; quote it: "{str(value).lower() if isinstance(value, bool) else value}"'
    return ""
