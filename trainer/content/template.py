"""The text of a new question: whole and valid, with a comment at whatever has to be replaced."""

import json
from dataclasses import dataclass
from datetime import date

from trainer.content.rules.draft import MARK, NO_BELIEF
from trainer.study.question import Kind
from trainer.study.visible import visible

COMMENTS = 32
"""Column of the comments, from 0."""

_WRONG = ("the first", "the second", "the third")


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """What is known of a question before it is written."""

    id: str
    kind: Kind
    domain: str
    task: str
    task_title: str
    today: date
    """The day on which its reference is read."""
    facts: tuple[str, ...] = ()
    difficulty: int = 2
    level: str = "apply"
    host: str = "docs.aws.amazon.com"
    """One that references may lead to."""


def question_lines(new: NewQuestion) -> list[str]:
    """Return the question as lines of a list entry, not indented."""
    body = _card(new) if new.kind == "recall" else _choice(new)
    return [*_head(new), *body, *_end(new)]


def deck_lines(name: str, title: str, schema: str) -> list[str]:
    """Return the head of a new deck; its list of questions is empty."""
    modeline = f"# yaml-language-server: $schema={schema}"
    quoted = json.dumps(visible(title), ensure_ascii=False)
    return [modeline, "format: 1", f"deck: {name}", f"title: {quoted}", "questions:"]


def _head(new: NewQuestion) -> list[str]:
    kinds = {
        "single": "one right answer of four",
        "multiple": "two or more right answers of five or more",
        "recall": "a card, graded by the student",
    }
    facts = f"[{', '.join(new.facts)}]"
    return [
        _said(f"- id: {new.id}", "unique in the bank, never reused"),
        _said("  revision: 1", "raised when the meaning changes"),
        _said(f"  kind: {new.kind}", kinds[new.kind]),
        _said(f"  domain: {new.domain}", "secure, resilient, performance, cost"),
        _said(f'  task: "{new.task}"', " ".join(visible(new.task_title).split())),
        _said(f"  facts: {facts}", "ids of facts.yaml, as [F16, F32]"),
        _said(f"  difficulty: {new.difficulty}", "1 easy, 2 as in the exam, 3 hard"),
        _said(f"  level: {new.level}", "remember, understand, apply, analyze"),
    ]


def _card(new: NewQuestion) -> list[str]:
    return [
        f'  front: "{MARK}: what the student is asked, in eight words or more?"',
        _said("  back: |", "each line is a point of its own"),
        f"    {MARK}: what the student should have recalled",
    ]


def _choice(new: NewQuestion) -> list[str]:
    several = new.kind == "multiple"
    asks = "Which two of these are the case? (Select TWO.)" if several else "Which of these is the case?"
    right = ("one right", "the other right") if several else ("the right",)
    return [
        "  # A scene of two to five sentences, then one question that can be",
        "  # answered without the options.",
        "  stem: |",
        f"    {MARK}: say who wants what, what they have, who signs with",
        "    which credentials, and that nothing else changes, in 25 to 120 words.",
        f"    {asks}",
        "  # Of one shape and about one length; they are shuffled when shown.",
        "  # A wrong one is a true sentence about AWS that is wrong here.",
        "  options:",
        *(line for name in right for line in _right_option(name)),
        *(line for name in _WRONG for line in _wrong_option(name)),
    ]


def _right_option(name: str) -> list[str]:
    return [
        f'    - text: "{MARK}: {name} option"',
        "      correct: true",
        f'      why: "{MARK}: why {name} option is right here"',
    ]


def _wrong_option(name: str) -> list[str]:
    return [
        f'    - text: "{MARK}: {name} wrong option"',
        f'      why: "{MARK}: why {name} is wrong here, and when it would be right"',
        _said(f"      misconception: {NO_BELIEF}", "id in misconceptions.yaml"),
    ]


def _end(new: NewQuestion) -> list[str]:
    lines = [
        "  references:",
        f"    - url: https://{new.host}/{MARK.replace(' ', '-')}",
        _said(f'      checked: "{new.today.isoformat()}"', "the day somebody read it"),
        _said("      via: live", "live, or stored-copy: a copy of it"),
        _said("      evidence: documented", "documented, recorded, inferred"),
    ]
    if new.kind == "recall":
        return lines
    return [
        *lines,
        "  # What S3 does can be proved: take the # away, change the steps, and run",
        f"  # trainer bank prove {new.id}",
        "  # proof:",
        "  #   - as: ann",
        "  #   - presign: {object: coffee.jpg, expires: 3600}",
        "  #   - clock: {advance: 3601}",
        "  #   - fetch: {expect: {status: 403, code: AccessDenied}}",
    ]


def _said(line: str, comment: str) -> str:
    return f"{line:<{COMMENTS}}# {comment}" if len(line) < COMMENTS else f"{line}  # {comment}"
