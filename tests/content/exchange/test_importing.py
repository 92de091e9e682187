"""Importing into a deck: nothing there is touched, nothing is overwritten, and the rest is told."""

import json
import os
import shutil
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.content.exchange.running import EXAMPLES, exported, imported
from tests.tui.terminal import Terminal
from trainer.commands import trainer
from trainer.content.check import check_file
from trainer.content.exchange.filling import filled, filling
from trainer.content.exchange.formats import recognised
from trainer.errors import ContentError, UsageError
from trainer.yaml import load

TINY = Path(__file__).parents[1] / "tiny_bank"


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TINY, tmp_path / "bank"))


def test_a_note_makes_a_deck_that_bank_check_reads(tmp_path: Path) -> None:
    deck = tmp_path / "cold-storage.yaml"
    ran = imported(EXAMPLES / "note.md", deck)
    assert (ran.code, ran.out) == (0, f"imported 5 of 5 questions into {deck}\n")
    data = load(deck).data
    assert {name: data[name] for name in ("format", "deck", "title")} == {
        "format": 1, "deck": "cold-storage", "title": "Storage classes by heart"
    }  # fmt: skip
    assert [each["kind"] for each in data["questions"]] == ["recall"] * 5
    assert data["questions"][0]["id"] == "class-no-retrieval-fee"
    rules = {problem.rule for problem in check_file(str(deck)).problems}
    assert rules <= {"missing-field", "L14", "L03"}


def test_what_is_said_of_all_goes_to_those_that_do_not_say_it(bank: Path) -> None:
    deck, page = (
        bank / "cards.yaml",
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-class-intro.html",
    )
    said = ["--task", "1.2", "--difficulty", "1", "--level", "remember", "--reference", page]
    ran = CliRunner().invoke(
        trainer, ["bank", "import", str(EXAMPLES / "note.md"), "--into", str(deck), *said]
    )
    assert ran.exit_code == 0
    assert "will ask for" not in ran.output
    cards = load(deck).data["questions"]
    assert len(cards) == 5
    for card in cards:
        assert (card["domain"], card["task"], card["difficulty"], card["level"]) == (
            "secure",
            "1.2",
            1,
            "remember",
        )
        (reference,) = card["references"]
        assert reference["url"] == page
        assert reference["checked"] == date.today().isoformat()
    assert {problem.rule for problem in check_file(str(deck)).problems} <= {"L03"}


def test_what_a_question_says_itself_stands(bank: Path) -> None:
    """A domain stands, too, which the task given for the others would contradict."""
    common = filling(bank / "cards.yaml", task="1.2", difficulty=1, today=date(2026, 11, 25))
    assert filled({"domain": "cost", "difficulty": 3}, common) == {"domain": "cost", "difficulty": 3}
    assert filled({}, common) == {"domain": "secure", "task": "1.2", "difficulty": 1}


def test_a_task_that_the_exam_has_not_is_refused_before_anything_is_written(bank: Path) -> None:
    with pytest.raises(UsageError, match=r"the exam has no task '9\.9'; use one of 1\.1, "):
        filling(bank / "cards.yaml", task="9.9", today=date(2026, 11, 25))


def test_the_report_says_what_was_lost_and_what_bank_check_will_ask_for(tmp_path: Path) -> None:
    deck = tmp_path / "deck.yaml"
    report = imported(EXAMPLES / "note.md", deck).report
    name = "class-no-retrieval-fee"
    assert f"{name}: emphasis became plain text" in report
    assert f"{name}: bank check will ask for domain, task, difficulty, level, references" in report
    problems = check_file(str(deck)).problems
    others = [each for each in problems if each.rule != "missing-field" and each.message != "no reference"]
    assert [line.partition("bank check will say: ")[2] for line in report if "will say" in line] == [
        f"line {each.line}: error[{each.rule}]: {each.message}; {each.hint}" for each in others
    ]
    assert others


def test_what_options_lack_is_counted(tmp_path: Path) -> None:
    report = imported(EXAMPLES / "moodle.gift", tmp_path / "deck.yaml").report
    (line,) = [each for each in report if each.startswith("two-flour: bank check will ask for ")]
    assert line.endswith(" references, why (3 times)")


def test_the_second_import_is_refused_with_the_places(tmp_path: Path) -> None:
    deck = tmp_path / "deck.yaml"
    imported(EXAMPLES / "note.md", deck)
    before = deck.read_bytes()
    ran = imported(EXAMPLES / "note.md", deck)
    assert (ran.code, ran.out) == (1, f"imported 0 of 5 questions into {deck}\n")
    line = before.decode().split("\n").index("  - id: class-no-retrieval-fee") + 1
    assert f"class-no-retrieval-fee: not imported: the id is taken: {deck}:{line}" in ran.report
    assert deck.read_bytes() == before


def test_an_id_of_another_deck_is_taken_too(bank: Path, tmp_path: Path) -> None:
    file = tmp_path / "two.json"
    question = {"id": "what-an-owner-has", "kind": "recall", "front": "a", "back": "b"}
    file.write_text(f"{json.dumps(question)}\n{json.dumps(question | {'id': 'fresh'})}\n")
    for into in ("storage", str(bank / "new.yaml")):
        ran = imported(file, into, bank=bank)
        assert ran.code == 1
        assert any(
            f"what-an-owner-has: not imported: the id is taken: {bank / 'access.yaml'}:" in line
            for line in ran.report
        )
        assert "imported 1 of 2" in ran.out
        file.write_text(file.read_text().replace('"fresh"', '"fresher"'))
    assert [each["id"] for each in load(bank / "storage.yaml").data["questions"]] == [
        "old-photos-two-measures",
        "fresh",
    ]


def test_an_id_twice_in_the_file_is_imported_once(tmp_path: Path) -> None:
    file = tmp_path / "twice.json"
    file.write_text('{"id": "x", "kind": "recall", "front": "a", "back": "b"}\n' * 2)
    ran = imported(file, tmp_path / "deck.yaml")
    assert ran.code == 1
    assert "x: not imported: the id stands twice in the file: line 1 and line 2" in ran.report


def test_a_deck_is_found_by_its_name_and_made_in_the_bank(bank: Path) -> None:
    imported(EXAMPLES / "moodle.gift", "access", bank=bank)
    assert len(load(bank / "access.yaml").data["questions"]) == 2 + 9
    ran = imported(EXAMPLES / "moodle.xml", "tools", bank=bank)
    assert ran.out.endswith(f"into {bank / 'tools.yaml'}\n")
    assert load(bank / "tools.yaml").data["title"] == "Tools/Kit"


@pytest.mark.parametrize("into", ["No Name", "deck.yml", "../up", "", "a/b"])
def test_what_is_neither_a_name_nor_a_yaml_file_is_wrong_usage(into: str, bank: Path) -> None:
    with pytest.raises(UsageError, match=r"neither the name of a deck nor a \.yaml file"):
        imported(EXAMPLES / "note.md", into, bank=bank)
    assert sorted(each.name for each in bank.iterdir()) == sorted(each.name for each in TINY.iterdir())


def test_a_second_deck_of_one_name_is_not_made(bank: Path) -> None:
    (bank / "storage.yaml").rename(bank / "cellar.yaml")
    with pytest.raises(ContentError, match="would be a second deck 'storage'"):
        imported(EXAMPLES / "note.md", bank / "storage.yaml", bank=bank)
    (bank / "broken.yaml").write_text("deck: [\n")
    with pytest.raises(ContentError, match="is there and holds no deck 'broken'"):
        imported(EXAMPLES / "note.md", "broken", bank=bank)


def test_a_deck_with_mistakes_is_left_alone(tmp_path: Path) -> None:
    for text, says in (
        ("format: 1\ndeck: x\ntitle: T\nquestions:\n\t- id: z\n", ":5:1: a tab; mend the deck first"),
        ("just text\n", "is no deck"),
        ("deck: x\nquestions: none\n", "its questions are no list"),
        ("deck: x\nquestions: [{id: z}]\n", ":2: its questions stand in brackets"),
        ("questions: []\nquestions: []\n", ":2:1: the key"),
    ):
        deck = tmp_path / "deck.yaml"
        deck.write_text(text)
        with pytest.raises(ContentError) as error:
            imported(EXAMPLES / "note.md", deck)
        assert says in str(error.value)
        assert deck.read_text() == text


def test_a_new_deck_names_the_schema_that_lies_beside_it(tmp_path: Path) -> None:
    imported(EXAMPLES / "note.md", tmp_path / "without.yaml")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "schema.json").write_text("{}")
    imported(EXAMPLES / "note.md", tmp_path / "other" / "with.yaml")
    assert (tmp_path / "without.yaml").read_text().startswith("format: 1\n")
    assert (
        (tmp_path / "other" / "with.yaml")
        .read_text()
        .startswith("# yaml-language-server: $schema=schema.json\n")
    )


def test_what_a_deck_has_no_field_for_is_kept_or_told(tmp_path: Path) -> None:
    file = tmp_path / "odd.json"
    question = {
        "id": "Not an Id", "kind": "single", "stem": "Bell \u0007 and \u2028 line?", "explanation": "because",
        "options": [{"text": "a", "colour": "red", "correct": True}], "x-big": 10**30, "facts": None,
    }  # fmt: skip
    file.write_text(json.dumps([question]))
    ran = imported(file, tmp_path / "deck.yaml")
    (written,) = load(tmp_path / "deck.yaml").data["questions"]
    assert written == {
        "id": "not-id",
        "kind": "single",
        "stem": "Bell  and  line?",
        "options": [{"text": "a", "correct": True}],
        "x-big": str(10**30),
        "x-explanation": "because",
    }
    for loss in (
        "its id was 'Not an Id', which a deck cannot have",
        "characters or numbers that no deck may have were taken out or became text",
        "the deck format has no field 'explanation' here; it became x-explanation",
        "options, entry 1: the deck format has no field 'colour' there; it is left out",
    ):
        assert f"not-id: {loss}" in ran.report


def test_the_report_shows_control_characters_and_obeys_none(tmp_path: Path) -> None:
    note = tmp_path / "note.md"
    note.write_text("> [!question] Is this\x1b[2J safe\u202e?\n> yes\n")
    ran = imported(note, tmp_path / "deck.yaml")
    told = ran.out + "".join(ran.report)
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "\x1b" not in (tmp_path / "deck.yaml").read_text()


def test_a_shipped_deck_comes_back_as_it_was(tmp_path: Path) -> None:
    exported("json", tmp_path / "all.json", "s3-url-anatomy")
    ran = imported(tmp_path / "all.json", tmp_path / "copy" / "s3-url-anatomy.yaml", bank=tmp_path)
    assert ran.report == []
    assert check_file(str(tmp_path / "copy" / "s3-url-anatomy.yaml")).problems == ()


def test_the_mode_of_a_deck_stays_and_a_link_stays_a_link(tmp_path: Path) -> None:
    deck = tmp_path / "real.yaml"
    imported(EXAMPLES / "note.md", deck)
    deck.chmod(0o640)
    (tmp_path / "link.yaml").symlink_to(deck)
    imported(EXAMPLES / "moodle.gift", tmp_path / "link.yaml")
    assert (tmp_path / "link.yaml").is_symlink()
    assert deck.stat().st_mode & 0o777 == 0o640
    assert len(load(deck).data["questions"]) == 14
    assert sorted(os.listdir(tmp_path)) == ["cache", "link.yaml", "real.yaml"] or "cache" not in os.listdir(
        tmp_path
    )


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("x.txt", "Why? {=because}", "gift"),
        ("x.txt", '[\n  {"id": "a"}]', "json"),
        ("x.txt", "id;question;answer\n", "csv"),
        ("x.txt", "> [!QUESTION] Why?", "obsidian"),
        ("x.md", "no question yet", "obsidian"),
        ("x", '<?xml version="1.0"?>\n<!-- a --><quiz>', "moodle-xml"),
        ("x", '\ufeff<questestinterop xmlns="x">', "qti12"),
        ("x.gift", "nothing", "gift"),
    ],
)
def test_a_format_shows_in_what_a_file_holds(name: str, content: str, form: str) -> None:
    assert recognised(name, content.encode()) == form


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x.html", "<html><style>p {}</style>", "is not clear"),
        ("x.txt", "if (a) { return 1; }", "is not clear"),
        ("deck.yaml", "format: 1\nproof: [{as: ann}]\n", "is a deck as it is"),
    ],
)
def test_what_is_none_of_them_is_wrong_usage(name: str, content: str, says: str) -> None:
    with pytest.raises(UsageError, match=says):
        recognised(name, content.encode())


def test_a_file_of_nothing_but_other_questions_is_a_failure(tmp_path: Path) -> None:
    quiz = '<quiz><question type="cloze"><name><text>Gaps</text></name></question></quiz>'
    (tmp_path / "x.xml").write_text(quiz)
    ran = imported(tmp_path / "x.xml", tmp_path / "deck.yaml")
    assert (ran.code, ran.out) == (1, f"imported 0 of 0 questions into {tmp_path / 'deck.yaml'}\n")
    assert ran.report == [
        f"{tmp_path / 'x.xml'}: question 1 (Gaps): not imported: a deck has no questions of type 'cloze'"
    ]
    assert not (tmp_path / "deck.yaml").exists()


def test_a_terminal_says_how_to_say_at_once_what_all_questions_lack(tmp_path: Path) -> None:
    note, deck = str(EXAMPLES / "note.md"), tmp_path / "deck.yaml"
    command = ("bank", "import", note, "--into", str(deck))
    with Terminal(*command, "--task", "1.1", data=tmp_path, size=(300, 40)) as terminal:
        screen = terminal.wait_for("--reference")
        assert f"take them out of {deck}, and import again with --difficulty, --level, --reference" in screen
        terminal.ends()
