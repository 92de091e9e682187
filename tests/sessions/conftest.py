"""A small bank, compiled once, and an empty answer log."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sessions.course import write_course
from trainer.content.bank import Bank
from trainer.progress.log import AnswerLog


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the course in `bank` and its index in `cache`."""
    folder = tmp_path_factory.mktemp("course")
    write_course(folder / "bank")
    (folder / "cache").mkdir()
    return folder


@pytest.fixture
def bank(course: Path) -> Iterator[Bank]:
    with Bank.open([course / "bank"], course / "cache") as opened:
        yield opened


@pytest.fixture
def log(tmp_path: Path) -> Iterator[AnswerLog]:
    with AnswerLog.open(tmp_path / "progress.db") as opened:
        yield opened
