"""`trainer bank report`: item analysis of a class as text, what deserves a look first."""

import shutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from textwrap import fill
from typing import TextIO

from trainer.content.commands import progress_on
from trainer.content.lines import json_line, one_line
from trainer.paths import cache_dir
from trainer.plain.item_remarks import counted, remarks
from trainer.plain.plots import Ink, bar, ink_of, interval, plane
from trainer.sessions.item_report import Item, ItemReport, report
from trainer.study.item_analysis import LEAST_FOR_SHARE, OptionFigures
from trainer.study.item_concerns import EASY, HARD, WEAK, letter
from trainer.study.reliability import LEAST_IN_COMMON

LEAST_WIDTH, WIDTH, MOST_WIDTH = 60, 100, 140

LEAST_ON_MAP = 5
"""Fewer questions make no map."""


def item_report(folders: Sequence[Path], logs: Sequence[Path], as_json: bool, out: TextIO) -> int:
    """Print the analysis of the bank over exported logs and return 0.

    Raises UsageError for a log that is missing, and TrainerError where no log holds an answer to the bank.
    """
    with progress_on(sys.stderr, "reading", "MB") as progress:
        megabytes = progress and (lambda done, of: progress(done // 10**6, of // 10**6))
        found = report(folders, cache_dir(), logs, megabytes)
    if as_json:
        out.write(f"{json_line(found.as_json())}\n")
        return 0
    width = shutil.get_terminal_size((WIDTH, 24)).columns if out.isatty() else WIDTH
    page = _Page(found, min(max(width, LEAST_WIDTH), MOST_WIDTH), ink_of(out))
    for line in page.lines():
        out.write(f"{line.rstrip()}\n")
    return 0


class _Page:
    def __init__(self, found: ItemReport, width: int, ink: Ink) -> None:
        self._found = found
        self._width = width
        self._ink = ink

    def lines(self) -> Iterator[str]:
        """Yield the sections, a blank line between two."""
        yield from self._wrapped(_extent(self._found), "")
        yield from self._wrapped(_kr20(self._found), "")
        for remark in remarks(self._found):
            yield from self._wrapped(f"{self._ink.caution} {remark}", "  ")
        for section in (self._look, self._questions, self._map, self._options, self._beliefs, self._apart):
            lines = list(section())
            if lines:
                yield from ("", *lines)

    def _wrapped(self, text: str, indent: str) -> list[str]:
        text = one_line(text)
        lead = " " * (len(text) - len(text.lstrip()))
        return fill(
            text.strip(),
            self._width,
            initial_indent=lead,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        ).split("\n")

    def _look(self) -> Iterator[str]:
        concerned = self._found.concerned
        if not concerned:
            return
        yield f"Look at these first ({len(concerned)} of {len(self._found.items)})"
        for item in concerned:
            yield f"  {one_line(item.question.id)}"
            for concern in item.concerns:
                yield from self._wrapped(f"    {concern.says}", "      ")

    def _questions(self) -> Iterator[str]:
        plot = max(self._width - 2 - self._names - 27, 8)
        head = f"0{'facility'.center(plot - 2)}1"
        yield f"{'Questions':<{self._names + 2}}{'n':>5} {'':>5} {head} {'D':>6} {'r.pb':>6}"
        yield from self._wrapped(
            "  n: students; D: facility of the upper 27 % less that of the lower; r.pb: point-biserial with"
            " the share right among a student's other answers",
            "  ",
        )
        for item in self._found.items:
            figures = item.figures
            drawn = " " * plot
            if figures.facility is not None:
                drawn = interval(figures.right, figures.students, plot, self._ink)
            compared = f"{_figure(figures.discrimination):>6} {_figure(figures.point_biserial):>6}"
            counts = f"{figures.students:>5} {_figure(figures.facility):>5}"
            yield f"  {self._name(item.question.id)}{counts} {drawn} {compared}"

    @property
    def _names(self) -> int:
        longest = max(len(one_line(item.question.id)) for item in self._found.items)
        return min(max(longest, 8), self._width - 45)

    def _name(self, name: str) -> str:
        return _cut(one_line(name), self._names).ljust(self._names)

    def _map(self) -> Iterator[str]:
        points = [
            (item.figures.facility, item.figures.point_biserial)
            for item in self._found.items
            if item.figures.facility is not None and item.figures.point_biserial is not None
        ]
        if len(points) < LEAST_ON_MAP:
            return
        yield "Map: facility across, point-biserial up; a digit says how many questions lie there"
        width = min(self._width - 8, 60)
        yield from (f" {line}" for line in plane(points, width, self._ink, (HARD, EASY), WEAK))
        yield f"       0{f'dotted: {HARD} and {EASY}, line: {WEAK}'.center(width - 2)}1"

    def _options(self) -> Iterator[str]:
        yield from self._wrapped(
            "Options: taken, share of all, and share of the upper and the lower 27 %; seconds: median"
            " (quartiles)",
            "  ",
        )
        for item in self._found.items:
            yield from self._wrapped(f"  {item.question.id}: {_aside(item)}", "    ")
            for number, figures in enumerate(item.figures.options):
                yield from self._option(item, number, figures)

    def _option(self, item: Item, number: int, figures: OptionFigures) -> Iterator[str]:
        option = item.question.options[number]
        plot = max((self._width - 52) // 2, 8)
        role = "right" if option.correct else ""
        belief = "" if option.correct else option.misconception or ""
        drawn = bar(figures.share, plot, self._ink)
        groups = f"{_figure(figures.upper):>5} {_figure(figures.lower):>5}"
        line = f"    {letter(number)} {role:<5}{figures.taken:>6} {figures.share:>5.2f} {drawn} {groups}"
        yield _cut(one_line(f"{line}  {belief}"), self._width)

    def _beliefs(self) -> Iterator[str]:
        told = [belief for belief in self._found.beliefs if belief.met >= LEAST_FOR_SHARE]
        if not told:
            return
        yield "Misconceptions, by the share of the students who met them and fell for them at least once"
        plot = max(self._width // 4, 10)
        for belief in told:
            drawn = interval(belief.held, belief.met, plot, self._ink)
            share = f"{belief.held:>4} of {belief.met:<4} {belief.held / belief.met:.2f}"
            yield f"  {share} {drawn} {one_line(belief.id)}"
            if belief.says:
                yield from self._wrapped(f"      {belief.says}", "      ")

    def _apart(self) -> Iterator[str]:
        if not self._found.apart:
            return
        yield "Other revisions, which count in none of the figures above"
        for each in self._found.apart:
            newer = "" if each.revision < each.now else ", newer than this bank"
            yield (
                f"  {one_line(each.question)}, revision {each.revision} (now {each.now}{newer}):"
                f" {each.right} of {each.students} right"
            )


def _extent(found: ItemReport) -> str:
    later = sum(item.later.answers for item in found.items)
    more = (
        f", and {counted(later, 'later one')} that {'counts' if later == 1 else 'count'} apart"
        if later
        else ""
    )
    return (
        f"{counted(found.log.students, 'student')} in {counted(found.log.logs, 'log')};"
        f" {counted(found.answers, 'first answer')} to {counted(len(found.items), 'question')}{more}"
    )


def _kr20(found: ItemReport) -> str:
    figure = found.reliability
    if figure is None:
        return f"No KR-20: it takes two questions or more that {LEAST_IN_COMMON} students answered both"
    missing = (
        f"{figure.missing:.0%} of their answers are missing: each pair of questions is compared over the"
        " students who answered both".replace("%", " %", 1)
        if figure.missing
        else "no answer is missing"
    )
    return (
        f"KR-20 {figure.estimate:.2f} over {counted(figure.items, 'question')} and"
        f" {counted(figure.students, 'student')}; {missing}"
    )


def _aside(item: Item) -> str:
    times, later = item.figures.times, item.later
    told = [f"{item.figures.right} of {item.figures.students} right at first"]
    if item.question.kind == "recall":
        told[0] += ", by their own grade"
    if later.answers:
        told.append(f"{later.right} of {later.answers} later")
    if times is not None:
        told.append(f"{times.median:.0f} s ({times.lower:.0f} to {times.upper:.0f})")
    return ", ".join(told)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1]}~"


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
