"""Patience for what runs in a real terminal."""

import pytest

from tests.tui import terminal as emulator


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait long enough for a busy machine; what is quick is not slowed down by it."""
    monkeypatch.setattr(emulator, "PATIENCE", 120.0)
