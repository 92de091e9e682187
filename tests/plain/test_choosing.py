"""An answer typed as letters, at once or bit by bit."""

import pytest

from trainer.plain.choosing import Choosing, Chosen


@pytest.mark.parametrize(("typed", "positions", "sure"), [
    ("b", (1,), False), ("B", (1,), True), ("b!", (1,), True), ("bb", (1,), False),
])  # fmt: skip
def test_one_letter_answers(typed: str, positions: tuple[int, ...], sure: bool) -> None:
    assert Choosing(4, 1).take(typed) == Chosen(positions, sure)


@pytest.mark.parametrize(("typed", "sure"), [("db", False), ("D, B", True), ("d b!", True), ("Db", False)])
def test_several_letters_answer_in_any_order(typed: str, sure: bool) -> None:
    assert Choosing(5, 2).take(typed) == Chosen((1, 3), sure)


def test_letters_add_up_over_lines() -> None:
    choosing = Choosing(5, 2)
    assert choosing.take("e") == "Choose two; E so far, one more:"
    assert choosing.take("E") == "Choose two; E so far, one more:"
    assert choosing.take("a") == Chosen((0, 4), False)


def test_too_many_letters_are_taken_back() -> None:
    choosing = Choosing(5, 2)
    said = choosing.take("abc")
    assert isinstance(said, str)
    assert said.startswith("Choose two; A, B, C are three. Nothing is recorded.")
    assert choosing.take("ab") == Chosen((0, 1), False)


def test_a_letter_that_is_no_option_is_named() -> None:
    said = Choosing(4, 1).take("e")
    assert isinstance(said, str)
    assert said.startswith("There is no option E; the options are A to D.")


@pytest.mark.parametrize("typed", ["", "7", "é", "abcdefg", "a.b"])
def test_what_is_no_letters_is_left_to_others(typed: str) -> None:
    assert Choosing(4, 1).take(typed) is None
