"""What each rule of `bank check` is for: read from the pages beside the rules, told line by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from textwrap import fill, indent
from typing import Any, get_args

from trainer.content.model import WaivableHabit, WaivableRule
from trainer.errors import UsageError
from trainer.yaml import load

PAGES = Path(__file__).parent / "rules" / "pages.yaml"
WIDTH = 80


@dataclass(frozen=True, slots=True)
class RulePage:
    """What there is to say about a rule; the examples are YAML, or `told` in words."""

    id: str
    severity: str
    says: str
    why: str
    breaks: str = ""
    holds: str = ""
    told: str = ""

    @property
    def waivable(self) -> bool:
        """Tell whether a question may stand against it."""
        return self.id in get_args(WaivableRule)

    @property
    def waivable_by_a_deck(self) -> bool:
        """Tell whether a deck may be left out of it."""
        return self.id in get_args(WaivableHabit)

    @property
    def waiving(self) -> str:
        """Return how it is waived, in Markdown."""
        write = f'Write `waive: {{{self.id}: "your reason"}}`'
        in_head = "in the head of a deck, beside its title"
        if self.waivable and self.waivable_by_a_deck:
            return f"{write} in the question; for what it says about a whole bank, {in_head}."
        if self.waivable:
            return f"{write} in the question."
        return f"{write} {in_head}." if self.waivable_by_a_deck else "It cannot be waived."


@cache
def groups() -> list[tuple[str, list[RulePage]]]:
    """Return the pages of all rules by what they are about."""
    data: dict[str, Any] = load(PAGES).data
    return [(group["title"], [RulePage(**page) for page in group["rules"]]) for group in data["groups"]]


def pages() -> dict[str, RulePage]:
    """Return the pages of all rules by their ids."""
    return {page.id: page for _, group in groups() for page in group}


def find_page(rule: str) -> RulePage:
    """Return the page of a rule, also for `l6`; raises UsageError for one that is not there."""
    known = {name.casefold(): page for name, page in pages().items()}
    wanted = re.sub(r"^l(\d)$", r"l0\1", rule.casefold())
    found = known.get(wanted)
    if found is None:
        near = get_close_matches(wanted, list(known), 1)
        advice = f"did you mean {known[near[0]].id}?" if near else "see them all: trainer bank explain"
        raise UsageError(f"there is no rule {rule!r}; {advice}")
    return found


def told(page: RulePage) -> Iterator[str]:
    """Yield a page for a terminal, line by line."""
    yield from (f"{page.id}  {page.severity}", "", *_filled(page.says), "", *_filled(page.why))
    if page.told:
        yield from ("", "Breaks it:", "", *_filled(page.told, "    "))
    for title, example in (("Breaks it:", page.breaks), ("Is fine:", page.holds)):
        if example:
            yield from ("", title, "", *indent(example.rstrip(), "    ").splitlines())
    yield from ("", *_filled(page.waiving))


def listed() -> Iterator[str]:
    """Yield all rules, one or two lines each, by what they are about."""
    for title, group in groups():
        yield title
        for page in group:
            says = fill(page.says, WIDTH, initial_indent=f"  {page.id:<20}", subsequent_indent=" " * 22)
            yield from says.splitlines()
        yield ""
    yield "trainer bank explain RULE says why, shows an example, and how to waive it."


def _filled(text: str, before: str = "") -> list[str]:
    return fill(text, WIDTH, initial_indent=before, subsequent_indent=before).splitlines()
