"""The proof of an answer, on the real local cloud; what breaks on the way is said and can be tried again."""

import shlex
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from tests.cloud_fixture import cloud_process
from tests.tui.clouds import DyingCloud, SharedCloud, shows, until, with_cloud
from tests.tui.journal_lines import MORNING
from tests.tui.stage import Play, Stage
from trainer.cloud.client import HttpAnswer
from trainer.cloud.process import CloudProcess
from trainer.labs.results import Run, StepResult
from trainer.study.question import Question
from trainer.tui.cloud_holder import CloudHolder
from trainer.tui.lab_clock import clock_fact
from trainer.tui.proof import ProofScreen

__all__ = ["cloud_process"]

ROOMS = [((80, 24), "ink"), ((120, 40), "paper")]


@pytest.fixture
def proving(stage: Stage, cloud_process: CloudProcess, tmp_path: Path) -> Stage:
    """Return the course with a cloud that runs."""
    cloud_process.client.reset()
    return with_cloud(stage, SharedCloud(cloud_process, tmp_path / "cloud.log"))


@pytest.fixture
def closing(stage: Stage) -> Iterator[Callable[[CloudHolder], Stage]]:
    """Return a way to put another cloud on the stage; it is stopped at the end."""
    clouds: list[CloudHolder] = []

    def put(cloud: CloudHolder) -> Stage:
        clouds.append(cloud)
        return with_cloud(stage, cloud)

    yield put
    for cloud in clouds:
        cloud.stop()


def question_of(stage: Stage) -> Question:
    """Return the course's question with a proof."""
    return stage.desk.bank.question("invoices-for-a-day")


async def prove(play: Play, question: Question) -> ProofScreen:
    """Open the proof of a question and wait for its end, whichever it is."""
    screen = ProofScreen(question)
    play.app.push_screen(screen)
    await until(play, lambda: screen.run_of_it or screen.error, "the end of the proof")
    return screen


@pytest.mark.parametrize(("size", "theme"), ROOMS)
class TestHolds:
    async def test_steps_request_trail_and_answer_are_shown(
        self, proving: Stage, size: tuple[int, int], theme: str
    ) -> None:
        async with proving.run(size=size, theme=theme) as play:
            await prove(play, question_of(proving))
            await shows(
                play,
                "✓ 1 be role reporter",
                "► 4 fetch the URL",
                "✓ 400 ExpiredToken, as expected",
                "GET /invoices/jan.pdf   15 min ",
                "after signing",
                "✓ time window",
                "✗ session token",
                "not reached",
                "✗ 400 Bad Request",
                "<Code>ExpiredToken</Code>",
                "<Message>The provided token has expired.</Message>",
            )
            assert "lab clock +15 min 1 s" in play.lines[0]

    async def test_the_cursor_goes_to_other_steps(
        self, proving: Stage, size: tuple[int, int], theme: str
    ) -> None:
        async with proving.run(size=size, theme=theme) as play:
            await prove(play, question_of(proving))
            await play.press("up", "up")
            await shows(play, "► 2 presign GET jan.pdf", "on this machine alone: S3 is not asked")
            assert "<Code>" not in play.text
            await play.press("down", "down", "down")
            await shows(play, "► 4 fetch the URL")

    async def test_it_can_be_run_again(self, proving: Stage, size: tuple[int, int], theme: str) -> None:
        async with proving.run(size=size, theme=theme) as play:
            screen = await prove(play, question_of(proving))
            first = screen.run_of_it
            await play.press("r")
            await until(play, lambda: screen.run_of_it not in (None, first), "the second run")
            assert screen.run_of_it is not None
            assert screen.run_of_it.holds


async def test_space_asks_for_the_next_question_and_q_goes_back(proving: Stage) -> None:
    async with proving.run() as play:
        for key, wanted in (("space", True), ("q", None)):
            went: list[bool | None] = []
            screen = ProofScreen(question_of(proving))
            play.app.push_screen(screen, went.append)
            await until(play, partial(getattr, screen, "run_of_it"), "the end of the proof")
            await play.press(key)
            assert went == [wanted]


async def test_the_copied_curl_gets_the_same_answer(proving: Stage) -> None:
    async with proving.run() as play:
        await prove(play, question_of(proving))
        await play.press("y")
        command = play.app.clipboard
        assert "X-Amz-Signature=" in command
        copied = proving.desk.data_dir / "copied.txt"
        assert copied.read_text("utf-8").strip() == command
        assert copied.stat().st_mode & 0o077 == 0
        assert copied.name in "".join(line.strip() for line in play.lines[-4:-1])
        ran = subprocess.run(shlex.split(command), capture_output=True, text=True, check=True)
        assert ran.stdout.startswith("HTTP/1.1 400")
        assert "<Code>ExpiredToken</Code>" in ran.stdout


async def test_the_notice_of_a_copy_names_the_whole_file_at_80_columns(
    proving: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / "Library" / "Application Support" / "trainer"
    folder.mkdir(parents=True)
    kept = with_cloud(Stage(replace(proving.desk, data_dir=folder), proving.clock), proving.desk.cloud)
    async with kept.run() as play:
        await prove(play, question_of(kept))
        await play.press("y")
        said = "copied, also to ~/Library/Application Support/trainer/copied.txt"
        assert play.lines[-2].strip() == said


async def test_a_step_without_a_request_has_nothing_to_copy(proving: Stage) -> None:
    async with proving.run() as play:
        await prove(play, question_of(proving))
        await play.press("up", "y")
        assert play.app.clipboard == ""
        await shows(play, "no request to copy here")


async def test_a_proof_that_does_not_hold_says_what_was_expected_and_found(proving: Stage) -> None:
    wrong = question_of(proving)._replace(
        proof=({"fetch": {"object": "coffee.jpg", "expect": {"status": 200}}}, {"clock": {"advance": 1}}),
    )
    async with proving.run() as play:
        await prove(play, wrong)
        assert "does not hold" in play.lines[0]
        await shows(play, "✗ 403 AccessDenied, not as expected")
        await shows(play, "expected status 200, found 403")
        await shows(play, "· 2 move the clock")


async def test_a_proof_that_cannot_be_read_says_where_it_stands(proving: Stage) -> None:
    broken = question_of(proving)._replace(proof=({"fetsh": {}},))
    async with proving.run() as play:
        await prove(play, broken)
        await shows(play, "This proof cannot be run")
        await shows(play, "Your answer is saved.")


async def test_text_of_the_bank_is_not_obeyed(proving: Stage) -> None:
    hostile = question_of(proving)._replace(proof=({"put": {"object": "a\x1b[2J[red]", "body": "x"}},))
    async with proving.run() as play:
        await prove(play, hostile)
        await shows(play, r"a\x1b[2J[red]")


@pytest.mark.parametrize("size", [size for size, _ in ROOMS])
async def test_a_cloud_that_does_not_start_is_an_error_to_try_again(
    stage: Stage, cloud_process: CloudProcess, size: tuple[int, int]
) -> None:
    async with stage.run(size=size) as play:
        screen = await prove(play, question_of(stage))
        await shows(play, "The local cloud did not start")
        await shows(play, "Your answer is saved.")
        assert "a try again" in play.bar
        stage.desk.cloud = SharedCloud(cloud_process, stage.desk.data_dir / "cloud.log")
        await play.press("a")
        await until(play, lambda: screen.run_of_it, "the proof on the cloud that runs")
        assert "did not start" not in play.text
        await shows(play, "✓ 400 ExpiredToken")


async def test_a_cloud_that_dies_meanwhile_is_started_afresh(
    closing: Callable[[CloudHolder], Stage], tmp_path: Path
) -> None:
    dying = closing(DyingCloud(tmp_path / "cloud.log"))
    async with dying.run() as play:
        screen = await prove(play, question_of(dying))
        await shows(play, "The local cloud stopped")
        await play.press("i")
        await until(play, lambda: "Log" in play.lines[0], "the log")
        await play.press("q", "a")
        await until(play, lambda: screen.run_of_it, "the proof on a fresh cloud")
        assert screen.run_of_it is not None
        assert screen.run_of_it.holds


async def test_leaving_while_it_runs_harms_nothing(proving: Stage) -> None:
    async with proving.run() as play:
        play.app.push_screen(ProofScreen(question_of(proving)))
        await play.press("q")
        screen = await prove(play, question_of(proving))
        assert screen.run_of_it is not None
        assert screen.run_of_it.holds


EXPIRED = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>ExpiredToken</Code>'
    b"<Message>The provided token has expired.</Message>"
    b"<Token-0>IQoJb3JpZ2lu</Token-0><RequestId>4442587FB7D0A2F9</RequestId>"
    b"<HostId>vG5qFpMlMJ2WLpJm3y0X</HostId></Error>"
)

MORNINGS_PROOF = Run(
    True,
    (
        StepResult(1, "as", "be role reporter", "session ends 11:00:00Z", True),
        StepResult(2, "presign", "presign GET jan.pdf", "for 86 400 s from 10:00:00Z", True),
        StepResult(3, "clock", "move the clock", "1 h 0 min 1 s, nobody waited", True),
        StepResult(
            4, "fetch", "fetch the URL", "400 ExpiredToken, as expected", True, "",
            HttpAnswer(400, "Bad Request", {}, EXPIRED), MORNING[3],
        ),
    ),
)  # fmt: skip


@pytest.mark.parametrize(("size", "theme"), [*ROOMS, ((80, 24), "paper"), ((120, 40), "ink")])
async def test_its_picture(
    stage: Stage,
    size: tuple[int, int],
    theme: str,
    matches_picture: Callable[[Play], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fixed(screen: ProofScreen) -> None:
        screen.header.fact = clock_fact(datetime(2026, 11, 23, 11, 0, 1, tzinfo=UTC), 3601)
        screen.seconds = 0.3
        screen.show(MORNINGS_PROOF)

    monkeypatch.setattr(ProofScreen, "start", fixed)
    async with stage.run(size=size, theme=theme) as play:
        play.app.push_screen(ProofScreen(question_of(stage)))
        await play.pilot.pause()
        matches_picture(play)


async def test_its_picture_in_ascii(
    stage: Stage, matches_picture: Callable[[Play], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINER_ASCII", "1")
    monkeypatch.setattr(ProofScreen, "start", lambda screen: screen.show(MORNINGS_PROOF))
    async with stage.run() as play:
        play.app.push_screen(ProofScreen(question_of(stage)))
        await play.pilot.pause()
        await shows(play, "x 400 Bad Request")
        assert play.text.isascii()
        matches_picture(play)
