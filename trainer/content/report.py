"""Gathers what is wrong with one file, each with its place."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from pydantic import ValidationError

from trainer.content.model import Model
from trainer.content.model_errors import explained
from trainer.content.problem import Problem, Severity
from trainer.yaml import Document, KeyPath, Mistake, Position, read

# Marks that change the direction or the joining of what stands around them, and are not seen themselves.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb]")

MAX_PROBLEMS = 1000
"""A deck with more is not checked on."""


@dataclass(slots=True)
class Report:
    """The problems of a file, found while it is checked."""

    file: str
    document: Document
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, file: str, source: bytes) -> Self:
        """Read a YAML file; what is wrong with its form is reported already."""
        report = cls(file, read(source))
        report.add_mistakes(report.document.mistakes)
        report._warn_of_invisible(source)
        return report

    @property
    def has_errors(self) -> bool:
        """Tell whether anything found is more than a warning."""
        return any(problem.is_error for problem in self.problems)

    @property
    def is_full(self) -> bool:
        """Tell whether there is more wrong than anybody reads."""
        return len(self.problems) >= MAX_PROBLEMS

    def end_at(self, path: KeyPath) -> None:
        """Report that the rest of the file, from a path on, is not checked."""
        message = f"more than {MAX_PROBLEMS} problems, and the rest is not checked"
        self._add_at(self.document.position(path), "error", "too-many", message, "mend those before it first")

    def add(
        self, severity: Severity, rule: str, path: KeyPath, message: str, hint: str, *, at_key: bool = False
    ) -> None:
        """Report a problem with the value at a path, or with the name of the field."""
        position = self.document.key_position(path) if at_key else self.document.position(path)
        if severity == "error" and any(mistake.position == position for mistake in self.document.mistakes):
            # What YAML could not read rightly is reported; that it then is no number either follows from it.
            return
        self._add_at(position, severity, rule, message, hint)

    def add_mistakes(self, mistakes: Iterable[Mistake]) -> None:
        """Report what may not stand in YAML."""
        for mistake in mistakes:
            self._add_at(mistake.position, "error", mistake.rule, mistake.message, mistake.hint)

    def validate(self, model: type[Model], data: Mapping[str, Any], at: KeyPath = ()) -> set[str]:
        """Report what the model has against the data; return the fields that cannot be used."""
        try:
            model.__pydantic_validator__.validate_python(data)
        except ValidationError as error:
            return {
                name
                for found in error.errors(include_url=False)
                if (name := self._model_error(model, found, at))
            }
        return set()

    def _model_error(self, model: type[Model], error: Any, at: KeyPath) -> str | None:
        problem = explained(model, error)
        self.add(
            "error", problem.rule, at + problem.path, problem.message, problem.hint, at_key=problem.at_key
        )
        if problem.rule == "unknown-field" and len(problem.path) == 1:
            return None
        return str(problem.path[0]) if problem.path else ""

    def _add_at(self, position: Position, severity: Severity, rule: str, message: str, hint: str) -> None:
        self.problems.append(
            Problem(self.file, position.line, position.column, severity, rule, message, hint)
        )

    def _warn_of_invisible(self, source: bytes) -> None:
        if source.isascii():
            return
        text = source.decode("utf-8-sig", "replace")
        if not _INVISIBLE.search(text):
            return
        for number, line in enumerate(text.split("\n"), start=1):
            for found in _INVISIBLE.finditer(line):
                message = f"the invisible character U+{ord(found.group()):04X}"
                position = Position(number, found.start() + 1)
                self._add_at(
                    position, "warning", "invisible-character", message, "remove it unless it is meant"
                )
                if self.is_full:
                    return
