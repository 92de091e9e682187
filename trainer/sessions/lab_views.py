"""What a face of the program shows of a lab: plain values, made anew after each change."""

from dataclasses import dataclass
from typing import Literal

from trainer.labs.checks import NOTHING, Outcome
from trainer.labs.definition import Check, LabStep, Prediction
from trainer.labs.saved import SavedStep


@dataclass(frozen=True, slots=True)
class CheckView:
    """A check and how it stands."""

    id: str
    says: str
    passed: bool
    expected: str
    observed: str
    """`nothing yet`, or what was seen: `403 AccessDenied at 10:05:02Z`."""
    why: str = ""
    """Why it has not passed yet, if something came near."""
    asks: str = ""
    """For a check of an answer: the question; empty for all others."""


@dataclass(frozen=True, slots=True)
class PredictionView:
    """A prediction: what was chosen, and once the step is passed, what came true."""

    ask: str
    options: tuple[str, ...]
    chosen: int | None
    right: int | None


@dataclass(frozen=True, slots=True)
class GivenUrl:
    """A URL that the lab has signed for the student."""

    name: str
    """Of the shell variable that holds it, without the dollar."""
    method: str
    object: str
    url: str


@dataclass(frozen=True, slots=True)
class StepView:
    """A step as it stands."""

    id: str
    number: int
    """Counts from 1."""
    title: str
    task: str
    """Markdown."""
    state: Literal["passed", "current", "open"]
    checks: tuple[CheckView, ...]
    """Empty as long as a prediction is awaited: they would give it away."""
    prediction: PredictionView | None
    awaits_prediction: bool
    hints: tuple[str, ...]
    """Those shown so far."""
    hints_left: int
    solution_allowed: bool

    @property
    def passed(self) -> bool:
        """Whether the step has been passed."""
        return self.state == "passed"


def step_view(
    step: LabStep, number: int, saved: SavedStep, outcomes: list[Outcome], current: bool
) -> StepView:
    """Return a step as it stands; `outcomes` may be empty before anything was looked at."""
    passed = saved.passed_at is not None
    awaits = step.prediction is not None and saved.predicted is None and not passed
    by_id = {outcome.check.id: outcome for outcome in outcomes}
    checks = (_check_view(check, saved, by_id.get(check.id)) for check in step.checks)
    return StepView(
        id=step.id,
        number=number,
        title=step.title,
        task=step.task,
        state="passed" if passed else "current" if current else "open",
        checks=() if awaits else tuple(checks),
        prediction=_prediction_view(step.prediction, saved) if step.prediction else None,
        awaits_prediction=awaits,
        hints=step.hints[: saved.hints],
        hints_left=len(step.hints) - saved.hints,
        solution_allowed=passed or saved.hints >= len(step.hints),
    )


def _check_view(check: Check, saved: SavedStep, outcome: Outcome | None) -> CheckView:
    asks = check.asks
    if saved.passed_at is not None:
        observed = saved.observed.get(check.id, "")
        return CheckView(check.id, check.says, True, check.expected, observed, asks=asks)
    if outcome is None:
        return CheckView(check.id, check.says, False, check.expected, NOTHING, asks=asks)
    return CheckView(
        check.id, check.says, outcome.passed, check.expected, outcome.observed, outcome.why, asks
    )


def _prediction_view(prediction: Prediction, saved: SavedStep) -> PredictionView:
    options = tuple(option.text for option in prediction.options)
    chosen = saved.predicted if saved.predicted is not None and saved.predicted < len(options) else None
    return PredictionView(prediction.ask, options, chosen, saved.right if saved.passed_at else None)
