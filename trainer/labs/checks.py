"""Whether the checks of a step have passed, what was observed, and why one has not passed yet."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from trainer.cloud.client import HttpAnswer
from trainer.labs.answers import difference, fits, short
from trainer.labs.definition import AnswerPattern, Check, Prediction, RequestPattern, UrlAnswerPattern
from trainer.labs.patterns import facts, misses, seen, shown, when
from trainer.labs.results import JournalLine, answer_words, unmet
from trainer.labs.signed_parts import spellings
from trainer.labs.urls import MadeUrl
from trainer.labs.words import duration
from trainer.scenario.steps import Expectation, ExpectObject

NOTHING = "nothing yet"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the checks of a step may look at."""

    lines: Sequence[JournalLine]
    """The journal since the step began, oldest first."""
    look: Callable[[ExpectObject], HttpAnswer]
    """S3's answer to the administrator's GET of an object."""
    seen_urls: Collection[str] = ()
    """Ids of the URLs that were used before the step began."""
    answers: Mapping[str, str] = field(default_factory=dict)
    """What the student answered, by the id of the check."""
    urls: Mapping[str, MadeUrl] = field(default_factory=dict)
    """The URLs that the lab has given, by their names."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a check stands."""

    check: Check
    passed: bool
    observed: str
    """What was seen: `403 AccessDenied at 10:05:02Z`."""
    why: str = ""
    """Why it has not passed yet, if something came near."""
    line: JournalLine | None = None
    """The request that passed it."""


def evaluate(checks: Sequence[Check], evidence: Evidence) -> list[Outcome]:
    """Return how each check stands, in their order."""
    return _Evaluation(checks, evidence).outcomes()


def right_option(prediction: Prediction, line: JournalLine) -> int | None:
    """Return which option a request proves right: the first that it fits; None if it fits none."""
    found = facts(line)
    fitting = (place for place, option in enumerate(prediction.options) if not misses(option.when, found))
    return next(fitting, None)


class _Evaluation:
    """One pass over the checks of a step; requests that pass a check are found once."""

    def __init__(self, checks: Sequence[Check], evidence: Evidence) -> None:
        self._checks = {check.id: check for check in checks}
        self._evidence = evidence
        given = {made.id: (name, made) for name, made in evidence.urls.items() if made.id}
        self._found = [facts(line, evidence.seen_urls, given) for line in evidence.lines]
        self._fitting: dict[str, list[Mapping[str, Any]]] = {}

    def outcomes(self) -> list[Outcome]:
        return [self._outcome(check) for check in self._checks.values()]

    def _outcome(self, check: Check) -> Outcome:
        match check.wants:
            case RequestPattern():
                return self._request(check, check.wants)
            case ExpectObject():
                return self._object(check, check.wants)
            case AnswerPattern():
                return self._answer(check, check.wants)
            case UrlAnswerPattern(_, url, part):
                return self._compared(check, spellings(self._evidence.urls[url], part), f"${url.upper()}")

    def _object(self, check: Check, wants: ExpectObject) -> Outcome:
        answer = self._evidence.look(wants)
        why = unmet(Expectation(status=200 if wants.exists else 404, body=wants.body), answer, None)
        return Outcome(check, not why, f"{wants.object}: {answer_words(answer)}", why)

    def _answer(self, check: Check, wants: AnswerPattern) -> Outcome:
        found = [line.get(wants.field) for line in self._fitting_lines(wants.of)]
        right = [text for value in found for text in (shown(value), str(value))]
        outcome = self._compared(check, right, "the run")
        if right or outcome.observed == NOTHING:
            return outcome
        return replace(outcome, why=f"first comes: {self._checks[wants.of].says}")

    def _compared(self, check: Check, right: Sequence[str], source: str) -> Outcome:
        given = self._evidence.answers.get(check.id)
        if given is None:
            return Outcome(check, False, NOTHING)
        if fits(given, right):
            return Outcome(check, True, short(given))
        return Outcome(check, False, short(given), difference(given, right[0], source) if right else "")

    def _request(self, check: Check, wants: RequestPattern) -> Outcome:
        fitting = self._fitting_lines(check.id)
        if fitting:
            return Outcome(check, True, seen(fitting[-1]), "", fitting[-1])
        near = self._nearest(wants)
        if near is None:
            return Outcome(check, False, NOTHING)
        return Outcome(check, False, seen(near), self._why(wants, near))

    def _fitting_lines(self, check_id: str) -> list[Mapping[str, Any]]:
        """Return the requests that pass a check, oldest first."""
        if check_id not in self._fitting:
            wants = self._checks[check_id].wants
            self._fitting[check_id] = (
                [
                    line
                    for line in self._found
                    if not misses(wants.conditions, line) and self._related(wants, line)
                ]
                if isinstance(wants, RequestPattern)
                else []
            )
        return self._fitting[check_id]

    def _related(self, wants: RequestPattern, line: Mapping[str, Any]) -> bool:
        return all(
            any(not _unrelated(wants, name, line, other) for other in self._fitting_lines(name))
            for name in wants.refers_to
        )

    def _nearest(self, wants: RequestPattern) -> Mapping[str, Any] | None:
        """Return the latest of the requests that fall short in the fewest ways, if it is right in any."""
        count = len(wants.conditions)
        near = [line for line in self._found if _comparable(wants, line)]
        scored = [(len(misses(wants.conditions, line)), -line["n"], line) for line in near]
        short, _, line = min(scored, key=lambda entry: entry[:2], default=(count, 0, {}))
        return line if short < count else None

    def _why(self, wants: RequestPattern, line: Mapping[str, Any]) -> str:
        short = misses(wants.conditions, line)
        if short:
            return "; ".join(short)
        for name in wants.refers_to:
            others = self._fitting_lines(name)
            if not others:
                return f"first comes: {self._checks[name].says}"
            unrelated = [_unrelated(wants, name, line, other) for other in others]
            if all(unrelated):
                return unrelated[-1]
        return ""


def _comparable(wants: RequestPattern, line: Mapping[str, Any]) -> bool:
    """Return whether both are about an object, or neither: a call of IAM is no download that went wrong."""
    asked = {condition.field for condition in wants.conditions}
    about_an_object = "action" not in asked or not asked.isdisjoint({"key", "key_name"})
    return "bucket" in asked or bool(line.get("key")) == about_an_object


def _unrelated(wants: RequestPattern, name: str, line: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Return why a request does not stand to another as a check wants; empty where it does."""
    same_url = line.get("url_id") is not None and line.get("url_id") == other.get("url_id")
    if wants.same_url_as == name and not same_url:
        return "this was another URL"
    if wants.different_url_from == name and same_url:
        return "this was the same URL"
    if wants.after != name:
        return ""
    if line["n"] <= other["n"]:
        return "this came before"
    gap = when(line["lab_at"]) - when(other["lab_at"])
    if gap < timedelta(seconds=wants.lab_gap_at_least):
        return f"only {duration(gap.total_seconds())} of lab time had passed"
    return ""
