"""Writes QTI 1.2 as Canvas reads it: a zip package with a manifest, and an assessment for each deck."""

import hashlib
import io
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, register_namespace, tostring

from trainer.content.exchange.carried import as_line, beside
from trainer.content.exchange.html_writing import to_html
from trainer.content.exchange.sources_text import sources_text

FIELD = "trainer"
"""The field of an item's metadata that carries what QTI has no place for."""

_QTI = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_PACKAGE = "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1"
_CANVAS = "http://canvas.instructure.com/xsd/cccv1p0"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SAME_DAY = (2020, 1, 1, 0, 0, 0)
"""The time of every file in the package, so that the same questions make the same bytes."""

_TYPES = {
    "single": "multiple_choice_question",
    "multiple": "multiple_answers_question",
    "recall": "essay_question",
}


def write(decks: Sequence[tuple[str, Sequence[dict[str, Any]]]]) -> bytes:
    """Return a package of decks, each a title and its questions in the deck format, texts joined."""
    files: dict[str, bytes] = {}
    resources = Element("resources")
    for number, (title, questions) in enumerate(decks, start=1):
        name = f"assessment-{number}-{hashlib.sha256(title.encode()).hexdigest()[:8]}"
        files[f"{name}/{name}.xml"] = _document(_assessment(name, title, questions), _QTI, f"{_QTI}p1.xsd")
        files[f"{name}/assessment_meta.xml"] = _document(
            _meta(name, title, len(questions)), _CANVAS, f"{_CANVAS}.xsd"
        )
        _resources(resources, name)
    manifest = Element("manifest", identifier="manifest")
    about = SubElement(manifest, "metadata")
    SubElement(about, "schema").text = "IMS Content"
    SubElement(about, "schemaversion").text = "1.1.3"
    SubElement(manifest, "organizations")
    manifest.append(resources)
    files = {
        "imsmanifest.xml": _document(manifest, _PACKAGE, "http://www.imsglobal.org/xsd/imscp_v1p1.xsd"),
        **files,
    }
    return _zipped(files)


def _document(root: Element, namespace: str, schema: str) -> bytes:
    register_namespace("xsi", _XSI)
    root.set("xmlns", namespace)
    root.set(f"{{{_XSI}}}schemaLocation", f"{namespace} {schema}")
    indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode").encode() + b"\n"


def _zipped(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            about = zipfile.ZipInfo(name, _SAME_DAY)
            about.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(about, content)
    return packed.getvalue()


def _resources(resources: Element, name: str) -> None:
    questions = SubElement(resources, "resource", identifier=name, type="imsqti_xmlv1p2")
    SubElement(questions, "file", href=f"{name}/{name}.xml")
    SubElement(questions, "dependency", identifierref=f"{name}-meta")
    meta = f"{name}/assessment_meta.xml"
    kind = "associatedcontent/imscc_xmlv1p1/learning-application-resource"
    settings = SubElement(resources, "resource", identifier=f"{name}-meta", type=kind, href=meta)
    SubElement(settings, "file", href=meta)


def _meta(name: str, title: str, count: int) -> Element:
    """Return what Canvas keeps of a quiz: for practice, options shuffled, answers shown."""
    quiz = Element("quiz", identifier=name)
    for tag, value in (
        ("title", title),
        ("shuffle_answers", "true"),
        ("quiz_type", "practice_quiz"),
        ("points_possible", f"{count}.0"),
        ("show_correct_answers", "true"),
        ("allowed_attempts", "-1"),
    ):
        SubElement(quiz, tag).text = value
    return quiz


def _assessment(name: str, title: str, questions: Sequence[dict[str, Any]]) -> Element:
    root = Element("questestinterop")
    assessment = SubElement(root, "assessment", ident=name, title=title)
    section = SubElement(assessment, "section", ident="root_section")
    for question in questions:
        _item(section, question)
    return root


def _item(section: Element, question: dict[str, Any]) -> None:
    item = SubElement(section, "item", ident=question["id"], title=question["id"])
    options = question.get("options", [])
    idents = [f"{question['id']}-{number}" for number in range(1, len(options) + 1)]
    _metadata(item, question, idents)
    presentation = SubElement(item, "presentation")
    _material(presentation, question["front"] if question["kind"] == "recall" else question["stem"])
    processing = Element("resprocessing")
    outcomes = SubElement(processing, "outcomes")
    SubElement(outcomes, "decvar", maxvalue="100", minvalue="0", varname="SCORE", vartype="Decimal")
    general = question["back"] if question["kind"] == "recall" else sources_text(question["references"])
    if general:
        SubElement(_condition(processing, "Yes"), "other")
        _show(processing, "general_fb")
    if options:
        _choices(presentation, question, idents)
        _scoring(processing, question, idents)
    else:
        _answer_line(presentation)
        SubElement(_condition(processing, "No"), "other")
    item.append(processing)
    if general:
        _feedback(item, "general_fb", general)
    for ident, option in zip(idents, options, strict=True):
        _feedback(item, f"{ident}_fb", option["why"])


def _metadata(item: Element, question: dict[str, Any], idents: list[str]) -> None:
    fields = SubElement(SubElement(item, "itemmetadata"), "qtimetadata")
    for label, entry in (
        ("question_type", _TYPES[question["kind"]]),
        ("points_possible", "1"),
        ("original_answer_ids", ",".join(idents)),
        ("assessment_question_identifierref", f"{question['id']}-ref"),
        (FIELD, as_line(beside(question, {"id"}))),
    ):
        field = SubElement(fields, "qtimetadatafield")
        SubElement(field, "fieldlabel").text = label
        SubElement(field, "fieldentry").text = entry


def _choices(presentation: Element, question: dict[str, Any], idents: list[str]) -> None:
    cardinality = "Multiple" if question["kind"] == "multiple" else "Single"
    response = SubElement(presentation, "response_lid", ident="response1", rcardinality=cardinality)
    choices = SubElement(response, "render_choice", shuffle="Yes")
    for ident, option in zip(idents, question["options"], strict=True):
        _material(SubElement(choices, "response_label", ident=ident), option["text"])


def _answer_line(presentation: Element) -> None:
    response = SubElement(presentation, "response_str", ident="response1", rcardinality="Single")
    SubElement(SubElement(response, "render_fib"), "response_label", ident="answer1", rshuffle="No")


def _scoring(processing: Element, question: dict[str, Any], idents: list[str]) -> None:
    for ident in idents:
        _equals(_condition(processing, "Yes"), ident)
        _show(processing, f"{ident}_fb")
    right = _condition(processing, "No")
    if question["kind"] == "multiple":
        right = SubElement(right, "and")
    for ident, option in zip(idents, question["options"], strict=True):
        if option["correct"]:
            _equals(right, ident)
        elif question["kind"] == "multiple":
            _equals(SubElement(right, "not"), ident)
    SubElement(processing[-1], "setvar", action="Set", varname="SCORE").text = "100"


def _condition(processing: Element, goes_on: str) -> Element:
    return SubElement(SubElement(processing, "respcondition", {"continue": goes_on}), "conditionvar")


def _equals(condition: Element, ident: str) -> None:
    SubElement(condition, "varequal", respident="response1").text = ident


def _show(processing: Element, feedback: str) -> None:
    SubElement(processing[-1], "displayfeedback", feedbacktype="Response", linkrefid=feedback)


def _feedback(item: Element, ident: str, text: str) -> None:
    _material(SubElement(SubElement(item, "itemfeedback", ident=ident), "flow_mat"), text)


def _material(parent: Element, text: str) -> None:
    SubElement(SubElement(parent, "material"), "mattext", texttype="text/html").text = to_html(text)
