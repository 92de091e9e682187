"""The whole command in a real terminal: it starts, survives its own death, and quits."""

from pathlib import Path

from tests.tui.stage import COURSE
from tests.tui.terminal import Terminal


def answer(terminal: Terminal, number: int) -> None:
    """Answer the question on the screen, whatever its kind, and go on."""
    terminal.wait_for(f"question {number} of")
    terminal.wait_for("q quit")
    screen = terminal.settle()
    if "□" in screen:
        terminal.type("ab\r")
    elif "show the answer" in screen:
        terminal.type(" 3")
        return
    else:
        terminal.type("A")
    screen = terminal.wait_for_explanation()
    while f"question {number} of" in screen:
        # A space may only scroll a long explanation, and one too many would act on the next question.
        terminal.type(" ")
        screen = terminal.settle()


def test_study_opens_on_a_question_and_quits(tmp_path: Path) -> None:
    with Terminal("study", "--bank", str(COURSE), "--tag", "short", data=tmp_path) as terminal:
        terminal.wait_for("question 1 of 1")
        assert "A  " in terminal.wait_for("q quit")
        terminal.type("q")
        assert terminal.ends() == 0


def test_killed_at_any_moment_it_goes_on_where_it_was(tmp_path: Path) -> None:
    with Terminal("study", "--bank", str(COURSE), data=tmp_path) as terminal:
        answer(terminal, 1)
        answer(terminal, 2)
        terminal.wait_for("question 3 of 4")
        terminal.kill()
    with Terminal("study", "--bank", str(COURSE), data=tmp_path) as terminal:
        terminal.wait_for("question 3 of 4")
        answer(terminal, 3)
        terminal.wait_for("question 4 of 4")


def test_killed_on_the_explanation_the_answer_is_kept(tmp_path: Path) -> None:
    with Terminal("study", "--bank", str(COURSE), "--tag", "short", data=tmp_path) as terminal:
        terminal.wait_for("question 1 of 1")
        terminal.type("A")
        terminal.wait_for_explanation()
        terminal.kill()
    with Terminal("study", "--bank", str(COURSE), "--tag", "short", data=tmp_path) as terminal:
        terminal.wait_for("Nothing is due now")


def test_what_keeps_it_from_opening_is_one_line_before_the_screen(tmp_path: Path) -> None:
    with Terminal("study", "--bank", str(COURSE), "--deck", "curse", data=tmp_path) as terminal:
        screen = terminal.wait_for("trainer: no deck 'curse'")
        assert "did you mean 'course'" in " ".join(screen.split())
        assert terminal.ends() == 2
