import io
import json
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from trainer.commands import trainer
from trainer.content.commands import check, list_questions
from trainer.content.settings import Staleness
from trainer.errors import ContentError, UsageError
from trainer.paths import shipped_bank

BROKEN = Path(__file__).parent / "broken"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_CACHE_DIR", str(tmp_path / "cache"))


def checked(
    *paths: object, as_json: bool = False, staleness: Staleness | None = None
) -> tuple[int, list[str]]:
    out = io.StringIO()
    code = check([str(path) for path in paths], as_json, out, staleness=staleness)
    return code, out.getvalue().splitlines()


def listed(*folders: Path, as_json: bool = False) -> list[str]:
    out = io.StringIO()
    assert list_questions(list(folders), as_json, out) == 0
    return out.getvalue().splitlines()


def test_the_shipped_bank_has_no_problem() -> None:
    code, (line,) = checked()
    assert (code, line.startswith("no problems; decks: ")) == (0, True)


def test_a_clean_bank_says_so(tiny_bank: Path) -> None:
    assert checked(tiny_bank) == (0, ["no problems; decks: 2, questions: 3"])
    assert checked(tiny_bank, as_json=True) == (0, [])


def test_a_problem_has_the_file_as_it_was_given(tiny_bank: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(BROKEN / "L14-unknown-fact.yaml", tiny_bank)
    monkeypatch.chdir(tiny_bank.parent)
    for given in ("bank", "bank/", "./bank", str(tiny_bank)):
        code, (line,) = checked(given)
        assert code == 1
        assert line.startswith(f"{given.rstrip('/')}/L14-unknown-fact.yaml:10:17: error[L14]: ")
    code, lines = checked("./bank/L14-unknown-fact.yaml")
    assert lines[0].startswith("./bank/L14-unknown-fact.yaml:10:")


def test_json_has_the_fields_of_the_contract(tiny_bank: Path) -> None:
    shutil.copy(BROKEN / "L14-unknown-fact.yaml", tiny_bank)
    code, (line,) = checked(tiny_bank, as_json=True)
    assert code == 1
    assert json.loads(line) == {
        "file": str(tiny_bank / "L14-unknown-fact.yaml"),
        "line": 10,
        "column": 17,
        "severity": "error",
        "rule": "L14",
        "message": 'the fact "T9" is not known',
        "hint": "add it to facts.yaml, or name one that is there",
    }


def test_warnings_alone_are_no_failure(tiny_bank: Path) -> None:
    shutil.copy(BROKEN / "L06-key-longest.yaml", tiny_bank)
    code, lines = checked(tiny_bank)
    assert code == 0
    assert {line.split()[1] for line in lines} == {"warning[L06]:", "warning[L07]:"}


def test_an_id_is_unique_in_the_bank(tiny_bank: Path) -> None:
    text = (tiny_bank / "storage.yaml").read_text().replace("deck: storage", "deck: another")
    (tiny_bank / "zz.yaml").write_text(text)
    code, (line,) = checked(tiny_bank)
    assert code == 1
    first = tiny_bank / "storage.yaml"
    assert line.startswith(f"{tiny_bank / 'zz.yaml'}:5:9: error[L02]: the id ")
    assert f"{first}:5" in line
    assert checked(tiny_bank / "zz.yaml")[0] == 1, "its facts are not those of the shipped bank"


def test_a_decks_name_is_unique_in_the_bank(tiny_bank: Path) -> None:
    text = (tiny_bank / "storage.yaml").read_text().replace("id: old", "id: other")
    (tiny_bank / "zz.yaml").write_text(text)
    code, lines = checked(tiny_bank)
    assert code == 1
    assert [line.split()[1] for line in lines] == ["error[unique-deck]:", "warning[L02]:"]


def test_a_file_is_checked_against_the_shipped_bank_whatever_its_name(tmp_path: Path) -> None:
    deck = next(path for path in sorted(shipped_bank().glob("*.yaml")) if b"\ndeck:" in path.read_bytes())
    copy = tmp_path / "facts.yaml"
    shutil.copy(deck, copy)
    assert checked(copy) == checked(deck)
    shutil.copy(deck, tmp_path / "notes.txt")
    assert checked(tmp_path / "notes.txt")[0] == 0
    assert checked(shipped_bank() / "facts.yaml") == (0, ["no problems; decks: 0, questions: 0"])


def test_a_folder_without_settings_uses_the_shipped_ones(tmp_path: Path) -> None:
    deck = next(path for path in sorted(shipped_bank().glob("*.yaml")) if b"\ndeck:" in path.read_bytes())
    shutil.copy(deck, tmp_path)
    assert checked(tmp_path) == checked(tmp_path / deck.name)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("facts.yaml", "format: 1\nfacts:\n  T1: 5\n", ":3:7: error[wrong-type]:"),
        (
            "facts.yaml",
            "format: 1\nfact: {}\n",
            ':2:1: error[unknown-field]: unknown field "fact"; did you mean',
        ),
        ("facts.yaml", "", ":1:1: error[wrong-type]: the file holds no mapping"),
        ("facts.yaml", "format: 1\nfacts: {T1: one, T1: two}\n", ":2:18: error[duplicate-key]:"),
        ("misconceptions.yaml", "format: 1\nmisconceptions: []\n", ":2:17: error[wrong-type]:"),
        ("exam.yaml", "format: 1\n", ":1:1: error[missing-field]:"),
    ],
)
def test_broken_settings_are_reported_and_nothing_follows(
    tiny_bank: Path, name: str, text: str, said: str
) -> None:
    (tiny_bank / name).write_text(text)
    code, lines = checked(tiny_bank)
    assert code == 1
    assert any(line.startswith(f"{tiny_bank / name}{said}") for line in lines)
    assert all(line.startswith(f"{tiny_bank / name}:") for line in lines), "no question is blamed"


def test_the_weights_of_the_blueprint_add_up(tiny_bank: Path) -> None:
    exam = tiny_bank / "exam.yaml"
    exam.write_text(exam.read_text().replace("weight: 60", "weight: 50").replace('"1.2"', '"1.1"'))
    code, lines = checked(tiny_bank)
    assert code == 1
    assert {line.split()[1] for line in lines if line.startswith(f"{exam}:")} == {
        "error[weights]:",
        "error[unique-task]:",
    }


def test_other_yaml_files_are_left_alone_but_a_deck_without_name_is_not(tiny_bank: Path) -> None:
    (tiny_bank / "ci.yaml").write_text("on: push\njobs: {}\n")
    (tiny_bank / ".hidden.yaml").write_text("questions: 1\n")
    assert checked(tiny_bank)[0] == 0
    (tiny_bank / "forgot.yaml").write_text("format: 1\nquestions: []\n")
    assert [line.split()[1] for line in checked(tiny_bank)[1]] == ["error[missing-field]:"] * 2


def test_a_file_that_cannot_be_read_is_a_problem(tiny_bank: Path) -> None:
    (tiny_bank / "gone.yaml").symlink_to(tiny_bank / "nowhere.yaml")
    code, (line,) = checked(tiny_bank)
    assert code == 1
    assert "error[unreadable]: the file cannot be read (No such file or directory)" in line


def test_a_path_that_does_not_exist_is_wrong_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no file or folder"):
        checked(tmp_path / "absent")


def test_control_and_direction_characters_are_shown_not_obeyed(tiny_bank: Path) -> None:
    evil = tiny_bank / "evil\x1b[2J.yaml"
    evil.write_text("format: 1\ndeck: evil\ntitle: x\nquestions: [{id: 'a\u202eb\x1b[31m'}]\n")
    for as_json in (False, True):
        code, lines = checked(tiny_bank, as_json=as_json)
        assert code == 1
        assert "\x1b" not in "".join(lines)
        assert "\u202e" not in "".join(lines)
    assert json.loads(lines[0])["file"] == str(evil)
    storage = tiny_bank / "storage.yaml"
    storage.write_text(
        storage.read_text().replace("A club keeps", "A \u202eclub\u2028keeps").replace("\u2028", " ")
    )
    shown = "\n".join(listed(tiny_bank, as_json=True))
    assert "\u202e" not in shown
    assert "\\u202eclub" in shown


def test_list_json_has_each_question_whole(tiny_bank: Path) -> None:
    questions = {each["id"]: each for each in map(json.loads, listed(tiny_bank, as_json=True))}
    assert list(questions) == ["first-upload-is-private", "what-an-owner-has", "old-photos-two-measures"]
    first = questions["first-upload-is-private"]
    assert {
        name: first[name] for name in ("revision", "kind", "domain", "task", "facts", "tags", "x-author")
    } == {
        "revision": 2,
        "kind": "single",
        "domain": "secure",
        "task": "1.1",
        "facts": ["T1"],
        "tags": ["buckets", "defaults"],
        "x-author": "someone",
    }
    assert (first["deck"], first["file"], first["line"]) == ("access", str(tiny_bank / "access.yaml"), 6)
    assert [option["correct"] for option in first["options"]] == [True, False, False, False]
    assert first["options"][1]["misconception"] == "new-buckets-are-public"
    assert first["proof"][1] == {
        "fetch": {"object": "prices.txt", "expect": {"status": 403, "code": "AccessDenied"}}
    }
    card = questions["what-an-owner-has"]
    assert card["back"].startswith("The account")
    assert not {"proof", "stem", "options"} & card.keys()
    assert "proof" not in questions["old-photos-two-measures"]


def test_the_list_for_people_counts_what_is_left_out(tiny_bank: Path) -> None:
    lines = listed(tiny_bank)
    assert lines[0].startswith("access  Who may read (2 questions, ")
    assert any("first-upload-is-private" in line and line.endswith("proof") for line in lines)
    shutil.copy(BROKEN / "wrong-value-level.yaml", tiny_bank)
    assert listed(tiny_bank)[-1] == "1 problem: see `trainer bank check`"


def test_list_of_a_missing_folder_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="does not exist; name an existing one with --bank"):
        listed(tmp_path / "absent")


def test_the_command_itself(tiny_bank: Path) -> None:
    shutil.copy(BROKEN / "syntax-twice.yaml", tiny_bank)
    ran = subprocess.run(
        [sys.executable, "-m", "trainer", "bank", "check", str(tiny_bank)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (1, "")
    assert [line.split()[1] for line in ran.stdout.splitlines()] == [
        "error[syntax]:", "error[syntax]:", "error[wrong-value]:", "warning[L02]:"
    ]  # fmt: skip


def test_a_fact_that_too_few_questions_name_is_told_where_it_stands(tiny_bank: Path) -> None:
    facts = tiny_bank / "facts.yaml"
    facts.write_text(
        facts.read_text().replace("facts:\n", "at_least: {T: 2, T2: 1}\nfacts:\n  X1: Nobody asks.\n")
    )
    code, lines = checked(tiny_bank)
    assert code == 0
    assert lines == [
        f"{facts}:4:3: warning[L14]: no questions on X1, of 1; add one, or say `at_least` in this file",
        f"{facts}:5:3: warning[L14]: 1 question on T1, of 2; add one, or say `at_least` in this file",
    ]
    assert checked(tiny_bank / "access.yaml")[0] == 1, "a file alone is held against the shipped facts"


def test_facts_of_the_shipped_bank_are_not_asked_of_a_folder_without_facts(tiny_bank: Path) -> None:
    (tiny_bank / "facts.yaml").unlink()
    assert not any("of 2" in line for line in checked(tiny_bank)[1])


def test_references_that_have_aged_are_told_when_asked(tiny_bank: Path) -> None:
    assert checked(tiny_bank, staleness=Staleness(date(2026, 11, 11), 10))[1][0].startswith("no problems")
    code, lines = checked(tiny_bank, staleness=Staleness(date(2026, 11, 12), 10))
    assert code == 0
    assert len(lines) == 3
    assert lines[0].endswith(
        "warning[stale]: read 11 days ago, on 2026-11-01; read the page again, and write the day"
    )
    assert len(checked(tiny_bank / "storage.yaml", staleness=Staleness(date(2027, 1, 1), 10))[1]) > 0


def test_a_file_gets_the_rules_on_questions_only() -> None:
    copy = BROKEN / "bank-L08-run.yaml"
    assert all("[L08]" not in line for line in checked(copy)[1])


@pytest.mark.parametrize(
    ("age", "code"), [("180d", 0), ("26w", 0), ("0d", 0), ("180", 2), ("d", 2), ("-1d", 2)]
)
def test_an_age_is_so_many_days_or_weeks(age: str, code: int) -> None:
    ran = CliRunner().invoke(trainer, ["bank", "check", "--stale", age])
    assert ran.exit_code == code
    assert (code == 0) or "write it as 180d or 26w" in ran.output
