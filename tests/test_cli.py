"""The command line: one line on stderr, the exit codes, the options that stand everywhere."""

import subprocess
import sys
from pathlib import Path

import pytest


def trainer(*arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "trainer", *arguments],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8"},
        timeout=120,
    )


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["stuby"], "No such command 'stuby'"),
        (["study", "--limit", "0"], "Invalid value for '--limit'"),
        (["cloud", "--port", "70000"], "Invalid value for '--port'"),
        (["lab", "nonsense"], "nonsense"),
        (["bank", "prove", "no-such-question"], "no-such-question"),
    ],
)
def test_wrong_usage_is_told_in_one_line(arguments: list[str], says: str, tmp_path: Path) -> None:
    ran = trainer(*arguments, home=tmp_path)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert ran.stderr.startswith("trainer: ")
    assert says in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("command", "advice"),
    [
        ([], "add --plain"),
        (["study"], "add --plain"),
        (["lab"], "run it in one"),
        (["lab", "expire"], "run it in one"),
    ],
)
def test_without_a_terminal_the_screen_says_what_to_do(
    command: list[str], advice: str, tmp_path: Path
) -> None:
    ran = trainer(*command, home=tmp_path)
    assert ran.returncode == 1
    # The labs have no plain form.
    assert ran.stderr.rstrip().endswith(advice)
    assert len(ran.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    "command",
    [[], ["study"], ["lab"], ["lab", "check"], ["cloud"], ["bank"], ["bank", "check"], ["bank", "list"],
     ["bank", "prove"], ["bank", "report"], ["bank", "import"], ["bank", "export"], ["bank", "pack"],
     ["bank", "add"], ["bank", "remove"], ["progress"],
     ["progress", "export"], ["doctor"], ["dissect"]],
)  # fmt: skip
def test_every_command_takes_the_options_that_stand_everywhere(command: list[str], tmp_path: Path) -> None:
    shown = trainer(*command, "--help", home=tmp_path)
    assert shown.returncode == 0
    for option in ("--bank", "--data-dir", "--plain", "--help", "--version"):
        assert option in shown.stdout
    assert trainer(*command, "--version", home=tmp_path).stdout.startswith("trainer ")


def test_a_missing_bank_folder_is_one_line(tmp_path: Path) -> None:
    missing = tmp_path / "nowhere"
    for command in (
        ["bank", "list"],
        ["study", "--plain"],
        ["--plain"],
        ["bank", "check"],
        ["bank", "prove"],
    ):
        ran = trainer(*command, "--bank", str(missing), home=tmp_path)
        assert ran.returncode in (1, 2), command
        assert str(missing) in ran.stderr, command
        assert len(ran.stderr.splitlines()) == 1, command


def test_plain_home_tells_what_is_due_and_asks(tmp_path: Path) -> None:
    ran = trainer("--plain", home=tmp_path)
    assert ran.returncode == 0
    assert "new" in ran.stdout
    assert "\nA  " in ran.stdout


def test_options_may_stand_before_or_after_the_command(tmp_path: Path) -> None:
    chosen = tmp_path / "chosen"
    for arguments in (
        ["--data-dir", str(chosen), "progress", "export"],
        ["progress", "export", "--data-dir", str(chosen)],
    ):
        assert trainer(*arguments, home=tmp_path).returncode == 0
        assert chosen.is_dir()


def test_a_reader_that_goes_away_is_no_error(tmp_path: Path) -> None:
    ran = subprocess.run(
        f"{sys.executable} -m trainer bank list --json | head -c 1",
        shell=True, capture_output=True, text=True, timeout=120,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"},
    )  # fmt: skip
    assert (ran.stdout, ran.stderr) == ("{", "")
