"""The student's pace."""

import pytest

from trainer.study.statistics import PACE_SECONDS, SHORTEST_SECONDS, minutes, pace, usual_seconds


@pytest.mark.parametrize("seconds", [[], [3.0], [3.0, 4.0, 5.0, 6.0]])
def test_with_few_answers_a_question_takes_what_it_has_in_the_exam(seconds: list[float]) -> None:
    assert pace(seconds) == PACE_SECONDS
    assert minutes(19, pace(seconds)) == 38


def test_the_usual_time_is_the_median_and_a_pause_is_not_thinking() -> None:
    assert usual_seconds([]) is None
    assert usual_seconds([20.0, 40.0, 30.0]) == 30.0
    assert usual_seconds([20.0, 40.0]) == 30.0
    assert usual_seconds([86400.0]) == 600.0


def test_the_more_answers_the_more_the_students_own_time_counts() -> None:
    assert pace([60.0] * 5) == 90.0
    assert pace([60.0] * 20) == 72.0


def test_no_question_is_reckoned_with_less_than_it_takes_to_read() -> None:
    assert pace([1.0] * 50) == SHORTEST_SECONDS


def test_minutes_are_rounded_up() -> None:
    assert [minutes(count, 30.0) for count in (0, 1, 2, 3)] == [0, 1, 1, 2]
