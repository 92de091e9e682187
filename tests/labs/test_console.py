"""The console's shell: variables, background jobs, Ctrl-C, floods, and an end."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from trainer.errors import TrainerError
from trainer.labs.console import OUTPUT_LIMIT, Console, help_of
from trainer.scenario.state import SHORTEST_SESSION


class Recorder:
    """A console with what it printed and how its commands ended."""

    def __init__(self, folder: Path, environment: dict[str, str] | None = None, **more: Any) -> None:
        self.output = ""
        self.codes: list[int] = []
        self._done = threading.Event()
        given = environment or {"PATH": os.environ["PATH"], "HOME": str(folder)}
        self.console = Console(given, folder, self._print, self._end, **more)

    def _print(self, text: str) -> None:
        self.output += text

    def _end(self, code: int) -> None:
        self.codes.append(code)
        self._done.set()

    def begin(self, command: str) -> None:
        """Begin a command and return at once."""
        self.output = ""
        self._done.clear()
        self.console.run(command)

    def run(self, command: str, timeout: float = 20) -> str:
        """Run a command to its end and return what it printed."""
        self.begin(command)
        self.wait(timeout)
        return self.output

    def wait(self, timeout: float = 20) -> int:
        """Wait for the end of the command that was begun."""
        assert self._done.wait(timeout), self.output
        return self.codes[-1]

    def wait_for(self, text: str, timeout: float = 20) -> None:
        """Wait until something was printed."""
        end = time.monotonic() + timeout
        while text not in self.output:
            assert time.monotonic() < end, self.output
            time.sleep(0.01)


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Recorder]:
    recorder = Recorder(tmp_path)
    yield recorder
    recorder.console.stop()


def test_a_variable_and_the_folder_last_from_command_to_command(shell: Recorder, tmp_path: Path) -> None:
    assert shell.run("URL=$(printf 'a b'); mkdir inner; cd inner") == ""
    assert shell.run('echo "$URL"; pwd') == f"a b\n{tmp_path}/inner\n"
    assert shell.codes == [0, 0]


def test_the_exit_code_is_told(shell: Recorder) -> None:
    shell.run("false")
    shell.run("(exit 7)")
    shell.run("no-such-command-here")
    assert shell.codes == [1, 7, 127]


def test_the_last_exit_code_is_at_hand(shell: Recorder) -> None:
    shell.run("(exit 7)")
    assert shell.run("echo $?") == "7\n"
    assert shell.run("echo $?") == "0\n"


def test_an_interrupt_right_after_the_start_is_not_lost(shell: Recorder) -> None:
    for _ in range(20):
        shell.begin("sleep 30")
        shell.console.interrupt()
        assert shell.wait(10) == 130
    assert shell.run("echo on") == "on\n"


def test_interrupts_around_the_end_of_a_command_do_no_harm(shell: Recorder) -> None:
    for pause in range(20):
        shell.begin("true")
        time.sleep(pause / 2000)
        shell.console.interrupt()
        shell.wait(10)
    assert shell.run("echo on") == "on\n"


@pytest.mark.parametrize("wrong", ["echo 'no end", "if )", "for", "echo $(", "}"])
def test_a_mistake_of_syntax_ends_no_more_than_the_command(shell: Recorder, wrong: str) -> None:
    shell.run("KEPT=1")
    assert "bash:" in shell.run(wrong)
    assert shell.codes[-1] != 0
    assert shell.run("echo $KEPT") == "1\n"


def test_output_comes_while_the_command_runs(shell: Recorder) -> None:
    shell.begin("echo first; sleep 30")
    shell.wait_for("first\n")
    assert shell.console.busy
    shell.console.interrupt()
    assert shell.wait() == 130


def test_ctrl_c_ends_a_loop_as_a_whole_and_keeps_variables(shell: Recorder) -> None:
    shell.run("KEPT=1")
    shell.begin("echo on; while true; do sleep 30; done; echo not here")
    shell.wait_for("on\n")
    shell.console.interrupt()
    assert shell.wait() == 130
    assert "not here" not in shell.output
    assert shell.run("echo $KEPT") == "1\n"


def test_a_background_job_goes_on_and_survives_ctrl_c(shell: Recorder, tmp_path: Path) -> None:
    shell.run("(sleep 1; echo done > job.txt) &")
    shell.begin("echo on; sleep 30")
    shell.wait_for("on\n")
    shell.console.interrupt()
    shell.wait()
    shell.run("wait")
    assert (tmp_path / "job.txt").read_text() == "done\n"


def test_a_command_has_no_stdin_to_wait_for(shell: Recorder) -> None:
    assert shell.run("cat; echo after", timeout=5) == "after\n"


def test_a_flood_is_cut_off_and_the_next_command_prints_again(shell: Recorder) -> None:
    printed = shell.run("head -c 3000000 /dev/zero | tr '\\0' 'x'")
    assert len(printed) < OUTPUT_LIMIT + 200
    assert "is left out" in printed
    assert shell.run("echo again") == "again\n"


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="open files are listed in /proc")
def test_the_shells_own_pipe_is_out_of_reach(shell: Recorder) -> None:
    program = (
        "import os; print([fd for fd in range(3, 99) if os.path.exists(f'/proc/{os.getpid()}/fd/{fd}')])"
    )
    assert shell.run(f'{sys.executable} -c "{program}"') == "[]\n"


def test_exit_is_told_and_the_next_command_gets_a_new_shell(shell: Recorder) -> None:
    shell.run("GONE=1")
    assert "the shell has ended" in shell.run("exit 4")
    assert shell.codes[-1] == 4
    assert shell.run("echo [$GONE]") == "[]\n"


def test_one_command_at_a_time(shell: Recorder) -> None:
    shell.begin("sleep 30")
    with pytest.raises(TrainerError, match="still running"):
        shell.console.run("echo now")
    shell.console.interrupt()
    shell.wait()


def test_help_and_an_empty_line_need_no_shell(shell: Recorder) -> None:
    assert "clock +5m1s" in shell.run("help")
    assert shell.run("   ") == ""


def test_a_program_that_waits_for_a_keyboard_says_what_to_do(shell: Recorder) -> None:
    assert "-c" in shell.run("python")
    assert shell.codes == [2]


def test_stop_ends_everything_that_was_started(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path)
    recorder.run("sh -c 'trap \"\" HUP TERM INT; echo $$ > pid; exec sleep 60' & sleep 0.3")
    pid = int((tmp_path / "pid").read_text())
    recorder.begin("sleep 60")
    recorder.console.stop()
    for _ in range(100):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        if "Z" in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]:
            return
        time.sleep(0.02)
    pytest.fail(f"process {pid} is still there")


def test_bash_takes_no_terminal(shell: Recorder) -> None:
    assert shell.run("test -e /dev/tty && (: </dev/tty) 2>/dev/null && echo has one || echo none") == "none\n"


def test_without_bash_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match="needs bash"):
        Recorder(tmp_path, {"PATH": str(tmp_path)}).run("echo")


def test_help_says_what_the_lab_wants(tmp_path: Path) -> None:
    usual = help_of(SHORTEST_SESSION)
    plain, lab = Recorder(tmp_path), Recorder(tmp_path, help_text=f"{usual}\nsign   it by hand")
    assert plain.run("help") == f"{usual}\n"
    assert lab.run("help") == f"{usual}\nsign   it by hand\n"


def test_variables_that_change_reach_the_shell_that_is_running(tmp_path: Path) -> None:
    variables = {"SPECIMEN": "http://h/k?a=1&b='2'", "GUEST": "one"}
    recorder = Recorder(tmp_path, variables=lambda: dict(variables))
    try:
        assert recorder.run("echo $SPECIMEN $GUEST") == "http://h/k?a=1&b='2' one\n"
        recorder.run("GUEST=mine; kept=yes")
        # What a student has made of it stays, until the lab itself has a new one.
        assert recorder.run('sh -c "echo \\$GUEST"; echo $kept') == "mine\nyes\n"
        variables["GUEST"] = "two; false"
        assert recorder.run("echo $? $GUEST $kept") == "0 two; false yes\n"
        recorder.run("false")
        variables["SPECIMEN"] = "three"
        assert recorder.run("echo $? $SPECIMEN") == "1 three\n"
        recorder.run("exit 3")
        assert recorder.run("echo $SPECIMEN") == "three\n"
    finally:
        recorder.console.stop()
