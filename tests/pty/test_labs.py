"""Each lab solved in a real terminal by typing the commands of its solutions; new labs join by their name."""

from pathlib import Path

import pytest

from tests.pty.lab_terminal import FreshTerminal, back_out_of_the_lab, do_the_lab
from tests.pty.test_first_hour import FIRST_LAB
from trainer.labs.definition import find_lab, lab_names


@pytest.mark.parametrize("name", [name for name in lab_names() if name != FIRST_LAB])
def test_a_lab_is_solved_by_typing(tmp_path: Path, name: str) -> None:
    lab = find_lab(name)
    with FreshTerminal(tmp_path, "lab", name) as terminal:
        terminal.wait_for(lab.title)
        do_the_lab(terminal, lab)
        terminal.wait_for("debrief")
        terminal.wait_for(f"Passed: {len(lab.steps)} steps")
        if any(step.prediction for step in lab.steps):
            terminal.wait_for("What you predicted")
        back_out_of_the_lab(terminal, lab)
        assert terminal.ends() == 0
