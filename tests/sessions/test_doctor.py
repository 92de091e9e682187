"""What `trainer doctor` finds on this machine, and what it says of what is not there."""

import io
from importlib import metadata
from pathlib import Path

import pytest

from tests.sessions.course import write_course
from trainer.paths import shipped_bank
from trainer.sessions import doctor


def lines(folders: list[Path], data: Path) -> tuple[int, dict[str, str]]:
    out = io.StringIO()
    code = doctor.examine(folders, data, out)
    told = out.getvalue().splitlines()
    return code, {line[9:22].strip(): line for line in told}


def test_all_that_is_needed_works_here(tmp_path: Path) -> None:
    code, found = lines([shipped_bank()], tmp_path)
    assert code == 0
    assert list(found) == [
        "python", "terminal", "bank", "own decks", "answer log", "local cloud", "aws", "bash", "curl",
    ]  # fmt: skip
    assert str(tmp_path / "decks") in found["own decks"]
    assert "refuses a stranger with 403 AccessDenied" in found["local cloud"]
    assert metadata.version("awscli") in found["aws"]


def test_what_is_broken_is_named_and_the_rest_is_still_looked_at(tmp_path: Path) -> None:
    (tmp_path / "progress.db").write_bytes(b"no database" * 100)
    code, found = lines([write_course(tmp_path / "bank")], tmp_path)
    assert code == 1
    assert found["answer log"].startswith("MISSING")
    assert found["bank"].startswith("ok")
    assert found["local cloud"].startswith("ok")


def test_programs_that_only_help_are_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    code, found = lines([shipped_bank()], tmp_path)
    assert found["curl"].startswith("absent")
    assert "package manager" in found["curl"]
    assert code == 0
