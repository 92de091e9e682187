"""KR-20 against a published example, a classic data set, and pingouin on answers with gaps."""

from statistics import pvariance

import pytest

from tests.study.classes import ORACLE, WUENSCH, lsat_6, responses
from trainer.study.reliability import kr20


def test_the_worked_example_of_wuensch() -> None:
    found = kr20(responses(WUENSCH), least=10)
    assert found is not None
    # The page prints pq of each item, 2.18 together, and 5.84 as the variance of the totals.
    assert found.estimate == pytest.approx(10 / 9 * (1 - 2.18 / 5.84))
    assert (found.items, found.students, found.missing) == (10, 10, 0)


def test_the_law_school_admission_test() -> None:
    found = kr20(responses(lsat_6()))
    assert found is not None
    assert round(found.estimate, 3) == 0.295


@pytest.mark.parametrize("name", ["complete", "gaps"])
def test_it_is_the_alpha_of_pingouin(name: str) -> None:
    found = kr20(responses(ORACLE[name]["rows"]))
    assert found is not None
    assert found.estimate == pytest.approx(ORACLE[name]["kr20"])
    assert found.missing == pytest.approx(0 if name == "complete" else _missing(ORACLE[name]["rows"]))


def test_without_gaps_it_is_the_formula_of_the_textbooks() -> None:
    rows = ORACLE["complete"]["rows"]
    count, students = len(rows[0]), len(rows)
    shares = [sum(row[at] == "1" for row in rows) / students for at in range(count)]
    total = pvariance([row.count("1") for row in rows])
    expected = count / (count - 1) * (1 - sum(p * (1 - p) for p in shares) / total)
    found = kr20(responses(rows))
    assert found is not None
    assert found.estimate == pytest.approx(expected)


def test_a_question_that_few_answered_with_the_others_is_left_out() -> None:
    rows = [f"{row}{'1' if number < 19 else '.'}" for number, row in enumerate(ORACLE["complete"]["rows"])]
    found = kr20(responses(rows))
    assert found is not None
    assert found.items == 14
    assert found.estimate == pytest.approx(ORACLE["complete"]["kr20"])


@pytest.mark.parametrize("rows", [["10"] * 19, ["1"] * 40, ["1."] * 20 + [".1"] * 20, ["10"] * 40])
def test_there_is_none_of_too_few_or_of_what_does_not_vary(rows: list[str]) -> None:
    assert kr20(responses(rows)) is None


def _missing(rows: list[str]) -> float:
    return sum(row.count(".") for row in rows) / (len(rows) * len(rows[0]))
