"""A lab that gives URLs and asks about them: variables, files, and answers from the line and the console."""

import subprocess
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import cloud_fixture
from tests.labs.labs import write_lab
from trainer.cloud.client import CloudClient
from trainer.errors import ContentError
from trainer.labs import own_shell
from trainer.labs.answer_box import AnswerBox, Reply
from trainer.labs.definition import load_lab
from trainer.sessions.lab import GivenUrl, LabSession, LabStore

cloud_process = cloud_fixture.cloud_process
cloud = cloud_fixture.cloud

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)

GIVEN = """given:
  - presign: {object: coffee.jpg, expires: 60, name: specimen}
  - presign: {object: coffee.jpg, expires: 60, name: path}
  - as: {role: reporter, lasts: 900}
  - presign: {method: PUT, object: u/a.txt, expires: 60, name: guest}
  - as: administrator
help: look   at $SPECIMEN
steps:
  - id: first"""


@pytest.fixture
def session(cloud: CloudClient, tmp_path: Path) -> LabSession:
    folder = write_lab(
        tmp_path / "labs",
        ("steps:\n  - id: first", GIVEN),
        ("{ask: Which key signed?, of: late, field: access_key_id}",
         "{ask: Which?, url: specimen, field: access_key_id}"),
    )  # fmt: skip
    (folder / "handouts").mkdir()
    (folder / "handouts" / "sign.py").write_text("print('gap')\n")
    return LabSession.open(load_lab(folder), cloud, LabStore(tmp_path / "data"), NOW)


def second_step(session: LabSession) -> LabSession:
    session.forward()
    session.poll()
    return session


def asked(session: LabSession) -> tuple[bool, str, str]:
    check = session.step.checks[2]
    return check.passed, check.observed, check.why


def test_the_given_urls_are_signed_for_the_student(session: LabSession, cloud: CloudClient) -> None:
    specimen, _, guest = session.given
    assert (specimen.name, specimen.method, specimen.object) == ("SPECIMEN", "GET", "coffee.jpg")
    assert guest == GivenUrl("GUEST", "PUT", "u/a.txt", guest.url)
    assert cloud.send("GET", specimen.url).status == 200
    assert "X-Amz-Security-Token=" in guest.url


def test_they_are_variables_of_its_commands_and_replace_none_that_is_needed(session: LabSession) -> None:
    given = session.environment()
    assert given["SPECIMEN"] == session.given[0].url
    assert given["PATH"].startswith(str(session.folder))
    ran = subprocess.run(["sh", "-c", 'echo "$GUEST"'], env=given, capture_output=True, text=True)
    assert ran.stdout.strip() == session.given[2].url


def test_a_console_that_is_open_hears_of_the_new_ones(session: LabSession) -> None:
    said: list[str] = []
    done = threading.Event()
    console = session.console(said.append, lambda code: done.set())

    def run(command: str) -> str:
        said.clear()
        done.clear()
        console.run(command)
        assert done.wait(20)
        return "".join(said).strip()

    try:
        assert run("echo $SPECIMEN") == session.given[0].url
        session.advance(5)
        before = session.given
        session.reset()
        assert session.given != before
        assert run("echo $SPECIMEN") == session.given[0].url
        assert "look   at $SPECIMEN" in run("help")
    finally:
        console.stop()


def test_files_are_handed_out_once_and_the_students_own_stays(session: LabSession) -> None:
    file = session.folder / "sign.py"
    assert file.read_text() == "print('gap')\n"
    file.write_text("print('mine')\n")
    session.reset()
    assert file.read_text() == "print('mine')\n"
    file.unlink()
    session.reset()
    assert file.read_text() == "print('gap')\n"


def test_an_answer_is_right_wrong_or_asked_of_nothing(session: LabSession) -> None:
    second_step(session)
    assert session.answer("who", "AKIAWRONG") == Reply(False, "not yet: $SPECIMEN says otherwise")
    assert asked(session) == (False, "AKIAWRONG", "$SPECIMEN says otherwise")
    right = session.client.ready.access_key_id
    assert session.answer("who", f"{right}\n") == Reply(True, "right: You know who signed")
    assert asked(session) == (True, right, "")
    with pytest.raises(
        ContentError, match=r"no check 'stored' of this step asks for an answer; it asks for who"
    ):
        session.answer("stored", "hello")
    session.back()
    with pytest.raises(ContentError, match="it asks for none"):
        session.answer("who", right)


def test_an_answer_from_the_console_is_taken_and_replied_to(session: LabSession) -> None:
    second_step(session)
    box = AnswerBox(session.folder / "answers")
    wrong, unknown = box.hand_in("who", "AKIAWRONG"), box.hand_in("whom", "x")
    right = box.hand_in("who", session.client.ready.access_key_id)
    session.poll()
    assert box.reply_to(wrong, 1) == Reply(False, "not yet: $SPECIMEN says otherwise")
    reply = box.reply_to(unknown, 1)
    assert reply is not None
    assert "no check 'whom'" in reply.says
    assert box.reply_to(right, 1) == Reply(True, "right: You know who signed")
    assert asked(session)[0]


def test_the_students_own_shell_has_the_urls_and_hands_in_answers(
    session: LabSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    second_step(session)
    shell = session.folder / "shell"
    shell.write_text(
        "#!/bin/sh\n"
        'echo "$SPECIMEN" > said; answer who me 2>> said\n'
        'answer who "$(aws configure get aws_access_key_id)" >> said; curl -o c.jpg "$SPECIMEN"\n'
    )
    shell.chmod(0o755)
    monkeypatch.setenv("SHELL", str(shell))
    assert session.own_shell() == 0
    assert (session.folder / "said").read_text().splitlines() == [
        session.given[0].url, "not yet: $SPECIMEN says otherwise", "right: You know who signed",
    ]  # fmt: skip
    # What was seen meanwhile is still new to the screen.
    assert [line["key"] for line in session.poll()] == ["coffee.jpg"]
    assert session.poll() == []


def test_a_shell_in_another_terminal_has_the_urls_too(session: LabSession) -> None:
    assert own_shell.world_of("tiny", session.folder)["SPECIMEN"] == session.given[0].url
    session.advance(60)
    session.reset()
    assert own_shell.world_of("tiny", session.folder)["SPECIMEN"] == session.given[0].url
    session.close()
    assert not (session.folder / own_shell.FILE).exists()


def test_a_passed_step_still_tells_right_from_wrong(session: LabSession) -> None:
    second_step(session)
    key = session.client.ready.access_key_id
    session.answer("who", key)
    session.client.send("PUT", session.presign("PUT", "note.txt"), {}, b"hello")
    url = session.presign()
    session.advance(301)
    session.client.send("GET", url)
    session.poll()
    assert session.step.passed
    assert not session.answer("who", "AKIAWRONG").right
    assert session.answer("who", key).right
    assert session.step.passed


def test_before_the_prediction_an_answer_is_kept(cloud: CloudClient, tmp_path: Path) -> None:
    change = (
        "{presigned: true, key: coffee.jpg, status: 200, new_url: true}",
        "{presigned: true, key: coffee.jpg, status: 200, new_url: true}\n"
        "      - id: which\n        says: You know it\n"
        "        answer: {ask: Which?, url: specimen, field: expires_in}",
    )
    folder = write_lab(tmp_path / "labs", ("steps:\n  - id: first", GIVEN), change)
    session = LabSession.open(load_lab(folder), cloud, LabStore(tmp_path / "data"), NOW)
    reply = session.answer("which", "60")
    assert (reply.right, reply.says) == (False, "kept; first predict, with the letter of an option")
    session.predict(0)
    assert session.step.checks[1].passed


def test_nothing_of_a_token_or_a_key_is_saved(cloud: CloudClient, tmp_path: Path) -> None:
    answer = "{ask: Which key signed?, of: late, field: access_key_id}"
    folder = write_lab(
        tmp_path / "labs",
        ("steps:\n  - id: first", GIVEN),
        (answer, "{ask: Which?, url: guest, field: session_token}"),
    )
    session = second_step(LabSession.open(load_lab(folder), cloud, LabStore(tmp_path / "data"), NOW))
    token = session.given[2].url.partition("X-Amz-Security-Token=")[2].partition("&")[0]
    assert session.answer("who", token).right
    session.client.send("PUT", session.presign("PUT", "note.txt"), {}, b"hello")
    url = session.presign()
    session.advance(301)
    session.client.send("GET", url)
    session.poll()
    assert session.step.passed
    saved = (session.folder / "state.json").read_text()
    assert "characters)" in saved
    assert token not in saved
