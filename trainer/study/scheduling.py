"""When a question comes back: FSRS, as a function of the card's state, the grade and the time.

The only module that imports the fsrs package, and it does so when the first answer is graded: a start
need not wait for it. Intervals are not fuzzed, so that the ones shown are the ones that will be kept.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from trainer.study.grading import Grade

if TYPE_CHECKING:
    from fsrs import Card, Rating, Scheduler

Phase = Literal["learning", "review", "relearning"]

GRADES: tuple[Grade, ...] = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class New:
    """A question that has not been answered."""


class Reviewed(NamedTuple):
    """A question that has been answered, and what FSRS knows about it."""

    phase: Phase
    step: int | None
    """Which of the short first intervals it is at; None once its intervals are days."""
    stability: float
    """Days until the chance of remembering has fallen to 90 %."""
    difficulty: float
    """1 to 10."""
    reviewed_at: datetime
    due: datetime


CardState: TypeAlias = New | Reviewed


def review(state: CardState, grade: Grade, now: datetime) -> Reviewed:
    """Return the state after an answer of this grade at `now`; raises ValueError for a time without zone."""
    scheduler, _ = _fsrs()
    card, _ = scheduler.review_card(_as_card(state, now), _rating(grade), _utc(now))
    return _as_state(card)


def intervals(state: CardState, now: datetime) -> dict[Grade, timedelta]:
    """Return for each grade in how long the question would come back, were it answered at `now`."""
    return {grade: review(state, grade, now).due - _utc(now) for grade in GRADES}


def rebuild(answers: Iterable[tuple[Grade, datetime]]) -> CardState:
    """Return the state that these answers, oldest first, have led to."""
    state: CardState = New()
    for grade, at in answers:
        state = review(state, grade, at)
    return state


def retrievability(state: CardState, now: datetime) -> float:
    """Return the chance, 0 to 1, that the answer is still known; 0 for a new question."""
    scheduler, _ = _fsrs()
    return float(scheduler.get_card_retrievability(_as_card(state, now), _utc(now)))


def load() -> None:
    """Import the fsrs package now, so that the first answer does not wait for it."""
    _fsrs()


@cache
def _fsrs() -> tuple["Scheduler", type["Card"]]:
    from fsrs import Card, Scheduler

    return Scheduler(enable_fuzzing=False), Card


def _rating(grade: Grade) -> "Rating":
    from fsrs import Rating

    return Rating(grade)


def _as_card(state: CardState, now: datetime) -> "Card":
    # Every field is given: Card() without an id sleeps, and without a due date it reads the clock.
    from fsrs import State

    _, card = _fsrs()
    match state:
        case New():
            return card(card_id=0, state=State.Learning, step=0, due=_utc(now))
        case Reviewed():
            return card(
                card_id=0,
                state=State(_PHASES[state.phase]),
                step=state.step,
                stability=state.stability,
                difficulty=state.difficulty,
                due=_utc(state.due),
                last_review=_utc(state.reviewed_at),
            )


def _as_state(card: "Card") -> Reviewed:
    if card.stability is None or card.difficulty is None or card.last_review is None:
        raise ValueError("the scheduler returned a card without a state")
    return Reviewed(
        _PHASE_NAMES[card.state.value], card.step, card.stability, card.difficulty, card.last_review, card.due
    )


_PHASES: Mapping[Phase, int] = {"learning": 1, "review": 2, "relearning": 3}
_PHASE_NAMES: Mapping[int, Phase] = {number: phase for phase, number in _PHASES.items()}


def _utc(time: datetime) -> datetime:
    if time.tzinfo is None:
        raise ValueError(f"the time {time} has no time zone")
    return time.astimezone(UTC)
