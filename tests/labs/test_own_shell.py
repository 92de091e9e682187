"""The student's own shell in an open lab's world, and what keeps it from opening."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import cloud_fixture
from tests.labs.labs import write_lab
from trainer.cloud.client import CloudClient
from trainer.errors import TrainerError
from trainer.labs import own_shell
from trainer.labs.definition import load_lab
from trainer.sessions.lab import LabSession, LabStore

cloud_process = cloud_fixture.cloud_process
cloud = cloud_fixture.cloud


@pytest.fixture
def session(tmp_path: Path, cloud: CloudClient) -> LabSession:
    lab = load_lab(write_lab(tmp_path / "labs"))
    return LabSession.open(lab, cloud, LabStore(tmp_path / "data"), datetime(2026, 11, 25, tzinfo=UTC))


def in_shell(session: LabSession, command: str) -> "subprocess.CompletedProcess[str]":
    """Run a command as `trainer lab shell` does, from a process of its own."""
    program = (
        "import sys; from pathlib import Path; from trainer.labs import own_shell as o\n"
        "folder = Path(sys.argv[1])\n"
        "sys.exit(o.run('tiny', folder, o.world_of('tiny', folder), ['/bin/sh', '-c', sys.argv[2]]))"
    )
    return subprocess.run(
        [sys.executable, "-c", program, str(session.folder), command],
        capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "AWS_ACCESS_KEY_ID": "AKIAREAL", "AWS_PROFILE": "work", "HOME": "/nonexistent"},
    )  # fmt: skip


def test_it_runs_in_the_labs_world_and_not_in_the_students(session: LabSession) -> None:
    ran = in_shell(
        session,
        'echo "$PWD $AWS_ACCESS_KEY_ID$AWS_PROFILE $HOME"\n'
        "for it in aws clock slowly; do command -v $it; done",
    )
    lines = ran.stdout.splitlines()
    assert lines[0] == f"{session.folder}  {session.folder / 'home'}"
    assert lines[1:] == [str(session.folder / "bin" / name) for name in ("aws", "clock", "slowly")]


def test_the_lab_sees_what_is_done_there_by_lab_time(session: LabSession) -> None:
    session.advance(86_400)
    ran = in_shell(session, 'curl -s -o /dev/null "$(aws s3 presign s3://trainer-private/coffee.jpg)"; clock')
    assert "24 h ahead of real time" in ran.stdout, ran.stderr
    session.poll()
    line = session.journal[-1]
    assert (line["auth"], line["status"]) == ("query-v4", 200)
    assert line["signed_at"][:10] == line["lab_at"][:10] != line["at"][:10]


def test_its_exit_code_is_told(session: LabSession) -> None:
    assert in_shell(session, "exit 7").returncode == 7
    assert in_shell(session, "kill -TERM $$").returncode == 128 + signal.SIGTERM


def test_an_interrupt_ends_the_command_and_not_the_trainer(session: LabSession) -> None:
    program = (
        "import sys; from pathlib import Path; from trainer.labs import own_shell as o\n"
        "folder = Path(sys.argv[1])\n"
        "code = o.run('tiny', folder, o.world_of('tiny', folder),"
        " ['/bin/sh', '-c', 'trap \"echo got it; exit 5\" INT; echo ready; while :; do sleep 0.1; done'])\n"
        "print('still here', code)"
    )
    running = subprocess.Popen(
        [sys.executable, "-u", "-c", program, str(session.folder)],
        stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert running.stdout is not None
    assert running.stdout.readline() == "ready\n"
    time.sleep(0.3)
    os.killpg(running.pid, signal.SIGINT)
    assert running.communicate(timeout=30)[0] == "got it\nstill here 5\n"


def test_its_prompt_names_the_lab_and_stays_the_students(session: LabSession) -> None:
    rc = session.folder / "home" / ".bashrc"
    in_shell(session, "true")
    assert rc.read_text() == "PS1='tiny \\$ '\n"
    rc.write_text("PS1='mine '\n")
    in_shell(session, "true")
    assert rc.read_text() == "PS1='mine '\n"


def test_only_the_student_can_read_how_to_get_in(session: LabSession) -> None:
    assert (session.folder / own_shell.FILE).stat().st_mode & 0o077 == 0


def test_a_lab_that_is_not_open(session: LabSession) -> None:
    session.close()
    assert not (session.folder / own_shell.FILE).exists()
    with pytest.raises(TrainerError, match="not open on a screen; open it in another terminal with: trainer"):
        own_shell.world_of("tiny", session.folder)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"environment": {}}', '{"environment": 1}'])
def test_a_file_that_says_nothing(session: LabSession, text: str) -> None:
    (session.folder / own_shell.FILE).write_text(text)
    with pytest.raises(TrainerError, match="not open"):
        own_shell.world_of("tiny", session.folder)


def test_a_cloud_that_has_gone(session: LabSession) -> None:
    file = session.folder / own_shell.FILE
    gone = json.loads(file.read_text())
    gone["environment"]["TRAINER_LAB_ENDPOINT"] = "http://127.0.0.1:1"
    file.write_text(json.dumps(gone))
    with pytest.raises(TrainerError, match="not open"):
        own_shell.world_of("tiny", session.folder)
    session.close()
    assert file.exists(), "another's announcement was taken back"


def test_a_shell_that_is_not_there(session: LabSession) -> None:
    with pytest.raises(TrainerError, match=r"could not start /no/such/shell \(No such file"):
        own_shell.run("tiny", session.folder, session.environment(), ["/no/such/shell"])
