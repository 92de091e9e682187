"""First answers of a class, question by question, as the figures of item analysis need them.

Students are numbers from 0 up. A class of hundreds has hundred thousands of answers, so each question keeps
its own in four arrays that run in parallel, and none is an object.
"""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

RANKED_FROM = 5
"""A student with fewer answers has no share of right ones that means anything, and is not ranked."""


@dataclass(slots=True)
class Responses:
    """Answers to one question, each of another student."""

    students: "array[int]" = field(default_factory=lambda: array("L"))
    right: bytearray = field(default_factory=bytearray)
    chosen: "array[int]" = field(default_factory=lambda: array("L"))
    """Options chosen, as bits: the first of the file is bit 0."""
    seconds: "array[float]" = field(default_factory=lambda: array("f"))

    def __len__(self) -> int:
        return len(self.students)

    def add(self, student: int, *, right: bool, chosen: Iterable[int] = (), seconds: float = 0.0) -> None:
        """Add the answer of a student; options are positions in the file, 0 to 31."""
        self.students.append(student)
        self.right.append(right)
        self.chosen.append(sum(1 << option for option in set(chosen)))
        self.seconds.append(seconds)

    def took(self, answer: int, option: int) -> bool:
        """Tell whether an answer, counted from 0, has an option among those chosen."""
        return bool(self.chosen[answer] >> option & 1)


class Score(NamedTuple):
    """What a student got right, of how many answers."""

    right: int = 0
    answers: int = 0

    @property
    def ranked(self) -> bool:
        """Tell whether there are enough answers to compare the student with others."""
        return self.answers >= RANKED_FROM

    @property
    def share(self) -> float:
        """Return the share of right answers, 0 to 1."""
        return self.right / self.answers

    def without(self, right: bool) -> float:
        """Return the share of right answers among the others, one answer left out."""
        return (self.right - right) / (self.answers - 1)


def scores(items: Mapping[str, Responses]) -> dict[int, Score]:
    """Return the score of each student over these questions."""
    right: dict[int, int] = {}
    answers: dict[int, int] = {}
    for responses in items.values():
        for student, correct in zip(responses.students, responses.right, strict=True):
            right[student] = right.get(student, 0) + correct
            answers[student] = answers.get(student, 0) + 1
    return {student: Score(right[student], count) for student, count in answers.items()}
