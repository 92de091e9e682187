"""What makes a question deserve a look, at its bounds."""

import pytest

from trainer.study.item_analysis import ItemFigures, OptionFigures
from trainer.study.item_concerns import concerns

SOUND = ItemFigures(40, 24, 40, 0.6, 0.5, 0.4, (OptionFigures(24, 0.6), OptionFigures(16, 0.4)))


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"facility": 0.3}, []),
        ({"facility": 0.29}, ["hard"]),
        ({"facility": 0.9}, []),
        ({"facility": 0.91}, ["easy"]),
        ({"point_biserial": 0.1}, []),
        ({"point_biserial": 0.09}, ["weak"]),
        ({"point_biserial": 0.0}, ["weak"]),
        ({"point_biserial": -0.01}, ["negative"]),
        ({"facility": 0.2, "point_biserial": -0.2}, ["negative", "hard"]),
        ({"facility": None, "point_biserial": None}, []),
    ],
)
def test_bounds_of_facility_and_point_biserial(changed: dict[str, float | None], found: list[str]) -> None:
    assert [each.id for each in concerns(SOUND._replace(**changed), [0])] == found  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wrong", "students", "found"),
    [
        (OptionFigures(0, 0.0), 20, ["idle"]),
        (OptionFigures(0, 0.0), 19, []),
        (OptionFigures(1, 0.05), 20, []),
        (OptionFigures(9, 0.2, 0.3, 0.1, 3.0), 40, ["attracts"]),
        (OptionFigures(9, 0.2, 0.3, 0.25, 3.0), 40, []),
        (OptionFigures(9, 0.2, 0.2, 0.0, 1.0), 40, []),
    ],
)
def test_wrong_options_that_nobody_takes_or_the_good_take(
    wrong: OptionFigures, students: int, found: list[str]
) -> None:
    options = (OptionFigures(20, 0.5, 1.0, 0.0, 10.0), wrong)
    said = concerns(SOUND._replace(students=students, options=options), [0])
    assert [each.id for each in said] == found
    assert all(" B" in each.says for each in said)
