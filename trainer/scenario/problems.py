"""What is wrong with a scenario: all of it, each with its place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from trainer.errors import ContentError

Path = tuple[str | int, ...]
"""Where a value stands: field names and list positions, such as `("proof", 2, "fetch", "expect")`."""


def path_text(path: Path) -> str:
    """Return a path as people write it: `proof[2].fetch.expect`."""
    parts = [f"[{part}]" if isinstance(part, int) else f".{part}" for part in path]
    return "".join(parts).lstrip(".")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and what to do."""

    path: Path
    says: str
    rule: str = "scenario"
    """The kind of mistake: `type`, `value`, `missing`, `unknown-field`, `unknown-word` or `unknown-name`.

    Where a field is unknown, the path ends in its key; everywhere else it leads to a value.
    """

    def __str__(self) -> str:
        return f"{path_text(self.path)}: {self.says}" if self.path else self.says


class ScenarioError(ContentError):
    """A scenario with problems; `problems` holds them all, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(map(str, self.problems)))


def nearest(word: str, known: Sequence[str]) -> str:
    """Return advice on a word that is not known: the nearest right one, or all of them."""
    near = get_close_matches(word, known, 1, 0.6)
    return f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(known)}"
