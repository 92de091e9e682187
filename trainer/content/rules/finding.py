"""What a rule says about a question."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from trainer.content.problem import Severity
from trainer.content.settings import Settings
from trainer.study.question import Question
from trainer.yaml import KeyPath


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong; `path` leads from the question to the value."""

    path: KeyPath
    message: str
    hint: str
    severity: Severity = "error"
    at_key: bool = False
    """The name of the field is what is wrong, not its value."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule on one question, and the fields without which it has nothing to say."""

    id: str
    check: Callable[[Question, Settings], Iterable[Finding]]
    reads: frozenset[str]
    kinds: frozenset[str] = frozenset({"single", "multiple", "recall"})
    waivable: bool = True
    """Whether a question may stand against it with a reason; not where it could not be asked then."""


def rule(
    name: str,
    check: Callable[[Question, Settings], Iterable[Finding]],
    reads: str,
    kinds: str = "single multiple recall",
    *,
    waivable: bool = True,
) -> Rule:
    """Return a rule; `reads` and `kinds` are words with blanks between."""
    return Rule(name, check, frozenset(reads.split()), frozenset(kinds.split()), waivable)
