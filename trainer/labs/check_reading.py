"""Reading the checks and the prediction of a lab's step."""

from collections.abc import Mapping, Sequence
from typing import Any

from trainer.labs.definition import (
    AnswerPattern,
    Check,
    Prediction,
    PredictionOption,
    RequestPattern,
    UrlAnswerPattern,
    Wants,
)
from trainer.labs.patterns import COMPARISONS, FIELDS, Condition
from trainer.labs.signed_parts import PARTS
from trainer.scenario.fields import Fields, shown
from trainer.scenario.names import Names
from trainer.scenario.problems import Problem, nearest
from trainer.scenario.state import parse_expect
from trainer.scenario.steps import ExpectObject

Words = Mapping[str, Sequence[str]]
"""For fields of a request that take a lab's own words: those that the lab knows."""

_RELATIONS = ("same_url_as", "different_url_from", "after", "lab_gap_at_least")
_KINDS = ("request", "state", "answer")
NO_URL = ("the name of a presign step in given",)
"""What `signature_of` knows in a lab that gives no URL."""


def read_checks(step: Fields, words: Words) -> tuple[Check, ...]:
    """Return the checks of a step; one may refer to those before it."""
    checks: list[Check] = []
    for fields in mappings(step, "checks", ("id", "says", "expected", *_KINDS)):
        fields.need("id", "a short name")
        fields.need("says", "a sentence")
        before = [check.id for check in checks]
        if fields.text("id") in before:
            fields.wrong(f"the id {fields.text('id')!r} stands twice; choose another", "id")
        wants = _wants(fields, before, words)
        if wants is not None:
            expected = fields.text("expected") or _expected(wants)
            checks.append(Check(fields.text("id"), fields.text("says"), wants, expected))
    return tuple(checks)


def _wants(fields: Fields, before: Sequence[str], words: Words) -> Wants | None:
    match fields.exactly_one(*_KINDS):
        case "request":
            return _request(fields, before, words)
        case "state":
            return parse_expect(fields.values["state"], fields.at("state"), fields.problems, Names())
        case "answer":
            return _answer(fields, before, words.get("signature_of", NO_URL))
    return None


def _answer(check: Fields, before: Sequence[str], urls: Sequence[str]) -> AnswerPattern | UrlAnswerPattern:
    known = ("ask", "of", "url", "field")
    fields = Fields(check.values["answer"], check.at("answer"), check.problems, known)
    fields.need("ask", "a question")
    fields.need("field", "what the answer is compared with")
    ask = fields.text("ask")
    if fields.exactly_one("of", "url") == "url":
        url = fields.text("url", known=urls)
        return UrlAnswerPattern(ask, url, fields.text("field", known=PARTS))
    of = fields.text("of", known=before or ("an earlier check",))
    return AnswerPattern(ask, of, fields.text("field", known=FIELDS))


def _request(check: Fields, before: Sequence[str], words: Words) -> RequestPattern:
    fields = Fields(check.values["request"], check.at("request"), check.problems, (*FIELDS, *_RELATIONS))
    others = before or ("an earlier check of this step",)
    if "lab_gap_at_least" in fields and "after" not in fields:
        fields.wrong("a gap is measured from an earlier request; add after", "lab_gap_at_least", "missing")
    return RequestPattern(
        read_conditions(fields, words),
        fields.optional_text("same_url_as", others),
        fields.optional_text("different_url_from", others),
        fields.optional_text("after", others),
        fields.number("lab_gap_at_least", 0),
    )


def read_conditions(fields: Fields, words: Words) -> tuple[Condition, ...]:
    """Return what a pattern asks of the fields of a request."""
    conditions: list[Condition] = []
    for name in (name for name in FIELDS if name in fields):
        value = fields.values[name]
        _check_words(fields, name, value, words.get(name, ()))
        if isinstance(value, Mapping):
            conditions += _comparisons(fields, name, value)
        elif isinstance(value, Sequence) and not isinstance(value, str):
            conditions.append(Condition(name, "one_of", tuple(value)))
        else:
            conditions.append(Condition(name, "is", value))
    return tuple(conditions)


def _check_words(fields: Fields, name: str, value: object, known: Sequence[str]) -> None:
    """Note a problem for each word that a lab does not know, where the field takes the lab's own words."""
    path = fields.at(name)
    match value:
        case Mapping():
            given = [((*path, "not"), value["not"])] if "not" in value else []
        case list():
            given = [((*path, place), entry) for place, entry in enumerate(value)]
        case _:
            given = [(path, value)]
    for place, word in given:
        if known and word not in known:
            says = f"{shown(word)} is not known here; {nearest(str(word), known)}"
            fields.problems.append(Problem(place, says, "unknown-word"))


def _comparisons(fields: Fields, name: str, value: Mapping[str, Any]) -> list[Condition]:
    conditions = []
    for comparison, wanted in value.items():
        if comparison not in COMPARISONS:
            says = f"{comparison!r} compares nothing; {nearest(str(comparison), COMPARISONS)}"
            fields.problems.append(Problem((*fields.at(name), str(comparison)), says, "unknown-field"))
        elif comparison in ("at_least", "at_most") and not isinstance(wanted, (int, float)):
            says = f"expected a number, found {shown(wanted)}"
            fields.problems.append(Problem((*fields.at(name), comparison), says, "type"))
        else:
            conditions.append(Condition(name, comparison, wanted))
    return conditions


def _expected(wants: Wants) -> str:
    match wants:
        case RequestPattern(conditions):
            return ", ".join(condition.words() for condition in conditions)
        case ExpectObject(_, key, exists, body):
            return f"{key} {'holds ' + repr(body) if body is not None else 'there' if exists else 'gone'}"
        case AnswerPattern(ask) | UrlAnswerPattern(ask):
            return ask


def read_prediction(step: Fields, checks: Sequence[Check], words: Words) -> Prediction | None:
    """Return the prediction of a step, or None where it asks for none."""
    if "predict" not in step:
        return None
    fields = Fields(step.values["predict"], step.at("predict"), step.problems, ("ask", "of", "options"))
    for name, what in (("ask", "a question"), ("of", "a check of this step"), ("options", "a list")):
        fields.need(name, what)
    requests = [check.id for check in checks if isinstance(check.wants, RequestPattern)]
    options = []
    for option in mappings(fields, "options", ("text", "when")):
        option.need("text", "what may be predicted")
        option.need("when", "what the journal must say for it to be right")
        when = Fields(option.values.get("when", {}), option.at("when"), option.problems, FIELDS)
        options.append(PredictionOption(option.text("text"), read_conditions(when, words)))
    if "options" in fields and len(options) < 2:
        fields.wrong(f"expected two options or more, found {len(options)}", "options")
    of = fields.text("of", known=requests or ("a check of a request",))
    return Prediction(fields.text("ask"), of, tuple(options))


def mappings(parent: Fields, name: str, known: Sequence[str]) -> list[Fields]:
    """Return the entries of a list of mappings, which must not be empty."""
    entries = parent.values.get(name, ())
    if not isinstance(entries, Sequence) or isinstance(entries, str) or (name in parent and not entries):
        parent.wrong(f"expected a list with at least one entry, found {shown(entries)}", name, "type")
        return []
    return [
        Fields(entry, (*parent.at(name), place), parent.problems, known)
        for place, entry in enumerate(entries)
    ]
