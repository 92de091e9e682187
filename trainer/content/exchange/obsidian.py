"""Notes of Obsidian: each callout `> [!question]` is a recall card, its title the front."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from trainer.content.exchange.draft import Draft, Source
from trainer.content.exchange.files import decoded
from trainer.content.exchange.markdown import from_markdown, inline
from trainer.content.exchange.naming import is_id, slug
from trainer.errors import ContentError

CALLOUT = re.compile(r" {0,3}>\s*\[!(?:question|faq|help)(?:\|[^\]]*)?\][-+]?[ \t]*(.*)", re.I)
"""Where a question begins; Obsidian takes `faq` and `help` for the same kind."""

_QUOTED = re.compile(r" {0,3}> ?(.*)")
_NUMBER = re.compile(r"(?:Q(?:uestion)?\s*\d+\s*[:.)]\s*|\d+\s*[:.)]\s+)", re.I)
_LABEL = re.compile(r"\s*(?:\*\*|__|==)?\s*(?:Answer|A)\s*:?\s*(?:\*\*|__|==)?\s*:?\s*", re.I)
_INNER_CALLOUT = re.compile(r"\s*\[![\w-]+\][-+]?\s*(.*)")


class _Callout(NamedTuple):
    line: int
    title: str
    body: list[str]


def read(source: bytes) -> Source:
    """Read a note; raises ContentError for one without a question."""
    lines = decoded(source).split("\n")
    head, begin = _front_matter(lines)
    callouts, other = _callouts(lines, begin)
    if not callouts:
        raise ContentError("the note has no callout `> [!question]`; write one for each question")
    found = Source(title=_title(head, lines[begin:]))
    tags = _tags(head, found)
    found.drafts = [_card(callout, tags) for callout in callouts]
    if other:
        found.lose(f"the note's other text ({other} lines) holds no question and is left out")
    return found


def _card(callout: _Callout, tags: list[str]) -> Draft:
    draft = Draft(f"line {callout.line}", {"kind": "recall"})
    losses: set[str] = set()
    title = _NUMBER.sub("", callout.title, count=1) if _NUMBER.match(callout.title) else callout.title
    body = list(callout.body)
    front = inline(title.strip(), losses)
    if not front:
        # A callout without a title asks in its first paragraph.
        paragraph = _first_paragraph(body)
        front, body = from_markdown("\n".join(paragraph)).text, body[len(paragraph) :]
    back = from_markdown("\n".join(_without_label(body)))
    draft.fields |= {name: text for name, text in (("front", front), ("back", back.text)) if text}
    draft.fields |= {"tags": tags} if tags else {}
    for loss in sorted(losses.union(back.losses)):
        draft.lose(loss)
    return draft


def _first_paragraph(lines: list[str]) -> list[str]:
    end = next((number for number, line in enumerate(lines) if number and not line.strip()), len(lines))
    return lines[:end]


def _without_label(lines: list[str]) -> list[str]:
    """Take out the word `Answer:` at the beginning."""
    plain = list(_unfolded(lines))
    while plain and not plain[0].strip():
        plain.pop(0)
    label = _LABEL.match(plain[0]) if plain else None
    if label and ":" in label[0]:
        plain[0] = plain[0][label.end() :]
    return plain


def _unfolded(lines: list[str]) -> Iterator[str]:
    """Take the answer out of a callout inside the callout, where some hide it."""
    nested = False
    for line in lines:
        quoted = _QUOTED.match(line)
        callout = _INNER_CALLOUT.fullmatch(quoted[1]) if quoted else None
        nested = bool(quoted) and (nested or bool(callout))
        text = callout[1] if callout else quoted[1] if quoted and nested else line
        if not (callout and re.fullmatch(r"(?:The )?Answer:?", text.strip(), re.I)):
            yield text


def _callouts(lines: list[str], begin: int) -> tuple[list[_Callout], int]:
    """Return the callouts, and how many lines of text stand outside them."""
    found: list[_Callout] = []
    other, fenced, inside = 0, False, False
    for number, line in enumerate(lines[begin:], start=begin + 1):
        quoted = _QUOTED.match(line)
        fenced ^= not quoted and line.lstrip().startswith(("```", "~~~"))
        callout = None if fenced else CALLOUT.fullmatch(line)
        if callout:
            found.append(_Callout(number, callout[1], []))
            inside = True
        elif inside and quoted:
            found[-1].body.append(quoted[1])
        else:
            inside = False
            other += bool(line.strip())
    return found, other


def _front_matter(lines: list[str]) -> tuple[list[str], int]:
    if lines and lines[0].strip() == "---":
        for number in range(1, len(lines)):
            if lines[number].strip() in ("---", "..."):
                return lines[1:number], number + 1
    return [], 0


def _title(head: list[str], body: list[str]) -> str:
    for line in head:
        found = re.fullmatch(r"title:\s*(.+)", line)
        if found:
            return found[1].strip().strip("\"'")
    headings = (re.match(r"#\s+(.+)", line) for line in body)
    return next((inline(found[1], set()) for found in headings if found), "")


def _tags(head: list[str], found: Source) -> list[str]:
    """Return the note's tags as a deck can have them: lower case, words joined by hyphens."""
    tags = list(dict.fromkeys(tag if is_id(tag) else slug(tag, "") for tag in _written_tags(head)))
    keys = [key[1] for line in head if (key := re.match(r"([\w-]+):", line))]
    others = [key for key in keys if key not in ("title", "tags", "tag")]
    if others:
        found.lose(f"the note's properties are left out: {', '.join(others)}")
    return [tag for tag in tags if tag]


def _written_tags(head: list[str]) -> Iterator[str]:
    inside = False
    for line in head:
        key = re.fullmatch(r"tags?:\s*(.*)", line)
        if key:
            inside = True
            yield from (each.strip("#\"' ") for each in re.split(r"[,\s]+", key[1].strip("[] ")) if each)
        elif inside and (item := re.fullmatch(r"\s*-\s+(.+)", line)):
            yield item[1].strip().strip("#\"'")
        else:
            inside = False
