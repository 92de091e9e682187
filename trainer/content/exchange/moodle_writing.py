"""Writes Moodle XML: https://docs.moodle.org/en/Moodle_XML_format."""

from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Comment, Element, SubElement, indent, tostring

from trainer.content.exchange.carried import PREFIX, as_line, beside
from trainer.content.exchange.html_writing import to_html
from trainer.content.exchange.metadata_tags import MAX_TAG, as_tags, in_tags
from trainer.content.exchange.moodle_grades import WRONG, share
from trainer.content.exchange.sources_text import sources_text

_NEVER_TAKEN_BACK = "0.3333333"
"""Moodle's own default for what a second try costs."""


def write(decks: Sequence[tuple[str, Sequence[dict[str, Any]]]]) -> bytes:
    """Return a file of decks, each a title and its questions in the deck format, texts joined."""
    quiz = Element("quiz")
    for title, questions in decks:
        category = SubElement(quiz, "question", type="category")
        _text(category, "category", f"$course$/top/{title.replace('/', '//')}")
        for question in questions:
            _question(quiz, question)
    indent(quiz)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(quiz, encoding="unicode").encode() + b"\n"


def _question(quiz: Element, question: dict[str, Any]) -> None:
    is_card = question["kind"] == "recall"
    element = SubElement(quiz, "question", type="essay" if is_card else "multichoice")
    element.append(Comment(f" {PREFIX}{as_line(beside(question, {'id', *in_tags(question)}))} "))
    _text(element, "name", question["id"])
    _html(element, "questiontext", question["front" if is_card else "stem"])
    _html(element, "generalfeedback", question["back"] if is_card else sources_text(question["references"]))
    for name, value in (
        ("defaultgrade", "1.0"),
        ("penalty", "0" if is_card else _NEVER_TAKEN_BACK),
        ("hidden", "0"),
    ):
        SubElement(element, name).text = value
    SubElement(element, "idnumber").text = question["id"]
    if is_card:
        _essay(element)
    else:
        _choice(element, question)
    tags = SubElement(element, "tags")
    for tag in as_tags(question):
        if len(tag) <= MAX_TAG:
            _text(tags, "tag", tag)


def _essay(element: Element) -> None:
    for name, value in (
        ("responseformat", "editor"),
        ("responserequired", "0"),
        ("responsefieldlines", "5"),
        ("attachments", "0"),
        ("attachmentsrequired", "0"),
    ):
        SubElement(element, name).text = value
    _html(element, "graderinfo", "")
    _html(element, "responsetemplate", "")


def _choice(element: Element, question: dict[str, Any]) -> None:
    several = question["kind"] == "multiple"
    for name, value in (
        ("single", "false" if several else "true"),
        ("shuffleanswers", "true"),
        ("answernumbering", "abc"),
        ("showstandardinstruction", "0"),
    ):
        SubElement(element, name).text = value
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        _html(element, name, "")
    right = sum(option["correct"] for option in question["options"])
    for option in question["options"]:
        fraction = (
            (share(right) if option["correct"] else WRONG) if several else "100" if option["correct"] else "0"
        )
        answer = SubElement(element, "answer", fraction=fraction, format="html")
        SubElement(answer, "text").text = to_html(option["text"])
        _html(answer, "feedback", option["why"])


def _text(parent: Element, name: str, text: str) -> None:
    SubElement(SubElement(parent, name), "text").text = text


def _html(parent: Element, name: str, text: str) -> None:
    element = SubElement(parent, name, format="html")
    SubElement(element, "text").text = to_html(text) if text else ""
