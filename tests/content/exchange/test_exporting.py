"""Exporting decks: what a program does not keep is told, a line each; nothing else is."""

import csv
import io
import json
import re
import shutil
from pathlib import Path

import pytest

from tests.content.exchange.running import exported
from trainer.content.commands import list_questions
from trainer.content.exchange.exporting import FEW, export
from trainer.content.exchange.formats import EXPORTED, Deck, writer
from trainer.errors import ContentError, UsageError
from trainer.paths import shipped_bank

TINY = Path(__file__).parents[1] / "tiny_bank"
BROKEN = Path(__file__).parents[1] / "broken"


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "bank"))


@pytest.mark.parametrize("form", EXPORTED)
def test_each_format_has_all_questions_of_the_decks(form: str, bank: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.any"
    ran = exported(form, file, bank=bank)
    assert (ran.code, ran.out) == (0, f"exported 3 questions to {file}\n")
    assert not [line for line in ran.report if "come back" in line]
    assert exported(form, file, "storage", bank=bank).out == f"exported 1 question to {file}\n"


def test_json_is_what_bank_list_prints(bank: Path, tmp_path: Path) -> None:
    file, listed = tmp_path / "all.json", io.StringIO()
    list_questions([bank], True, listed)
    assert exported("json", file, bank=bank).report == []
    assert file.read_text() == listed.getvalue()


def test_what_a_program_does_not_keep_is_told_by_question(bank: Path, tmp_path: Path) -> None:
    gift = exported("gift", tmp_path / "x", bank=bank).report
    assert gift == [
        "first-upload-is-private: proof, x-author, misconceptions: in a comment, which Moodle does not keep",
        "what-an-owner-has: references: in a comment, which Moodle does not keep",
        "old-photos-two-measures: misconceptions: in a comment, which Moodle does not keep",
    ]
    assert exported("moodle-xml", tmp_path / "x", bank=bank).report == gift
    canvas = exported("qti12", tmp_path / "x", bank=bank).report
    assert all("in a field of its own, which Canvas does not keep" in line for line in canvas)
    assert exported("apkg", tmp_path / "x", bank=bank).report == []
    assert exported("csv", tmp_path / "x", bank=bank).report == []


def test_a_text_that_changes_on_the_way_is_told(bank: Path, tmp_path: Path) -> None:
    storage = bank / "storage.yaml"
    storage.write_text(storage.read_text().replace("ten years", "ten\u00a0\u00a0years"))
    report = exported("moodle-xml", tmp_path / "x", "storage", bank=bank).report
    assert "old-photos-two-measures: its stem does not come back from moodle-xml as it was" in report


def test_questions_with_errors_are_told(bank: Path, tmp_path: Path) -> None:
    shutil.copy(BROKEN / "wrong-value-level.yaml", bank)
    ran = exported("json", tmp_path / "x", bank=bank)
    file = bank / "wrong-value-level.yaml"
    (line,) = ran.report
    assert re.fullmatch(
        rf"[\w-]+: not exported: it has errors: {file}:\d+; see `trainer bank check {file}`", line
    )
    assert "exported 3 questions" in ran.out


def test_a_deck_that_is_not_there_is_wrong_usage(bank: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no deck 'storag' in the bank; did you mean 'storage'"):
        exported("json", tmp_path / "x", "storag", bank=bank)


def test_nothing_to_export_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("format: 1\ndeck: empty\ntitle: E\nquestions: []\n")
    with pytest.raises(ContentError, match="no question to export"):
        exported("json", tmp_path / "x", bank=tmp_path)


def test_a_deck_of_the_bank_is_not_written_over(bank: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a file of the bank"):
        exported("csv", bank / "storage.yaml", bank=bank)
    with pytest.raises(ContentError, match="could not write"):
        exported("csv", tmp_path, bank=bank)


def test_a_cell_is_never_a_formula(tmp_path: Path) -> None:
    evil = ["=1+1", "+1", "-1", "@x", "\t=1", "\uff1d1", "'=1", "ordinary"]
    question = {
        "id": "evil", "kind": "single", "task": "1.1", "stem": "=cmd|' /C calc'!A0", "references": [],
        "options": [{"text": text, "correct": False, "why": text} for text in evil],
    }  # fmt: skip
    (row,) = csv.DictReader(io.StringIO(writer("csv")([Deck("d", "D", [question])], 0).decode("utf-8-sig")))
    assert row["question"] == "'=cmd|' /C calc'!A0"
    assert [row[f"option_{number}"] for number in range(1, 9)] == [f"'{text}" for text in evil[:-1]] + [
        "ordinary"
    ]
    assert not [cell for cell in row.values() if cell.startswith(tuple("=+-@\t\r\n\uff1d"))]
    assert row["task"] == "Task 1.1"


def test_a_cell_that_excel_would_cut_is_told(tmp_path: Path, bank: Path) -> None:
    storage = bank / "storage.yaml"
    storage.write_text(storage.read_text().replace("in full,", "in full, " * 4000))
    report = exported("csv", tmp_path / "x", "storage", bank=bank).report
    assert report == [
        "old-photos-two-measures: why_2 has more than the 32,767 characters that a cell of Excel holds"
    ]


def test_the_same_questions_make_the_same_bytes(bank: Path, tmp_path: Path) -> None:
    for form in ("csv", "gift", "json", "moodle-xml", "qti12"):
        exported(form, tmp_path / "one", bank=bank)
        exported(form, tmp_path / "two", bank=bank)
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes(), form


def test_json_lines_are_ascii(bank: Path, tmp_path: Path) -> None:
    exported("json", tmp_path / "x", bank=bank)
    lines = (tmp_path / "x").read_bytes().splitlines()
    assert all(line.isascii() and json.loads(line)["id"] for line in lines)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_told_once_of_what_is_the_same_for_many(tmp_path: Path) -> None:
    said = Terminal()
    export([shipped_bank()], [], "moodle-xml", tmp_path / "all.xml", io.StringIO(), said)
    lines = said.getvalue().splitlines()
    together = [line for line in lines if re.match(r"\d+ questions: ", line)]
    assert together
    assert all(int(line.split()[0]) > FEW for line in together)
    assert len(lines) == len(set(lines)) < 20
