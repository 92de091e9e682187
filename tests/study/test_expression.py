"""Expressions: what they mean is what Python makes of them, and nothing else can be written."""

import time
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.study.expression import MAX_LENGTH, evaluate, names_in, parse
from trainer.study.values import Duration, Moment, Value, ValueTroubleError, kind_of, literal, plain

NAMES: dict[str, Value] = {
    "a": 7,
    "b": -3,
    "zero": 0,
    "lasts": Duration(3600),
    "begun": Moment(8 * 3600),
    "day": Moment(1763899200, dated=True),
    "who": "ann",
}
MINUTE = 60


def value(text: str) -> Value:
    return evaluate(parse(text), NAMES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10:20 + 30 min", Moment(10 * 3600 + 50 * MINUTE)),
        ("30 min + 10:20", Moment(10 * 3600 + 50 * MINUTE)),
        ("begun + lasts - 15 min", Moment(8 * 3600 + 45 * MINUTE)),
        ("12:00 - begun", Duration(4 * 3600)),
        ("min(begun + 6 h, 12:00)", Moment(12 * 3600)),
        ("max(lasts, 90 min, 5 s)", Duration(90 * MINUTE)),
        ("1 d 2 h 3 min 4 s", Duration(86400 + 7200 + 180 + 4)),
        ("lasts // 1 s * 1000", 3_600_000),
        ("lasts // 2", Duration(1800)),
        ("a * 10 min", Duration(4200)),
        ("day + 1 d - day", Duration(86400)),
        ("2026-11-23T10:00:00Z - 2026-11-23T09:59:00Z", Duration(60)),
        ("'yes' if who == 'ann' else \"no\"", "yes"),
        ("lasts if begun < 07:00 else 2 h if a == 7 else 3 h", Duration(7200)),
        ("1 < 2 < 3", True),
        ("1 < 3 < 2", False),
        ("zero if a > 0 else a // zero", 0),
    ],
)
def test_durations_and_times(text: str, expected: Value) -> None:
    assert value(text) == expected
    assert type(value(text)) is type(expected)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it ends where a value should follow"),
        ("a b", "'b' stands at character 3 where an operator should follow"),
        ("a.real", "'.' at character 2 has no meaning here"),
        ("__import__('os')", "'(' stands at character 11"),
        ("(lambda: 1)()", "':' at character 8 has no meaning here"),
        ("[1][0]", "'[' at character 1 has no meaning here"),
        ("a ** 9", "'*' stands at character 4 where a value should follow"),
        ("min(a)", "min of one value is that value"),
        ("min", "it ends where '(' should follow"),
        ("bb", "nothing has the name 'bb'; did you mean 'b'?"),
        ("a // zero", "it divides by zero"),
        ("lasts // 0", "it divides by zero"),
        ("lasts - 2 h", "it is a negative duration, by 1 h"),
        ("begun - 09:00", "it is a negative duration, by 1 h"),
        ("begun + 5", "a time + a number means nothing"),
        ("begun + begun", "a time + a time means nothing"),
        ("begun < day", "a time < a time with its day means nothing"),
        ("lasts < 5", "a duration < a number means nothing"),
        ("who + who", "a text + a text means nothing"),
        ("who < who", "a text < a text means nothing"),
        ("(a < b) + 1", "a condition + a number means nothing"),
        ("-lasts", "a minus stands before a duration"),
        ("1 if a else 2", "after `if` stands a number, not a comparison"),
        ("1 if a < b", "it ends where 'else' should follow"),
        ("25:00 - 01:00", "'25:00' is no time"),
        ("2026-02-30T00:00:00Z", "'2026-02-30T00:00:00Z' is no time"),
        ("5 min 2 h", "'5 min 2 h' is no duration"),
        ("1000000000000000 * 10", "a number is larger than"),
        ("9" * 400, "a number is larger than"),
        ("9999999999999999 d", "a number is larger than"),
        ("(" * 40 + "1" + ")" * 40, "it is nested more than 30 levels deep"),
        ("-" * 40 + "1", "40 minus signs stand in a row"),
        ("a + " * 200 + "a", "the expression has 801 characters"),
    ],
)
def test_what_has_no_value_says_why(text: str, says: str) -> None:
    with pytest.raises(ValueTroubleError) as raised:
        value(text)
    assert str(raised.value).startswith(says)
    assert "; " in str(raised.value), "and what to do"


def test_the_names_of_an_expression() -> None:
    assert names_in(parse("min(a, b) + 3 if c < 15 min else d")) == {"a", "b", "c", "d"}


WORDS = "a b zero lasts begun 1 10:20 + - * // ( ) min( max( , < == if else 'x' . __class__ [ \\"
SYMBOLS = st.sampled_from([*WORDS.split(), "15 min", "9999999999999999"])


@given(st.one_of(st.text(max_size=MAX_LENGTH + 50), st.lists(SYMBOLS, max_size=120).map(" ".join)))
@settings(max_examples=400, deadline=timedelta(seconds=1))
def test_any_text_is_a_value_or_a_clear_error(text: str) -> None:
    try:
        found = value(text)
    except ValueTroubleError as error:
        said = str(error)
    else:
        said = kind_of(found)
    assert said.strip()


@pytest.mark.parametrize(
    "text",
    [
        "*".join(["999999999999999"] * 30),
        "+".join(["1"] * 250),
        "-" * 30 + "1",
        "(" * 29 + "1" + ")" * 29,
        "max(" * 29 + "1,1" + ",1)" * 28 + ")",
        "a<" * 240 + "a",
        "1 if a<b else " * 29 + "1",
    ],
)
def test_the_longest_take_no_time(text: str) -> None:
    begin = time.perf_counter()
    with suppress(ValueTroubleError):
        value(text)
    assert time.perf_counter() - begin < 0.1


NUMBERS = st.one_of(st.integers(0, 50).map(str), st.sampled_from(["a", "b", "zero"]))


def grown(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    comparison = st.tuples(parts, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), parts).map(" ".join)
    return st.one_of(
        st.tuples(parts, st.sampled_from(["+", "-", "*", "//"]), parts).map(" ".join),
        parts.map(lambda part: f"({part})"),
        parts.map(lambda part: f"-{part}"),
        st.tuples(st.sampled_from(["min", "max"]), parts, parts).map(lambda p: f"{p[0]}({p[1]}, {p[2]})"),
        st.tuples(parts, comparison, parts).map(lambda p: f"({p[0]} if {p[1]} else {p[2]})"),
    )


@given(st.recursive(NUMBERS, grown, max_leaves=12))
@settings(max_examples=500, deadline=timedelta(seconds=1))
def test_arithmetic_is_pythons(text: str) -> None:
    try:
        expected = eval(text, {"__builtins__": {"min": min, "max": max}}, dict(NAMES))
    except ZeroDivisionError:
        with pytest.raises(ValueTroubleError, match="divides by zero"):
            value(text)
        return
    if abs(expected) > 10**12:
        return
    assert value(text) == expected


@given(st.integers(0, 10**10))
def test_a_duration_is_read_back_as_it_is_written(seconds: int) -> None:
    assert literal(str(plain(Duration(seconds)))) == Duration(seconds)
