"""Reads GIFT, Moodle's text format for questions.

https://docs.moodle.org/en/GIFT_format: blank lines part questions, `//` begins a comment line, braces hold
the answers, a backslash takes the meaning from `~ = # { } :`, and `\\n` is a line break.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from trainer.content.exchange.carried import PREFIX, from_line, put_back
from trainer.content.exchange.draft import Draft, Source
from trainer.content.exchange.files import decoded
from trainer.content.exchange.html_reading import PlainText, from_html
from trainer.content.exchange.metadata_tags import put_back_tags
from trainer.content.exchange.sources_text import keep_general_feedback
from trainer.errors import ContentError

_ESCAPED = {character: chr(0xFDD0 + number) for number, character in enumerate(":#={}~n\\")}
"""While a question is taken apart, an escaped character is one that no text can have."""

_WRITTEN = {ord(stand_in): "\n" if of == "n" else of for of, stand_in in _ESCAPED.items()}
_NEVER_IN_TEXT = re.compile("[\ufdd0-\ufdef]")
_ESCAPE = re.compile(r"\\([:#={}~n\\])")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"%(-?\d{1,3}(?:\.\d*)?)%")
_ID = re.compile(r"\[id:((?:\\\]|[^\[\]\x00-\x1f])+)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\[\]\x00-\x1f])+)\]")
_EMPTY = PlainText("")


class _Answer(NamedTuple):
    text: PlainText
    feedback: PlainText
    weight: float
    """In percent."""
    is_right: bool
    """Marked with `=`."""


class _Block(NamedTuple):
    line: int
    text: str
    comments: list[str]


def read(source: bytes) -> Source:
    """Read a file of questions; raises ContentError for one without any."""
    found = Source()
    categories: list[str] = []
    for block in _blocks(decoded(source)):
        text = block.text
        if text.startswith("$CATEGORY:"):
            head, _, text = text.partition("\n")
            categories.append(head[10:].rpartition("/")[2].strip())
        if text.strip():
            _read_question(block._replace(text=text.strip()), categories, found)
        else:
            for comment in filter(None, block.comments):
                found.lose(f"a comment is left out: {comment[:60]}")
    if not found.drafts:
        raise ContentError(
            "it holds no question; a question is a text with its answers in { }, as GIFT has it"
        )
    found.title = categories[0] if len(set(categories)) == 1 else ""
    if len(set(categories)) < 2:
        for draft in found.drafts:
            draft.fields.pop("x-category", None)
    return found


def _blocks(text: str) -> Iterator[_Block]:
    """Yield what stands between blank lines, its comments apart."""
    begin, lines, comments = 0, list[str](), list[str]()
    for number, line in enumerate([*_NEVER_IN_TEXT.sub("\ufffd", text).split("\n"), ""], start=1):
        if line.lstrip().startswith("//"):
            comments.append(line.strip()[2:].strip())
        elif line.strip():
            begin = begin if lines else number
            lines.append(line)
        elif lines:
            yield _Block(begin, "\n".join(lines).strip(), comments)
            lines, comments = [], []
    yield _Block(0, "", comments)


def _read_question(block: _Block, categories: list[str], found: Source) -> None:
    draft = Draft(f"line {block.line}", {})
    title, text = _title(_hidden(block.text))
    begin, end = text.find("{"), text.find("}")
    if begin < 0 and end < 0:
        found.lose(f"line {block.line}: a text without answers is left out")
        return
    if begin < 0 or end < begin:
        missing = "}" if end < 0 else "{"
        found.lose(f"line {block.line}: not imported: the '{missing}' of its answers is missing")
        return
    asked, kind = _asked(text, begin, end)
    question = _formatted(asked, kind, draft)
    _answers(draft, question, text[begin + 1 : end].strip(), kind)
    if title and title != question and not question.startswith(title.rstrip(".…")):
        draft.fields["x-title"] = title
    if categories and categories[-1]:
        draft.fields["x-category"] = categories[-1]
    _read_comments(draft, block.comments)
    found.drafts.append(draft)


def _hidden(text: str) -> str:
    return _ESCAPE.sub(lambda found: _ESCAPED[found[1]], text)


def _plain(text: str) -> str:
    return text.translate(_WRITTEN).strip()


def _title(text: str) -> tuple[str, str]:
    if text.startswith("::") and (end := text.find("::", 2)) > 0:
        return " ".join(_plain(text[2:end]).split()), text[end + 2 :].strip()
    return "", text


def _asked(text: str, begin: int, end: int) -> tuple[str, str]:
    """Return what is asked, with a gap where the answers stand inside of it, and its format."""
    after = text[end + 1 :].strip()
    asked = f"{text[:begin]}_____ {after}" if after else text[:begin]
    found = _FORMAT.match(asked.lstrip())
    return asked, found[1] if found else "moodle"


def _formatted(text: str, kind: str, draft: Draft) -> str:
    plain = _read_text(text, kind)
    for loss in plain.losses:
        draft.lose(loss)
    return plain.text


def _read_text(text: str, kind: str) -> PlainText:
    """Return a text in its own format, or in that of the question."""
    text = text.strip()
    found = _FORMAT.match(text)
    if found:
        kind, text = found[1], text[found.end() :]
    written = _plain(text)
    if kind == "plain" or kind == "markdown" or ("<" not in written and "&" not in written):
        return PlainText("\n".join(line.rstrip() for line in written.split("\n")))
    # Moodle's own format takes a line break for one, HTML does not.
    return from_html(written.replace("\n", "<br>") if kind == "moodle" else written)


def _answers(draft: Draft, question: str, text: str, kind: str) -> None:
    general = _EMPTY
    body, separator, feedback = text.rpartition("####")
    if separator:
        text, general = body.strip(), _read_text(feedback, kind)
    told = text.split("#")[0].strip()
    if told in ("T", "TRUE", "F", "FALSE"):
        _true_or_false(draft, question, text, kind)
    elif "~" in text and not text.startswith("#"):
        _choice(draft, question, text, kind)
    else:
        _card(draft, question, text, kind)
    for loss in general.losses:
        draft.lose(loss)
    keep_general_feedback(draft, general.text)


def _choice(draft: Draft, question: str, text: str, kind: str) -> None:
    answers = list(_split(text, kind, "~"))
    several = not any(answer.is_right for answer in answers)
    options = []
    for answer in answers:
        correct = answer.weight > 0 if several else answer.is_right
        options.append(_option(draft, answer.text, answer.feedback, correct))
        if not several and not answer.is_right and answer.weight > 0:
            draft.lose(f"a wrong option earned {answer.weight:g} % of the mark, here none")
    draft.fields |= {"kind": "multiple" if several else "single", "stem": question, "options": options}
    weights = {answer.weight for answer in answers if answer.weight > 0}
    if several and len(weights) > 1:
        draft.lose("its right options earned unequal parts of the mark, here all are needed")


def _split(text: str, kind: str, sign_of_first: str) -> Iterator[_Answer]:
    """Yield the answers: each begins with `~` or `=`, may have a weight, and a feedback after `#`.

    The first may have no sign.
    """
    if text and text[0] not in "~=":
        text = sign_of_first + text
    for sign, rest in re.findall(r"([~=])([^~=]*)", text):
        answer = rest.strip()
        weight = _WEIGHT.match(answer)
        if weight:
            answer = answer[weight.end() :]
        answer, _, feedback = answer.partition("#")
        percent = float(weight[1]) if weight else 100.0 if sign == "=" else 0.0
        yield _Answer(_read_text(answer, kind), _read_text(feedback, kind), percent, sign == "=")


def _option(draft: Draft, text: PlainText, why: PlainText, correct: bool) -> dict[str, object]:
    for loss in (*text.losses, *why.losses):
        draft.lose(loss)
    option: dict[str, object] = {"text": text.text}
    if correct:
        option["correct"] = True
    if why.text:
        option["why"] = why.text
    return option


def _true_or_false(draft: Draft, question: str, text: str, kind: str) -> None:
    """Two options; the first feedback is for the wrong answer, the second for the right one."""
    told, *feedback = text.split("#")
    wrong, right = (_read_text(each, kind) for each in (*feedback, "", "")[:2])
    is_true = told.strip().startswith("T")
    draft.fields |= {"kind": "single", "stem": question, "options": [
        _option(draft, PlainText("True"), right if is_true else wrong, is_true),
        _option(draft, PlainText("False"), wrong if is_true else right, not is_true),
    ]}  # fmt: skip


def _card(draft: Draft, question: str, text: str, kind: str) -> None:
    """What students type elsewhere, they say to themselves here, and look."""
    draft.fields |= {"kind": "recall", "front": question}
    numeric = text.startswith("#")
    if numeric:
        text = text[1:].strip()
        text = text if text.startswith(("=", "~")) else f"={text}"
    lines = []
    for answer in _split(text, kind, "="):
        for loss in (*answer.text.losses, *answer.feedback.losses):
            draft.lose(loss)
        said = _number(answer.text.text) if numeric else answer.text.text
        if answer.is_right and answer.weight > 0:
            said += "" if answer.weight == 100 else f" ({answer.weight:g} %)"
            lines.append(f"{said}: {answer.feedback.text}" if answer.feedback.text else said)
        elif answer.feedback.text:
            lines.append(f"Otherwise: {answer.feedback.text}")
    if lines:
        draft.fields["back"] = "\n".join(lines)
        draft.lose("answers that are typed or matched elsewhere became the back of a card")


def _number(text: str) -> str:
    """Return a number with its tolerance, `3:2`, or a range, `1..5`, in words."""
    low, dots, high = text.partition("..")
    value, colon, tolerance = text.partition(":")
    if dots:
        return f"{low.strip()} to {high.strip()}"
    return f"{value.strip()} (± {tolerance.strip()})" if colon and tolerance.strip(" 0.") else value.strip()


def _read_comments(draft: Draft, comments: list[str]) -> None:
    """Take what Moodle keeps in comments, an id and tags, and what is carried for this program."""
    for comment in comments:
        if comment.startswith(PREFIX):
            put_back(draft, from_line(comment.removeprefix(PREFIX)))
            # Its category is the deck it came from.
            draft.fields.pop("x-category", None)
            continue
        name = _ID.search(comment)
        if name:
            draft.fields["id"] = name[1].replace("\\]", "]").strip()
        put_back_tags(draft, [tag.replace("\\]", "]").strip() for tag in _TAG.findall(comment)])
        left = _TAG.sub("", _ID.sub("", comment)).strip()
        if left and not re.match(r"question: \d+ +name: ", left):
            draft.lose(f"a comment is left out: {left[:60]}")
    if draft.fields.get("x-title") == draft.fields.get("id"):
        draft.fields.pop("x-title", None)
