from pathlib import Path
from typing import Any

import pytest

from tests.content.exchange.running import exported
from trainer.content.exchange.json_lines import read
from trainer.content.exchange.prose import with_joined_texts


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture(scope="session")
def questions(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The shipped questions, as other programs get them."""
    folder = tmp_path_factory.mktemp("shipped")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRAINER_CACHE_DIR", str(folder / "cache"))
        exported("json", folder / "all.json")
    return [with_joined_texts(draft.fields) for draft in read((folder / "all.json").read_bytes()).drafts]
