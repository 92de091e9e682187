"""`bank pack`, `add` and `remove`, through the commands: what comes in, what is refused, what stays."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from trainer.commands import trainer
from trainer.errors import ContentError, UsageError
from trainer.paths import shipped_bank

Run = Callable[..., Result]

TINY = Path(__file__).parents[1] / "content" / "tiny_bank"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("TRAINER_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("TRAINER_DATA_DIR", str(tmp_path / "data"))

    def run(*arguments: object) -> Result:
        return CliRunner().invoke(trainer, list(map(str, arguments)), standalone_mode=False)

    return run


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data" / "decks"


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    """A deck of one card, with a proof, that goes with the shipped facts."""
    path = tmp_path / "evening-class.yaml"
    path.write_text(DECK)
    return path


DECK = """\
format: 1
deck: evening-class
title: The evening class
questions:
  - id: evening-class-1
    revision: 1
    kind: recall
    domain: secure
    task: "1.1"
    difficulty: 1
    level: remember
    front: Which status does S3 answer to a stranger who asks for an object that only its owner may read?
    back: |
      403, with the code AccessDenied.
    references:
      - url: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-management.html
        checked: "2026-11-01"
        via: live
        evidence: documented
"""


def test_a_pack_goes_from_one_to_another(run: Run, deck: Path, tmp_path: Path, home: Path) -> None:
    made = run("bank", "pack", deck, "-o", tmp_path / "class.pack")
    assert (made.exit_code, made.output.count("\n")) == (0, 1), made.output
    added = run("bank", "add", tmp_path / "class.pack")
    assert added.exit_code == 0, added.output
    assert "evening-class  The evening class (questions: 1, proofs: 0)" in added.output
    listed = run("bank", "list").output
    place = home / "evening-class" / "evening-class.yaml"
    assert f"(1 question, pack evening-class 1, {place})" in listed
    assert str(shipped_bank() / "s3-url-anatomy.yaml") in listed
    assert "no problems" in run("bank", "check").output
    assert run("bank", "remove", "evening-class").exit_code == 0
    assert list(home.iterdir()) == []
    assert "evening-class" not in run("bank", "list").output


def test_an_update_is_not_silent(run: Run, deck: Path, home: Path) -> None:
    assert run("bank", "add", deck).exit_code == 0
    assert "is there already; nothing is changed" in run("bank", "add", deck).output
    deck.write_text(DECK.replace("403, with", "Status 403, with"))
    asked = run("bank", "add", deck)
    assert asked.exit_code == 1
    assert "--update" in asked.output
    inside = home / "evening-class" / "evening-class.yaml"
    assert inside.read_text() == DECK
    assert run("bank", "add", "--update", deck).exit_code == 0
    assert inside.read_text() == deck.read_text()
    assert [each.name for each in home.iterdir()] == ["evening-class"]


def test_what_one_has_edited_oneself_is_not_replaced_unasked(run: Run, deck: Path, home: Path) -> None:
    run("bank", "add", deck)
    inside = home / "evening-class" / "evening-class.yaml"
    inside.write_text(DECK.replace("403, with", "Forbidden, with"))
    asked = run("bank", "add", deck)
    assert asked.exit_code == 1
    assert "you have edited evening-class.yaml" in asked.output
    assert "Forbidden, with" in inside.read_text()


@pytest.mark.parametrize("command", [("bank", "add", "--update"), ("bank", "remove")])
def test_what_one_has_edited_oneself_is_never_lost(
    command: tuple[str, ...], run: Run, deck: Path, home: Path
) -> None:
    away = home.with_name("decks-put-away")
    subject = deck if "add" in command else "evening-class"
    for kept in ("evening-class", "evening-class-2"):
        run("bank", "add", deck)
        (home / "evening-class" / "of-my-own.yaml").write_text("mine")
        ended = run(*command, subject)
        assert ended.exit_code == 0
        assert f"the one you have edited is kept in {away / kept}" in ended.output
        assert (away / kept / "of-my-own.yaml").read_text() == "mine"
    run("bank", "add", deck)
    assert "is kept in" not in run(*command, subject).output


def test_a_deck_with_errors_is_refused_with_all_of_them(run: Run, deck: Path, home: Path) -> None:
    deck.write_text(DECK.replace('"1.1"', "1.1").replace("level: remember", "level: recall"))
    ran = run("bank", "add", deck)
    assert ran.exit_code == 1
    assert f"{deck}:9:11: error[wrong-type]" in ran.output
    assert f"{deck}:11:12: error[wrong-value]" in ran.output
    assert "nothing is changed" in ran.output
    assert list(home.iterdir()) == []
    packing = run("bank", "pack", deck, "-o", deck.with_name("class.pack"))
    assert packing.exit_code == 1
    assert not deck.with_name("class.pack").exists()


def test_an_id_of_the_shipped_bank_is_refused_and_both_places_are_told(run: Run, deck: Path) -> None:
    shipped = shipped_bank() / "s3-url-anatomy.yaml"
    lines = shipped.read_text().splitlines()
    number = next(number for number, line in enumerate(lines, 1) if line.startswith("  - id: "))
    name = lines[number - 1].removeprefix("  - id: ")
    deck.write_text(DECK.replace("- id: evening-class-1", f"- id: {name}"))
    ran = run("bank", "add", deck)
    assert ran.exit_code == 1
    assert f'{deck}:5:9: error[L02]: the id "{name}" is taken: {shipped}:{number}:9;' in ran.output


def test_a_deck_by_hand_does_not_take_a_shipped_id_away(run: Run, deck: Path, home: Path) -> None:
    first = run("bank", "list").output.split("\n")[1].split()[0]
    home.mkdir(parents=True)
    (home / "mine.yaml").write_text(DECK.replace("evening-class-1", first))
    listed = run("bank", "list").output
    assert "1 problem: see `trainer bank check`" in listed
    assert listed.count(f"  {first} ") == 1
    assert run("bank", "check").exit_code == 1


def test_settings_of_a_pack_do_not_shadow_the_shipped_ones(run: Run, deck: Path, tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    fact = "F01"
    (folder / "facts.yaml").write_text(f"format: 1\nfacts:\n  {fact}: Everything is public.\n")
    (folder / "exam.yaml").write_text((TINY / "exam.yaml").read_text().replace("TINY", "OTHER"))
    (folder / "class.yaml").write_text(DECK.replace("    difficulty", f"    facts: [{fact}]\n    difficulty"))
    ran = run("bank", "add", folder)
    assert ran.exit_code == 0, ran.output
    shipped = shipped_bank() / "facts.yaml"
    line = shipped.read_text().splitlines().index(next(_starting(shipped, f"  {fact}:"))) + 1
    told = f'theirs/facts.yaml:3:3: warning[unique-setting]: "{fact}" has another text already: {shipped}'
    assert f"{told}:{line}:3;" in ran.output
    assert f"{folder / 'exam.yaml'}:1:1: warning[unique-setting]: the blueprint is taken: " in ran.output
    checked = run("bank", "check")
    assert checked.exit_code == 0
    assert checked.output.count("warning[unique-setting]") == 2
    assert "2 problems: see `trainer bank check`" in run("bank", "list").output


def _starting(path: Path, begin: str) -> Iterator[str]:
    return (line for line in path.read_text().splitlines() if line.startswith(begin))


def test_what_would_steer_a_terminal_is_shown(run: Run, deck: Path) -> None:
    deck.write_text(DECK.replace("title: The evening class", 'title: "The \\e[2J \\u202E class"'))
    output = run("bank", "add", deck).output
    assert output.replace("\n", "").isprintable()
    assert "\x1b" not in output


@pytest.mark.parametrize("name", ["..", ".", "", "/", "nothing", "../data"])
def test_only_a_pack_is_removed(name: str, run: Run, deck: Path, home: Path) -> None:
    run("bank", "add", deck)
    assert isinstance(run("bank", "remove", "--", name).exception, UsageError)
    assert (home / "evening-class" / "evening-class.yaml").exists()


def test_a_folder_of_the_users_own_is_not_replaced(run: Run, deck: Path, home: Path) -> None:
    (home / "evening-class").mkdir(parents=True)
    (home / "evening-class" / "mine.yaml").write_text("x: 1\n")
    assert isinstance(run("bank", "add", "--update", deck).exception, ContentError)
    assert (home / "evening-class" / "mine.yaml").exists()


def test_a_single_deck_is_a_bank_and_several_may_be_given(run: Run, deck: Path) -> None:
    listed = run("bank", "list", "--bank", deck).output
    assert f"evening-class  The evening class (1 question, {deck})" in listed
    assert "s3-url-anatomy" not in listed
    both = run("bank", "list", "--bank", deck, "--bank", shipped_bank() / "s3-url-anatomy.yaml").output
    assert "evening-class-1" in both
    assert "s3-url-anatomy" in both


def test_a_new_question_lies_beside_a_single_deck(run: Run, deck: Path) -> None:
    ran = run("bank", "new", "--bank", deck, "--into", "second", "--no-edit")
    assert ran.exit_code == 0, ran.output
    assert deck.with_name("second.yaml").is_file()


def test_a_broken_blueprint_of_the_users_own_takes_none_away(run: Run, home: Path) -> None:
    before = run("bank", "coverage", "--json").output
    home.mkdir(parents=True)
    (home / "exam.yaml").write_text("format: 1\nexam: [\n")
    assert run("bank", "coverage", "--json").output == before
    assert f"{home / 'exam.yaml'}:" in run("bank", "check").output


def test_a_pack_half_added_is_not_read(run: Run, deck: Path, home: Path) -> None:
    run("bank", "add", deck)
    (home / "evening-class").rename(home / ".k1ll3d")
    assert "evening-class" not in run("bank", "list").output
    assert run("bank", "add", deck).exit_code == 0
