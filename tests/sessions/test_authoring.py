"""`trainer bank new` by its options: which deck, which id, what is written and what is refused."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TINY = Path(__file__).parents[1] / "content" / "tiny_bank"
RECORDER = """
import os, pathlib, sys
pathlib.Path(os.environ["RECORD"]).write_text("\\n".join(sys.argv[1:]))
"""


class Author:
    """Runs `trainer bank new` in a folder of its own, with an editor that writes down how it was called."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.editor = home / "nano"
        self.editor.write_text(f"#!{sys.executable}\n{RECORDER}")
        self.editor.chmod(0o755)
        self.opened = home / "opened"

    def trainer(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        without = {name: value for name, value in os.environ.items() if name not in ("VISUAL", "EDITOR")}
        return subprocess.run(
            [sys.executable, "-m", "trainer", *arguments],
            cwd=self.home,
            env={**without, "TRAINER_CACHE_DIR": str(self.home / "cache"), "RECORD": str(self.opened),
                 "PYTHONPATH": str(TINY.parents[2]), **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )  # fmt: skip

    def new(self, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return self.trainer("bank", "new", *arguments, **environment)


@pytest.fixture
def author(tmp_path: Path) -> Author:
    return Author(tmp_path)


@pytest.fixture
def bank(author: Author) -> Path:
    return Path(shutil.copytree(TINY, author.home / "bank"))


def test_a_new_deck_is_whole_and_without_an_editor_its_place_is_told(author: Author) -> None:
    ran = author.new("--into", "mine/field-notes.yaml")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[0] == "mine/field-notes.yaml:6: the question field-notes-1 is written"
    first = (author.home / "mine" / "field-notes.yaml").read_text().splitlines()[0]
    assert first == "# yaml-language-server: $schema=schema.json"
    json.loads((author.home / "mine" / "schema.json").read_text())
    checked = author.trainer("bank", "check", "mine")
    assert checked.returncode == 0
    assert [line.split()[1] for line in checked.stdout.splitlines()] == ["warning[draft]:"]
    listed = author.trainer("--bank", "mine", "bank", "list", "--json")
    assert json.loads(listed.stdout)["id"] == "field-notes-1"


def test_the_editor_is_opened_at_the_question(author: Author) -> None:
    for number, line in ((1, 6), (2, 48)):
        ran = author.new("--into", "deck.yaml", EDITOR=str(author.editor))
        assert ran.returncode == 0
        assert author.opened.read_text().splitlines() == [f"+{line}", "deck.yaml"]
        assert f"deck-{number} is written" in ran.stdout
        assert "warning[draft]" in ran.stdout, "what is still to do is told when the editor is closed"
    author.opened.unlink()
    assert author.new("--into", "deck.yaml", "--no-edit", EDITOR=str(author.editor)).returncode == 0
    assert not author.opened.exists()


def test_an_editor_that_is_not_there_leaves_the_question_and_says_where(author: Author) -> None:
    ran = author.new("--into", "deck.yaml", EDITOR="no-such-editor")
    assert ran.returncode == 1
    assert "open deck.yaml:6 yourself" in ran.stderr
    assert (author.home / "deck.yaml").exists()


def test_what_is_said_is_written(author: Author, bank: Path) -> None:
    ran = author.new(
        "--bank", "bank", "--into", "storage", "--kind", "multiple", "--id", "old-maps", "--task", "4.1",
        "--fact", "T1", "--fact", "T2", "--difficulty", "3", "--level", "analyze",
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    listed = author.trainer("--bank", "bank", "bank", "list", "--json").stdout.splitlines()
    question = next(each for each in map(json.loads, listed) if each["id"] == "old-maps")
    asked = ("kind", "domain", "task", "facts", "difficulty", "level", "deck")
    assert {name: question[name] for name in asked} == {
        "kind": "multiple", "domain": "cost", "task": "4.1", "facts": ["T1", "T2"], "difficulty": 3,
        "level": "analyze", "deck": "storage",
    }  # fmt: skip
    old = (TINY / "storage.yaml").read_text()
    assert (bank / "storage.yaml").read_text().startswith(old)


def test_an_id_is_fresh_in_the_whole_bank(author: Author, bank: Path) -> None:
    (bank / "zz.yaml").write_text(
        "format: 1\ndeck: zz\ntitle: Z\nquestions:\n  - id: notes-1\n  - id: notes-2\n"
    )
    ran = author.new("--bank", "bank", "--into", "notes")
    assert "bank/notes.yaml:6: the question notes-3 is written" in ran.stdout, "also of questions with errors"
    ran = author.new("--bank", "bank", "--into", "elsewhere/other.yaml", "--id", "notes-2")
    assert (ran.returncode, "the id notes-2 is taken" in ran.stderr) == (2, True)
    ran = author.new("--bank", "bank", "--into", "elsewhere/notes.yaml")
    assert (ran.returncode, "is bank/notes.yaml; name that" in ran.stderr) == (2, True)
    shutil.copy(bank / "zz.yaml", author.home / "beside.yaml")
    ran = author.new("--into", "fresh.yaml", "--id", "notes-1")
    assert (ran.returncode, "is taken" in ran.stderr) == (2, True), "also beside a deck that is in no bank"


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ((), 2, "which deck? name one, or a .yaml path, with --into"),
        (("--into", "My Deck"), 2, "is no name for a deck"),
        (("--into", "facts.yaml"), 2, "cannot be a deck"),
        (("--into", "./deck.yml"), 2, "ends with .yaml"),
        (("--into", "bank/"), 2, "is a folder"),
        (("--into", "bank/facts.yaml"), 1, "facts.yaml"),
        (("--into", "bank/torn.yaml"), 1, "torn.yaml:5:3: a value was expected here"),
        (("--into", "d.yaml", "--task", "7.7"), 2, "no task '7.7'; use one of 1.1"),
        (("--into", "d.yaml", "--task", "1.1", "--domain", "cost"), 2, "not of the domain cost; use one of"),
        (("--into", "d.yaml", "--domain", "nothing"), 2, "no task ''; use one of 1.1"),
        (("--into", "d.yaml", "--fact", "F999"), 2, "the fact 'F999' is not known"),
        (("--into", "d.yaml", "--id", "No Id"), 2, "is no id"),
        (("--into", "d.yaml", "--kind", "essay"), 2, "essay"),
        (("--into", "locked/d.yaml"), 1, "could not write"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_written(
    author: Author, bank: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    (bank / "torn.yaml").write_text("format: 1\ndeck: torn\ntitle: T\nquestions: [\n  - x: {\n")
    (author.home / "locked").write_text("no folder")
    before = {path: path.read_bytes() for path in author.home.rglob("*.yaml")}
    ran = author.new(*arguments)
    assert ran.returncode == code, ran.stderr
    assert says in ran.stderr
    assert len(ran.stderr.splitlines()) == 1
    assert {path: path.read_bytes() for path in author.home.rglob("*.yaml")} == before


def test_a_link_to_a_deck_stays_a_link_and_its_rights_stay(author: Author, bank: Path) -> None:
    (author.home / "link.yaml").symlink_to(bank / "storage.yaml")
    (bank / "storage.yaml").chmod(0o640)
    assert author.new("--into", "link.yaml", "--task", "4.1").returncode == 0
    assert (author.home / "link.yaml").is_symlink()
    assert "storage-1" in (bank / "storage.yaml").read_text()
    assert (bank / "storage.yaml").stat().st_mode & 0o777 == 0o640
    assert [path.name for path in bank.iterdir() if path.name.startswith(".")] == []
