"""Reads Moodle XML: https://docs.moodle.org/en/Moodle_XML_format."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

from trainer.content.exchange.carried import PREFIX, from_line, put_back
from trainer.content.exchange.draft import Draft, Source
from trainer.content.exchange.html_reading import from_html
from trainer.content.exchange.metadata_tags import put_back_tags
from trainer.content.exchange.sources_text import keep_general_feedback
from trainer.content.exchange.xml_reading import parsed, text_of
from trainer.errors import ContentError

_TYPED = frozenset({"shortanswer", "numerical", "matching"})


def read(source: bytes) -> Source:
    """Read a file of questions; raises ContentError for one that is broken or has none."""
    quiz = parsed(source)
    if quiz.tag != "quiz":
        raise ContentError(f"its outermost element is <{quiz.tag}>; Moodle XML has <quiz>")
    found = Source()
    categories: list[str] = []
    for number, element in enumerate(quiz.iterfind("question"), start=1):
        kind = element.get("type", "")
        if kind == "category":
            categories.append(text_of(element.find("category/text")).replace("//", "\0").rpartition("/")[2])
            categories[-1] = categories[-1].replace("\0", "/").strip()
            continue
        draft = _question(element, kind, f"question {number}", found)
        if draft:
            # What this program wrote has its deck for a category.
            if categories and categories[-1] and not any(_carried(element)):
                draft.fields["x-category"] = categories[-1]
            found.drafts.append(draft)
    if not found.drafts and not found.losses:
        raise ContentError("it holds no question")
    found.title = categories[0] if len(set(categories)) == 1 else ""
    if len(set(categories)) < 2:
        for draft in found.drafts:
            draft.fields.pop("x-category", None)
    return found


def _question(element: Element, kind: str, where: str, found: Source) -> Draft | None:
    name = " ".join(text_of(element.find("name/text")).split())
    draft = Draft(where, {})
    asked = _formatted(element.find("questiontext"), draft)
    if kind in ("multichoice", "truefalse"):
        single = kind == "truefalse" or text_of(element.find("single")).strip().lower() not in ("false", "0")
        draft.fields |= {"kind": "single" if single else "multiple", "stem": asked}
        draft.fields["options"] = list(_options(element, single, draft))
        if text_of(element.find("shuffleanswers")).strip().lower() in ("false", "0"):
            draft.lose("its options stood in a fixed order, here they are shuffled")
    elif kind == "essay" or kind in _TYPED:
        draft.fields |= {"kind": "recall", "front": asked}
        _back(element, kind, draft)
    else:
        found.lose(
            f"{where}{f' ({name})' if name else ''}: not imported: a deck has no questions of type {kind!r}"
        )
        return None
    _rest(element, draft)
    id_number = text_of(element.find("idnumber")).strip()
    if id_number:
        draft.fields["id"] = id_number
    put_back_tags(draft, [text_of(tag).strip() for tag in element.iterfind("tags/tag/text")])
    for carried in _carried(element):
        put_back(draft, from_line(carried))
    if name and name != draft.fields.get("id") and not asked.startswith(name.rstrip(".…")):
        draft.fields["x-title"] = name
    return draft


def _carried(element: Element) -> Iterator[str]:
    for child in element:
        text = (child.text or "").strip()
        if not isinstance(child.tag, str) and text.startswith(PREFIX):
            yield text.removeprefix(PREFIX)


def _formatted(element: Element | None, draft: Draft) -> str:
    """Return the text of an element in its format; files that it brings along are told."""
    if element is None:
        return ""
    if element.find("file") is not None:
        draft.lose("a picture or file is left out")
    text = text_of(element.find("text"))
    kind = element.get("format", "html")
    if kind in ("plain_text", "markdown"):
        return text.strip()
    # Moodle's own format takes a line break for one.
    plain = from_html(text.strip().replace("\n", "<br>\n") if kind == "moodle_auto_format" else text)
    for loss in plain.losses:
        draft.lose(loss)
    return plain.text


def _options(element: Element, single: bool, draft: Draft) -> Iterator[dict[str, Any]]:
    fractions = [_number(answer.get("fraction", "0")) for answer in element.iterfind("answer")]
    best = max(fractions, default=0.0)
    earning = {fraction for fraction in fractions if fraction > 0}
    if len(earning) > 1:
        draft.lose("its options earned unequal parts of the mark, here an option is right or wrong")
    for answer, fraction in zip(element.iterfind("answer"), fractions, strict=True):
        option: dict[str, Any] = {"text": _formatted(answer, draft)}
        if fraction > 0 and (fraction == best or not single):
            option["correct"] = True
        why = _formatted(answer.find("feedback"), draft)
        yield option | ({"why": why} if why else {})


def _back(element: Element, kind: str, draft: Draft) -> None:
    if kind == "essay":
        lines = [_formatted(element.find("graderinfo"), draft)]
    elif kind == "matching":
        pairs = [(_formatted(each, draft), each.find("answer")) for each in element.iterfind("subquestion")]
        lines = [f"{asked} -> {text_of(answer).strip()}" for asked, answer in pairs if asked]
    else:
        lines = list(_typed_answers(element, draft))
    back = "\n".join(line for line in lines if line)
    if back:
        draft.fields["back"] = back
        if kind != "essay":
            draft.lose("answers that are typed or matched elsewhere became the back of a card")


def _typed_answers(element: Element, draft: Draft) -> Iterator[str]:
    for answer in element.iterfind("answer"):
        said, why = text_of(answer.find("text")).strip(), _formatted(answer.find("feedback"), draft)
        fraction, tolerance = _number(answer.get("fraction", "0")), text_of(answer.find("tolerance")).strip()
        if fraction > 0:
            said += f" (± {tolerance})" if tolerance.strip("0.") else ""
            said += "" if fraction == 100 else f" ({fraction:g} %)"
        else:
            said = f"Not {said}" if said != "*" else "Otherwise"
        if fraction > 0 or why:
            yield f"{said}: {why}" if why else said


def _rest(element: Element, draft: Draft) -> None:
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        if text := _formatted(element.find(name), Draft("", {})):
            draft.lose(f"a feedback that belongs to no option is left out: {' '.join(text.split())[:60]}")
    if element.find("hint") is not None:
        draft.lose("its hints are left out")
    grade = _number(text_of(element.find("defaultgrade")) or "1")
    if grade != 1:
        draft.lose(f"it is worth {grade:g} marks, which a deck does not weigh")
    keep_general_feedback(draft, _formatted(element.find("generalfeedback"), draft))


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
