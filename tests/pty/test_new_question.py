"""A new question on a terminal: what is missing is asked for, and the editor opens at it."""

from pathlib import Path

import pytest

from tests.tui.terminal import Terminal


@pytest.fixture(autouse=True)
def no_editor(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)


def test_everything_can_be_asked_for(tmp_path: Path) -> None:
    with Terminal("bank", "new", data=tmp_path, size=(100, 40)) as terminal:
        terminal.wait_for("Decks of this bank:")
        for question, answer in (
            ("Deck (a name", "mine/notes"),
            ("cannot be a deck", "mine/notes.yaml"),
            ("Title of the new deck [Notes]:", "Notes from the field"),
            ("Kind [single]:", "m"),
            ("Id [notes-1]:", "first-call"),
            ("Task of the exam [1.1]:", "9.9"),
            ("one of 1.1, 1.2", "4.1"),
            ("Difficulty, 1 to 3 [2]:", ""),
            ("analyze) [apply]:", ""),
        ):
            terminal.wait_for(question)
            terminal.type(f"{answer}\r")
        terminal.wait_for("mine/notes.yaml:6: the question first-call is written")
        terminal.wait_for("trainer bank preview mine/notes.yaml first-call shows it")
        assert terminal.ends() == 0
    text = (tmp_path / "mine" / "notes.yaml").read_text()
    for line in (
        'title: "Notes from the field"',
        "  - id: first-call",
        "    kind: multiple",
        "    domain: cost",
    ):
        assert f"\n{line}" in text


@pytest.mark.parametrize("key", ["\x03", "\x04"])
def test_leaving_writes_nothing(tmp_path: Path, key: str) -> None:
    with Terminal("bank", "new", "--into", "notes.yaml", data=tmp_path) as terminal:
        terminal.wait_for("Title of the new deck")
        terminal.type(key)
        assert terminal.ends() == (130 if key == "\x03" else 1)
    assert not (tmp_path / "notes.yaml").exists()
