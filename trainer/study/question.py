"""A question as a student meets it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, NamedTuple, get_args

Level = Literal["remember", "understand", "apply", "analyze"]
LEVELS: tuple[Level, ...] = get_args(Level)
"""What a question asks of the student, the least first."""

Kind = Literal["single", "multiple", "recall"]
Evidence = Literal["documented", "recorded", "inferred"]


class Option(NamedTuple):
    """One option, with why it is right or wrong."""

    text: str
    why: str
    correct: bool = False
    misconception: str | None = None
    """Id of the belief that makes this option tempting."""


class Reference(NamedTuple):
    """Where the answer comes from, who read it when, and how good that evidence is."""

    url: str
    checked: str
    """The day somebody read it, `YYYY-MM-DD`."""
    via: Literal["stored-copy", "live"]
    evidence: Evidence


class Question(NamedTuple):
    """A question of a deck; `options` are in the order of the file."""

    id: str
    revision: int
    kind: Kind
    deck: str
    domain: Literal["secure", "resilient", "performance", "cost"]
    task: str
    facts: tuple[str, ...]
    difficulty: int
    level: Level
    stem: str = ""
    options: tuple[Option, ...] = ()
    front: str = ""
    back: str = ""
    references: tuple[Reference, ...] = ()
    tags: tuple[str, ...] = ()
    proof: tuple[dict[str, Any], ...] = ()
    """Scenario steps as written in YAML; empty where there is none."""
    file: str = ""
    line: int = 0
    extra: Mapping[str, Any] = MappingProxyType({})
    """Fields that this version carries without reading them."""
    template: Mapping[str, Any] = MappingProxyType({})
    """What a parametric question draws: its `draw`, `let` and `assert` as written in YAML; else empty."""
    drawn: Mapping[str, Any] | None = None
    """What was drawn for this one, by name, as YAML would have it; None where nothing was."""

    @property
    def correct_options(self) -> tuple[int, ...]:
        """Return the positions, in file order, of the right options."""
        return tuple(i for i, option in enumerate(self.options) if option.correct)

    def as_json(self) -> dict[str, Any]:
        """Return the question whole, as plain data."""
        return {
            **self._asdict(),
            "options": [option._asdict() for option in self.options],
            "references": [reference._asdict() for reference in self.references],
            "extra": dict(self.extra),
            "template": dict(self.template),
        }


def question_from_json(data: dict[str, Any]) -> Question:
    """Rebuild a question from what `Question.as_json` returned; unknown fields raise TypeError."""
    fields = dict(data)
    fields["options"] = tuple(Option(**option) for option in fields.get("options", ()))
    fields["references"] = tuple(Reference(**reference) for reference in fields.get("references", ()))
    for name in ("facts", "tags", "proof"):
        fields[name] = tuple(fields.get(name, ()))
    return Question(**fields)
