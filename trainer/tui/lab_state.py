"""What a lab's screen shows, read at one moment in a thread of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trainer.cloud.client import LabClock
    from trainer.sessions.lab import GivenUrl, LabSession, MatrixView, StepView


@dataclass(frozen=True, slots=True)
class LabState:
    """The steps as they stand, the requests that came since the last look, and lab time."""

    steps: "tuple[StepView, ...]"
    step: "StepView"
    finished: bool
    notice: str
    clock: "LabClock"
    new_lines: tuple[Mapping[str, Any], ...]
    given: "tuple[GivenUrl, ...]" = ()
    """URLs that the lab has signed for the student."""
    matrix: "MatrixView | None" = None

    def same_steps(self, other: "LabState") -> bool:
        """Return whether nothing changed of what stands beside the console."""
        return self._beside() == other._beside()

    def _beside(self) -> tuple[Any, ...]:
        return self.steps, self.step, self.notice, self.given, self.matrix


def look(session: "LabSession") -> LabState:
    """Poll a session and return how it stands. Raises CloudError and ProgressError."""
    new = session.poll()
    return LabState(
        steps=session.steps,
        step=session.step,
        finished=session.finished,
        notice=session.notice,
        clock=session.clock(),
        new_lines=tuple(new),
        given=session.given,
        matrix=session.matrix,
    )
