"""Settings: kept across runs, replaced whole, and a damaged file is none."""

import stat
from pathlib import Path

import pytest

from trainer.errors import TrainerError
from trainer.tui.settings import FILE, Settings


def test_a_setting_is_kept(tmp_path: Path) -> None:
    Settings(tmp_path).set("theme", "paper")
    again = Settings(tmp_path)
    assert again.get("theme") == "paper"
    assert again.get("other", "default") == "default"
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "\udcff", '{"theme": 3}'])
def test_a_damaged_file_counts_as_none_and_is_mended_by_the_next_setting(
    tmp_path: Path, content: str
) -> None:
    (tmp_path / FILE).write_text(content, errors="surrogateescape")
    settings = Settings(tmp_path)
    assert settings.get("theme", "ink") == "ink"
    settings.set("theme", "paper")
    assert Settings(tmp_path).get("theme") == "paper"


def test_what_it_does_not_know_stays(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text('{"later": {"a": 1}}')
    Settings(tmp_path).set("theme", "paper")
    assert '"later"' in (tmp_path / FILE).read_text()


def test_a_folder_that_is_gone_is_one_line_and_the_setting_holds_for_this_run(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "gone")
    with pytest.raises(TrainerError, match=r"could not store the setting theme in .*settings\.json"):
        settings.set("theme", "paper")
    assert settings.get("theme") == "paper"


def test_it_is_for_the_user_alone(tmp_path: Path) -> None:
    Settings(tmp_path).set("theme", "paper")
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600
