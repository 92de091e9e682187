"""The expire lab, done as a student does it: its commands are typed into the lab's console."""

from pathlib import Path

import pytest

from tests import cloud_fixture
from tests.sessions.student import Student, poll_until_passed
from trainer.cloud.client import CloudClient
from trainer.labs.definition import find_lab
from trainer.sessions.lab import LabSession, LabStore

cloud_process = cloud_fixture.cloud_process
cloud = cloud_fixture.cloud


def test_the_commands_of_the_solutions_pass_the_lab(cloud: CloudClient, tmp_path: Path) -> None:
    lab = find_lab("expire")
    session = LabSession.open(lab, cloud, LabStore(tmp_path), cloud.clock().now)
    student = Student(session)
    right = []
    try:
        for step in lab.steps:
            session.poll()
            assert not session.step.passed
            if step.prediction is not None:
                session.predict(0)
            printed = student.type(step.commands)
            poll_until_passed(session)
            prediction = session.step.prediction
            right.append(prediction.options[prediction.right or 0] if prediction else printed)
            session.forward()
    finally:
        student.leave()
    assert session.finished
    assert right[1] == "403 AccessDenied"
    assert right[3] == "400 ExpiredToken"
    assert right[4] == "It finishes, with all bytes"
    assert (session.folder / "premium.mp4").stat().st_size == 3_000_000


@pytest.mark.parametrize("place", range(4))
def test_each_step_can_be_done_alone_after_a_new_start(
    cloud: CloudClient, tmp_path: Path, place: int
) -> None:
    """What an earlier step made is gone after a restart: a step must be possible without it."""
    lab = find_lab("expire")
    session = LabSession.open(lab, cloud, LabStore(tmp_path), cloud.clock().now)
    for _ in range(place):
        session.forward()
    again = LabSession.open(lab, cloud, LabStore(tmp_path), cloud.clock().now)
    assert again.step_index == place
    student = Student(again)
    try:
        again.poll()
        if again.step.awaits_prediction:
            again.predict(0)
        if again.step.id == "late":
            student.type(lab.steps[0].commands.splitlines()[0])
        student.type(lab.steps[place].commands)
        poll_until_passed(again)
    finally:
        student.leave()
