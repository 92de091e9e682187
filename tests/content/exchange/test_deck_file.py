"""Appending to a deck's file: the text that was there stays, byte for byte."""

from pathlib import Path

import pytest

from trainer.content.exchange.deck_file import appended
from trainer.paths import shipped_bank
from trainer.yaml import read

CARD: dict[str, object] = {"id": "new", "kind": "recall", "front": "Why?", "back": "Because."}
HEAD = "format: 1\ndeck: d\ntitle: T\n"


def added(text: str | bytes, *questions: dict[str, object]) -> bytes:
    source = text.encode() if isinstance(text, str) else text
    return appended(Path("d.yaml"), source, list(questions) or [CARD])


@pytest.mark.parametrize("deck", sorted(shipped_bank().glob("s3-*.yaml")), ids=lambda path: path.stem)
@pytest.mark.parametrize("form", ["as it is", "windows", "byte order mark", "no last line end"])
def test_a_shipped_deck_keeps_every_byte(deck: Path, form: str) -> None:
    source = deck.read_bytes()
    if form == "windows":
        source = source.replace(b"\n", b"\r\n")
    elif form == "byte order mark":
        source = b"\xef\xbb\xbf" + source
    elif form == "no last line end":
        source = source.rstrip(b"\n")
    after = added(source)
    assert after.startswith(source.rstrip(b"\r\n"))
    assert (b"\n" in after.replace(b"\r\n", b"")) == (form != "windows")
    data, before = read(after).data, read(source).data
    assert data["questions"] == [*before["questions"], CARD]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("questions: []\n", "questions:\n\n  - id: new\n"),
        ("questions: []   # none yet\n", "questions:  # none yet\n\n  - id: new\n"),
        ("questions:\n", "questions:\n\n  - id: new\n"),
        ("questions:\n- id: a\n", "questions:\n- id: a\n\n- id: new\n"),
        ("questions:\n      - id: a\n        x-n: 1 # one\n", "        x-n: 1 # one\n\n      - id: new\n"),
        ("questions:\n  - id: a\n# the end\n", "  - id: a\n# the end\n\n  - id: new\n"),
        ("questions:\n  - id: a\n\n# more\ndescription: after\n", "  - id: a\n\n  - id: new\n"),
        ("questions:\n  - id: a\n...\n", "  - id: a\n\n  - id: new\n"),
        ("questions:\n  - id: a\n    x-t: |+\n      kept\n\n", "      kept\n\n  - id: new\n"),
        ("questions:\n  -\n    id: a\n", "    id: a\n\n  - id: new\n"),
        ('"questions":\n  - {id: a}\n', "  - {id: a}\n\n  - id: new\n"),
    ],
)
def test_the_place_is_after_the_last_question_at_its_indentation(before: str, after: str) -> None:
    changed = added(HEAD + before).decode()
    assert after in changed
    old = read(HEAD + before).data
    new = read(changed).data
    assert new == old | {"questions": [*(old["questions"] or []), CARD]}
    kept = [line for line in before.split("\n")[1:] if line.strip()]
    assert [line for line in changed.split("\n") if line in kept] == kept


def test_several_questions_stand_apart() -> None:
    changed = added(HEAD + "questions: []\n", CARD, {**CARD, "id": "newer"}).decode()
    assert changed.endswith(
        "    back: Because.\n\n  - id: newer\n    kind: recall\n    front: Why?\n    back: Because.\n"
    )


def test_long_text_is_wrapped_as_in_the_shipped_decks() -> None:
    sentence = "This is a sentence that goes on for a while so that it has to be wrapped somewhere. " * 3
    stem = f"{sentence.strip()}\nWhich one?"
    changed = added(
        HEAD + "questions: []\n", {"id": "a", "kind": "single", "stem": stem, "x-why": "y"}
    ).decode()
    assert max(map(len, changed.split("\n"))) <= 120
    assert changed.count("\n      Which one?\n") == 1
