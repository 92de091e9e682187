"""The labs *generate* and *dissect*, done as a student does: their commands are typed into the console."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests import cloud_fixture
from trainer.cloud.client import CloudClient
from trainer.labs.definition import find_lab
from trainer.sessions.lab import LabSession, LabStore

cloud_process = cloud_fixture.cloud_process
cloud = cloud_fixture.cloud

LABS = ("generate", "dissect")
STEPS = [(name, place) for name in LABS for place in range(len(find_lab(name).steps))]


class Student:
    """Types lines into the console; meanwhile the session is looked at, as its screen does."""

    def __init__(self, session: LabSession) -> None:
        self._session = session
        self.printed = ""
        self._done = threading.Event()
        self._console = session.console(self._print, lambda code: self._done.set())

    def _print(self, text: str) -> None:
        self.printed += text

    def type(self, lines: str) -> str:
        """Type lines one after the other and return what they printed."""
        self.printed = ""
        for line in lines.splitlines():
            self._done.clear()
            self._console.run(line)
            end = time.monotonic() + 90
            while not self._done.wait(0.05):
                self._session.poll()
                assert time.monotonic() < end, f"{line}\n{self.printed}"
        return self.printed

    def leave(self) -> None:
        """Close the console."""
        self._console.stop()


@contextmanager
def student_of(session: LabSession) -> Iterator[Student]:
    student = Student(session)
    try:
        yield student
    finally:
        student.leave()


def pass_step(session: LabSession, student: Student, place: int) -> str:
    """Do the open step by its commands, and return what they printed."""
    step = session.lab.steps[place]
    session.poll()
    assert not session.step.passed
    if step.prediction is not None:
        session.predict(0)
    printed = student.type(step.commands)
    end = time.monotonic() + 10
    while not session.step.passed:
        session.poll()
        if time.monotonic() > end:
            pytest.fail(f"{printed}\n{session.step.checks}")
        time.sleep(0.05)
    return printed


@pytest.mark.parametrize("name", LABS)
def test_the_commands_of_the_solutions_pass_the_lab(cloud: CloudClient, tmp_path: Path, name: str) -> None:
    lab = find_lab(name)
    session = LabSession.open(lab, cloud, LabStore(tmp_path), cloud.clock().now)
    with student_of(session) as student:
        for place in range(len(lab.steps)):
            pass_step(session, student, place)
            session.forward()
    assert session.finished


@pytest.mark.parametrize(("name", "place"), STEPS, ids=lambda value: str(value))
def test_each_step_can_be_done_alone_after_a_new_start(
    cloud: CloudClient, tmp_path: Path, name: str, place: int
) -> None:
    """What an earlier step made is gone after a restart: a step must be possible without it."""
    session = LabSession.open(find_lab(name), cloud, LabStore(tmp_path), cloud.clock().now)
    for _ in range(place):
        session.forward()
    again = LabSession.open(find_lab(name), cloud, LabStore(tmp_path), cloud.clock().now)
    assert again.step_index == place
    with student_of(again) as student:
        pass_step(again, student, place)
