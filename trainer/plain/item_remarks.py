"""What `trainer bank report` says of answers and logs that did not count, and of figures not told."""

from collections.abc import Iterator

from trainer.sessions.item_report import ItemReport
from trainer.study.item_analysis import LEAST_FOR_RANKING, LEAST_FOR_SHARE
from trainer.study.responses import RANKED_FROM

MOST_REMARKS = 20
"""Lines about logs; a class has hundreds."""


def counted(number: int, noun: str) -> str:
    """Return a number with its noun."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def remarks(found: ItemReport) -> Iterator[str]:
    """Yield a sentence each, those about figures first."""
    few = sum(item.figures.students < LEAST_FOR_SHARE for item in found.items)
    if few:
        yield f"{counted(few, 'question')} with fewer than {LEAST_FOR_SHARE} students: counts and no shares"
    unranked = sum(
        item.figures.ranked < LEAST_FOR_RANKING for item in found.items if item.question.kind != "recall"
    )
    if unranked:
        yield (
            f"{counted(unranked, 'question')} with fewer than {LEAST_FOR_RANKING} students who have"
            f" {RANKED_FROM} answers or more: nothing that compares students"
        )
    for name, count in found.changed.items():
        yield (
            f"{name}: {counted(count, 'answer')} judged otherwise than its options say now; if these were"
            " moved or changed, raise its `revision`"
        )
    yield from _unknown(found)
    yield from _of_logs(found)


def _unknown(found: ItemReport) -> Iterator[str]:
    if found.unknown:
        first = sorted(found.unknown, key=lambda name: -found.unknown[name])[0]
        others = f" and {len(found.unknown) - 1} more" if len(found.unknown) > 1 else ""
        yield f"answers to questions that this bank does not have are left out: {first}{others}"


def _of_logs(found: ItemReport) -> Iterator[str]:
    log = found.log
    if log.undone:
        yield f"{counted(log.undone, 'answer')} taken back and not counted"
    if log.previews:
        yield f"{counted(log.previews, 'answer')} of an author's preview not counted"
    lines = [f"{name} is no answer log, and is left out" for name in log.silent]
    lines += [f"{name} is the same as {other}, and is left out" for name, other in log.copies]
    lines += [
        f"{name}: {counted(each.lines, 'line')} left out, the first is line {each.line}: {each.why}"
        for name, remarks in log.remarks.items()
        for each in remarks
    ]
    yield from lines[:MOST_REMARKS]
    if len(lines) > MOST_REMARKS:
        yield f"{len(lines) - MOST_REMARKS} more remarks on logs; --json has them all"
