"""The page on writing questions: its first hour is walked through word for word, and its proofs hold."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests import cloud_fixture
from tests.tui.terminal import Terminal
from trainer.cloud.client import CloudClient
from trainer.content.bank import Bank
from trainer.content.check import check_file
from trainer.sessions.proof import prove

cloud_process = cloud_fixture.cloud_process
cloud = cloud_fixture.cloud

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "writing-questions.md").read_text("utf-8")
NEW, DRAFT, WATCH, BROKEN, PREVIEW, PROVE, SIXTH, IMPORT, TO_ANKI, TO_MOODLE = re.findall(
    r"^```console\n\$ (.*?)\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE
)
CHANGES = re.findall(r"^\| `([a-z-]+)` \| `(.+)` \| `(.+)` \|$", PAGE, re.MULTILINE)


def example() -> str:
    """Return the deck of the page."""
    (deck,) = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return str(deck)


def with_mistakes() -> str:
    """Return the deck with the page's changes, each in the question that it names."""
    questions = re.split(r"(?m)^(?=  - id: )", example())
    for question, change, _ in CHANGES:
        (number,) = [at for at, text in enumerate(questions) if text.startswith(f"  - id: {question}")]
        assert change in questions[number]
    # The last change is of an id, by which the others are found.
    for question, change, into in CHANGES:
        for number, text in enumerate(questions):
            if text.startswith(f"  - id: {question}"):
                questions[number] = text.replace(change, into, 1)
    return "".join(questions)


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    file = tmp_path / "mine" / "field-notes.yaml"
    file.parent.mkdir()
    file.write_text(example(), "utf-8")
    return file


def run(block: tuple[str, str], home: Path) -> str:
    """Run the command of a block with an empty home, and return what it says, first what it warns of."""
    program, *arguments = shlex.split(block[0])
    assert program == "trainer"
    ran = subprocess.run(
        [sys.executable, "-m", "trainer", *arguments],
        cwd=home,
        env={"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    return ran.stdout


def test_the_first_hour_says_what_the_page_says(tmp_path: Path) -> None:
    assert run(NEW, tmp_path) == NEW[1]
    assert run(DRAFT, tmp_path) == DRAFT[1]
    deck = tmp_path / "mine" / "field-notes.yaml"
    first_line = deck.read_text("utf-8").splitlines()[0]
    assert f"`{first_line}`" in PAGE
    deck.write_text(example(), "utf-8")
    assert run((WATCH[0].replace(" --watch", ""), ""), tmp_path) == WATCH[1]
    deck.write_text(with_mistakes(), "utf-8")
    assert run(BROKEN, tmp_path) == BROKEN[1]


def test_on_a_terminal_the_first_command_asks_and_enter_takes_what_is_offered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.delenv("EDITOR", raising=False)
    with Terminal(*shlex.split(NEW[0])[1:], data=tmp_path, size=(120, 40)) as terminal:
        for asked in ("Kind [single]:", "Task of the exam [1.1]:", "Difficulty, 1 to 3 [2]:", "[apply]:"):
            terminal.wait_for(asked)
            terminal.type("\r")
        for line in NEW[1].splitlines():
            terminal.wait_for(line)
        assert terminal.ends() == 0


def numbered() -> str:
    """Return the page's question whose numbers are drawn."""
    (question,) = re.findall(r"^```yml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return str(question)


def test_a_sixth_question_and_a_note_go_out_to_anki_and_moodle(deck: Path, tmp_path: Path) -> None:
    (note,) = re.findall(r"^```markdown\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    (tmp_path / "link-notes.md").write_text(note, "utf-8")
    deck.write_text(f"{example()}\n{numbered()}", "utf-8")
    for block in (IMPORT, TO_ANKI, TO_MOODLE):
        assert run(block, tmp_path) == block[1]
    assert run(("trainer bank check mine", ""), tmp_path) == "no problems; decks: 2, questions: 7\n"


def test_the_sixth_question_is_previewed_with_other_numbers(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    deck.write_text(f"{example()}\n{numbered()}", "utf-8")
    with Terminal(*shlex.split(SIXTH[0])[1:], data=tmp_path) as terminal:
        terminal.wait_for("question 6 of 6")
        terminal.wait_for("o other numbers")
        terminal.type("q")
        assert terminal.ends() == 0


def test_each_of_the_six_mistakes_has_one_message() -> None:
    assert len(CHANGES) == len(BROKEN[1].splitlines()) == 6
    assert with_mistakes() != example()


def test_the_preview_shows_the_first_question(
    deck: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with Terminal(*shlex.split(PREVIEW[0])[1:], data=tmp_path) as terminal:
        terminal.wait_for("A restaurant presigns a GET URL")
        terminal.wait_for("no problems")
        terminal.type("q")
        assert terminal.ends() == 0


def test_the_deck_has_no_problem_and_five_questions_of_three_kinds(deck: Path, tmp_path: Path) -> None:
    checked = check_file(str(deck))
    assert checked.problems == ()
    assert checked.questions == 5
    assert set(re.findall(r"^    kind: (\w+)", example(), re.MULTILINE)) == {"single", "multiple", "recall"}


def test_its_proofs_hold_as_the_page_says(deck: Path, cloud: CloudClient, tmp_path: Path) -> None:
    said = []
    with Bank.open([deck.parent], tmp_path) as bank:
        bank.refresh()
        for question in map(bank.question, bank.ids()):
            if question.proof:
                ran = prove(question, cloud)
                assert ran.holds, ran.says
                said.append(f"holds  {question.id}  {len(question.proof)} steps, as expected")
    assert PROVE[1].splitlines() == [*said, f"{len(said)} of {len(said)} proofs hold."]
