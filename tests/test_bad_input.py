"""Bad input and bad surroundings: each ends in one line that says what to do, never in a traceback."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

TINY_BANK = Path(__file__).parent / "content" / "tiny_bank"
GOOD = ["first-upload-is-private", "what-an-owner-has", "old-photos-two-measures"]


class Shell:
    """Runs the command in a home of its own, from a shell line if need be."""

    def __init__(self, home: Path) -> None:
        self.home = home

    def run(
        self, *arguments: str | bytes, tail: str = "", **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run `trainer` with arguments; `tail` is what a shell line has after them."""
        return subprocess.run(
            ["sh", "-c", f'"$0" -m trainer "$@" {tail}', sys.executable, *arguments],
            capture_output=True,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            env={"PATH": "/usr/bin:/bin", "HOME": str(self.home), "LANG": "C.UTF-8", **environment},
            timeout=120,
        )


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A copy of the tiny bank that may be spoiled."""
    return Path(shutil.copytree(TINY_BANK, tmp_path / "bank"))


def _spoil_with_circle(bank: Path) -> None:
    (bank / "circle.yaml").symlink_to("circle.yaml")


def _spoil_with_pipe(bank: Path) -> None:
    os.mkfifo(bank / "pipe.yaml")


def _spoil_with_endless_device(bank: Path) -> None:
    (bank / "zero.yaml").symlink_to("/dev/zero")


def _spoil_with_name(bank: Path) -> None:
    (bank / os.fsdecode(b"name\xff.yaml")).write_text("deck: [\n")


@pytest.mark.parametrize(
    "spoil", [_spoil_with_circle, _spoil_with_pipe, _spoil_with_endless_device, _spoil_with_name]
)
def test_one_odd_file_in_the_folder_keeps_no_other_out(
    spoil: Callable[[Path], None], bank: Path, shell: Shell
) -> None:
    spoil(bank)
    listed = shell.run("--bank", str(bank), "bank", "list", "--json")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert [json.loads(line)["id"] for line in listed.stdout.splitlines()] == GOOD
    checked = shell.run("bank", "check", "--json", str(bank))
    assert (checked.returncode, checked.stderr) == (1, "")
    assert {json.loads(line)["severity"] for line in checked.stdout.splitlines()} == {"error"}


def test_a_named_file_without_an_end_is_too_large(shell: Shell) -> None:
    checked = shell.run("bank", "check", "/dev/zero")
    assert (checked.returncode, checked.stderr) == (1, "")
    assert "larger than" in checked.stdout


def test_a_deck_of_100_mb_is_too_large_by_name_and_in_its_folder(bank: Path, shell: Shell) -> None:
    with (bank / "large.yaml").open("w") as deck:
        deck.write("deck: large\n")
        deck.truncate(100 * 1024 * 1024)
    for path in (bank / "large.yaml", bank):
        checked = shell.run("bank", "check", str(path))
        assert (checked.returncode, checked.stderr) == (1, "")
        assert "large.yaml:1:1: error[syntax]: the file is larger than 16 MiB; split it" in checked.stdout
    listed = shell.run("--bank", str(bank), "bank", "list", "--json")
    assert [json.loads(line)["id"] for line in listed.stdout.splitlines()] == GOOD


def test_a_deck_with_a_thousand_problems_ends_there(bank: Path, shell: Shell) -> None:
    (bank / "records.yaml").write_text("deck: records\nquestions:\n" + "- name\n" * 50_000)
    checked = shell.run("bank", "check", str(bank))
    assert (checked.returncode, checked.stderr) == (1, "")
    assert len(checked.stdout.splitlines()) == 1001
    last = checked.stdout.splitlines()[-1]
    assert "error[too-many]: more than 1000 problems, and the rest is not checked; mend those" in last


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8:strict"])
def test_an_output_that_is_not_utf_8_gets_escapes(encoding: str, bank: Path, shell: Shell) -> None:
    storage = bank / "storage.yaml"
    storage.write_text(storage.read_text().replace("A club", "A \N{RIGHTWARDS ARROW} club"))
    (bank / "\N{RIGHTWARDS ARROW}\N{GRINNING FACE}.yaml").write_text("deck: [\n")
    for command in ("list", "check"):
        plain = shell.run("--bank", str(bank), "bank", command, PYTHONIOENCODING=encoding)
        as_json = shell.run("--bank", str(bank), "bank", command, "--json", PYTHONIOENCODING=encoding)
        assert plain.stderr == as_json.stderr == ""
        assert plain.stdout
        assert all(json.loads(line) for line in as_json.stdout.splitlines())


@pytest.mark.parametrize(
    "command", ["--help", "--version", "bank list", "bank check", "bank list --json", "study --plain"]
)
def test_an_output_that_cannot_be_written_is_one_line(command: str, shell: Shell) -> None:
    ran = shell.run(*command.split(), tail=">/dev/full")
    assert ran.returncode == 1
    assert ran.stderr.splitlines() == [
        "trainer: could not write the output (No space left on device); make room, or write it elsewhere"
    ]


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
@pytest.mark.parametrize("command", ["bank list", "bank check", "study --plain", "progress export"])
def test_a_closed_stream_is_like_the_null_device(command: str, closed: str, shell: Shell) -> None:
    ran = shell.run(*command.split(), tail=closed)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert not (">&-" in closed.split() and ran.stdout)


def test_what_is_for_stderr_does_not_go_to_stdout_instead(shell: Shell) -> None:
    ran = shell.run("nonsense", tail="2>&-")
    assert (ran.returncode, ran.stdout) == (2, "")


@pytest.mark.parametrize("command", ["study", "lab", ""])
def test_a_closed_stdin_is_no_terminal(command: str, shell: Shell) -> None:
    ran = shell.run(*command.split(), tail="<&-")
    assert ran.returncode == 1
    assert "needs a terminal" in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize("group", ["bank", "progress"])
def test_a_command_that_needs_another_says_so(group: str, shell: Shell) -> None:
    ran = shell.run(group)
    assert ran.returncode == 2
    assert ran.stderr == f"trainer: trainer {group} needs a command after it; see trainer {group} --help\n"


@pytest.mark.parametrize("option", ["--bank", "--data-dir"])
def test_an_empty_path_is_not_the_folder_one_happens_to_be_in(option: str, shell: Shell) -> None:
    ran = shell.run(option, "", "bank", "list")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "an empty path" in ran.stderr
