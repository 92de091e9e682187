"""The revoke lab, done as a student does it: what the table says afterwards, and each step alone."""

from pathlib import Path

import pytest

from tests import cloud_fixture
from tests.sessions.student import Student, poll_until_passed
from trainer.cloud.client import CloudClient
from trainer.labs.definition import find_lab
from trainer.sessions.lab import LabSession, LabStore

cloud_process = cloud_fixture.cloud_process
cloud = cloud_fixture.cloud

DENIED, NO_KEY = "403 AccessDenied", "403 InvalidAccessKeyId"

TABLE = {
    #               before  policy  key off denied  revoked deleted
    "you":         ("200", "200",  "200",  DENIED, "200",  "200"),
    "ann key 1":   ("200", DENIED, NO_KEY, DENIED, "200",  "200"),
    "ann key 2":   ("200", DENIED, "200",  DENIED, "200",  NO_KEY),
    "ann prices":  ("200", DENIED, NO_KEY, "200",  "200",  "200"),
    "reporter":    ("200", "200",  "200",  DENIED, DENIED, "200"),
    "new session": ("",    "",     "",     "",     "200",  ""),
}  # fmt: skip
"""What each measure stops: worked out by hand from how IAM and S3 decide, not from a run."""


def open_lab(cloud: CloudClient, folder: Path) -> LabSession:
    return LabSession.open(find_lab("revoke"), cloud, LabStore(folder), cloud.clock().now)


def sign_the_five_links(session: LabSession) -> None:
    """Do what the first step asks for, with the app's button instead of the aws command: it is quicker."""
    jan = [session.presign(key="invoices/jan.pdf", expires=86_400, profile=name)
           for name in ("default", "ann", "ann-2", "reporter")]  # fmt: skip
    prices = session.presign(key="prices.txt", expires=86_400, profile="ann")
    (session.folder / "urls").write_text("\n".join([*jan, prices]) + "\n")


def test_the_commands_of_the_solutions_pass_the_lab_and_fill_the_table(
    cloud: CloudClient, tmp_path: Path
) -> None:
    session = open_lab(cloud, tmp_path)
    student = Student(session)
    right = {}
    try:
        for step in session.lab.steps:
            session.poll()
            assert not session.step.passed
            if step.prediction is not None:
                session.predict(0)
            student.type(step.commands)
            poll_until_passed(session)
            prediction = session.step.prediction
            if prediction is not None and prediction.right is not None:
                right[step.id] = prediction.options[prediction.right]
            session.forward()
    finally:
        student.leave()
    assert session.finished
    assert right == {
        "later": "200", "policy": DENIED, "key": NO_KEY, "deny": DENIED, "revoke": "200", "gone": NO_KEY,
    }  # fmt: skip
    for found in (session.matrix, open_lab(cloud, tmp_path).matrix):
        assert found is not None
        assert dict(zip(found.rows, found.cells, strict=True)) == TABLE


@pytest.mark.parametrize("place", range(1, 7))
def test_each_step_can_be_done_alone_after_a_new_start(
    cloud: CloudClient, tmp_path: Path, place: int
) -> None:
    """URLs and variables of an earlier step are gone after a restart: the five links are signed anew."""
    session = open_lab(cloud, tmp_path)
    for _ in range(place):
        session.forward()
    again = open_lab(cloud, tmp_path)
    assert again.step_index == place
    student = Student(again)
    try:
        again.poll()
        if again.step.awaits_prediction:
            again.predict(0)
        sign_the_five_links(again)
        student.type(again.lab.steps[place].commands)
        poll_until_passed(again)
    finally:
        student.leave()


def test_what_is_left_in_force_is_told_and_its_checks_say_so(cloud: CloudClient, tmp_path: Path) -> None:
    """A measure that was not lifted would give the next step's answers: no check takes it for that step's."""
    session = open_lab(cloud, tmp_path)
    student = Student(session)
    policy, key = (step.commands.splitlines() for step in session.lab.steps[2:4])
    try:
        sign_the_five_links(session)
        for _ in range(3):
            session.forward()
        session.predict(0)
        student.type("\n".join([policy[0], *key[:3]]))
        session.poll()
        assert session.matrix is not None
        assert session.matrix.in_force == ("policy", "key off")
        first, second, _ = session.step.checks
        assert not first.passed
        assert first.why == "in force was policy + key off, wanted key off"
        assert not second.passed
        session.reset()
        assert not session.matrix.in_force
    finally:
        student.leave()
