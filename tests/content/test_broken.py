"""Each file of broken/ has one mistake; beside it stands what has to be said, and what can still be asked."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from trainer.content.check import bank_problems
from trainer.content.deck import check_deck
from trainer.content.settings import Settings, Staleness
from trainer.content.whole import whole_bank_problems

BROKEN = Path(__file__).parent / "broken"
CASES = sorted(BROKEN.glob("*.yaml"))


TODAY = date(2026, 11, 25)


def said(path: Path, settings: Settings) -> str:
    """Return what is said about a file; of the names, `stale` asks for ages, `bank` for the whole bank."""
    if path.stem.startswith("stale"):
        settings = replace(settings, staleness=Staleness(TODAY, 180))
    deck = check_deck(path.name, path.read_bytes(), settings)
    problems = [*deck.problems, *bank_problems([deck])]
    if path.stem.startswith("bank"):
        problems += whole_bank_problems([deck])
    problems.sort(key=lambda each: (each.line, each.column))
    usable = " ".join(place.name for place, _ in deck.questions) or "none"
    return "".join(f"{problem}\n" for problem in problems) + f"questions: {usable}\n"


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_broken_deck_is_reported_whole(path: Path, tiny_settings: Settings) -> None:
    assert said(path, tiny_settings) == path.with_suffix(".expected").read_text()


def test_each_case_has_its_expectation() -> None:
    assert len(CASES) >= 60
    assert {path.stem for path in BROKEN.glob("*.expected")} == {path.stem for path in CASES}


def test_every_place_is_inside_its_file(tiny_settings: Settings) -> None:
    for path in CASES:
        lines = path.read_bytes().decode("utf-8", "replace").split("\n")
        for problem in check_deck(path.name, path.read_bytes(), tiny_settings).problems:
            assert 1 <= problem.line <= len(lines)
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


@pytest.mark.parametrize("name", ["access.yaml", "storage.yaml"])
@pytest.mark.parametrize("form", ["as it is", "windows", "byte order mark"])
def test_a_clean_deck_has_nothing_said_about_it(name: str, form: str, tiny_settings: Settings) -> None:
    source = (BROKEN.parent / "tiny_bank" / name).read_bytes()
    if form == "windows":
        source = source.replace(b"\n", b"\r\n")
    elif form == "byte order mark":
        source = b"\xef\xbb\xbf" + source
    deck = check_deck(name, source, tiny_settings)
    assert deck.problems == []
    assert deck.questions


def test_what_settings_cannot_say_is_not_held_against_questions() -> None:
    source = (BROKEN.parent / "tiny_bank" / "access.yaml").read_bytes()
    assert check_deck("access.yaml", source, Settings()).problems == []
