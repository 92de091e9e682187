from pathlib import Path
from typing import Any

import pytest

from trainer.content.bank import Bank
from trainer.content.exchange.prose import with_joined_texts
from trainer.content.listing import as_written
from trainer.paths import shipped_bank
from trainer.study.drawing import drawn

_PLACE = ("deck", "file", "line")


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture(scope="session")
def questions(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The shipped questions, as other programs get them: with one draw where numbers are drawn."""
    with Bank.open([shipped_bank()], tmp_path_factory.mktemp("cache")) as bank:
        written = [as_written(drawn(bank.question(name), 0)) for name in bank.ids()]
    return [
        with_joined_texts({name: value for name, value in each.items() if name not in _PLACE})
        for each in written
    ]
