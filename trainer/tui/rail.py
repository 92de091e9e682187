"""The rail beside a question on a wide terminal: the session, this question, the pace. Pure."""

from collections.abc import Sequence
from datetime import datetime

from textual.content import Content

from trainer.sessions.study import Answered, Card, Past
from trainer.study.question import Reference
from trainer.study.statistics import PACE_SECONDS, usual_seconds
from trainer.tui.question_view import letters
from trainer.tui.signs import Signs
from trainer.tui.text import cut, listed, shown

WIDTH = 27
"""Cells of a row."""

LAST = 6
"""How many earlier questions of the session are listed."""

EVIDENCE = {"documented": "documented by AWS", "recorded": "recorded from AWS", "inferred": "inferred"}


def before_rows(
    card: Card,
    done: Sequence[tuple[str, bool]],
    left: int,
    seconds: Sequence[float],
    now: datetime,
    signs: Signs,
) -> list[Content]:
    """Return the rail of a question that is open; `seconds` are what the latest answers took."""
    rows = session_rows(done, left, WIDTH, signs)
    return [*rows, *question_facts(card, now, signs), *pace_rows(usual_seconds(seconds))]


def after_rows(card: Card, answered: Answered, now: datetime, signs: Signs) -> list[Content]:
    """Return the rail of a question that was answered."""
    rows = evidence_rows(card.question.references, bool(card.question.proof))
    return [*rows, *history_rows(card, answered, now, signs)]


def session_rows(done: Sequence[tuple[str, bool]], left: int, width: int, signs: Signs) -> list[Content]:
    """Return the last questions with their outcome, this one, and how many are to come."""
    rows = [
        Content.assemble(" ", _sign(right, signs), " ", cut(shown(name, "$muted"), width - 3, signs.cut))
        for name, right in done[-LAST:]
    ]
    rows.append(Content.assemble((f" {signs.here} ", "$pen"), "this one"))
    if left:
        rows.append(Content.styled(f" {signs.none} {left} more", "$muted"))
    return section("This session", rows)


def question_facts(card: Card, now: datetime, signs: Signs) -> list[Content]:
    """Return what is known of the student's history with a question, before it is answered."""
    seen = len(card.history)
    rows = [pair("seen", "never" if seen == 0 else "once" if seen == 1 else f"{seen} times")]
    if card.history:
        last = card.history[-1]
        rows.append(pair("last", Content.assemble(_sign(last.correct, signs), f" {_days_ago(last.at, now)}")))
    return section("This question", [*rows, pair("level", card.question.level)])


def pace_rows(usual: float | None) -> list[Content]:
    """Return the student's usual time a question against the exam's."""
    own = "no answers yet" if usual is None else clock(usual)
    return section("Your pace", [pair("usual", own), pair("exam", clock(PACE_SECONDS))])


def evidence_rows(references: Sequence[Reference], proof: bool) -> list[Content]:
    """Return how the answer is known."""
    rows = [Content.assemble(("   p ", "bold $pen"), "proves it here")] if proof else []
    kinds = {reference.evidence: reference.checked for reference in references}
    for kind, checked in kinds.items():
        rows += [Content(f"   {EVIDENCE[kind]}"), Content.styled(f"   checked {checked}", "$muted")]
    return section("Evidence", rows or [Content.styled("   none given", "$muted")])


def history_rows(card: Card, answered: Answered, now: datetime, signs: Signs) -> list[Content]:
    """Return the answers to this question with their days, the one just given last."""
    rows = [_past(card, past, signs) for past in card.history[-LAST:]]
    given = listed(letters(answered.chosen))
    sure = ("  sure", "$warn") if answered.sure else ""
    rows.append(
        Content.assemble((f" {day(now)}  ", "$muted"), _sign(answered.correct, signs), f" {given}", sure)
    )
    rows += [Content(""), pair("stability", f"{answered.stability:.1f} d", 11)]
    rows.append(pair("took", clock(answered.seconds), 11))
    return section("This question", rows)


def section(title: str, rows: Sequence[Content]) -> list[Content]:
    """Return a titled group with the air around it."""
    return [Content(""), Content.styled(title, "bold"), Content(""), *rows, Content("")]


def pair(name: str, value: Content | str, column: int = 9) -> Content:
    """Return a name in muted with its value in a column."""
    return Content.assemble((f" {name:<{column}}", "$muted"), value)


def clock(seconds: float) -> str:
    """Say seconds as `1:10`."""
    return f"{round(seconds) // 60}:{round(seconds) % 60:02d}"


def day(when: datetime) -> str:
    """Say the local day, as `23 Nov`."""
    local = when.astimezone()
    return f"{local.day:>2} {local:%b}"


def _past(card: Card, past: Past, signs: Signs) -> Content:
    chosen = listed(letters(card.order.index(number) for number in past.chosen if number in card.order))
    sure = ("  sure", "$warn") if past.sure else ""
    return Content.assemble((f" {day(past.at)}  ", "$muted"), _sign(past.correct, signs), f" {chosen}", sure)


def _sign(right: bool, signs: Signs) -> tuple[str, str]:
    return (signs.passed, "$good") if right else (signs.failed, "$bad")


def _days_ago(then: datetime, now: datetime) -> str:
    days = (now.astimezone().date() - then.astimezone().date()).days
    return "today" if days <= 0 else "yesterday" if days == 1 else f"{days} days ago"
