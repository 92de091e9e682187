"""The text of questions without the line breaks that only fit it into its file.

Study joins the lines of a paragraph, keeps items of lists and indented lines, and shows the last sentence of
a stem by itself where it begins a line. Other programs show a line break as one, so they get the text joined.
"""

import re
from typing import Any

OWN_LINE = re.compile(r"\s|[-*•] |\d+[.)] ")
"""A line that starts so keeps its line: code, or an item of a list."""

_SENTENCE_END = re.compile(r"[.:!?)]$")
_QUESTION_END = re.compile(r"\?(\s*\([^()]*\)\.?)?$")
_TAB = "    "


def joined(text: str) -> str:
    """Return a text with each paragraph on one line; blank lines part two, lists and indented lines stay."""
    lines: list[str] = []
    starts_anew = True
    for line in text.replace("\t", _TAB).strip().split("\n"):
        if not line.strip():
            lines += [""] if lines and lines[-1] else []
            starts_anew = True
        elif starts_anew or OWN_LINE.match(line):
            lines.append(line.rstrip())
            starts_anew = line[:1].isspace()
        else:
            lines[-1] += " " + line.strip()
    return "\n".join(lines)


def joined_stem(stem: str) -> str:
    """Return a stem joined, but for the question at its end where that stands on a line of its own."""
    lines = stem.replace("\t", _TAB).strip().split("\n")
    first = len(lines) - 1
    while first > 0 and lines[first - 1].strip() and not _SENTENCE_END.search(lines[first - 1].rstrip()):
        first -= 1
    question = " ".join(line.strip() for line in lines[first:])
    if first <= 0 or not _QUESTION_END.search(question):
        return joined(stem)
    gap = "\n" if lines[first - 1].strip() else "\n\n"
    return joined("\n".join(lines[:first])) + gap + question


def stripped(text: str) -> str:
    """Return the back of a card, of which each line is a point of its own, without blanks at line ends."""
    lines = [line.rstrip() for line in text.replace("\t", _TAB).strip().split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def with_joined_texts(written: dict[str, Any]) -> dict[str, Any]:
    """Return a question, in the fields of the deck format, with the texts that other programs get."""
    texts = {"stem": joined_stem, "front": joined, "back": stripped}
    plain = {name: texts[name](value) if name in texts else value for name, value in written.items()}
    if "options" in written:
        plain["options"] = [
            option | {"text": joined(option["text"]), "why": joined(option["why"])}
            for option in written["options"]
        ]
    return plain
