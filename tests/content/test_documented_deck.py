"""The page on writing questions: its deck has no problem, and its proof holds."""

import re
from pathlib import Path

import pytest

from tests import cloud_fixture
from trainer.cloud.client import CloudClient
from trainer.content.bank import Bank
from trainer.content.check import check_file
from trainer.sessions.proof import prove

cloud_process = cloud_fixture.cloud_process
cloud = cloud_fixture.cloud

PAGE = (Path(__file__).parents[2] / "docs" / "writing-questions.md").read_text("utf-8")


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    (example,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    file = tmp_path / "bank" / "field-notes.yaml"
    file.parent.mkdir()
    file.write_text(example, "utf-8")
    return file


def test_the_deck_has_no_problem(deck: Path) -> None:
    assert check_file(str(deck)).problems == ()


def test_its_proof_holds(deck: Path, cloud: CloudClient, tmp_path: Path) -> None:
    with Bank.open([deck.parent], tmp_path) as bank:
        bank.refresh()
        run = prove(bank.question("menu-card-after-closing-time"), cloud)
    assert run.holds, run.says
