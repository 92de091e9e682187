"""`trainer study --plain`: the whole session over pipes, as another program or a screen reader meets it."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sessions.course import MOONS, write_course, write_deck


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a bank and its index."""
    folder = tmp_path_factory.mktemp("places")
    write_course(folder / "bank")
    return folder


def run(
    places: Path, data: Path, typed: str, *arguments: str, locale: str = "C.UTF-8"
) -> "subprocess.CompletedProcess[str]":
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "trainer",
            *arguments,
            "--bank",
            str(places / "bank"),
            "--data-dir",
            str(data),
        ],
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        env={**environment, "TRAINER_CACHE_DIR": str(places / "cache"), "LC_ALL": locale},
    )


def study(places: Path, data: Path, typed: str, *arguments: str) -> str:
    ran = run(places, data, typed, "study", "--plain", *arguments)
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def exported(places: Path, data: Path) -> list[dict[str, object]]:
    ran = run(places, data, "", "progress", "export")
    return [json.loads(line) for line in ran.stdout.splitlines()]


def test_a_question_its_explanation_and_the_end(places: Path, tmp_path: Path) -> None:
    told = study(places, tmp_path, "a\n\n", "--limit", "1", "--tag", "inner")
    assert re.search(r"^inner\. Question 1 of 1, about 2 min left\. Task \d\.\d, .+\.$", told, re.M)
    for letter in "ABCD":
        assert re.search(rf"^{letter}  Way number \d of handing over", told, re.M)
    assert re.search(r"^(Right: A\.|Wrong\. You said A, the answer is [B-D]\.)$", told, re.M)
    assert re.search(r"^   Right(, your answer)?\. This is the reason", told, re.M)
    assert re.search(r"^Next in .+ \(1 again 1 min, 2 hard 6 min, 3 good 10 min, 4 easy 8 d\)\.$", told, re.M)
    assert "1 of 1 answered" in told
    assert "Stopped" not in told
    assert len(exported(places, tmp_path)) == 1


def test_the_explanation_is_not_told_before_the_answer(places: Path, tmp_path: Path) -> None:
    told = study(places, tmp_path, "", "--limit", "1")
    assert "A  Way number" in told
    assert "This is the reason" not in told


@pytest.mark.parametrize("typed", ["", "q\n", "x", "?\nzz\n", "\n\n\n"])
def test_the_end_of_the_input_is_a_polite_end(places: Path, tmp_path: Path, typed: str) -> None:
    told = study(places, tmp_path, typed)
    assert "saved; study --plain goes on here." in told
    assert exported(places, tmp_path) == []


def test_it_goes_on_where_the_input_ended(places: Path, tmp_path: Path) -> None:
    study(places, tmp_path, "a\n\nb", "--tag", "inner")
    told = study(places, tmp_path, "", "--tag", "inner")
    assert told.startswith("Going on where you stopped.\n")
    assert "Question 3 of 4" in told
    assert len(exported(places, tmp_path)) == 2


@pytest.mark.parametrize(("typed", "sure"), [("b", False), ("B", True), ("b!", True)])
def test_a_capital_or_an_exclamation_mark_is_sure(
    places: Path, tmp_path: Path, typed: str, sure: bool
) -> None:
    study(places, tmp_path, typed, "--deck", "moons")
    (row,) = exported(places, tmp_path)
    assert (row["sure"], row["mode"]) == (sure, "study")
    shown, chosen = row["shown"], row["chosen"]
    assert isinstance(shown, list)
    assert chosen == [shown[1]]


def test_undo_and_another_grade(places: Path, tmp_path: Path) -> None:
    told = study(places, tmp_path, "a\n2\nu\nb\n\nu\n", "--deck", "moons")
    assert "Next in 6 min" in told
    assert told.count("Undone.") == 2
    assert [row["type"] for row in exported(places, tmp_path)] == [
        "answer", "undo", "answer", "undo", "answer", "undo",
    ]  # fmt: skip


def test_several_answers_and_recall_cards(places: Path, tmp_path: Path) -> None:
    # Whatever order the five come in: each kind takes the lines that are for it, and the rest are hints.
    typed = "".join(f"{line}\n" for line in ["", "3", "a,c", "a", ""] * 5)
    told = study(places, tmp_path, typed, "--tag", "outer")
    assert "5 of 5 answered" in told
    assert "Choose two of A to E (capital if sure)" in told
    assert "What is it that stands on the back" in told
    assert told.index("What is it that stands on") < told.index("The back of the card about")
    assert "How well did you know it? 1 again 1 min, 2 hard 6 min, 3 good 10 min, 4 easy 8 d:" in told
    rows = {row["question"]: row for row in exported(places, tmp_path)}
    assert (rows["neptune"]["chosen"], rows["neptune"]["shown"], rows["neptune"]["grade"]) == ([], [], 3)
    shown, chosen = rows["uranus"]["shown"], rows["uranus"]["chosen"]
    assert isinstance(shown, list)
    assert chosen == sorted([shown[0], shown[2]])


def test_remarks_are_kept(places: Path, tmp_path: Path) -> None:
    told = study(
        places, tmp_path, "m\nn think of the clock\na\nr\n!\n! two are right\nu\n", "--deck", "moons"
    )
    for line in (
        "Marked.",
        "Noted.",
        "Your note: think of the clock",
        "Kept with the question's id, for its author.",
    ):
        assert line in told.splitlines()
    assert "using-presigned-url.html (read 2026-11-23, documented)" in told
    assert "Type ! and then what is wrong with the question." in told


def test_a_question_put_aside_does_not_come_back(places: Path, tmp_path: Path) -> None:
    told = study(places, tmp_path, "x\nx\n", "--deck", "moons")
    assert told.count("Put aside") == 2
    assert "Nothing is due, and there is nothing new." in study(places, tmp_path, "", "--deck", "moons")


def test_with_nothing_due_studying_ahead_is_offered(places: Path, tmp_path: Path) -> None:
    study(places, tmp_path, "A\n4\n\nA\n4\n\n", "--deck", "moons")
    told = study(places, tmp_path, "\n", "--deck", "moons")
    assert "The next question comes due in 8 d." in told
    assert "Type a to study ahead" in told
    assert "Question 1 of 2" in study(places, tmp_path, "a\n", "--deck", "moons")


def test_plain_home_leads_into_a_session(places: Path, tmp_path: Path) -> None:
    ran = run(places, tmp_path, "", "--plain")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Question 1 of 11" in ran.stdout


def test_wrong_usage_is_one_line(places: Path, tmp_path: Path) -> None:
    ran = run(places, tmp_path, "", "study", "--plain", "--deck", "planet")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr == "trainer: no deck 'planet' in the bank; did you mean 'planets'?\n"


def test_a_damaged_log_is_one_line_and_stays(places: Path, tmp_path: Path) -> None:
    (tmp_path / "progress.db").write_bytes(b"my other diary" * 100)
    ran = run(places, tmp_path, "a\n", "study", "--plain")
    assert (ran.returncode, ran.stdout) == (1, "")
    assert len(ran.stderr.splitlines()) == 1
    assert (tmp_path / "progress.db").read_bytes() == b"my other diary" * 100


def test_markup_and_signs_of_a_bank_are_told_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "bank").mkdir()
    write_deck(tmp_path / "bank", "moons", MOONS)
    deck = tmp_path / "bank" / "moons.yaml"
    text = deck.read_text("utf-8").replace("handing over", "[b]handing[/b] — naïve ✓ over")
    deck.write_text(text, encoding="utf-8")
    ran = run(tmp_path, tmp_path / "data", "a\n", "study", "--plain")
    assert "[b]handing[/b] — naïve ✓ over" in ran.stdout
    ran = run(tmp_path, tmp_path / "data", "a\n", "study", "--plain", locale="POSIX")
    assert ran.returncode == 0
