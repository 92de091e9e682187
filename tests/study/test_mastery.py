"""How much of a domain is known."""

from datetime import UTC, datetime, timedelta
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.study.mastery import is_fresh, share

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_without_an_answer_nothing_is_known() -> None:
    nothing = share(0, 0)
    assert (nothing.estimate, nothing.low, nothing.high, nothing.few) == (None, 0.0, 1.0, True)


@pytest.mark.parametrize(
    ("right", "answers", "low", "high"),
    [(0, 10, 0.0, 0.213), (10, 10, 0.787, 1.0), (15, 20, 0.568, 0.872), (50, 100, 0.419, 0.581)],
)
def test_wilsons_interval(right: int, answers: int, low: float, high: float) -> None:
    found = share(right, answers)
    assert found.low == pytest.approx(low, abs=0.001)
    assert found.high == pytest.approx(high, abs=0.001)
    assert found.estimate == right / answers


def test_under_twenty_answers_are_few() -> None:
    assert share(19, 19).few
    assert not share(20, 20).few


@pytest.mark.parametrize(("right", "answers"), [(2, 1), (-1, 3)])
def test_more_right_than_answers_is_refused(right: int, answers: int) -> None:
    with pytest.raises(ValueError, match="right of"):
        share(right, answers)


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_estimate_lies_in_its_interval(counts: tuple[int, int]) -> None:
    found = share(*counts)
    assert found.estimate is not None
    assert 0 <= found.low <= found.estimate <= found.high <= 1


@given(st.integers(1, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_its_ends_are_the_shares_that_the_answers_would_just_not_refute(counts: tuple[int, int]) -> None:
    right, answers = counts
    found = share(right, answers)
    for end in (found.low, found.high):
        if 0 < end < 1:
            assert abs(right / answers - end) == pytest.approx(
                1.6449 * sqrt(end * (1 - end) / answers), rel=1e-3
            )


def test_an_answer_soon_after_the_explanation_says_little() -> None:
    assert is_fresh(NOON, None)
    assert not is_fresh(NOON, NOON - timedelta(hours=1))
    assert is_fresh(NOON, NOON - timedelta(hours=12))
