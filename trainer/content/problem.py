"""What is wrong in a bank, where, and what to do about it."""

from typing import Any, Literal, NamedTuple

Severity = Literal["error", "warning"]


class Problem(NamedTuple):
    """One problem of a deck or of the settings beside it; lines and columns count from 1."""

    file: str
    line: int
    column: int
    severity: Severity
    rule: str
    message: str
    hint: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.severity}[{self.rule}]: {self.message}; {self.hint}"

    @property
    def is_error(self) -> bool:
        """Tell whether this keeps a question out of the bank."""
        return self.severity == "error"

    def as_json(self) -> dict[str, Any]:
        """Return the problem as one object of `bank check --json`."""
        return self._asdict()
