"""The student's pace."""

from trainer.study.statistics import PACE_SECONDS, minutes, pace


def test_without_answers_a_question_takes_a_minute() -> None:
    assert pace([]) == PACE_SECONDS


def test_the_pace_is_the_median_and_a_pause_is_not_thinking() -> None:
    assert pace([20.0, 40.0, 30.0]) == 30.0
    assert pace([20.0, 40.0]) == 30.0
    assert pace([86400.0]) == 600.0


def test_minutes_are_rounded_up() -> None:
    assert [minutes(count, 30.0) for count in (0, 1, 2, 3)] == [0, 1, 1, 2]
