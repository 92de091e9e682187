"""Reads QTI 1.2, a zip package or one XML file, in the form that Canvas and text2qti write."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from trainer.content.exchange.carried import from_line, put_back
from trainer.content.exchange.draft import Draft, Source
from trainer.content.exchange.files import Package
from trainer.content.exchange.html_reading import from_html
from trainer.content.exchange.qti_writing import FIELD
from trainer.content.exchange.sources_text import keep_general_feedback
from trainer.content.exchange.xml_reading import parsed, text_of
from trainer.errors import ContentError

_NO_QUESTION = {"text_only_question": "a text without a question"}
_OTHER_VERSION = "it is QTI of another version; export it as QTI 1.2"
_OVERALL = {"correct_fb", "general_incorrect_fb"}


def read(source: bytes) -> Source:
    """Read a package or a file; raises ContentError for one that is broken or has no question."""
    found = Source()
    roots = list(_documents(source)) if source.startswith(b"PK") else [parsed(source)]
    for root in roots:
        if root.tag != "questestinterop":
            raise ContentError(f"its outermost element is <{root.tag}>; {_OTHER_VERSION}")
        assessment = root.find(".//assessment")
        found.title = found.title or ("" if assessment is None else assessment.get("title", ""))
        for number, item in enumerate(root.iter("item"), start=len(found.drafts) + 1):
            _item(item, f"item {number}", found)
        for section in root.iter("section"):
            drawn = text_of(section.find("selection_ordering/selection/selection_number")).strip()
            if drawn:
                found.lose(
                    f"the group {section.get('title', '')!r} draws {drawn} of its questions, a deck has all"
                )
    if not found.drafts and not found.losses:
        raise ContentError("it holds no item")
    return found


def _documents(source: bytes) -> Iterator[Element]:
    """Yield the documents of questions: those the manifest names, else whatever is one."""
    package = Package(source)
    names = package.names()
    named = _named_in_manifest(parsed(package.read("imsmanifest.xml"))) if "imsmanifest.xml" in names else []
    if named:
        yield from (parsed(package.read(name)) for name in named)
        return
    roots = [parsed(package.read(name)) for name in package.xml_files() if name != "imsmanifest.xml"]
    questions = [root for root in roots if root.tag == "questestinterop"]
    if not questions:
        raise ContentError(f"the package has no questions in QTI 1.2; {_OTHER_VERSION}")
    yield from questions


def _named_in_manifest(manifest: Element) -> list[str]:
    kinds = ("imsqti_xmlv1p2", "imsqti_assessment_xmlv1p2", "imsqti_xmlv1p1")
    resources = [each for each in manifest.iter("resource") if each.get("type", "").startswith(kinds)]
    hrefs = [
        [file.get("href", "") for file in each.iter("file")] or [each.get("href", "")] for each in resources
    ]
    return [name for names in hrefs for name in names[:1] if name]


def _item(item: Element, where: str, found: Source) -> None:
    metadata = {
        text_of(field.find("fieldlabel")).strip(): text_of(field.find("fieldentry"))
        for field in item.iter("qtimetadatafield")
    }
    kind = metadata.get("question_type", "").strip()
    title = " ".join(item.get("title", "").split())
    draft = Draft(where, {})
    presentation = item.find("presentation")
    choices = [] if presentation is None else list(presentation.iter("response_lid"))
    typed = [] if presentation is None else list(presentation.iter("response_str"))
    if presentation is None or kind in _NO_QUESTION or len(choices) + len(typed) != 1:
        what = _NO_QUESTION.get(kind) or f"a deck has no questions of type {kind or 'unknown'!r}"
        found.lose(f"{where}{f' ({title})' if title else ''}: not imported: {what}")
        return
    asked = _material(_before_answers(presentation), draft)
    feedback = {each.get("ident", ""): _material([each], draft) for each in item.iterfind("itemfeedback")}
    if choices:
        _choice(item, choices[0], asked, feedback, draft)
    else:
        _card(item, asked, draft)
    _rest(metadata, feedback, draft)
    if FIELD in metadata:
        draft.fields["id"] = item.get("ident", "")
        put_back(draft, from_line(metadata[FIELD]))
    elif title and title not in ("Question", asked):
        draft.fields["x-title"] = title
    found.drafts.append(draft)


def _before_answers(presentation: Element) -> list[Element]:
    """Return the texts that ask: those of the presentation that stand in no response."""
    inside = {
        id(each)
        for name in ("response_lid", "response_str")
        for top in presentation.iter(name)
        for each in top.iter()
    }
    return [each for each in presentation.iter("material") if id(each) not in inside]


def _material(elements: list[Element], draft: Draft) -> str:
    texts = []
    for element in elements:
        for text in element.iter("mattext"):
            written = text_of(text)
            if text.get("texttype", "text/plain") == "text/plain":
                texts.append(written.strip())
                continue
            plain = from_html(written)
            texts.append(plain.text)
            for loss in plain.losses:
                draft.lose(loss)
        if any(each.tag in ("matimage", "mataudio", "matvideo", "matapplet") for each in element.iter()):
            draft.lose("a picture or file is left out")
    return "\n\n".join(text for text in texts if text)


def _choice(item: Element, response: Element, asked: str, feedback: dict[str, str], draft: Draft) -> None:
    right = _right_answers(item)
    several = response.get("rcardinality", "Single").lower() == "multiple"
    shown = _feedback_of_answers(item)
    options = []
    for label in response.iter("response_label"):
        ident = label.get("ident", "")
        option: dict[str, Any] = {"text": _material([label], draft)}
        if ident in right:
            option["correct"] = True
        why = feedback.pop(shown.get(ident, f"{ident}_fb"), "")
        options.append(option | ({"why": why} if why else {}))
    draft.fields |= {"kind": "multiple" if several else "single", "stem": asked, "options": options}


def _scored(item: Element) -> Iterator[tuple[float, Element]]:
    """Yield the conditions that give a score, with it."""
    for condition in item.iter("respcondition"):
        for score in condition.iterfind("setvar"):
            value = _number(text_of(score))
            if value > 0:
                yield value, condition


def _right_answers(item: Element) -> set[str]:
    """Return the answers that have to be chosen: named in the best of the scores, or adding to it."""
    scored = list(_scored(item))
    adding = any(each.get("action") == "Add" for each in item.iter("setvar"))
    best = max((score for score, _ in scored), default=0.0)
    chosen = [condition for score, condition in scored if adding or score == best]
    refused = {
        id(inner)
        for condition in chosen
        for outer in condition.iter("not")
        for inner in outer.iter("varequal")
    }
    return {
        text_of(answer).strip()
        for condition in chosen
        for answer in condition.iter("varequal")
        if id(answer) not in refused
    }


def _feedback_of_answers(item: Element) -> dict[str, str]:
    """Return which feedback a single answer shows."""
    shown: dict[str, str] = {}
    for condition in item.iter("respcondition"):
        answers = list(condition.iter("varequal"))
        links = [each.get("linkrefid", "") for each in condition.iterfind("displayfeedback")]
        own = [link for link in links if link not in _OVERALL]
        if len(answers) == 1 and own and condition.find(".//not") is None:
            shown.setdefault(text_of(answers[0]).strip(), own[0])
    return shown


def _card(item: Element, asked: str, draft: Draft) -> None:
    draft.fields |= {"kind": "recall", "front": asked}
    lines = []
    for _, condition in _scored(item):
        low, high = condition.find(".//vargte"), condition.find(".//varlte")
        if low is not None and high is not None:
            lines.append(f"{text_of(low).strip()} to {text_of(high).strip()}")
        else:
            lines += [text_of(answer).strip() for answer in condition.iter("varequal")]
    if lines:
        draft.fields["back"] = "\n".join(dict.fromkeys(lines))
        draft.lose("answers that are typed or matched elsewhere became the back of a card")


def _rest(metadata: dict[str, str], feedback: dict[str, str], draft: Draft) -> None:
    keep_general_feedback(draft, feedback.pop("general_fb", ""))
    for text in feedback.values():
        if text:
            draft.lose(f"a feedback that belongs to no option is left out: {' '.join(text.split())[:60]}")
    points = metadata.get("points_possible", "1")
    if points.strip() and _number(points) != 1:
        draft.lose(f"it is worth {_number(points):g} points, which a deck does not weigh")


def _number(text: str) -> float:
    try:
        return float(text.strip())
    except ValueError:
        return 0.0
