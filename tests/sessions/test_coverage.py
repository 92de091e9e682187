"""What a bank covers: counts by hand on the tiny bank, and what is missing comes first."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.tui.terminal import Terminal
from trainer.content.check import check_folders
from trainer.paths import shipped_bank
from trainer.plain.coverage import coverage
from trainer.sessions.coverage import cover

TINY = Path(__file__).parents[1] / "content" / "tiny_bank"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "bank"))


def as_json(bank: Path) -> dict[str, Any]:
    out = io.StringIO()
    assert coverage([bank], True, out) == 0
    (line,) = out.getvalue().splitlines()
    found = json.loads(line)
    assert isinstance(found, dict)
    return found


def told(bank: Path) -> list[str]:
    out = io.StringIO()
    assert coverage([bank], False, out) == 0
    return out.getvalue().splitlines()


def test_the_counts_of_the_tiny_bank(bank: Path) -> None:
    found = as_json(bank)
    assert found["missing"] == []
    assert (found["questions"], found["decks"], found["proofs"]) == (3, 2, 1)
    assert found["labs"] == 0, "the labs teach the shipped facts, and this bank has its own"
    assert found["facts"] == [
        {"id": "T2", "text": "A lifecycle rule can move objects to a cheaper storage class.",
         "questions": 1, "labs": 0, "proofs": 0, "wanted": 1},
        {"id": "T1", "text": "A bucket is private until somebody opens it.",
         "questions": 1, "labs": 0, "proofs": 1, "wanted": 1},
    ]  # fmt: skip
    shares = [(each["id"], each["questions"], round(each["share"], 2)) for each in found["domains"]]
    assert shares == [("cost", 1, 0.33), ("secure", 2, 0.67)]
    assert [each["weight"] for each in found["domains"]] == [0.4, 0.6]
    assert [(each["id"], each["questions"], each["proofs"]) for each in found["tasks"]] == [
        ("1.1", 1, 1), ("1.2", 1, 0), ("4.1", 1, 0)
    ]  # fmt: skip
    assert found["difficulty"] == {"1": 2, "2": 1, "3": 0}
    assert found["levels"] == {"remember": 1, "understand": 1, "apply": 1, "analyze": 0}


def test_what_is_missing_comes_first(bank: Path) -> None:
    facts = bank / "facts.yaml"
    facts.write_text(
        facts.read_text().replace("facts:\n", "at_least: {T: 3, T2: 1}\nfacts:\n") + "  X1: Unasked.\n"
    )
    exam = bank / "exam.yaml"
    task = '      - {id: "4.1", title: Storage that costs little}\n'
    exam.write_text(exam.read_text().replace(task, task + '      - {id: "4.2", title: Nothing yet}\n'))
    found = as_json(bank)
    assert found["missing"] == [
        {"what": "fact", "id": "T1", "has": 1, "wanted": 3},
        {"what": "fact", "id": "X1", "has": 0, "wanted": 1},
        {"what": "task", "id": "4.2", "has": 0, "wanted": 1},
    ]
    assert [each["id"] for each in found["facts"]] == ["T1", "X1", "T2"]
    assert found["tasks"][0]["id"] == "4.2"
    lines = told(bank)
    begin = lines.index("Missing")
    assert lines[begin + 1 : begin + 4] == [
        "  questions on facts: T1 (2), X1",
        "  questions on tasks: 4.2 Nothing yet",
        "  a proof or a lab on facts: X1, T2",
    ]
    assert begin < lines.index("Facts      questions  proofs  labs")


def test_a_question_with_an_error_covers_nothing(bank: Path) -> None:
    storage = bank / "storage.yaml"
    storage.write_text(storage.read_text().replace("level: apply", "level: applying"))
    assert as_json(bank)["missing"] == [
        {"what": "fact", "id": "T2", "has": 0, "wanted": 1},
        {"what": "task", "id": "4.1", "has": 0, "wanted": 1},
    ]


def test_the_shipped_bank_counts_its_labs_and_agrees_with_the_check(tmp_path: Path) -> None:
    found = cover([shipped_bank()], tmp_path / "cache")
    assert found.labs >= 1
    assert any(row.labs for row in found.facts)
    unnamed = [each for each in check_folders([str(shipped_bank())]).problems if "question" in each.message]
    assert len(unnamed) == len(found.missing_facts) == 0


def test_an_empty_bank_is_all_missing(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    found = as_json(tmp_path / "empty")
    assert found["questions"] == 0
    assert len(found["missing"]) == len(found["facts"]) + len(found["tasks"])
    assert told(tmp_path / "empty")[0].startswith("0 questions in 0 decks, 0 proved")


def test_a_terminal_gets_lines_that_fit(bank: Path, tmp_path: Path) -> None:
    facts = bank / "facts.yaml"
    facts.write_text(facts.read_text().replace("opens it.", "opens it" + ", and longer" * 20 + "."))
    with Terminal("bank", "coverage", "--bank", str(bank), data=tmp_path, size=(80, 50)) as terminal:
        terminal.wait_for("3 hard")
        assert terminal.ends() == 0
        lines = terminal.text.splitlines()
        assert any(line.startswith("  T1 ") and line.rstrip().endswith("~") for line in lines)
        assert not any(line.startswith(("and longer", ", and")) for line in lines)
