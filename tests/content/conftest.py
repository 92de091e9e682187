import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from trainer.content.check import read_settings
from trainer.content.index import bank_files
from trainer.content.settings import Settings

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def tiny_settings() -> Settings:
    """What stands beside the decks of the tiny bank."""
    files = bank_files([HERE / "tiny_bank"])
    return read_settings(files, {file.key: file.name for file in files})[0]


@pytest.fixture
def tiny_bank(tmp_path: Path) -> Path:
    """A copy of the tiny bank that may be changed."""
    return Path(shutil.copytree(HERE / "tiny_bank", tmp_path / "bank"))


@pytest.fixture
def deck_of() -> Callable[[str, int], str]:
    """Make the text of a deck without mistakes: `deck_of(name, how many questions)`."""
    text = (HERE / "tiny_bank" / "storage.yaml").read_text()
    head, _, question = text.partition("  - id: old-photos-two-measures\n")

    def make(name: str, count: int) -> str:
        questions = "".join(f"  - id: {name}-{number}\n{question}" for number in range(count))
        return head.replace("deck: storage", f"deck: {name}") + questions

    return make
