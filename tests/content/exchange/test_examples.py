"""Files as the other programs have them: what becomes of each construct, and what is told about the rest."""

from typing import Any

from tests.content.exchange.running import EXAMPLES
from trainer.content.exchange.draft import Draft, Source
from trainer.content.exchange.formats import reader, recognised


def source(name: str) -> Source:
    content = (EXAMPLES / name).read_bytes()
    return reader(recognised(name, content))(content)


def options(draft: Draft) -> list[tuple[Any, ...]]:
    return [(each["text"], each.get("correct", False), each.get("why")) for each in draft.fields["options"]]


CARDS = {each.fields["front"]: each for each in source("note.md").drafts}


def back(front: str) -> str:
    return str(CARDS[front].fields["back"])


def test_a_note_is_its_callouts() -> None:
    note = source("note.md")
    assert note.title == "Storage classes by heart"
    assert [draft.where for draft in note.drafts] == ["line 21", "line 25", "line 31", "line 40", "line 50"]
    assert {draft.fields["kind"] for draft in note.drafts} == {"recall"}
    assert note.losses == [
        "the note's properties are left out: date",
        "the note's other text (8 lines) holds no question and is left out",
    ]


def test_the_front_has_no_number_and_no_marks_and_the_tags_are_those_of_the_note() -> None:
    card = CARDS["Which class has no retrieval fee?"]
    assert card.fields["tags"] == ["s3", "cold-storage"]
    assert card.losses == ["emphasis became plain text"]
    assert card.fields["back"] == (
        "The standard one. `GET` and HEAD cost requests alone, see the price list (https://example.org/prices)"
        " or our own note."
    )


def test_a_list_stays_a_list() -> None:
    assert back("How long does each class keep objects at least?") == (
        "- Standard: no minimum\n  - not even a day\n- Deep archive: 180 days"
    )


def test_a_table_becomes_a_list_with_the_names_of_its_columns() -> None:
    assert back("What is the difference between the two colder classes?").split("\n") == [
        "- Wait",
        "  Flexible: minutes to hours",
        "  Deep: up to `12 h`",
        "- Price",
        "  Flexible: low",
        "  Deep: lowest | by far",
        "",
        "Take the deep one for what nobody reads.",
    ]


def test_code_is_indented_and_a_comment_is_told() -> None:
    card = CARDS["How is an object brought back?"]
    assert "    aws s3api restore-object \\\n      --bucket attic\n" in card.fields["back"]
    assert "```" not in card.fields["back"]
    assert card.losses == ["a comment is left out"]


def test_a_callout_without_a_title_asks_in_its_first_paragraph_and_may_hide_its_answer() -> None:
    card = CARDS["Which class watches how often an object is read?"]
    assert card.fields["back"] == ("Intelligent tiering. [picture: graph.png] It has a fee for each object.")
    assert "a picture is left out" in card.losses


def test_gift_single_choice() -> None:
    gift = source("moodle.gift")
    assert gift.title == "Kitchen"
    oven = gift.drafts[0]
    assert oven.fields["stem"] == "Which oven bakes bread?"
    assert options(oven) == [
        ("A stone oven", True, "Right: it keeps the heat = the crust."),
        ("A fridge", False, "It is too cold."),
        ("A pan", False, "Nearly, on a <stove>."),
        ("A {cup} ~ or so", False, None),
    ]
    assert (oven.fields["x-title"], oven.fields["x-feedback"]) == ("Oven", "Ovens differ.")
    assert set(oven.losses) == {
        "a script or style is left out",
        "emphasis became plain text",
        "a wrong option earned 50 % of the mark, here none",
        "the general feedback stands in x-feedback, which Study does not show",
    }


def test_gift_of_several_answers_and_true_or_false() -> None:
    _, flour, salt, yeast, *_ = source("moodle.gift").drafts
    assert flour.fields["kind"] == "multiple"
    assert options(flour)[1:3] == [("Wheat", True, None), ("Sand", False, "no\nnever")]
    assert options(salt) == [("True", True, "Indeed."), ("False", False, "It does, stir.")]
    assert "x-title" not in salt.fields
    assert options(source("moodle.gift").drafts[-1]) == [
        ("rye", False, None), ("bran", False, None), ("flour", True, None)
    ]  # fmt: skip
    assert yeast.fields["stem"] == "Which are kinds of yeast _____ that bakers buy?"


def test_gift_answers_that_are_typed_become_cards() -> None:
    mill, match, dough, bell, _ = source("moodle.gift").drafts[4:]
    assert mill.fields["back"] == "1822 (± 5)\n1800 to 1850 (50 %): Roughly.\nOtherwise: Ask the miller."
    assert match.fields["back"] == "rye -> bread\nmilk -> cheese"
    assert mill.losses == ["answers that are typed or matched elsewhere became the back of a card"]
    assert bell.fields["back"] == "the baker\nthe boy (50 %)"
    assert dough.fields["back"] == "An hour, or until it has doubled."
    assert (dough.fields["id"], dough.fields["tags"]) == ("dough-rests", ["dough", "long-rest"])


def test_gift_that_is_no_question_is_told_with_its_line() -> None:
    assert source("moodle.gift").losses[1:] == [
        "line 39: a text without answers is left out",
        "line 41: not imported: the '}' of its answers is missing",
    ]


def test_moodle_xml_single_choice() -> None:
    quiz = source("moodle.xml")
    assert quiz.title == "Tools/Kit"
    hammer = quiz.drafts[0]
    assert hammer.fields["stem"] == "Which tool drives a nail?\n\n[picture: a nail]"
    assert options(hammer) == [
        ("A hammer", True, "Wood is soft."),
        ("A stone", False, "- it works\n- badly"),
        ("A <saw>", False, "It cuts."),
    ]
    assert (hammer.fields["id"], hammer.fields["tags"]) == ("hammer-1", ["tools", "wood-work"])
    assert hammer.fields["x-title"] == "Hammer time"
    for loss in (
        "a picture or file is left out",
        "its options earned unequal parts of the mark, here an option is right or wrong",
        "its options stood in a fixed order, here they are shuffled",
        "a feedback that belongs to no option is left out: Well done.",
        "its hints are left out",
        "it is worth 2 marks, which a deck does not weigh",
        "the general feedback became the explanation of the right option",
        "the tag 'Wood Work' became 'wood-work'",
    ):
        assert loss in hammer.losses


def test_moodle_xml_of_other_types() -> None:
    _, cut, glue, screw, beam, pairs, grain = source("moodle.xml").drafts
    assert (cut.fields["kind"], cut.fields["stem"]) == ("multiple", "Which two cut?\nThink of wood.")
    assert [right for _, right, _ in options(cut)] == [True, True, False]
    assert options(glue) == [("true", True, "In a day."), ("false", False, None)]
    assert screw.fields["back"] == "screwdriver: Of course.\ndrill (50 %)\nOtherwise: Look again."
    assert beam.fields["back"] == "3.5 (± 0.1)"
    assert pairs.fields["back"] == "nail -> hammer\nscrew -> driver"
    assert grain.fields["back"] == "Its fibres lie that way."
    assert source("moodle.xml").losses == [
        "question 9 (Gaps): not imported: a deck has no questions of type 'cloze'"
    ]


def test_qti_as_canvas_writes_it() -> None:
    quiz = source("canvas.xml")
    soil, roots = quiz.drafts
    assert quiz.title == "Garden quiz"
    assert soil.fields["stem"] == "Which soil holds water longest?"
    assert options(soil) == [("Sand <fine>", False, "It runs through."), ("Clay", True, None)]
    assert "a feedback that belongs to no option is left out: Good." in soil.losses
    assert "it is worth 3 points, which a deck does not weigh" in soil.losses
    assert quiz.losses == [
        "item 2 (Pairs): not imported: a deck has no questions of type 'matching_question'"
    ]
    assert (roots.fields["kind"], [right for _, right, _ in options(roots)]) == (
        "multiple",
        [True, True, False],
    )
