"""The first hour of a new student in a real terminal: a question, its proof and a lab, nothing set up."""

from pathlib import Path

from tests.pty.lab_terminal import ENTER, FreshTerminal, back_out_of_the_lab, do_the_lab
from trainer.labs.definition import find_lab

FIRST_LAB = "expire"


def answer_one_with_a_proof(terminal: FreshTerminal) -> None:
    """Answer questions until one has a proof; which comes first is a matter of chance."""
    for number in range(1, 11):
        terminal.wait_for(f"question {number} of")
        terminal.wait_for("m mark")
        screen = terminal.settle()
        if "show the answer" in screen:
            terminal.type(" ")
            terminal.wait_for("3 good")
            terminal.type("3")
            continue
        terminal.type(f"ab{ENTER}" if "□" in screen else "A")
        if "p prove it" in terminal.wait_for_explanation():
            return
        while f"question {number} of" in terminal.wait_for("question"):
            # The first space may only scroll a long explanation.
            terminal.type(" ")
            terminal.settle()
    raise AssertionError("ten questions, and none has a proof")


def prove_an_answer(terminal: FreshTerminal) -> None:
    """Answer, see the answer proved, and go back Home."""
    terminal.type("s")
    answer_one_with_a_proof(terminal)
    terminal.type("p")
    terminal.wait_for("what S3 answers")
    terminal.wait_for("r run again")
    terminal.wait_for("as expected")
    terminal.wait_for("✓ form")
    terminal.type("q")
    terminal.wait_for("p prove it")
    terminal.type("q")
    terminal.wait_for("q quit")


def test_from_the_first_start_to_a_passed_lab(tmp_path: Path) -> None:
    lab = find_lab(FIRST_LAB)
    with FreshTerminal(tmp_path) as terminal:
        terminal.wait_for("half a minute before you start")
        terminal.type(" ")
        terminal.wait_for("q quit")
        prove_an_answer(terminal)
        terminal.type("l")
        terminal.wait_for(lab.title)
        terminal.wait_for("enter open")
        terminal.type(ENTER)
        terminal.wait_for("Five minutes for coffee")
        do_the_lab(terminal, lab)
        terminal.wait_for("debrief")
        assert f"Passed: {len(lab.steps)} steps" in terminal.wait_for("What you predicted")
        back_out_of_the_lab(terminal, lab)
        terminal.wait_for("passed")
        terminal.type("qq")
        assert terminal.ends() == 0
    made = {path.relative_to(tmp_path).parts[0] for path in tmp_path.iterdir()}
    assert made <= {".cache", ".local"}, "nothing but what was made for this program is left in the home"
