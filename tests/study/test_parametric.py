"""Questions whose numbers are drawn: which draw comes when, and what stands in the texts."""

from typing import Any

import pytest

from trainer.errors import ContentError
from trainer.study.drawing import drawn
from trainer.study.parametric import draw, draw_again, instance
from trainer.study.question import Option, Question, question_from_json
from trainer.study.template import TroubleAtError, template_of
from trainer.study.values import Duration, Moment, ValueTroubleError, formatted

TEMPLATE: dict[str, Any] = {
    "draw": {
        "signed": {"from": "08:00", "to": "20:00", "step": "30 min"},
        "left": ["10 min", "1 h 30 min"],
        "expires": ["4 h", "6 h"],
        "who": ["ann", "bob"],
    },
    "let": {
        "ends": "signed + left",
        "stops": "min(ends, signed + expires)",
        "late": "signed + expires",
        "sum": "late + left",
    },
    "assert": "stops < late",
}


def question(**changed: Any) -> Question:
    options = (
        Option("At {stops}.", "It ends with the session, {left} on.", correct=True),
        Option("At {late}.", "{{literal}} {expires:s} seconds."),
        Option("At {sum}.", "{left:min} minutes more."),
    )
    made = Question(
        "two-ends", 1, "single", "deck", "secure", "1.1", (), 1, "apply",
        stem="{who} signs at {signed}, for {expires:h} hours; the session ends at {ends}.",
        options=options,
        proof=({"as": "{who}"}, {"presign": {"object": "a-{expires:plain}.txt", "expires": "{expires}"}}),
        template=TEMPLATE,
    )  # fmt: skip
    return made._replace(**changed)


def test_one_draw_fills_all_texts_and_the_proof_with_the_same_values() -> None:
    values = {"signed": "19:30", "left": "1 h 30 min", "expires": "6 h", "who": "bob"}
    made = draw_again(question(), values)
    assert made.stem == "bob signs at 19:30, for 6 hours; the session ends at 21:00."
    assert [option.text for option in made.options] == [
        "At 21:00.", "At 01:30 on the next day.", "At 03:00 on the next day."
    ]  # fmt: skip
    assert made.options[0].why == "It ends with the session, 1 hour 30 minutes on."
    assert made.options[1].why == "{literal} 21,600 seconds."
    assert made.options[2].why == "90 minutes more."
    assert made.proof == ({"as": "bob"}, {"presign": {"object": "a-21600.txt", "expires": 21600}})
    assert made.drawn == values


def test_no_draw_comes_again_before_all_have_been() -> None:
    total = template_of(question()).total
    assert total == 25 * 2 * 2 * 2
    seen = [tuple((draw(question(), review).drawn or {}).items()) for review in range(total)]
    assert len(set(seen)) == total
    assert draw(question(), total).drawn == draw(question(), 0).drawn


def test_the_question_its_revision_and_the_review_decide() -> None:
    assert draw(question(), 3) == draw(question(), 3)
    firsts = {str(draw(question(id=f"q{n}"), 0).drawn) for n in range(20)}
    revised = {str(draw(question(revision=n), 0).drawn) for n in range(1, 21)}
    assert min(len(firsts), len(revised)) > 15


def test_the_draw_is_the_same_in_every_version_of_the_program() -> None:
    assert draw(question(), 0).drawn == {"signed": "20:00", "left": "10 min", "expires": "4 h", "who": "ann"}
    assert draw(question(), 1).drawn == {"signed": "16:30", "left": "10 min", "expires": "6 h", "who": "bob"}


def test_what_was_drawn_is_drawn_again_also_from_json() -> None:
    made = draw(question(), 5)
    assert drawn(question(), 0, made.drawn) == made
    assert question_from_json(made.as_json()) == made


@pytest.mark.parametrize(
    "values",
    [
        {"signed": "08:00"},
        {"signed": "08:10", "left": "10 min", "expires": "4 h", "who": "ann"},
        {"signed": "08:00", "left": "10 min", "expires": "4 h", "who": "eve"},
        {"signed": 28800, "left": "10 min", "expires": "4 h", "who": "ann"},
    ],
)
def test_what_is_not_drawn_any_more_is_drawn_anew(values: dict[str, Any]) -> None:
    with pytest.raises(ContentError, match="draw it anew"):
        draw_again(question(), values)
    assert drawn(question(), 2, values) == draw(question(), 2)


def test_a_question_that_draws_nothing_stays_as_it_is() -> None:
    plain = question(template={}, stem="{who}?")
    assert drawn(plain, 7) is plain


def test_a_draw_that_gives_no_question_is_passed_over() -> None:
    some = question(template={"draw": {"n": [1, 2, 3, 4]}, "let": {"m": "12 // (n - 2)"}}, stem="{n} {m}")
    some = some._replace(options=(), proof=())
    made = [draw(some, review).drawn for review in range(8)]
    assert {"n": 2} not in made
    assert {"n": 1} in made
    never = some._replace(template={"draw": {"n": [1, 2]}, "let": {"m": "n // 0"}})
    with pytest.raises(ContentError, match="no draw of the question 'two-ends' gives a question"):
        draw(never, 0)


def test_cards_and_several_answers_draw_as_well() -> None:
    card = question(kind="recall", stem="", options=(), proof=())._replace(
        front="Signed at {signed} for {expires}: until when?", back="Until {late}."
    )
    values = {"signed": "09:30", "left": "10 min", "expires": "4 h", "who": "ann"}
    made = draw_again(card, values)
    assert (made.front, made.back) == ("Signed at 09:30 for 4 hours: until when?", "Until 13:30.")
    several = question(
        kind="multiple", options=tuple(each._replace(correct=True) for each in question().options)
    )
    assert draw(several, 4).correct_options == (0, 1, 2)


def test_options_that_say_the_same_give_no_question() -> None:
    some = question(template={"draw": {"n": [1, 2]}, "let": {"m": "n * n"}}, stem="", proof=())
    some = some._replace(options=(Option("{n}", "why"), Option("{m}.", "why")))
    template = template_of(some)
    assert instance(some, template, {"n": 2}).options[1].text == "4."
    with pytest.raises(TroubleAtError, match="says the same as option 1") as raised:
        instance(some, template, {"n": 1})
    assert (raised.value.rule, raised.value.path) == ("same-options", ("options", 1, "text"))


def test_a_range_of_any_size_takes_no_room() -> None:
    wide = {"draw": {name: {"from": 0, "to": 10**15} for name in "pqr"}}
    made = draw(question(template=wide, stem="{p} {q} {r}", options=(), proof=()), 1)
    assert made.drawn is not None
    assert all(0 <= value <= 10**15 for value in made.drawn.values())
    assert draw_again(question(template=wide, stem="{p} {q} {r}", options=(), proof=()), made.drawn) == made


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (604800, "", "604,800"),
        (604800, "plain", "604800"),
        (Duration(3600), "", "1 hour"),
        (Duration(93784), "", "1 day 2 hours 3 minutes 4 seconds"),
        (Duration(0), "", "0 seconds"),
        (Duration(7200), "s", "7,200"),
        (Duration(7200), "plain", "7200"),
        (Moment(36000), "", "10:00"),
        (Moment(36005), "", "10:00:05"),
        (Moment(-3600), "", "23:00 on the day before"),
        (Moment(2 * 86400), "", "00:00 2 days later"),
        (Moment(86400), "time", "00:00"),
        (Moment(1763899200, dated=True), "", "2025-11-23 12:00"),
        (Moment(1763899200, dated=True), "amz", "20251123T120000Z"),
        (Moment(1763899200, dated=True), "iso", "2025-11-23T12:00:00Z"),
        (Moment(1763899200, dated=True), "date", "2025-11-23"),
    ],
)
def test_how_values_are_shown(value: Any, form: str, shown: str) -> None:
    assert formatted(value, form) == shown


@pytest.mark.parametrize(
    ("value", "form"),
    [(5, "min"), ("x", "plain"), (Duration(90), "min"), (Moment(0), "amz"), (True, ""), (Moment(0), "s")],
)
def test_a_form_that_a_value_does_not_have(value: Any, form: str) -> None:
    with pytest.raises(ValueTroubleError, match="; "):
        formatted(value, form)
