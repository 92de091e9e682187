"""From right or wrong, sure or not, and time to a grade."""

import pytest

from trainer.study.grading import QUICK_SECONDS, as_grade, grade, is_right


@pytest.mark.parametrize(
    ("correct", "sure", "seconds", "expected"),
    [
        (False, False, 10.0, 1),
        (False, True, 10.0, 1),
        (False, True, 500.0, 1),
        (True, False, 121.0, 2),
        (True, False, 30.0, 3),
        (True, True, 121.0, 3),
        (True, True, 30.0, 4),
        (True, True, QUICK_SECONDS, 4),
    ],
)
def test_the_rule(correct: bool, sure: bool, seconds: float, expected: int) -> None:
    assert grade(correct=correct, sure=sure, seconds=seconds) == expected


def test_quick_is_the_pace_of_the_exam() -> None:
    assert QUICK_SECONDS == 130 * 60 / 65


@pytest.mark.parametrize(
    ("chosen", "right"), [((1, 3), True), ((3, 1), True), ((1,), False), ((1, 2, 3), False), ((), False)]
)
def test_a_part_of_several_answers_is_wrong(chosen: tuple[int, ...], right: bool) -> None:
    assert is_right(chosen, (1, 3)) is right


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_a_grade_is_its_number(number: int) -> None:
    assert as_grade(number) == number


@pytest.mark.parametrize("number", [0, 5, -1])
def test_other_numbers_are_no_grades(number: int) -> None:
    with pytest.raises(ValueError, match="1, 2, 3 or 4"):
        as_grade(number)
