"""The rule on names and figures that AWS has retired: an answer that rests on one was right once."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trainer.content.rules.finding import Finding
from trainer.content.settings import Settings
from trainer.study.question import Question
from trainer.yaml import KeyPath


@dataclass(frozen=True, slots=True)
class _Retired:
    """A term, and what to write instead; `anywhere` where not even a wrong option may name it."""

    pattern: re.Pattern[str]
    message: str
    hint: str
    anywhere: bool = False


_RETIRED = (
    _Retired(
        re.compile(r"\bAWS (?:SSO|Single Sign-On)\b"),
        '"{}" is called AWS IAM Identity Center today',
        "use today's name",
        anywhere=True,
    ),
    _Retired(
        re.compile(r"\borigin access identit(?:y|ies)\b|\bOAIs?\b", re.I),
        'the answer rests on "{}", which origin access control (OAC) has replaced',
        "let the answer use origin access control",
    ),
    _Retired(
        re.compile(r"\bObject Lambda\b", re.I),
        'the answer rests on "{}", which is closed to new customers since 2025-11-07',
        "rest the answer on something that a new customer can use",
    ),
    _Retired(
        re.compile(
            r"\b(?:object|upload|limit|maximum|at most|up to)s?\b[^.]{0,60}?\b5 ?(?:TB|TiB|terabytes?)\b"
            r"|\b5 ?(?:TB|TiB|terabytes?)\b[^.]{0,40}?\b(?:object|upload|limit|maximum)",
            re.I,
        ),
        'the answer names 5 TB as a limit ("{}"), on which sources differ since December 2025',
        "leave the figure out",
    ),
)
# Without one of these no pattern can match, and looking for them is a fiftieth of the work.
_SIGNS = ("sso", "single sign-on", "origin access", "oai", "object lambda", "5 t", "5t")


def retired_terms(question: Question, _: Settings) -> Iterator[Finding]:
    """No answer rests on what AWS has retired, and nothing goes by a name that is gone."""
    texts = list(_texts(question))
    whole = "\n".join([text for _, text, _ in texts]).lower()
    if not any(sign in whole for sign in _SIGNS):
        return
    for path, text, is_answer in texts:
        for term in _RETIRED:
            found = term.pattern.search(text)
            if found and (is_answer or term.anywhere):
                yield Finding(path, term.message.format(" ".join(found.group().split())), term.hint)


def _texts(question: Question) -> Iterator[tuple[KeyPath, str, bool]]:
    """Yield each text with its path, and whether it says what is right."""
    if question.kind == "recall":
        yield ("front",), question.front, False
        yield ("back",), question.back, True
        return
    yield ("stem",), question.stem, False
    for number, option in enumerate(question.options):
        yield ("options", number, "text"), option.text, option.correct
        yield ("options", number, "why"), option.why, False
