"""When a question comes back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.study.grading import Grade
from trainer.study.scheduling import GRADES, New, Reviewed, intervals, rebuild, retrievability, review

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)

grades = st.sampled_from(GRADES)
gaps = st.timedeltas(timedelta(0), timedelta(days=400))
histories = st.lists(st.tuples(grades, gaps), max_size=8)


def dated(history: list[tuple[Grade, timedelta]]) -> list[tuple[Grade, datetime]]:
    at = NOON
    answers = []
    for grade, gap in history:
        at += gap
        answers.append((grade, at))
    return answers


def test_the_first_intervals() -> None:
    assert intervals(New(), NOON) == {1: MINUTE, 2: 5.5 * MINUTE, 3: 10 * MINUTE, 4: 8 * DAY}


def test_right_twice_leaves_the_first_steps() -> None:
    first = review(New(), 3, NOON)
    assert (first.phase, first.step, first.due) == ("learning", 1, NOON + 10 * MINUTE)
    second = review(first, 3, first.due)
    assert (second.phase, second.step, second.due) == ("review", None, first.due + 2 * DAY)


def test_a_lapse_comes_back_in_ten_minutes_and_then_in_days() -> None:
    known = rebuild([(4, NOON), (4, NOON + 8 * DAY)])
    assert isinstance(known, Reviewed)
    assert known.due - known.reviewed_at > 30 * DAY
    lapsed = review(known, 1, known.due)
    assert (lapsed.phase, lapsed.due - lapsed.reviewed_at) == ("relearning", 10 * MINUTE)
    assert lapsed.stability < known.stability
    assert review(lapsed, 3, lapsed.due).phase == "review"


def test_a_stability_that_is_almost_nothing_stays_a_state() -> None:
    state = rebuild([(1, NOON + n * DAY) for n in range(40)])
    assert isinstance(state, Reviewed)
    assert state.stability > 0
    assert review(state, 3, state.due).due > state.due


def test_a_time_without_a_zone_is_refused_and_another_zone_is_the_same_time() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        review(New(), 3, NOON.replace(tzinfo=None))
    elsewhere = NOON.astimezone(timezone(timedelta(hours=9)))
    assert review(New(), 3, elsewhere) == review(New(), 3, NOON)


def test_what_is_new_is_not_known() -> None:
    assert retrievability(New(), NOON) == 0
    known = review(New(), 4, NOON)
    assert retrievability(known, NOON) == 1
    assert retrievability(known, NOON + 8 * DAY) == pytest.approx(0.9, abs=0.01)


@given(histories)
def test_the_same_answers_lead_to_the_same_state(history: list[tuple[Grade, timedelta]]) -> None:
    answers = dated(history)
    assert rebuild(answers) == rebuild(answers)


@given(histories, grades, gaps)
def test_the_interval_shown_is_the_one_kept(
    history: list[tuple[Grade, timedelta]], grade: Grade, gap: timedelta
) -> None:
    answers = dated(history)
    state, now = rebuild(answers), (answers[-1][1] if answers else NOON) + gap
    shown = intervals(state, now)
    assert review(state, grade, now).due == now + shown[grade]


@given(histories, gaps)
def test_a_better_grade_never_comes_back_sooner(
    history: list[tuple[Grade, timedelta]], gap: timedelta
) -> None:
    answers = dated(history)
    shown = intervals(rebuild(answers), (answers[-1][1] if answers else NOON) + gap)
    assert list(shown) == [1, 2, 3, 4]
    assert sorted(shown.values()) == list(shown.values())
