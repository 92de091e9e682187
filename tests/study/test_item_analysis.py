"""Figures of a question against published examples and the results of other programs on the same data."""

from random import Random
from statistics import correlation as pearson

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.study.classes import ORACLE, WUENSCH, lsat_6, responses
from trainer.study.item_analysis import (
    analyse,
    correlation,
    extreme_groups,
    point_biserial,
    quartiles,
)
from trainer.study.responses import Responses, Score, scores


@pytest.mark.parametrize("name", ["complete", "gaps"])
def test_facility_and_point_biserial_are_those_of_scipy(name: str) -> None:
    items = responses(ORACLE[name]["rows"])
    scored = scores(items)
    figures = [analyse(each, scored, 0) for each in items.values()]
    assert [each.facility for each in figures] == pytest.approx(ORACLE[name]["facility"])
    assert [each.point_biserial for each in figures] == pytest.approx(ORACLE[name]["point_biserial"])


def test_the_law_school_admission_test() -> None:
    items = responses(lsat_6())
    scored = scores(items)
    # Facilities as printed with the data; corrected point-biserials as SciPy gives them.
    assert [sum(each.right) for each in items.values()] == [924, 709, 553, 763, 870]
    found = [point_biserial(each, scored) for each in items.values()]
    assert found == pytest.approx([0.11283, 0.15318, 0.17278, 0.14443, 0.12160], abs=5e-6)


def test_the_discrimination_of_a_class_counted_by_hand() -> None:
    # Forty students, so eleven in a group; of the eleven best nine are right, of the eleven worst three.
    rows = []
    for student in range(40):
        best, worst = student < 11, student >= 29
        right = student < 9 if best else student < 32 if worst else student % 2 == 0
        rows.append(f"{int(right)}{'1' * (39 - student)}{'0' * student}")
    items = responses(rows)
    figures = analyse(items["q0"], scores(items), 2)
    assert figures.discrimination == pytest.approx((9 - 3) / 11)
    key, wrong = figures.options
    assert (key.upper, key.lower) == pytest.approx((9 / 11, 3 / 11))
    assert (wrong.upper, wrong.lower, wrong.upper_count) == pytest.approx((2 / 11, 8 / 11, 2))


def test_those_who_tie_for_the_last_place_share_it() -> None:
    groups = extreme_groups([0.9, 0.8, 0.8, 0.8, 0.5, 0.5, 0.4, 0.1, 0.1, 0.0])
    assert groups.size == 3
    assert groups.upper == pytest.approx([1, 2 / 3, 2 / 3, 2 / 3, 0, 0, 0, 0, 0, 0])
    assert groups.lower == pytest.approx([0, 0, 0, 0, 0, 0, 0, 1, 1, 1])


@given(st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=1, max_size=60), st.integers(0, 99))
def test_groups_do_not_hang_on_the_order_of_the_students(shares: list[float], seed: int) -> None:
    order = list(range(len(shares)))
    Random(seed).shuffle(order)
    before, after = extreme_groups(shares), extreme_groups([shares[at] for at in order])
    assert [before.upper[at] for at in order] == after.upper
    assert [before.lower[at] for at in order] == after.lower
    assert sum(before.upper) == pytest.approx(before.size)
    assert sum(before.lower) == pytest.approx(before.size)


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 20)), min_size=2, max_size=50))
def test_correlation_is_pearsons(pairs: list[tuple[int, int]]) -> None:
    first, second = [float(a) for a, _ in pairs], [float(b) for _, b in pairs]
    if len(set(first)) == 1 or len(set(second)) == 1:
        assert correlation(first, second) is None
    else:
        assert correlation(first, second) == pytest.approx(pearson(first, second))


def test_quartiles_are_those_of_numpy() -> None:
    assert quartiles(ORACLE["seconds"]) == pytest.approx(ORACLE["quartiles"])
    assert quartiles([7.0]) == (7.0, 7.0, 7.0)


@pytest.mark.parametrize(
    ("students", "shares", "compares"),
    [(9, False, False), (10, True, False), (19, True, False), (20, True, True)],
)
def test_a_class_gets_the_figures_that_it_carries(students: int, shares: bool, compares: bool) -> None:
    random = Random(students)
    items = responses(["".join(random.choice("01") for _ in range(8)) for _ in range(students)])
    figures = analyse(items["q0"], scores(items), 2)
    assert figures.students == students
    assert (figures.facility is not None, figures.times is not None, bool(figures.options)) == (shares,) * 3
    assert (figures.discrimination is not None, figures.point_biserial is not None) == (compares,) * 2


def test_who_answered_little_is_not_compared_with_others() -> None:
    items = responses([*ORACLE["complete"]["rows"][:20], *["1............."] * 20])
    figures = analyse(items["q0"], scores(items), 2)
    assert (figures.students, figures.ranked) == (40, 20)
    alone = responses(ORACLE["complete"]["rows"][:20])
    assert figures.point_biserial == analyse(alone["q0"], scores(alone), 2).point_biserial


def test_where_all_agree_nothing_correlates() -> None:
    items = responses([f"1{row[1:]}" for row in ORACLE["complete"]["rows"]])
    figures = analyse(items["q0"], scores(items), 2)
    assert (figures.facility, figures.point_biserial, figures.discrimination) == (1.0, None, 0.0)


def test_a_score_leaves_the_question_itself_out() -> None:
    scored = scores(responses(WUENSCH))
    assert [score.right for score in scored.values()] == [8, 7, 7, 2, 2, 9, 8, 9, 7, 7]
    assert Score(8, 10).without(True) == pytest.approx(7 / 9)
    assert Score(8, 10).without(False) == pytest.approx(8 / 9)


def test_several_options_are_kept_for_each_answer() -> None:
    answer = Responses()
    answer.add(0, right=True, chosen=[0, 3, 3])
    assert [answer.took(0, option) for option in range(5)] == [True, False, False, True, False]
