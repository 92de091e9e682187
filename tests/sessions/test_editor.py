"""Which command opens which editor at a line, and what is said when it does not."""

import sys
from pathlib import Path

import pytest

from trainer.errors import TrainerError
from trainer.sessions.editor import command_at, edit, editor_of


@pytest.mark.parametrize(
    ("editor", "command"),
    [
        ("vi", "vi +7 deck.yaml"),
        ("/usr/bin/vim -u NONE", "/usr/bin/vim -u NONE +7 deck.yaml"),
        ("nvim", "nvim +7 deck.yaml"),
        ("nano", "nano +7 deck.yaml"),
        ("emacs -nw", "emacs -nw +7 deck.yaml"),
        ("emacsclient -t", "emacsclient -t +7 deck.yaml"),
        ("micro", "micro +7 deck.yaml"),
        ("gvim", "gvim -f +7 deck.yaml"),
        ("code", "code --wait --goto deck.yaml:7"),
        ("code --wait", "code --wait --goto deck.yaml:7"),
        ("codium -w", "codium -w --goto deck.yaml:7"),
        ("hx", "hx deck.yaml:7"),
        ("helix", "helix deck.yaml:7"),
        ("subl", "subl --wait deck.yaml:7"),
        ("zed", "zed --wait deck.yaml:7"),
        ("kate", "kate --block --line 7 deck.yaml"),
        ("some-other", "some-other deck.yaml"),
    ],
)
def test_each_editor_has_its_own_way(editor: str, command: str) -> None:
    words = editor_of({"EDITOR": editor})
    assert words is not None
    assert command_at(words, "deck.yaml", 7) == command.split()


def test_visual_comes_before_editor_and_empty_is_none() -> None:
    assert editor_of({"VISUAL": "vim", "EDITOR": "nano"}) == ["vim"]
    assert editor_of({"VISUAL": " ", "EDITOR": "'my editor' -x"}) == ["my editor", "-x"]
    assert editor_of({"VISUAL": ""}) is None
    with pytest.raises(TrainerError, match="VISUAL cannot be read"):
        editor_of({"VISUAL": "vim '"})


def test_a_file_that_looks_like_an_option_is_a_file() -> None:
    assert command_at(["vi"], "-x.yaml", 1) == ["vi", "+1", "./-x.yaml"]
    assert command_at(["vi"], "+9.yaml", 1) == ["vi", "+1", "./+9.yaml"]


def test_it_waits_until_the_editor_is_closed(tmp_path: Path) -> None:
    script = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text('edited')"
    edit([sys.executable, "-c", script], str(tmp_path / "deck.yaml"), 3)
    assert (tmp_path / "deck.yaml").read_text() == "edited"


@pytest.mark.parametrize(
    ("editor", "says"),
    [
        (["no-such-editor"], r"could not start the editor no-such-editor \(No such file or directory\)"),
        ([sys.executable, "-c", "raise SystemExit(3)"], "ended with code 3"),
    ],
)
def test_what_fails_is_told_with_the_place(editor: list[str], says: str) -> None:
    with pytest.raises(TrainerError, match=rf"{says}; open deck.yaml:3 yourself"):
        edit(editor, "deck.yaml", 3)
