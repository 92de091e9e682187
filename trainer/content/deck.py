"""A deck: from the bytes of a YAML file to its questions, and everything that is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trainer.content.drawing import first_draw
from trainer.content.model import OWN_FIELD, QUESTION_MODELS, DeckHead
from trainer.content.model_errors import advice, shown
from trainer.content.problem import Problem
from trainer.content.recovery import later_parts
from trainer.content.report import Report
from trainer.content.rules.bank import Named
from trainer.content.settings import Settings
from trainer.content.waivers import Waiver, apply_rules, waiver_at
from trainer.study.question import Option, Question, Reference
from trainer.yaml import KeyPath

HEAD = ("format", "deck", "title", "questions")
"""Without one of these a deck is not loaded; any other mistake costs one question."""

TEMPLATE = ("draw", "let", "assert")
"""Fields that make a question a parametric one."""

_TEXTS = ("id", "kind", "domain", "task", "level", "stem", "front", "back")


@dataclass(slots=True)
class CheckedDeck:
    """A deck as far as it can be used; `name` is empty where none of it can."""

    file: str
    name: str = ""
    title: str = ""
    place: Named | None = None
    places: list[Named] = field(default_factory=list)
    """Every question that has an id."""
    questions: list[tuple[Named, Question]] = field(default_factory=list)
    """Those without an error."""
    seen: list[Question] = field(default_factory=list)
    """Every question as far as it can be read, also those with errors."""
    waivers: list[Waiver] = field(default_factory=list)
    """Those whose effect shows only when the questions of a bank are looked at together."""
    problems: list[Problem] = field(default_factory=list)


def check_deck(file: str, source: bytes, settings: Settings) -> CheckedDeck:
    """Return what can be used of a deck, and every problem of it; never raises."""
    report = Report.of(file, source)
    deck = CheckedDeck(file, problems=report.problems)
    data = report.document.data
    if isinstance(data, dict):
        usable = _check_head(data, deck, report)
        _check_questions(deck, [report, *later_parts(report, source)], settings)
        if not usable:
            deck.name, deck.place, deck.questions = "", None, []
    elif not report.problems:
        message = "the file is empty" if data is None else "the file holds no mapping"
        report.add("error", "wrong-type", (), message, "begin it with `format: 1`, `deck:` and `title:`")
    deck.problems.sort(key=lambda problem: (problem.line, problem.column))
    return deck


def _check_head(data: dict[str, Any], deck: CheckedDeck, report: Report) -> bool:
    """Report what is wrong with the deck's own fields; False when it cannot be used."""
    unusable = report.validate(DeckHead, _as_far_as_read(data, report))
    if unusable.intersection(HEAD) or not set(HEAD) <= data.keys():
        return False
    position = report.document.position(("deck",))
    deck.name, deck.title = data["deck"], data["title"]
    deck.place = Named(deck.name, deck.file, position.line, position.column)
    if "waive" not in unusable:
        deck.waivers = [waiver_at(rule, (), report) for rule in data.get("waive", {})]
    return True


def _check_questions(deck: CheckedDeck, parts: list[Report], settings: Settings) -> None:
    before = 0
    for part in parts:
        items = part.document.data.get("questions")
        items = items if isinstance(items, list) else []
        if part.document.cut_short:
            # The last question was being read when the syntax broke.
            items = items[:-1]
        for number, item in enumerate(items):
            if part.is_full:
                part.end_at(("questions", number))
                return
            place = _named(number, item, part, before)
            question = _question(number, item, deck, part, settings, before)
            deck.places += [place] if place else []
            deck.questions += [(place, question)] if place and question else []
        before += len(items)


def _as_far_as_read(data: dict[str, Any], report: Report) -> dict[str, Any]:
    """Fill in what a broken syntax has kept from being read: that it is missing is no second mistake."""
    if not report.document.cut_short:
        return data
    return {"format": 1, "deck": "unread", "title": "unread", "questions": []} | data


def _question(
    number: int, item: Any, deck: CheckedDeck, report: Report, settings: Settings, before: int
) -> Question | None:
    """Check one question; None when it has an error."""
    path: KeyPath = ("questions", number)
    begin = len(report.problems)
    if not isinstance(item, dict):
        message = f"question {number + 1} is no mapping"
        report.add("error", "wrong-type", path, message, "begin it with `- id:`")
        return None
    question, unusable = _read(item, path, deck.name, report)
    deck.seen.append(question)
    drawn = first_draw(question, path, report)
    if drawn is None:
        # Its numbers are missing, for which no step of the proof is to be blamed.
        drawn, unusable = question, unusable | {"proof"}
    undecided = apply_rules(drawn, path, unusable, report, settings)
    deck.waivers += [waiver_at(rule, path, report, before + number) for rule in undecided]
    wrong = any(problem.is_error for problem in report.problems[begin:]) or _has_mistake(number, report)
    return None if wrong else question


def _named(number: int, item: Any, report: Report, before: int) -> Named | None:
    name = item.get("id") if isinstance(item, dict) else None
    if not isinstance(name, str):
        return None
    position = report.document.position(("questions", number, "id"))
    return Named(name, report.file, position.line, position.column, before + number)


def _has_mistake(number: int, report: Report) -> bool:
    """Tell whether YAML itself had something against the lines of this question."""
    if not report.document.mistakes:
        return False
    begin = report.document.position(("questions", number)).line
    after = report.document.position(("questions", number + 1))
    end = after.line if after.line > begin else None
    lines = [mistake.position.line for mistake in report.document.mistakes]
    return any(begin <= line and (end is None or line < end) for line in lines)


def _read(item: dict[str, Any], path: KeyPath, deck: str, report: Report) -> tuple[Question, set[str]]:
    """Return a question as far as its fields can be used, and which cannot."""
    own = {name: value for name, value in item.items() if name.startswith(OWN_FIELD)}
    fields = {name: value for name, value in item.items() if name not in own} if own else item
    unusable = _validate(fields, path, report)
    return question_of(item, deck, unusable, own, report.document.position(path).line), unusable


def _validate(fields: dict[str, Any], path: KeyPath, report: Report) -> set[str]:
    kind = fields.get("kind")
    model = QUESTION_MODELS.get(kind) if isinstance(kind, str) else None
    if model is not None:
        return report.validate(model, fields, path)
    if "kind" in fields:
        hint = advice(kind, list(QUESTION_MODELS))
        report.add("error", "wrong-value", (*path, "kind"), f'"kind" is {shown(kind)}', hint)
    else:
        hint = f"add it: {', '.join(QUESTION_MODELS)}"
        report.add("error", "missing-field", path, 'the field "kind" is missing', hint)
    # Whether it was meant as a card or as a choice shows in its fields, and they can be checked all the same.
    guess = "recall" if "front" in fields or "back" in fields else "single"
    return report.validate(QUESTION_MODELS[guess], {**fields, "kind": guess}, path) | {"kind", "options"}


def question_of(
    item: Mapping[str, Any], deck: str, unusable: set[str], own: Mapping[str, Any], line: int
) -> Question:
    """Return the question that a checked mapping of YAML describes; unusable fields stay empty."""
    usable = {name: value for name, value in item.items() if name not in unusable}
    texts = {name: usable.get(name, "").strip() for name in _TEXTS}
    extra = dict(own) | {name: usable[name] for name in ("negative", "waive") if usable.get(name)}
    template = {name: usable[name] for name in TEMPLATE if usable.get(name) not in (None, [], {})}
    return Question(
        **texts,
        deck=deck,
        revision=usable.get("revision", 1),
        difficulty=usable.get("difficulty", 0),
        facts=tuple(usable.get("facts", ())),
        tags=tuple(usable.get("tags", ())),
        options=tuple(_option(option) for option in usable.get("options", ())),
        references=tuple(Reference(**reference) for reference in usable.get("references", ())),
        proof=tuple(usable.get("proof", ())),
        extra=extra,
        template={} if unusable.intersection(TEMPLATE) else template,
        line=line,
    )


def _option(option: Mapping[str, Any]) -> Option:
    return Option(
        text=option["text"].strip(),
        why=option["why"].strip(),
        correct=option.get("correct", False),
        misconception=option.get("misconception"),
    )
