"""The rules on one question, and those of them that the question does not hold to for a reason."""

from dataclasses import dataclass

from trainer.content.problem import Problem
from trainer.content.report import Report
from trainer.content.rules import ITEM_RULES, NEIGHBOUR_RULES
from trainer.content.rules.bank import Named
from trainer.content.settings import Settings
from trainer.study.question import Question
from trainer.yaml import KeyPath


@dataclass(frozen=True, slots=True)
class Waiver:
    """A rule that a question, or a whole deck, is not held to; `place` is where that stands."""

    rule: str
    place: Named

    def without_effect(self) -> Problem:
        """Return the problem that there is nothing to waive."""
        at = self.place
        return Problem(at.file, at.line, at.column, "warning", "waiver", *_no_effect(self.rule))


def apply_rules(
    question: Question, path: KeyPath, unusable: set[str], report: Report, settings: Settings
) -> list[str]:
    """Report what the rules find, but for what is waived, and the waivers that hold nothing back.

    Return the waived rules that show their effect only beside the other questions of the bank.
    """
    waived = question.extra.get("waive", {})
    skipped: set[str] = set()
    held_back: set[str] = set()
    for rule in ITEM_RULES:
        if rule.reads & unusable:
            skipped.add(rule.id)
        if question.kind not in rule.kinds or rule.reads & unusable:
            continue
        for found in rule.check(question, settings):
            if rule.waivable and rule.id in waived:
                held_back.add(rule.id)
                continue
            where = path + found.path
            report.add(found.severity, rule.id, where, found.message, found.hint, at_key=found.at_key)
    if settings.staleness is None:
        skipped.add("stale")
    for name in waived.keys() - held_back - skipped - NEIGHBOUR_RULES.keys():
        report.add("warning", "waiver", (*path, "waive", name), *_no_effect(name), at_key=True)
    return [name for name in waived if name in NEIGHBOUR_RULES]


def waiver_at(rule: str, path: KeyPath, report: Report, number: int = -1) -> Waiver:
    """Return a waiver with its place; `number` is the position of its question in the deck."""
    position = report.document.key_position((*path, "waive", rule))
    return Waiver(rule, Named(rule, report.file, position.line, position.column, number))


def _no_effect(rule: str) -> tuple[str, str]:
    return f"the waiver of {rule} has no effect", "remove it"
