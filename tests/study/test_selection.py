"""Which questions are asked, in what order."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.study.question import Kind, Question
from trainer.study.selection import interleaved, queue, shuffled


def question(name: str, facts: Sequence[str] = (), kind: Kind = "single", task: str = "1.1") -> Question:
    return Question(name, 1, kind, "deck", "secure", task, tuple(facts), 1, "apply")


def ids(questions: Sequence[Question]) -> list[str]:
    return [each.id for each in questions]


def test_what_is_due_comes_before_what_is_new() -> None:
    due, new = [question("a"), question("b")], [question("c"), question("d")]
    assert ids(queue(due, new, limit=3, empty_log=False)) == ["a", "b", "c"]


def test_what_is_longest_due_is_asked_when_not_all_fits() -> None:
    due = [question(name) for name in "abcdef"]
    assert ids(queue(due, [question("n")], limit=4, empty_log=False)) == ["a", "b", "c", "d"]


def test_neighbours_are_about_different_facts() -> None:
    same = [question("a", ["F1"]), question("b", ["F1"]), question("c", ["F2"]), question("d", ["F2"])]
    assert ids(interleaved(same, None)) == ["a", "c", "b", "d"]
    assert ids(interleaved(same, question("z", ["F1"]))) == ["c", "a", "d", "b"]


def test_neighbours_are_about_different_tasks() -> None:
    same = [question("a", task="1.1"), question("b", task="1.1"), question("c", task="1.2")]
    assert ids(interleaved(same, None)) == ["a", "c", "b"]


def test_the_first_five_ever_have_options() -> None:
    cards = [question(f"card-{n}", kind="recall") for n in range(6)]
    others = [question(f"q-{n}") for n in range(6)]
    asked = queue([], cards + others, limit=12, empty_log=True)
    assert {each.kind for each in asked[:5]} == {"single"}
    assert len(asked) == 12
    assert {each.kind for each in queue([], cards + others, limit=5, empty_log=True)} == {"single"}
    assert {each.kind for each in queue([], cards + others, limit=5, empty_log=False)} == {"recall"}


def test_recall_cards_alone_are_asked_from_the_start() -> None:
    cards = [question(f"card-{n}", kind="recall") for n in range(3)]
    assert len(queue([], cards, limit=5, empty_log=True)) == 3


@given(st.lists(st.integers(), unique=True), st.integers())
def test_shuffling_loses_and_doubles_nothing(items: list[int], seed: int) -> None:
    drawn = list(shuffled(items, seed))
    assert sorted(drawn) == sorted(items)
    assert drawn == list(shuffled(items, seed))


def test_another_seed_is_another_order() -> None:
    assert list(shuffled(range(50), 1)) != list(shuffled(range(50), 2))


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["single", "recall"])), max_size=12),
    st.integers(0, 6),
    st.integers(1, 15),
    st.booleans(),
)
def test_a_queue_asks_each_once_and_no_more_than_the_limit(
    made: list[tuple[str, Kind]], due: int, limit: int, empty_log: bool
) -> None:
    questions = [question(str(n), [fact], kind) for n, (fact, kind) in enumerate(made)]
    asked = ids(queue(questions[:due], questions[due:], limit=limit, empty_log=empty_log))
    assert len(asked) == len(set(asked)) == min(limit, len(questions))


@pytest.mark.parametrize("count", [0, 1, 9, 30])
def test_mixing_keeps_every_question(count: int) -> None:
    questions = [question(str(n), ["F1"]) for n in range(count)]
    assert sorted(ids(interleaved(questions, None))) == sorted(ids(questions))
