"""A lab open in one terminal, the student's own shell in another: what is typed there passes the checks."""

from pathlib import Path

from tests.tui.terminal import Terminal
from trainer.labs.definition import find_lab

F8, F10, CTRL_D = "\x1b[19~", "\x1b[21~", "\x04"


def test_a_step_is_passed_from_a_second_terminal(tmp_path: Path) -> None:
    step = find_lab("expire").steps[0]
    with Terminal("lab", "expire", data=tmp_path) as screen:
        screen.wait_for("step 1 of")
        screen.wait_for("esc leave console")
        with Terminal("lab", "shell", "expire", data=tmp_path) as shell:
            shell.wait_for("checks along")
            for line in step.commands.splitlines():
                shell.type(f"{line}\r")
            shell.type("echo end-$((1 + 1))\r")
            shell.wait_for("end-2")
            screen.wait_for("Passed.")
            shell.type(CTRL_D)
            assert shell.ends() == 0
        screen.type(F8)
        screen.wait_for("step 2 of")


def test_the_screen_makes_room_for_the_shell_and_comes_back(tmp_path: Path) -> None:
    with Terminal("lab", "expire", data=tmp_path) as screen:
        screen.wait_for("step 1 of")
        screen.wait_for("esc leave console")
        screen.type(F10)
        screen.wait_for("checks along")
        screen.type("clock +1h\r")
        screen.wait_for("1 h ahead of real time")
        screen.type(CTRL_D)
        screen.wait_for("lab clock +1 h")
        assert "step 1 of" in screen.text


def test_without_the_lab_on_a_screen_it_says_what_to_do(tmp_path: Path) -> None:
    with Terminal("lab", "shell", "expire", data=tmp_path, size=(120, 24)) as shell:
        said = " ".join(shell.wait_for("leave it open").split())
        assert "the lab expire is not open on a screen; open it in another terminal" in said
        assert shell.ends() == 1
