"""Labs on the real local cloud: the console runs real commands, and the wire shows what came of them."""

import re
import shlex
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cloud_fixture import cloud_process
from tests.tui.clouds import DyingCloud, SharedCloud, shows, until, with_cloud
from tests.tui.stage import Play, Stage
from trainer.cloud.process import CloudProcess
from trainer.labs.definition import find_lab
from trainer.tui.cloud_holder import CloudHolder
from trainer.tui.debrief import DebriefScreen
from trainer.tui.lab import LabScreen
from trainer.tui.labs import entries
from trainer.tui.widgets.console import Console
from trainer.tui.widgets.wire import Wire

__all__ = ["cloud_process"]

ROOMS = [((80, 24), "ink"), ((120, 40), "paper")]
LAB = "expire"


@pytest.fixture
def room(stage: Stage, cloud_process: CloudProcess, tmp_path: Path) -> Stage:
    """Return the stage with a cloud that runs."""
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


def lab_of(play: Play) -> LabScreen:
    return next(screen for screen in play.app.screen_stack if isinstance(screen, LabScreen))


async def ready(play: Play) -> LabScreen:
    """Wait until the lab is open."""
    lab = lab_of(play)
    await until(play, lambda: lab.state is not None and lab.query_one(Console).typing, "the lab")
    return lab


async def type_command(play: Play, command: str) -> None:
    """Type a command into the console and wait for its end."""
    console = lab_of(play).query_one(Console)
    if not console.typing:
        await play.press("i")
    console.prompt.value = command
    await play.press("enter")
    await until(play, lambda: not console.running, f"the end of {command}")


async def passed(play: Play, number: int) -> None:
    """Wait until a step is passed."""
    lab = lab_of(play)
    await until(
        play, lambda: lab.state is not None and lab.state.steps[number - 1].passed, f"step {number} passed"
    )


async def outside_console(play: Play) -> None:
    """Leave the console for the wire."""
    if lab_of(play).query_one(Console).typing:
        await play.press("escape")
    await until(play, lambda: lab_of(play).query_one(Wire).has_focus, "the wire")


def said(play: Play) -> str:
    """Return what the console says."""
    return "\n".join(line.text for line in lab_of(play).query_one(Console).transcript.lines)


async def test_the_lab_is_done_by_typing_its_commands(room: Stage) -> None:
    steps = find_lab(LAB).steps
    async with room.run("lab", lab=LAB) as play:
        lab = await ready(play)
        for number, step in enumerate(steps, 1):
            if step.prediction:
                assert "Checks" not in play.text
                await outside_console(play)
                await shows(play, "Predict first")
                await play.press("b")
                await until(play, lambda: lab.state is not None and lab.state.step.checks, "the checks")
                assert lab.state is not None
                assert lab.state.step.prediction is not None
                assert lab.state.step.prediction.chosen == 1
            for command in step.commands.splitlines():
                await type_command(play, command)
            await passed(play, number)
            if number < len(steps):
                await shows(play, "Passed. n goes on, or F8", f"step {number} of {len(steps)}")
                await play.press("f8")
                await until(
                    play, lambda: lab.state is not None and not lab.state.step.passed, "the next step"
                )
        await until(play, lambda: isinstance(play.app.screen, DebriefScreen), "the debrief")
        await shows(play, f"✓ Passed: {len(steps)} steps", "What you predicted")
        answers = {(line["status"], line["code"]) for line in lab.query_one(Wire).lines}
        assert {(200, None), (403, "AccessDenied"), (400, "ExpiredToken")} <= answers


async def test_when_wide_the_prediction_and_the_answer_stand_beside_each_other(room: Stage) -> None:
    steps = find_lab(LAB).steps
    async with room.run("lab", lab=LAB, size=(120, 40), theme="paper") as play:
        await ready(play)
        for command in steps[0].commands.splitlines():
            await type_command(play, command)
        await passed(play, 1)
        await play.press("f8")
        await outside_console(play)
        await shows(play, "Predict first", "a  200, it worked before")
        assert "a-e predict" in play.bar
        await play.press("b")
        await shows(play, "» 400 ExpiredToken")
        for command in steps[1].commands.splitlines():
            await type_command(play, command)
        await shows(
            play, "✗ 400 ExpiredToken", "✓ it was: 403 AccessDenied", "✓✓✓✗······ time window", "s too late"
        )
        assert "signed by real time" not in said(play)


async def test_the_wire_shows_a_request_with_its_trail(room: Stage) -> None:
    async with room.run("lab", lab=LAB) as play:
        await ready(play)
        await type_command(play, 'curl -s "$AWS_ENDPOINT_URL/trainer-private/coffee.jpg"; echo')
        await shows(play, "GET coffee.jpg", "403 AccessDenied", "✓✗· permission")
        assert "<Code>AccessDenied</Code>" in said(play)


async def test_a_boto3_url_counts_as_any_other(room: Stage) -> None:
    code = (
        "import boto3; print(boto3.client('s3').generate_presigned_url('get_object', "
        "Params={'Bucket': 'trainer-private', 'Key': 'coffee.jpg'}, ExpiresIn=300))"
    )
    async with room.run("lab", lab=LAB) as play:
        lab = await ready(play)
        await type_command(play, f'URL=$(python -c "{code}"); for n in 1 2; do curl -so c.jpg "$URL"; done')
        await passed(play, 1)
        assert {line["user_agent"][:4] for line in lab.query_one(Wire).lines} == {"curl"}


class TestConsole:
    async def test_ctrl_c_ends_the_command_and_keeps_the_shell(self, room: Stage) -> None:
        async with room.run("lab", lab=LAB) as play:
            lab = await ready(play)
            await type_command(play, "kept=yes")
            console = lab.query_one(Console)
            console.prompt.value = "sleep 600; echo not reached"
            await play.press("enter")
            await until(play, lambda: console.running, "the command")
            await until(play, lambda: "^c end the command" in play.bar, "the way to end it")
            await play.press("ctrl+c")
            await until(play, lambda: not console.running, "its end")
            await type_command(play, 'echo "kept: $kept"')
            await shows(play, "kept: yes")
            assert "not reached" not in said(play).replace("sleep 600; echo not reached", "")

    async def test_the_arrows_bring_commands_back(self, room: Stage) -> None:
        async with room.run("lab", lab=LAB) as play:
            lab = await ready(play)
            prompt = lab.query_one(Console).prompt
            await type_command(play, "echo one")
            await type_command(play, "echo two")
            await play.press("d", "r", "a", "f", "t", "up")
            assert prompt.value == "echo two"
            await play.press("up", "up")
            assert prompt.value == "echo one"
            await play.press("down", "down")
            assert prompt.value == "draft"

    async def test_letters_are_text_and_f_keys_act(self, room: Stage) -> None:
        async with room.run("lab", lab=LAB) as play:
            lab = await ready(play)
            await play.press("c", "h", "n", "q")
            assert lab.query_one(Console).prompt.value == "chnq"
            await play.press("f3")
            await shows(play, "Hint 1")
            assert lab.query_one(Console).prompt.value == "chnq"

    async def test_the_palette_does_what_the_letters_do(self, room: Stage) -> None:
        async with room.run("lab", lab=LAB) as play:
            await ready(play)
            await play.press("ctrl+p")
            await play.press(*"next of three", "enter")
            await play.pilot.pause(0.3)
            if "Hint 1" not in play.text:
                await play.press("enter")
            await shows(play, "Hint 1")

    @pytest.mark.parametrize(
        "command",
        [
            r"printf '\033[2J\033[31mred\033[0m \033]0;title\007 done\n'",
            "head -c 100000 /dev/urandom; echo; echo done",
            "yes flood | head -n 200000; echo done",
            "head -c 200000 /dev/zero | tr '\\0' x; echo; echo done",
            r"printf 'no newline, done'",
            r"printf '[red]markup[/x] done\n'",
            r"for n in 1 2 3; do printf '%s\r' $n; done; echo; echo done",
            "echo done >&2; exit 3",
        ],
    )
    async def test_no_output_breaks_the_screen(self, room: Stage, command: str) -> None:
        async with room.run("lab", lab=LAB) as play:
            lab = await ready(play)
            await type_command(play, command)
            await until(play, lambda: "done" in said(play) or "left out" in said(play), "the output")
            lab.query_one(Console).flush()
            await play.pilot.pause()
            assert {cell_len(line) for line in play.lines} == {80}
            drives = {"Cc", "Cs", "Zl", "Zp"}
            assert drives.isdisjoint(unicodedata.category(sign) for line in play.lines for sign in line)
            assert len(lab.query_one(Console).transcript.lines) <= 500
            await type_command(play, "echo alive; clear")
            assert lab.query_one(Console).typing

    async def test_real_credentials_are_not_there(self, room: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "my-own-secret")
        async with room.run("lab", lab=LAB) as play:
            await ready(play)
            await type_command(play, "env | grep -c my-own-secret; echo looked")
            assert "my-own-secret" not in said(play).replace("env | grep -c my-own-secret", "")


class TestKeys:
    async def test_the_app_signs_fetches_and_copies_a_url(self, room: Stage) -> None:
        async with room.run("lab", lab=LAB, size=(120, 40)) as play:
            lab = await ready(play)
            await outside_console(play)
            await play.press("g")
            await shows(play, "presign: [PUT] object, seconds")
            await play.press("enter")
            await shows(play, "signed by the app", "Links made here", "1 GET coffee.jpg")
            assert not lab.query_one(Wire).lines
            await play.press("f")
            await shows(play, "fetched by the app: 200 OK", "200 OK")
            await play.press("f")
            await passed(play, 1)
            await play.press("y")
            assert "X-Amz-Expires=300" in play.app.clipboard
            assert (room.desk.data_dir / "copied.txt").read_text("utf-8").strip() == play.app.clipboard
            await type_command(play, 'echo "${URL%%\\?*}"')
            await until(play, lambda: said(play).rstrip().endswith("/trainer-private/coffee.jpg"), "$URL")

    async def test_the_app_signs_for_an_upload_too(self, room: Stage) -> None:
        async with room.run("lab", lab=LAB, size=(120, 40)) as play:
            await ready(play)
            await play.press("escape", "g")
            await play.press(*["backspace"] * 30, *"put note.txt", "enter")
            await shows(play, "signed by the app", "1 PUT note.txt")
            await type_command(play, 'echo hello > note.txt; curl -T note.txt "$URL"')
            await shows(play, "PUT  note.txt", "200 OK")
            await play.press("escape", "f")
            await shows(play, "403 SignatureDoesNotMatch", "signed for PUT, used for GET")

    async def test_the_reporters_url_dies_with_its_session(self, room: Stage) -> None:
        async with room.run("lab", lab=LAB) as play:
            await ready(play)
            await play.press("escape", "g")
            await play.press(*["backspace"] * 30, *"invoices/jan.pdf 604800 reporter", "enter")
            await until(play, lambda: "signed by the app" in said(play), "the URL")
            await play.press("c", *"15m1s", "enter")
            await shows(play, "lab clock +15 min 1 s")
            await play.press("f")
            await shows(play, "400 ExpiredToken", "session token")

    async def test_the_clock_goes_on_back_and_to_now(self, room: Stage) -> None:
        async with room.run("lab", lab=LAB) as play:
            await ready(play)
            await outside_console(play)
            await play.press("c", *"5m", "enter")
            await until(play, lambda: "lab clock +5 min" in play.lines[0], "the moved clock")
            await play.press("c", *"never", "enter")
            await until(play, lambda: "no move of the clock" in said(play), "the refusal")
            await play.press("0")
            await until(play, lambda: "+5 min" not in play.lines[0], "the clock at now")
            await play.press("c", "escape")
            assert "lab clock  (" not in play.text
            await play.press("i")
            await type_command(play, "clock +1h")
            await until(play, lambda: "lab clock +1 h" in play.lines[0], "the clock moved by a command")

    async def test_three_hints_then_the_solution(self, room: Stage) -> None:
        async with room.run("lab", lab=LAB, size=(120, 40)) as play:
            await ready(play)
            await outside_console(play)
            await play.press("s")
            assert "Solution" not in play.text
            for number in (1, 2, 3):
                await play.press("h")
                await shows(play, f"Hint {number}")
            assert "s solution" in play.bar
            assert "h hint" not in play.bar
            await play.press("s")
            await shows(play, "Solution")
            await play.press("s")
            await until(play, lambda: "Solution" not in play.text, "the solution put away")

    async def test_a_solution_that_comes_late_is_not_shown_in_the_next_step(self, room: Stage) -> None:
        async with room.run("lab", lab=LAB, size=(120, 40)) as play:
            screen = await ready(play)
            assert screen.state is not None
            asked_in = screen.state.step.id
            await outside_console(play)
            await play.press("n")
            await until(play, lambda: "step 2 of" in play.lines[0], "the next step")
            screen._show_solution(asked_in, "echo of the first step")
            await play.pilot.pause()
            assert "echo of the first step" not in play.text

    async def test_reset_asks_first(self, room: Stage) -> None:
        async with room.run("lab", lab=LAB) as play:
            lab = await ready(play)
            await type_command(play, 'curl -so x "$AWS_ENDPOINT_URL/trainer-private/coffee.jpg"; clock +1h')
            await until(play, lambda: lab.query_one(Wire).lines, "the request")
            await outside_console(play)
            await play.press("R")
            await shows(play, "Reset this step?")
            await play.press("enter")
            assert lab.query_one(Wire).lines
            await play.press("R", "R")
            await until(play, lambda: not lab.query_one(Wire).lines, "an empty wire")
            await until(play, lambda: "+1 h" not in play.lines[0], "the clock at now")

    async def test_a_client_that_signs_by_real_time_is_told(self, room: Stage) -> None:
        async with room.run("lab", lab=LAB) as play:
            await ready(play)
            await type_command(play, "clock +1h")
            await until(play, lambda: "lab clock +1 h" in play.lines[0], "the moved clock")
            await type_command(play, 'URL=$(PATH="${PATH#*:}" ' + _real_time_presign() + ")")
            await type_command(play, 'curl -so x "$URL"')
            await until(play, lambda: "signed by real time, so already 1 h old" in said(play), "the warning")

    async def test_foreign_urls_are_not_opened(self, room: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
        opened: list[str] = []

        def browse(url: str) -> bool:
            opened.append(url)
            return True

        monkeypatch.setattr("webbrowser.open", browse)
        async with room.run("lab", lab=LAB) as play:
            await ready(play)
            await type_command(play, "echo 'https://b.s3.amazonaws.com/k?X-Amz-Signature=00'")
            await outside_console(play)
            await play.press("o")
            await shows(play, "this one leads elsewhere")
            await play.press("g", "enter")
            await until(play, lambda: "signed by the app" in said(play), "the URL")
            await play.press("o")
            await until(play, lambda: opened, "the browser")
            assert opened[0].startswith("http://127.0.0.1:")


def _real_time_presign() -> str:
    """Return a command that signs with botocore by the machine's own clock."""
    import sys

    code = (
        "import boto3; print(boto3.client('s3').generate_presigned_url('get_object', "
        "Params={'Bucket': 'trainer-private', 'Key': 'coffee.jpg'}, ExpiresIn=300))"
    )
    return f"{shlex.quote(sys.executable)} -c {shlex.quote(code)}"


class TestGivenUrls:
    """The lab *dissect* hands out URLs and asks about them."""

    async def test_they_stand_in_the_step_and_in_variables(self, room: Stage) -> None:
        async with room.run("lab", lab="dissect") as play:
            lab = await ready(play)
            await shows(play, "$SPECIMEN  GET coffee.jpg")
            assert "$GUEST" not in play.text
            assert lab.state is not None
            specimen = lab.state.given[0].url
            await type_command(play, 'echo "${SPECIMEN%%\\?*}"')
            await until(play, lambda: "/trainer-private/coffee.jpg" in said(play), "the variable")
            await play.press("f8")
            await shows(play, "$SPECIMEN  GET coffee.jpg", "$GUEST  GET invoices/jan.pdf")
            await outside_console(play)
            await play.press("y")
            assert play.app.clipboard == lab.state.given[1].url
            await play.press("R", "R")
            await until(play, lambda: lab.state and lab.state.given[0].url != specimen, "another specimen")

    async def test_where_there_is_room_they_stand_there_whole(self, room: Stage) -> None:
        async with room.run("lab", lab="dissect", size=(120, 40), theme="paper") as play:
            lab = await ready(play)
            await shows(play, "$SPECIMEN  GET coffee.jpg")
            assert lab.state is not None
            left = "".join(line.partition("│")[0].strip() for line in play.lines)
            assert lab.state.given[0].url in left
            assert "Links made here" not in left

    async def test_an_answer_in_a_line_is_right_or_not(self, room: Stage) -> None:
        async with room.run("lab", lab="dissect") as play:
            lab = await ready(play)
            await shows(play, "e Which access key id", "or type answer who")
            assert "expected" not in play.text
            await outside_console(play)
            await play.press("e", *"AKIAWRONG", "enter")
            await shows(play, "not yet: $SPECIMEN says", "answered AKIAWRONG")
            await type_command(play, "aws configure get aws_access_key_id > id.txt")
            await outside_console(play)
            await play.press("e", *"@id.txt", "enter")
            await shows(play, "right: Who signed", "✓ Who signed: the key id", "Checks  1 of 5")
            await play.press("e", *"@nothing.txt", "enter")
            await until(play, lambda: "nothing.txt could not be read" in said(play), "the refusal")
            assert lab.error is None

    async def test_an_answer_in_the_console_too(self, room: Stage) -> None:
        async with room.run("lab", lab="dissect") as play:
            await ready(play)
            await type_command(play, 'answer who "$(aws configure get aws_access_key_id)"')
            await shows(play, "right: Who signed", "Checks  1 of 5")
            await type_command(play, "answer lasts 5")
            await until(play, lambda: "not yet: $SPECIMEN says otherwise" in said(play), "the reply")
            await type_command(play, "help")
            await until(play, lambda: "python sign.py" in said(play), "the lab's own lines")

    async def test_a_terminal_that_cannot_be_handed_over_is_told_where_the_file_is(
        self, room: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("EDITOR", "true")
        async with room.run("lab", lab="dissect") as play:
            lab = await ready(play)
            await type_command(play, "edit sign.py")
            file = room.desk.data_dir / "labs" / "dissect" / "sign.py"
            await until(play, lambda: f"open {file} in an editor" in said(play), "the file's place")
            for wrong in ("edit", "edit a b", "edit 'a"):
                lab.query_one(Console).clear()
                await type_command(play, wrong)
                await until(play, lambda: "say which file" in said(play), "the usage")
            monkeypatch.setenv("EDITOR", "vim 'unclosed")
            await type_command(play, "edit sign.py")
            await until(play, lambda: "$EDITOR cannot be read" in said(play), "what is wrong with it")
            assert lab.error is None


async def test_version_2_is_marked_on_the_wire(room: Stage) -> None:
    async with room.run("lab", lab="generate") as play:
        await ready(play)
        await type_command(
            play, 'curl -o x "$(aws s3 presign s3://trainer-private/coffee.jpg --profile old)"'
        )
        await shows(play, "✓✓✓✓✓✓✓✓  Version 2")


class TestResume:
    async def test_passed_steps_stay_and_a_line_says_so(self, room: Stage) -> None:
        async with room.run("lab", lab=LAB) as play:
            await ready(play)
            for command in find_lab(LAB).steps[0].commands.splitlines():
                await type_command(play, command)
            await passed(play, 1)
        async with room.run("lab", lab=LAB) as play:
            await ready(play)
            await shows(play, "step 2 of 5", "1 of 5 steps stay passed.")

    async def test_the_list_shows_how_far_one_is(self, room: Stage) -> None:
        async with room.run("labs") as play:
            labs = [entry.lab for entry in entries(room.desk.data_dir)]
            await shows(play, "A URL that runs out", "not started", f"0 of {len(labs)} passed", "20 min")
            assert [lab.minutes for lab in labs] == sorted(lab.minutes for lab in labs)
            await play.press(*["down"] * [lab.name for lab in labs].index(LAB), "enter")
            await ready(play)
            for command in find_lab(LAB).steps[0].commands.splitlines():
                await type_command(play, command)
            await passed(play, 1)
            await outside_console(play)
            await play.press("escape")
            await shows(play, "step 2 of 5", f"0 of {len(labs)} passed")

    async def test_a_long_story_is_scrolled(self, room: Stage) -> None:
        async with room.run("labs", size=(60, 16)) as play:
            await shows(play, "A URL that runs out")
            page = play.app.screen.query_one("#page")
            assert page.max_scroll_y > 0
            await play.press("pagedown")
            assert page.scroll_y > 0
            await play.press("pageup")
            assert page.scroll_y == 0

    async def test_a_damaged_state_is_said_and_left_as_it_is(self, room: Stage) -> None:
        state = room.desk.data_dir / "labs" / LAB / "state.json"
        state.parent.mkdir(parents=True)
        state.write_text("{", "utf-8")
        async with room.run("labs") as play:
            await shows(play, "holds no lab's state")
            await play.press("enter")
            await shows(play, "The lab cannot be opened", "q goes back")
            assert state.read_text("utf-8") == "{"


async def test_a_cloud_that_dies_is_started_afresh_and_the_lab_taken_up(
    closing: Callable[[CloudHolder], Stage], tmp_path: Path
) -> None:
    holder = CloudHolder(tmp_path / "cloud.log")
    async with closing(holder).run("lab", lab=LAB) as play:
        lab = await ready(play)
        for command in find_lab(LAB).steps[0].commands.splitlines():
            await type_command(play, command)
        await passed(play, 1)
        process = holder._process
        assert process is not None
        process._process.kill()
        await shows(play, "The local cloud stopped", "What you have passed is saved.", "a try again")
        await play.press("a")
        await until(play, lambda: lab.error is None and lab.session is not None, "the lab again")
        await shows(play, "step 2 of 5", "steps stay passed")
        await type_command(play, 'curl -so x "$AWS_ENDPOINT_URL/trainer-private/coffee.jpg"')
        await shows(play, "403 AccessDenied")


async def test_a_cloud_that_does_not_start_is_an_error_to_try_again(
    closing: Callable[[CloudHolder], Stage], tmp_path: Path
) -> None:
    async with closing(DyingCloud(tmp_path / "cloud.log")).run("lab", lab=LAB) as play:
        await shows(play, "The local cloud ")
        await play.press("a")
        await ready(play)


@pytest.mark.parametrize(
    ("size", "theme"), [*ROOMS, ((80, 24), "paper"), ((120, 40), "ink"), ((60, 16), "ink")]
)
async def test_its_picture(
    room: Stage,
    size: tuple[int, int],
    theme: str,
    monkeypatch: pytest.MonkeyPatch,
    matches_picture: Callable[[Play], None],
) -> None:
    """The start of the lab, with the one thing masked that runs: the clock."""
    monkeypatch.setattr("trainer.tui.lab_view.clock_fact", lambda now, offset: "lab clock 10:00:00Z")
    async with room.run("lab", lab=LAB, size=size, theme=theme) as play:
        await ready(play)
        await shows(play, "Five minutes for coffee" if size[0] > 60 else "coffee")
        await play.pilot.pause(0.3)
        assert re.search(r"Console", play.text)
        matches_picture(play)


async def test_a_narrow_terminal_keeps_every_key(room: Stage) -> None:
    async with room.run("lab", lab=LAB, size=(50, 12)) as play:
        await ready(play)
        await type_command(play, "echo small")
        await until(play, lambda: "small" in said(play), "the output")
        assert {len(line) for line in play.lines} == {50}
