"""What the documents promise is there: links, commands, pictures."""

import re
import runpy
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from trainer.commands import trainer
from trainer.content.bank import Bank
from trainer.paths import shipped_bank

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)", document.read_text(encoding="utf-8"))
    missing = [link for link in links if not (document.parent / link).exists()]
    assert not missing


def test_the_readme_names_two_scripts_that_can_be_run() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for script in ("start", "check"):
        assert f"\n    ./{script}\n" in readme
        assert (ROOT / script).stat().st_mode & stat.S_IXUSR
    assert "exec ./check" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_commands_in_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    \./start ([a-z ]+?)(?: --.*|  .*)?$", readme, re.MULTILINE)
    assert len(commands) >= 8
    for command in commands:
        shown = CliRunner().invoke(trainer, [*command.split(), "--help"])
        assert shown.exit_code == 0, command


def test_the_readme_counts_what_is_there(tmp_path: Path) -> None:
    with Bank.open([shipped_bank()], tmp_path) as bank:
        questions = [bank.question(name) for name in bank.ids()]
    proved = sum(bool(question.proof) for question in questions)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"{len(questions)} questions on S3 pre-signed URLs, {proved} of them with a proof" in readme


@pytest.mark.parametrize(("name", "act"), [("answer", "answered"), ("dissect", "dissected")])
def test_a_picture_is_the_app_of_today(name: str, act: str) -> None:
    script = runpy.run_path(str(ROOT / "docs" / "pictures.py"))
    kept = (ROOT / "docs" / "pictures" / f"{name}.svg").read_text(encoding="utf-8")
    assert script["take"](script[act]) == kept, "python docs/pictures.py takes the pictures anew"


def test_the_page_of_commands_is_their_help() -> None:
    script = runpy.run_path(str(ROOT / "docs" / "commands.py"))
    kept = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert script["page"]() == kept, "python docs/commands.py writes it anew"
    shown = (ROOT / "trainer" / "help.txt").read_text(encoding="utf-8")
    assert script["short"]() == shown, "python docs/commands.py writes it anew"
