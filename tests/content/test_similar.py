"""Stems that nearly repeat one another: just what comparing all pairs would find."""

import random
from collections.abc import Sequence
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.content.rules import similar
from trainer.content.rules.bank import Named
from trainer.content.rules.similar import SIMILAR, jaccard, near_duplicates
from trainer.study.question import Question

WORDS = [f"word{number}" for number in range(12)]


def placed(
    stems: Sequence[str], kind: Literal["single", "recall"] = "single"
) -> list[tuple[Named, Question]]:
    return [
        (Named(f"q{number}", "deck.yaml", number + 1, 1, number), question(f"q{number}", stem, kind))
        for number, stem in enumerate(stems)
    ]


def question(name: str, stem: str, kind: Literal["single", "recall"]) -> Question:
    asked = Question(
        id=name,
        revision=1,
        kind=kind,
        deck="d",
        domain="secure",
        task="1.1",
        facts=(),
        difficulty=1,
        level="apply",
    )
    return asked._replace(front=stem) if kind == "recall" else asked._replace(stem=stem)


def found(stems: Sequence[str], kind: Literal["single", "recall"] = "single") -> list[str]:
    return [clash.later.name for clash in near_duplicates(placed(stems, kind))]


@given(st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=10).map(" ".join), max_size=12))
def test_the_same_as_comparing_all_pairs(stems: list[str]) -> None:
    sets = [frozenset(stem.split()) for stem in stems]
    firsts: list[int] = []
    expected = []
    for number, stem in enumerate(sets):
        if any(jaccard(stem, sets[earlier]) >= SIMILAR for earlier in firsts):
            expected.append(f"q{number}")
        else:
            firsts.append(number)
    assert found(stems) == expected


def test_case_and_signs_do_not_part_two_stems() -> None:
    assert found(["A ferry, a harbour: which one?", "a FERRY a harbour which one"]) == ["q1"]


def test_the_message_names_the_earlier_one() -> None:
    (clash,) = near_duplicates(placed(["one two three", "four", "three two one"]))
    assert clash.message == 'the stem nearly repeats that of "q0" (deck.yaml:1)'


def test_short_fronts_have_to_be_the_same() -> None:
    fronts = ["Which parameter holds the time of signing?", "Which parameter holds the time of expiry?"]
    assert found(fronts, "recall") == []
    assert found([*fronts, "which parameter holds the time of signing"], "recall") == ["q2"]


def test_few_pairs_of_a_large_bank_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    chance, compared = random.Random(7), 0

    def counted(one: frozenset[str], other: frozenset[str]) -> float:
        nonlocal compared
        compared += 1
        return jaccard(one, other)

    monkeypatch.setattr(similar, "jaccard", counted)
    words = [f"w{number}" for number in range(3000)]
    stems = [" ".join(chance.choices(words, k=60)) for _ in range(1000)]
    assert found([*stems, stems[500]]) == ["q1000"]
    assert compared < 1000 * 999 / 2 / 5
