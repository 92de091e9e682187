"""A lab's profiles and its matrix, as a session keeps them: durably, and over every new world."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import cloud_fixture
from tests.labs.labs import write_lab
from trainer.cloud.client import CloudClient
from trainer.errors import ContentError, ProgressError
from trainer.labs.administrator import Administrator
from trainer.labs.definition import Lab, load_lab
from trainer.scenario.steps import Holder
from trainer.sessions.lab import LabSession, LabStore, MatrixView

cloud_process = cloud_fixture.cloud_process
cloud = cloud_fixture.cloud

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)

MATRIX = """\
minutes: 5
profiles: [ann, ann-2]
session_lasts: 3600
files: {note.json: {a: 1}}
matrix:
  title: Who
  rows:
    - {name: ann, request: {presigned: true, profile: ann}}
    - {name: second, request: {presigned: true, profile: ann-2}}
  columns:
    - {name: before, step: first}
    - {name: taken, step: first, from: {action: "iam:DeleteUserPolicy", of_user: ann},
       until: {action: "iam:PutUserPolicy", of_user: ann}}
"""

Open = Callable[[], LabSession]


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return load_lab(write_lab(tmp_path / "labs", ("minutes: 5\n", MATRIX)))


@pytest.fixture
def reopen(lab: Lab, cloud: CloudClient, tmp_path: Path) -> Open:
    return lambda: LabSession.open(lab, cloud, LabStore(tmp_path / "data"), NOW)


@pytest.fixture
def session(reopen: Open) -> LabSession:
    return reopen()


def matrix(session: LabSession) -> MatrixView:
    session.poll()
    assert session.matrix is not None
    return session.matrix


def fetch(session: LabSession, profile: str) -> None:
    session.client.send("GET", session.presign(profile=profile))


def take_policy(session: LabSession) -> None:
    Administrator(session.client).remove_policy(Holder("user", "ann"), "objects")


def test_a_cell_is_empty_until_the_student_has_fetched(session: LabSession) -> None:
    assert matrix(session).cells == (("", ""), ("", ""))
    assert matrix(session).filled == 0
    fetch(session, "ann")
    assert matrix(session).cells == (("200", ""), ("", ""))


def test_a_cell_holds_the_latest_answer_while_its_measure_was_in_force(session: LabSession) -> None:
    fetch(session, "ann")
    take_policy(session)
    assert matrix(session).in_force == ("taken",)
    fetch(session, "ann")
    fetch(session, "ann-2")
    assert matrix(session).cells == (("200", "403 AccessDenied"), ("", "403 AccessDenied"))
    allow = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [allow]}
    Administrator(session.client).put_policy(Holder("user", "ann"), "other", document)
    assert matrix(session).in_force == ()
    fetch(session, "ann-2")
    assert matrix(session).cells == (("200", "403 AccessDenied"), ("200", "403 AccessDenied"))


def test_requests_of_another_step_fill_no_cell(session: LabSession) -> None:
    fetch(session, "ann")
    session.forward()
    fetch(session, "ann-2")
    assert matrix(session).cells == (("200", ""), ("", "")), "the request of before the step counts for it"


def test_cells_are_kept_at_once_and_outlast_a_restart_and_a_reset(session: LabSession, reopen: Open) -> None:
    fetch(session, "ann")
    take_policy(session)
    fetch(session, "ann")
    session.poll()
    state = json.loads((session.folder / "state.json").read_text())
    assert state["matrix"] == {"before": {"ann": "200"}, "taken": {"ann": "403 AccessDenied"}}
    again = reopen()
    assert matrix(again).cells[0] == ("200", "403 AccessDenied")
    assert matrix(again).in_force == (), "the world was rebuilt"
    again.reset()
    assert matrix(again).cells[0] == ("200", "403 AccessDenied")
    again.reset(whole=True)
    assert matrix(again).filled == 0


def test_a_state_of_before_there_was_a_matrix_still_loads(session: LabSession, reopen: Open) -> None:
    file = session.folder / "state.json"
    state = json.loads(file.read_text())
    del state["matrix"]
    file.write_text(json.dumps(state))
    assert matrix(reopen()).filled == 0


@pytest.mark.parametrize("damaged", [[], {"before": []}, {"before": None}, 3, "x"])
def test_a_damaged_matrix_is_left_as_it_is(session: LabSession, reopen: Open, damaged: object) -> None:
    file = session.folder / "state.json"
    text = json.dumps(json.loads(file.read_text()) | {"matrix": damaged})
    file.write_text(text)
    with pytest.raises(ProgressError, match=r"state\.json"):
        reopen()
    assert file.read_text() == text


def test_cells_of_rows_and_columns_that_are_gone_do_no_harm(session: LabSession, reopen: Open) -> None:
    file = session.folder / "state.json"
    kept = {"gone": {"ann": "200"}, "before": {"nobody": "200", "second": "403 AccessDenied"}}
    file.write_text(json.dumps(json.loads(file.read_text()) | {"matrix": kept}))
    assert matrix(reopen()).cells == (("", ""), ("403 AccessDenied", ""))


def test_the_button_signs_as_each_profile(session: LabSession) -> None:
    assert session.profiles == ("default", "ann", "ann-2", "reporter")
    for profile in session.profiles:
        fetch(session, profile)
    assert [line["profile"] for line in session.poll()[-6:] if line["key"]] == list(session.profiles)
    with pytest.raises(ContentError, match="use default or ann or ann-2 or reporter"):
        session.presign(profile="bob")


def test_a_session_of_the_button_lasts_as_long_as_the_labs(session: LabSession) -> None:
    url = session.presign(profile="reporter", expires=7200)
    session.advance(3590)
    assert session.client.send("GET", url).status == 200
    session.advance(20)
    assert session.client.send("GET", url).code == "ExpiredToken"


def test_each_new_world_has_new_keys_and_the_profiles_sign_with_them(session: LabSession) -> None:
    old = session.presign(profile="ann")
    session.reset()
    assert session.client.send("GET", old).code == "InvalidAccessKeyId"
    assert session.client.send("GET", session.presign(profile="ann")).status == 200
    credentials = Path(session.environment()["AWS_SHARED_CREDENTIALS_FILE"]).read_text()
    assert "[ann]" in credentials
    assert "[ann-2]" in credentials


def test_the_files_lie_in_the_consoles_folder_and_help_names_them(session: LabSession) -> None:
    assert json.loads((session.folder / "note.json").read_text()) == {"a": 1}
    printed: list[str] = []
    session.console(printed.append, lambda _: None).run("help")
    assert "who signs: default, ann, ann-2, reporter" in printed[0]
    assert "the lab's files: note.json" in printed[0]
    assert "a session of 1 h" in printed[0]
