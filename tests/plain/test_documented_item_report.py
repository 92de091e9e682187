"""The page on item analysis: what its example shows is what the program prints for that class."""

import io
import re
from pathlib import Path

import pytest

from tests.sessions.classroom import write_class
from tests.sessions.course import write_course
from trainer.plain.item_report import item_report
from trainer.study import item_analysis, item_concerns, reliability, responses

PAGE = (Path(__file__).parents[2] / "docs" / "item-analysis.md").read_text("utf-8")
SHOWN = re.findall(r"^```text\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_the_example_is_what_the_program_prints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_CACHE_DIR", str(tmp_path / "cache"))
    course = write_course(tmp_path / "bank")
    out = io.StringIO()
    item_report([course], write_class(tmp_path / "class", 40), False, out)
    assert len(SHOWN) == 3
    begin = 0
    for block in SHOWN:
        assert block in out.getvalue()[begin:]
        begin = out.getvalue().index(block)


def test_the_bounds_on_the_page_are_those_of_the_code() -> None:
    (table,) = re.findall(r"^\| figure .*?\n\n", PAGE, re.DOTALL | re.MULTILINE)
    shares, ranking = item_analysis.LEAST_FOR_SHARE, item_analysis.LEAST_FOR_RANKING
    assert f"| {shares} students | under {item_concerns.HARD}, over {item_concerns.EASY} |" in table
    assert f"| {ranking} ranked | under {item_concerns.WEAK}; negative" in table
    assert f"| {reliability.LEAST_IN_COMMON} students on each pair" in table
    assert f"by {item_concerns.LEANING} and two students" in table
    assert item_concerns.UPPER_AT_LEAST == 2
    assert responses.RANKED_FROM == 5
