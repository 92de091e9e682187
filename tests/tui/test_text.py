"""Laying out text: reflowing, wrapping under itself, dropping gaps, saying durations."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.content import Content

from trainer.tui.text import Gap, cut, fit, hang, listed, reflow, shown, span, split_question, wrap


def plain(lines: list[Content]) -> list[str]:
    return [line.plain for line in lines]


def test_the_lines_of_a_source_are_joined_and_blank_lines_part() -> None:
    assert reflow("one\ntwo\n\nthree\n") == ["one two", "three"]


def test_lists_and_code_keep_their_lines() -> None:
    assert reflow("Given:\n- one\n- two\n\n    code()\n    more()\nafter") == [
        "Given:", "- one", "- two", "    code()", "    more()", "after",
    ]  # fmt: skip


@pytest.mark.parametrize(("stem", "question"), [
    ("It is so.\nWhat follows?", "What follows?"),
    ("It is so.\nWhich two steps? (Select TWO.)\n", "Which two steps? (Select TWO.)"),
    ("It is so.\nWhat follows from all\nof this?", "What follows from all of this?"),
    ("All of it in one line. What follows?", ""),
    ("No question.\nNone at all.", ""),
    ("", ""),
])  # fmt: skip
def test_the_question_is_the_last_sentence_on_lines_of_its_own(stem: str, question: str) -> None:
    assert split_question(stem)[1] == question


@given(st.text())
def test_splitting_loses_no_word(stem: str) -> None:
    paragraphs, question = split_question(stem)
    assert " ".join([*paragraphs, question]).split() == stem.split()


def test_wrapped_lines_hang_under_their_text() -> None:
    assert plain(hang(Content(" A  "), Content("one two three four"), 12)) == [
        " A  one two",
        "    three",
        "    four",
    ]


@given(st.text(alphabet="ab [](){}$\\\u4e2d\u00e9", max_size=200), st.integers(8, 40))
def test_no_line_is_wider_than_asked_for_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrap(shown(text), width)
    assert max(line.cell_length for line in lines) <= width
    assert "".join("".join(line.plain.split()) for line in lines) == "".join(text.split())


@given(st.text(alphabet="ab  \u4e2d", min_size=1, max_size=60), st.integers(6, 40))
def test_what_is_cut_fits_and_says_so(text: str, width: int) -> None:
    result = cut(shown(text), width, "~")
    assert result.cell_length <= max(width, 3)
    assert result.plain == text or result.plain.endswith("~")


class TestFit:
    ROWS = (Gap(0), Content("a"), Gap(2), Content("b"), Gap(1), Content("c"))

    @pytest.mark.parametrize(("height", "lines", "fits"), [
        (6, ["", "a", "", "b", "", "c"], True),
        (5, ["a", "", "b", "", "c"], True),
        (4, ["a", "", "b", "c"], True),
        (3, ["a", "b", "c"], True),
        (2, ["a", "", "b", "", "c"], False),
    ])  # fmt: skip
    def test_the_least_gap_goes_first_and_gaps_stay_when_it_scrolls(
        self, height: int, lines: list[str], fits: bool
    ) -> None:
        found, fitting = fit(self.ROWS, height)
        assert (plain(found), fitting) == (lines, fits)


@pytest.mark.parametrize(("time", "short", "long"), [
    (timedelta(seconds=20), "1 min", "1 min"),
    (timedelta(minutes=10), "10 min", "10 min"),
    (timedelta(minutes=59, seconds=40), "1 h", "1 h"),
    (timedelta(hours=5), "5 h", "5 h"),
    (timedelta(hours=23, minutes=45), "1 d", "1 day"),
    (timedelta(days=8), "8 d", "8 days"),
    (timedelta(days=150), "5 mo", "5 months"),
    (timedelta(days=900), "2.5 y", "2.5 years"),
])  # fmt: skip
def test_a_duration_is_said_in_one_unit(time: timedelta, short: str, long: str) -> None:
    assert (span(time), span(time, long=True)) == (short, long)


@pytest.mark.parametrize(("items", "text"), [([], ""), (["A"], "A"), (["A", "B"], "A and B"),
                                             (["A", "B", "C"], "A, B and C")])  # fmt: skip
def test_a_list_reads_as_a_sentence(items: list[str], text: str) -> None:
    assert listed(items) == text
