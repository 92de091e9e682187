"""The rules on a whole bank: what each says, from where on, and that chance alone does not set it off."""

import random
from collections.abc import Callable, Sequence
from math import comb

import pytest

from trainer.content.rules import HABITS
from trainer.content.rules import balance as rules
from trainer.study.question import Option, Question

FILLER = ("blue", "green", "amber", "ivory")


def question(number: int, texts: Sequence[str], key: int = 0, **fields: object) -> Question:
    options = tuple(Option(text, "why", place == key) for place, text in enumerate(texts))
    given: dict[str, object] = {"kind": "single", "level": "apply", "stem": "Which one?", **fields}
    return Question(
        id=f"q{number}", revision=1, deck="d", domain="secure", task="1.1", facts=(), difficulty=1,
        options=options, **given,  # type: ignore[arg-type]
    )  # fmt: skip


def lengths(number: int, key: int, *others: int) -> Question:
    return question(number, ["x" * key, *("y" * other for other in others)])


def said(check: rules.Check, questions: Sequence[Question]) -> str:
    habit = check(questions)
    return "" if habit is None else f"{habit.message}; {habit.hint}"


def test_the_longest_too_often() -> None:
    ten = [lengths(n, 21 if n < 6 else 19, 20, 20, 20) for n in range(10)]
    assert said(rules.longest_key, ten) == (
        "in 6 of 10 questions the right option is the longest; chance allows 4;"
        " shorten it, or lengthen others: q0, q1, q2 and 3 more"
    )
    assert said(rules.longest_key, ten[2:]) == ""
    assert said(rules.longest_key, ten[:7]) == "", "fewer than eight say nothing"


def test_longer_than_the_others_on_average() -> None:
    long = [lengths(n, 24, 25, 20, 15) for n in range(8)]
    assert said(rules.longest_key, long) == (
        "on average the right option is 1.20 times as long as the others, not 0.90 to 1.10; begin with q0, q1"
    )
    short = [lengths(n, 16, 25, 20, 15) for n in range(8)]
    assert "is 0.80 times as long" in said(rules.longest_key, short)
    assert said(rules.longest_key, [lengths(n, 21, 25, 20, 15) for n in range(8)]) == ""


def test_the_shortest_too_often() -> None:
    ten = [lengths(n, 19 if n < 6 else 21, 20, 20, 20) for n in range(10)]
    assert said(rules.shortest_key, ten).startswith(
        "in 6 of 10 questions the right option is the shortest; chance allows 4; lengthen it"
    )
    assert said(rules.shortest_key, ten[3:] * 2) == ""


def test_a_place_preferred() -> None:
    places = [0] * 14 + [1, 2, 3] * 2
    twenty = [question(n, FILLER, key) for n, key in enumerate(places)]
    assert said(rules.key_positions, twenty).startswith(
        "the right option stands 14, 2, 2, 2 times in places 1 to 4 (chi-square 21.6); move it in some"
    )
    assert said(rules.key_positions, twenty[:19]) == ""
    assert said(rules.key_positions, [question(n, FILLER, n % 4) for n in range(20)]) == ""
    numbers = [question(n, ("5", "10", "15", "20"), 0) for n in range(20)]
    assert said(rules.key_positions, numbers) == "", "numbers stand in order of size"


def test_absolute_words_and_hedges() -> None:
    absolute = [question(n, ("plain", "always so", "never so", "plain too")) for n in range(8)]
    assert said(rules.absolute_words, absolute).startswith(
        "absolute words stand in 16 of 24 wrong options, in 0 of 8 right ones; soften some: q0"
    )
    hedged = [question(n, ("it usually is", "plain", "other", "plain too")) for n in range(8)]
    assert said(rules.absolute_words, hedged).startswith(
        "hedges stand in 8 of 8 right options and in 0 of 24 wrong ones; leave some out"
    )
    both = [question(n, ("all of it", "all", "other", "only")) for n in range(8)]
    assert said(rules.absolute_words, both) == ""
    assert said(rules.absolute_words, absolute[:1]) == ""


def test_the_one_in_the_middle() -> None:
    middle = ("presign download page", "presign upload list", "policy download list", "policy upload page")
    converging = [question(n, ("harbour ferry timetable", "harbour mole", "ferry quay", "timetable pier"))
                  for n in range(8)]  # fmt: skip
    assert said(rules.convergence, converging).startswith(
        "in 8 of 8 questions the right option shares most words with others; vary"
    )
    assert said(rules.convergence, [question(n, middle) for n in range(8)]) == ""


def test_too_many_negatives() -> None:
    asked = [question(n, FILLER, stem="Which is NOT so?" if n < 2 else "Which?") for n in range(40)]
    assert (
        said(rules.negatives, asked)
        == "2 of 40 questions are negative, more than 3 %; turn some round: q0, q1"
    )
    assert said(rules.negatives, asked[1:]) == "", "one is always allowed"
    assert said(rules.negatives, asked + asked[2:]) == ""


def test_too_few_that_apply() -> None:
    low = [question(n, FILLER, level="remember" if n < 4 else "analyze") for n in range(8)]
    assert said(rules.levels, low).startswith(
        "4 of 8 questions ask to apply or analyze, fewer than 60 %; ask"
    )
    cards = [question(n, (), level="remember", kind="recall") for n in range(30)]
    assert said(rules.levels, low[2:] + low[4:] + cards) == "", "cards are not counted"


def test_the_bound_lets_chance_pass_nineteen_times_in_twenty() -> None:
    for count in range(rules.MIN_QUESTIONS, 200):
        most = int(rules.bound(count, 0.25) * count)
        passed = sum(comb(count, k) * 0.25**k * 0.75 ** (count - k) for k in range(most + 1))
        assert passed > 0.91, count
    assert rules.bound(100, 0.25) == pytest.approx(0.321, abs=0.001)


@pytest.mark.parametrize(("rule", "check"), HABITS)
def test_a_bank_made_by_chance_is_left_alone(
    rule: str, check: Callable[[Sequence[Question]], object]
) -> None:
    chance, found = random.Random(rule), 0
    words = ["harbour", "always", "might", "ferry", "only", "quay", "lighthouse", "pier", "usually", "every"]
    for _ in range(100):
        questions = [
            question(n, [" ".join(chance.choices(words, k=7)) for _ in range(4)], chance.randrange(4))
            for n in range(40)
        ]
        found += check(questions) is not None
    assert found <= 12, "both halves of a rule may go off, each one time in twenty"


@pytest.mark.parametrize(("rule", "check"), HABITS)
def test_nothing_is_said_of_nothing(rule: str, check: Callable[[Sequence[Question]], object]) -> None:
    assert check([]) is None
    assert check([question(0, (), kind="recall", front="What?")]) is None
