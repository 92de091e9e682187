"""From an answer to a grade, 1 again, 2 hard, 3 good, 4 easy.

The rule, for a question with options:

    wrong                          1 again, however sure or quick
    right, neither sure nor quick  2 hard
    right, and one of the two      3 good
    right, sure and quick          4 easy

Quick means within `QUICK_SECONDS`, the pace of the exam itself. A recall card is graded by the student.
"""

from collections.abc import Iterable
from typing import Literal

Grade = Literal[1, 2, 3, 4]

QUICK_SECONDS = 120.0
"""The exam's own pace: 130 minutes for 65 questions (AWS, SAA-C03 exam guide)."""


def is_right(chosen: Iterable[int], correct: Iterable[int]) -> bool:
    """Return whether exactly the right options were chosen; as in the exam, a part of them is wrong."""
    return set(chosen) == set(correct)


def grade(*, correct: bool, sure: bool, seconds: float) -> Grade:
    """Return the grade of an answer that took so many seconds."""
    if not correct:
        return 1
    return _RIGHT[sure + (seconds <= QUICK_SECONDS)]


def as_grade(number: int) -> Grade:
    """Return the number as a grade; raises ValueError for anything but 1, 2, 3 or 4."""
    if number not in _GRADES:
        raise ValueError(f"a grade is 1, 2, 3 or 4, not {number!r}")
    return _GRADES[number]


_RIGHT: tuple[Grade, Grade, Grade] = (2, 3, 4)
_GRADES: dict[int, Grade] = {1: 1, 2: 2, 3: 3, 4: 4}
