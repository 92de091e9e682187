"""Where things live."""

import re
from pathlib import Path

import pytest

from trainer.errors import TrainerError
from trainer.paths import cache_dir, data_dir, deck_folders, decks_dir, shipped_bank, shipped_labs


def test_the_shipped_content_is_there() -> None:
    assert (shipped_bank() / "exam.yaml").is_file()
    assert (shipped_labs() / "expire" / "lab.yaml").is_file()


def test_the_users_folder_is_for_the_user_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_DATA_DIR", str(tmp_path / "a" / "b"))
    assert data_dir() == tmp_path / "a" / "b"
    assert data_dir().stat().st_mode & 0o077 == 0


def test_an_option_beats_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_DATA_DIR", str(tmp_path / "environment"))
    assert data_dir(tmp_path / "option") == tmp_path / "option"


def test_a_place_that_cannot_be_made_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(TrainerError, match=re.escape("choose another place with --data-dir")):
        data_dir(tmp_path / "file" / "below")
    monkeypatch.setenv("TRAINER_CACHE_DIR", str(tmp_path / "file" / "below"))
    with pytest.raises(TrainerError, match="TRAINER_CACHE_DIR"):
        cache_dir()


def test_own_decks_are_looked_for_and_not_made(tmp_path: Path) -> None:
    data = tmp_path / "data"
    assert deck_folders(data) == []
    assert not data.exists()
    for name in ("b", "a", ".half"):
        (decks_dir(data) / name).mkdir(parents=True)
    (decks_dir(data) / "mine.yaml").write_text("")
    assert deck_folders(data) == [data / "decks", data / "decks" / "a", data / "decks" / "b"]
