"""The order of the options."""

from typing import Any

from trainer.study.question import Option, Question
from trainer.study.shuffle import option_order


def question(name: str, **extra: Any) -> Question:
    options = tuple(Option(text, "because") for text in "abcd")
    return Question(name, 1, "single", "deck", "secure", "1.1", (), 1, "apply", options=options, extra=extra)


def test_every_option_is_shown_once() -> None:
    assert sorted(option_order(question("q"), 7)) == [0, 1, 2, 3]


def test_the_seed_and_the_question_decide() -> None:
    assert option_order(question("q"), 7) == option_order(question("q"), 7)
    assert len({option_order(question("q"), seed) for seed in range(40)}) > 10
    assert len({option_order(question(f"q{n}"), 7) for n in range(40)}) > 10


def test_the_order_is_the_same_in_every_version_of_the_program() -> None:
    assert option_order(question("invoice-link"), 20261123) == (1, 3, 2, 0)


def test_ordered_options_stay_as_in_the_file() -> None:
    assert {option_order(question("q", ordered=True), seed) for seed in range(20)} == {(0, 1, 2, 3)}
