"""Anki's own library opens our packages, and we read those that it exports."""

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.clients import installed
from tests.content.exchange.running import exported, run
from trainer.content.exchange import anki_cards, anki_writing
from trainer.content.exchange.formats import reader
from trainer.content.exchange.html_writing import to_html
from trainer.errors import ContentError

Folders = pytest.TempPathFactory

IMPORT_INTO_ANKI = """
import json, sys
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
collection = Collection("anki.anki2")
for package in sys.argv[1:]:
    request = ImportAnkiPackageRequest(package_path=package, options=ImportAnkiPackageOptions())
    log = collection.import_anki_package(request).log
    told = {"new": len(log.new), "updated": len(log.updated), "same": len(log.duplicate), "cards": {}}
    for number in collection.find_notes(""):
        note = collection.get_note(number)
        (card,) = note.cards()
        told["cards"][note["Id"]] = {
            "question": card.question(), "answer": card.answer(), "tags": note.tags, "fields": note.items(),
            "deck": collection.decks.name(card.did), "reps": card.reps,
        }
    print(json.dumps(told))
    # A review, whose progress the next package must not undo.
    card = collection.get_card(collection.find_cards("")[0])
    card.start_timer()
    states = collection._backend.get_scheduling_states(card.id)
    collection.sched.answer_card(collection.sched.build_answer(card=card, states=states, rating=2))
collection.close()
"""


@pytest.fixture(scope="module")
def anki(tmp_path_factory: Folders) -> Path:
    return installed.python_requirements("Anki's library", ["anki==26.9.3"], tmp_path_factory.mktemp("anki"))


def into_anki(library: Path, folder: Path, *packages: bytes) -> list[dict[str, Any]]:
    """Import packages one after the other into an empty collection, and return what Anki tells of each."""
    names = [f"{number}.apkg" for number, _ in enumerate(packages)]
    for name, package in zip(names, packages, strict=True):
        (folder / name).write_bytes(package)
    told = run([sys.executable, "-c", IMPORT_INTO_ANKI, *names], folder, PYTHONPATH=str(library))
    return [json.loads(line) for line in told.splitlines()]


def deck(questions: list[dict[str, Any]]) -> list[tuple[str, str, list[dict[str, Any]]]]:
    whole = [
        {**each, "options": [{"correct": False, **option} for option in each.get("options", [])]}
        if "options" in each
        else each
        for each in questions
    ]
    return [("one", "Deck one", whole)]


def test_anki_shows_each_option_with_its_verdict_and_explanation(
    anki: Path, tmp_path: Path, questions: list[dict[str, Any]]
) -> None:
    exported("apkg", tmp_path / "all.apkg")
    (told,) = into_anki(anki, tmp_path, (tmp_path / "all.apkg").read_bytes())
    assert (told["new"], len(told["cards"])) == (len(questions), len(questions))
    for question in questions:
        card = told["cards"][question["id"]]
        assert f"domain:{question['domain']}" in card["tags"]
        if question["kind"] == "recall":
            assert to_html(question["back"]) in card["answer"]
            continue
        for option in question["options"]:
            verdict = "right" if option.get("correct") else "wrong"
            letter = re.search(
                rf"<b>([A-G])</b></td><td>{re.escape(to_html(option['text']))}</td>", card["question"]
            )
            assert letter
            assert (
                f"<div class={verdict}><b>{letter[1]} {verdict}</b>{to_html(option['why'])}</div>"
                in card["answer"]
            )
            assert option["why"] not in card["question"]


def test_anki_updates_what_was_exported_again_and_keeps_the_progress(
    anki: Path, tmp_path: Path, questions: list[dict[str, Any]]
) -> None:
    some = questions[:3]
    mended = [{**some[0], "stem": "A mended stem. Which one?"}, *some[1:], questions[3]]
    packages = [
        anki_writing.write(deck(some), 1_800_000_000),
        anki_writing.write(deck(some), 1_800_000_000),
        anki_writing.write(deck(mended), 1_800_000_900),
    ]
    first, again, later = into_anki(anki, tmp_path, *packages)
    assert (first["new"], first["updated"], first["same"]) == (3, 0, 0)
    assert (again["new"], again["updated"], again["same"], len(again["cards"])) == (0, 0, 3, 3)
    assert (later["new"], len(later["cards"])) == (1, 4)
    assert (later["updated"], later["same"]) == (3, 0), "each note is newer than what Anki has"
    assert "A mended stem." in later["cards"][some[0]["id"]]["question"]
    assert {card["deck"] for card in later["cards"].values()} == {"Deck one"}
    assert [card["reps"] for card in later["cards"].values()] == [2, 0, 0, 0]


# And back: a note that was changed in Anki, and packages that Anki exports.

EXPORT_FROM_ANKI = """
import sys
from anki.collection import Collection, ExportAnkiPackageOptions
collection = Collection("own.anki2")
basic = collection.models.by_name("Basic")
note = collection.new_note(basic)
note["Front"], note["Back"] = "What is <b>bold</b>?", "<ul><li>heavy</li><li>dark</li></ul>[sound:x.mp3]"
note.tags = ["Type Face".replace(" ", "-"), "print"]
collection.add_note(note, collection.decks.id("Letters"))
cloze = collection.new_note(collection.models.by_name("Cloze"))
cloze["Text"], cloze["Back Extra"] = "Lead {{c1::melts::verb}} at {{c2::327}} degrees.", "It is <i>heavy</i>."
collection.add_note(cloze, collection.decks.id("Letters"))
for name, legacy in (("old.apkg", True), ("new.apkg", False)):
    options = ExportAnkiPackageOptions(with_scheduling=False, with_media=False, legacy=legacy)
    collection.export_anki_package(out_path=name, options=options, limit=None)
collection.close()
"""


def test_what_anki_exports_is_read(anki: Path, tmp_path: Path) -> None:
    run([sys.executable, "-c", EXPORT_FROM_ANKI], tmp_path, PYTHONPATH=str(anki))
    found = reader("apkg")((tmp_path / "old.apkg").read_bytes())
    bold, lead = found.drafts
    assert found.title == "Letters"
    assert bold.fields == {
        "kind": "recall",
        "front": "What is bold?",
        "back": "- heavy\n- dark",
        "tags": ["print", "type-face"],
    }
    assert {"emphasis became plain text", "sound or film is left out"} <= set(bold.losses)
    assert lead.fields["front"] == "Lead [verb] at […] degrees."
    assert lead.fields["back"] == "Lead melts at 327 degrees.\nBack Extra: It is heavy."
    with pytest.raises(ContentError, match="Support older Anki versions"):
        reader("apkg")((tmp_path / "new.apkg").read_bytes())


def test_ids_of_notes_and_decks_never_change() -> None:
    """They are in the collections of whoever has imported a package."""
    assert anki_cards.MODEL_ID == 1_847_302_951
    assert anki_cards.guid("xray-for-one-afternoon") == "a14d662e63e473843c98"
    assert anki_cards.deck_id("s3-presigned-urls") == 1_912_176_438


def test_nothing_is_left_in_the_folder_for_temporary_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, questions: list[dict[str, Any]]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert anki_writing.write(deck(questions), 1_700_000_000)
    assert list(tmp_path.iterdir()) == []
