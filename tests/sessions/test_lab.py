"""A lab done by a student: checks, predictions, hints, what is kept, and what a new start brings back."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests import cloud_fixture
from tests.labs.labs import write_lab
from trainer.cloud.client import CloudClient
from trainer.cloud.process import CloudProcess
from trainer.errors import CloudError, ContentError, ProgressError
from trainer.labs.definition import Lab, load_lab
from trainer.sessions.lab import LabSession, LabStore

cloud_process = cloud_fixture.cloud_process
cloud = cloud_fixture.cloud

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)

Open = Callable[[], LabSession]


@pytest.fixture
def lab(tmp_path: Path) -> Lab:
    return load_lab(write_lab(tmp_path / "labs"))


@pytest.fixture
def store(tmp_path: Path) -> LabStore:
    return LabStore(tmp_path / "data")


@pytest.fixture
def session(lab: Lab, cloud: CloudClient, store: LabStore) -> LabSession:
    return LabSession.open(lab, cloud, store, NOW)


@pytest.fixture
def reopen(lab: Lab, cloud: CloudClient, store: LabStore) -> Open:
    return lambda: LabSession.open(lab, cloud, store, NOW)


def fetch(session: LabSession, **what: object) -> str:
    """Sign a URL with the app's button, fetch it, and return it."""
    url = session.presign(**what)  # type: ignore[arg-type]  # what a test gives is what the button takes
    session.client.send("GET", url)
    return url


def pass_first(session: LabSession) -> str:
    """Pass the first step and return the URL that did it."""
    session.predict(0)
    url = fetch(session)
    session.poll()
    assert session.step.passed
    return url


def test_a_fresh_lab_begins_at_its_first_step(session: LabSession) -> None:
    assert session.step_index == 0
    assert session.notice == ""
    assert [step.state for step in session.steps] == ["current", "open"]
    assert not session.finished


def test_the_checks_are_hidden_until_the_prediction_is_made(session: LabSession) -> None:
    fetch(session)
    session.poll()
    assert session.step.awaits_prediction
    assert session.step.checks == ()
    assert not session.step.passed
    session.predict(1)
    assert session.step.passed
    prediction = session.step.prediction
    assert prediction is not None
    assert (prediction.chosen, prediction.right) == (1, 0)


def test_a_prediction_stands(session: LabSession) -> None:
    session.predict(1)
    session.predict(0)
    prediction = session.step.prediction
    assert prediction is not None
    assert (prediction.chosen, prediction.right) == (1, None)
    with pytest.raises(ContentError, match="no option 9"):
        reset_and_predict(session, 8)


def reset_and_predict(session: LabSession, choice: int) -> None:
    session.reset()
    session.predict(choice)


def test_a_check_says_what_was_observed_and_why_it_has_not_passed(session: LabSession) -> None:
    session.predict(0)
    session.poll()
    (check,) = session.step.checks
    assert (check.passed, check.observed, check.why) == (False, "nothing yet", "")
    url = session.presign(key="nothing-here.txt")
    session.client.send("GET", url)
    assert [line["key"] for line in session.poll()] == ["nothing-here.txt"]
    (check,) = session.step.checks
    assert check.observed.startswith("404 NoSuchKey at ")
    assert check.why == "object is nothing-here.txt, wanted coffee.jpg; status is 404, wanted 200"


def test_the_store_and_an_answer_are_checked_too(session: LabSession) -> None:
    url = pass_first(session)
    assert session.forward()
    session.advance(301)
    session.client.send("GET", url)
    session.poll()
    late, stored, who = session.step.checks
    assert late.passed
    assert (stored.passed, stored.observed) == (False, "note.txt: 404 NoSuchKey")
    assert (who.passed, who.asks) == (False, "Which key signed?")
    session.answer("who", "AKIAWRONG")
    assert session.step.checks[2].why == "the run says otherwise"
    session.answer("who", session.client.ready.access_key_id)
    put = session.presign("PUT", "note.txt")
    session.client.send("PUT", put, {}, b"hello")
    session.poll()
    assert session.step.passed
    assert session.finished


def test_the_checks_own_requests_are_not_on_the_wire(session: LabSession) -> None:
    pass_first(session)
    session.forward()
    fetch(session)
    assert len(session.poll()) == 1
    assert session.poll() == []
    assert len(session.journal) == 2


def test_requests_of_before_the_step_do_not_count(session: LabSession) -> None:
    url = pass_first(session)
    session.advance(301)
    session.client.send("GET", url)
    session.forward()
    session.poll()
    assert not session.step.checks[0].passed
    session.client.send("GET", url)
    session.poll()
    assert session.step.checks[0].passed


def test_a_step_can_be_left_and_come_back_to(session: LabSession) -> None:
    assert session.forward()
    assert not session.forward()
    assert session.back()
    assert not session.back()
    pass_first(session)


def test_three_hints_then_the_solution(session: LabSession) -> None:
    assert session.solution() is None
    assert [session.hint() for _ in range(4)] == ["one", "two", "three", None]
    assert session.step.hints_left == 0
    assert session.step.solution_allowed
    assert session.solution() == "presign GET coffee.jpg\nfetch the URL"


def test_the_solution_is_shown_after_the_pass(session: LabSession) -> None:
    pass_first(session)
    assert session.solution() is not None
    session.forward()
    assert session.solution() is None


def test_passed_steps_stay_passed_and_the_open_one_starts_afresh(session: LabSession, reopen: Open) -> None:
    url = pass_first(session)
    session.forward()
    session.hint()
    session.advance(301)
    session.client.send("GET", url)
    session.poll()
    again = reopen()
    assert again.step_index == 1
    assert again.notice.startswith("1 of 2 steps stay passed. Step 2 starts afresh")
    first, second = again.steps
    assert first.passed
    assert first.checks[0].observed.startswith("200 at ")
    assert first.prediction is not None
    assert (first.prediction.chosen, first.prediction.right) == (0, 0)
    assert second.hints == ("one",)
    again.poll()
    assert not again.step.checks[0].passed
    assert again.clock().offset == 0


def test_a_passed_step_is_not_taken_up_again(session: LabSession, reopen: Open) -> None:
    pass_first(session)
    assert reopen().step_index == 1


def test_a_new_cloud_takes_the_lab_up(session: LabSession, lab: Lab, store: LabStore, tmp_path: Path) -> None:
    pass_first(session)
    with CloudProcess.start(log=tmp_path / "other.log") as other:
        again = LabSession.open(lab, other.client, store, NOW)
        assert again.steps[0].passed
        assert again.environment()["AWS_ENDPOINT_URL"] == other.ready.endpoint
    with pytest.raises(CloudError):
        again.poll()


def test_reset_begins_the_step_afresh(session: LabSession) -> None:
    pass_first(session)
    session.forward()
    session.hint()
    session.advance(600)
    session.reset()
    assert session.step_index == 1
    assert session.step.hints == ()
    assert session.steps[0].passed
    assert session.clock().offset == 0
    assert session.journal == ()


def test_reset_of_the_whole_lab_begins_it_anew(session: LabSession, reopen: Open) -> None:
    pass_first(session)
    session.forward()
    session.reset(whole=True)
    assert [step.state for step in session.steps] == ["current", "open"]
    assert reopen().step_index == 0


def test_a_lab_that_is_done_says_so_when_it_is_opened_again(
    session: LabSession, reopen: Open, store: LabStore
) -> None:
    url = pass_first(session)
    session.forward()
    session.client.send("PUT", session.presign("PUT", "note.txt"), {}, b"hello")
    session.advance(301)
    session.client.send("GET", url)
    session.poll()
    session.answer("who", session.client.ready.access_key_id)
    assert session.finished
    saved = store.load("tiny")
    assert saved is not None
    assert saved.finished_at is not None
    assert reopen().finished
    assert "You have passed this lab" in reopen().notice


@pytest.mark.parametrize(
    ("profile", "begins"), [("default", "AKIA"), ("reporter", "ASIA")]
)  # fmt: skip
def test_the_button_signs_by_lab_time(session: LabSession, profile: str, begins: str) -> None:
    session.advance(86_400)
    fetch(session, key="invoices/jan.pdf", expires=60, profile=profile)
    line = session.poll()[-1]
    assert line["status"] == 200
    assert line["access_key_id"].startswith(begins)
    session.real_time()
    assert session.clock().offset == 0


def test_a_profile_that_is_not_there_is_said(session: LabSession) -> None:
    with pytest.raises(ContentError, match="no profile 'admin'"):
        session.presign(profile="admin")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": 1}', '{"format": 99, "steps": {}}', "\x00"])
def test_a_state_that_cannot_be_read_is_left_as_it_is(
    session: LabSession, reopen: Open, store: LabStore, text: str
) -> None:
    file = session.folder / "state.json"
    file.write_text(text)
    with pytest.raises(ProgressError, match=r"state\.json"):
        reopen()
    assert file.read_text() == text


def test_the_state_is_written_at_once(session: LabSession) -> None:
    pass_first(session)
    state = json.loads((session.folder / "state.json").read_text())
    assert state["steps"]["first"]["passed_at"].endswith("Z")
    assert not list(session.folder.glob("*.new"))


def test_a_step_that_the_lab_no_longer_has_does_no_harm(
    session: LabSession, tmp_path: Path, cloud: CloudClient, store: LabStore
) -> None:
    pass_first(session)
    changed = load_lab(write_lab(tmp_path / "changed", ("id: first", "id: other")))
    again = LabSession.open(changed, cloud, store, NOW)
    assert [step.passed for step in again.steps] == [False, False]
