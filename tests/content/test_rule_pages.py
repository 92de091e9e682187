"""Each rule has a page, and the page's examples do what it says of them."""

import io
import re
import runpy
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from trainer.content.commands import explain
from trainer.content.deck import check_deck
from trainer.content.explaining import RulePage, pages
from trainer.content.model import WaivableHabit, WaivableRule
from trainer.content.rules import BANK_RULES, HABITS, ITEM_RULES, NEIGHBOUR_RULES
from trainer.content.settings import Settings, Staleness
from trainer.errors import UsageError

HERE = Path(__file__).parent
PAGES = list(pages().values())
SOUND = (HERE / "broken" / "L04-all-of-the-above.yaml").read_text().replace(
    "All of the above", "Copy the page to a cheaper class"
)  # fmt: skip


def question_with(excerpt: str) -> bytes:
    """Return a deck with one sound question, in which the fields of an excerpt stand in place of its own."""
    head, _, question = SOUND.partition("  - id: timetable\n")
    names = re.findall(r"^([a-z][a-z-]*):", excerpt, re.M)
    fields = re.split(r"(?m)^(?=    [a-z]+:)", question)
    if "recall" in excerpt:
        names += ["stem", "options"]
    kept = "".join(field for field in fields if field.split(":")[0].strip() not in names)
    added = "".join(f"    {line}\n" for line in completed(excerpt).splitlines())
    return f"{head}  - id: timetable\n{kept}{added}".encode()


def completed(excerpt: str) -> str:
    """Add to each option of an excerpt what it leaves out."""
    texts = re.split(r"(?m)^(?=  - text: )", excerpt)
    for number, text in enumerate(texts[1:], 1):
        if "why:" not in text:
            text += f"    why: A reason for option number {number} alone, long enough to say something.\n"
        if "correct: true" not in text and "misconception:" not in text:
            text += "    misconception: new-buckets-are-public\n"
        texts[number] = text
    return "".join(texts)


def found_in(excerpt: str, settings: Settings) -> list[str]:
    with_ages = replace(settings, staleness=Staleness(date(2026, 11, 25), 180))
    return [problem.rule for problem in check_deck("x.yaml", question_with(excerpt), with_ages).problems]


@pytest.mark.parametrize("page", [page for page in PAGES if page.breaks], ids=lambda page: page.id)
def test_the_examples_of_a_page_do_what_it_says(page: RulePage, tiny_settings: Settings) -> None:
    assert set(found_in(page.breaks, tiny_settings)) == {page.id}
    assert found_in(page.holds, tiny_settings) == []


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page.breaks and page.waivable], ids=lambda page: page.id
)
def test_what_may_be_waived_is_quiet_with_a_reason(page: RulePage, tiny_settings: Settings) -> None:
    waiver = f'waive: {{{page.id}: "it is meant like this"}}\n'
    if page.id == "L02":
        assert set(found_in(waiver + page.breaks, tiny_settings)) == {"L02"}, (
            "an option said twice stays wrong"
        )
        return
    assert found_in(waiver + page.breaks, tiny_settings) == []
    assert found_in(waiver + page.holds, tiny_settings) == ["waiver"]


def test_every_rule_has_a_page_and_no_page_is_left_over() -> None:
    ids = {rule.id for rule in ITEM_RULES} | BANK_RULES.keys() | NEIGHBOUR_RULES.keys()
    ids |= {rule for rule, _ in HABITS}
    expected = "".join(path.read_text() for path in (HERE / "broken").glob("*.expected"))
    ids |= set(re.findall(r" (?:error|warning)\[([^]]+)\]: ", expected))
    # These need a folder, a file that cannot be read, or a thousand problems.
    ids |= {"unreadable", "weights", "unique-task", "unique-setting", "too-many", "invisible-character"}
    assert ids == pages().keys()


def test_a_page_has_examples_or_says_in_words_why_not() -> None:
    for page in PAGES:
        assert bool(page.breaks) == bool(page.holds) != bool(page.told), page.id


def test_what_the_model_lets_be_waived_is_what_the_rules_allow() -> None:
    allowed = {rule.id for rule in ITEM_RULES if rule.waivable} | NEIGHBOUR_RULES.keys()
    assert set(get_args(WaivableRule)) == allowed
    assert set(get_args(WaivableHabit)) == {rule for rule, _ in HABITS}


def test_the_page_of_rules_is_made_from_them() -> None:
    script = runpy.run_path(str(HERE.parents[1] / "docs" / "rules.py"))
    kept = (HERE.parents[1] / "docs" / "rules.md").read_text(encoding="utf-8")
    assert script["page"]() == kept, "python docs/rules.py writes it anew"


def told(rule: str | None) -> str:
    out = io.StringIO()
    assert explain(rule, out) == 0
    return out.getvalue()


def test_explain_tells_a_page_and_lists_all() -> None:
    for name in ("L06", "l06", "l6"):
        text = told(name)
        assert text.startswith("L06  warning\n")
        assert 'waive: {L06: "your reason"}' in text
    assert told("L01").endswith("It cannot be waived.\n")
    listing = told(None)
    assert all(f"\n  {page.id} " in listing for page in PAGES)
    assert max(len(line) for line in listing.splitlines()) <= 80


def test_a_page_fits_a_terminal_of_eighty_columns() -> None:
    for page in PAGES:
        prose = [line for line in told(page.id).splitlines() if not line.startswith("    ")]
        assert max(map(len, prose)) <= 80, page.id


def test_what_a_terminal_would_obey_is_shown() -> None:
    assert "zero\\u200bwidth" in told("invisible-character")


@pytest.mark.parametrize(("asked", "advice"), [("L99", "did you mean L09"), ("zzz", "trainer bank explain")])
def test_a_rule_that_is_not_there_is_wrong_usage(asked: str, advice: str) -> None:
    with pytest.raises(UsageError, match=advice):
        told(asked)
