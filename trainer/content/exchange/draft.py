"""A question on its way into a deck: what its source knows of it, and what was lost on the way."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Draft:
    """A question as far as its source knows it; `fields` are those of the deck format, none is certain."""

    where: str
    """Where it stands in its source, as a report names it: `line 12`, `row 3`."""
    fields: dict[str, Any]
    losses: list[str] = field(default_factory=list)
    """What the source says and the fields do not."""

    def lose(self, says: str) -> None:
        """Add a loss, once."""
        if says not in self.losses:
            self.losses.append(says)


@dataclass(slots=True)
class Source:
    """What was read from a file."""

    drafts: list[Draft] = field(default_factory=list)
    title: str = ""
    losses: list[str] = field(default_factory=list)
    """What in the file became no question, with its place."""

    def lose(self, says: str) -> None:
        """Add a loss of the file, once."""
        if says not in self.losses:
            self.losses.append(says)


Reader = Callable[[bytes], Source]
"""Reads a file of one format; raises ContentError for one that is broken as a whole."""
