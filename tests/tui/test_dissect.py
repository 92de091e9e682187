"""Dissect on the screen: a URL in, its parts under the cursor, changes to it, and what is signed."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual import events

from tests.cloud_fixture import cloud_process
from tests.s3.samples import NOW, TEMPORARY, altered, presign, presign_old
from tests.s3.urls import DOCUMENTED
from tests.tui.clouds import SharedCloud, shows, until, with_cloud
from tests.tui.stage import Play, Stage
from tests.tui.terminal import Terminal
from tests.tui.test_lab import LAB, outside_console, ready, type_command
from tests.tui.test_pictures import ROOMS, Check
from trainer.cloud.process import CloudProcess
from trainer.s3.anatomy import dissect
from trainer.s3.life import marks
from trainer.s3.parts import parts
from trainer.s3.signing import Credentials
from trainer.tui.dissect import DissectScreen
from trainer.tui.signs import ASCII, UTF8
from trainer.tui.timeline import life_rows

__all__ = ["cloud_process"]

TOKEN = "IQoJb3JpZ2luX2VjE" + "A1b2C3d4" * 140
SESSION = Credentials("ASIAZ7EXAMPLE4PL3QX7", "the/secret/of/this/test", TOKEN)
AWS = "https://acme-invoices.s3.eu-west-1.amazonaws.com/2026/jan.pdf"
URL = presign(url=AWS, credentials=SESSION, region="eu-west-1", expires=86400)
AFTERNOON = NOW + timedelta(hours=4, minutes=12, seconds=9)
SIZES = [(80, 24), (120, 40)]


async def paste(play: Play, text: str) -> None:
    """Paste a text as a terminal does in one piece."""
    play.app.post_message(events.Paste(text))
    await play.pilot.pause()
    await play.pilot.pause()


async def opened(play: Play, url: str = "", clock: Callable[[], datetime] | None = None) -> DissectScreen:
    """Put the screen on top, with a URL or without."""
    screen = DissectScreen(url, clock or (lambda: AFTERNOON))
    await play.app.push_screen(screen)
    await play.pilot.pause()
    return screen


def current(play: Play) -> str:
    """Return the row under the cursor."""
    return next(line for line in play.lines if line.startswith("  ▌"))


@pytest.mark.parametrize("size", SIZES)
class TestBothSizes:
    async def test_from_home_by_d_and_a_paste(self, stage: Stage, size: tuple[int, int]) -> None:
        async with stage.run("home", size=size) as play:
            await play.press("d")
            assert "Dissect  a pre-signed URL" in play.lines[0]
            assert "Paste a pre-signed URL of S3" in play.text
            await paste(play, f"  '{DOCUMENTED}'\n")
            assert "▌1  https://examplebucket.s3.amazonaws.com" in play.text
            assert "&X-Amz-Signature=aeee…d404" in play.text
            assert "expired 13 years ago" in play.lines[0]
            await play.press("q")
            assert "due now" in play.text

    async def test_typing_and_enter(self, stage: Stage, size: tuple[int, int]) -> None:
        async with stage.run("home", size=size) as play:
            await play.press("d", *"https://b.s3.amazonaws.com/q?x=1", "enter")
            assert "1  https://b.s3.amazonaws.com" in play.text
            assert "?x=1" in play.text
            assert "not signed" in play.lines[0]

    async def test_every_part_under_the_cursor_is_explained(
        self, stage: Stage, size: tuple[int, int]
    ) -> None:
        async with stage.run("home", size=size) as play:
            await opened(play, URL)
            titles = ["Host", "Object", "Algorithm", "Credential", "Time of signing", "Lifetime",
                      "Signed headers", "Session token", "Signature"]  # fmt: skip
            kinds = ["where", "where", "seal", "who", "when", "when", "seal", "who", "seal"]
            for number, (title, kind) in enumerate(zip(titles, kinds, strict=True), 1):
                assert current(play).startswith(f"  ▌{number}  ")
                assert f" {kind} " in current(play)
                assert f"  {number} {kind:<5} {title}" in play.text
                await play.press("down")
            assert current(play).startswith("  ▌9")
            await play.press("home")
            assert current(play).startswith("  ▌1")
            await play.press("end", "k")
            assert current(play).startswith("  ▌8")

    async def test_a_click_moves_the_cursor(self, stage: Stage, size: tuple[int, int]) -> None:
        async with stage.run("home", size=size) as play:
            await opened(play, URL)
            row = next(number for number, line in enumerate(play.lines) if "X-Amz-Expires" in line)
            await play.pilot.click(offset=(20, row))
            await play.pilot.pause()
            assert "X-Amz-Expires" in current(play)

    async def test_no_secret_is_on_the_screen_or_any_that_it_opens(
        self, stage: Stage, size: tuple[int, int]
    ) -> None:
        signature = URL.rpartition("=")[2]
        async with stage.run("home", size=size) as play:
            await opened(play)
            for url in (URL, URL.replace("?", "&"), URL.removeprefix("https://"), f"x {URL}"):
                await paste(play, url)
                for keys in ("", "s pagedown", "escape", "e", "escape", "end e", "escape", "w", "w"):
                    await play.press(*keys.split())
                    for secret in (signature, TOKEN[20:60]):
                        assert secret not in play.text.replace("\n", "")
                await play.press("escape", "d")

    async def test_canonical_request_and_string_to_sign(self, stage: Stage, size: tuple[int, int]) -> None:
        async with stage.run("home", size=size) as play:
            await opened(play, DOCUMENTED)
            await play.press("s")
            assert "To sign  for GET" in play.lines[0]
            for line in (
                "method            GET",
                "path              /test.txt",
                "query             X-Amz-Algorithm=AWS4-HMAC-SHA256",
                "headers           host:examplebucket.s3.amazonaws.com",
                "signed headers    host",
                "payload hash      UNSIGNED-PAYLOAD",
                "credential scope  20130524/us-east-1/s3/aws4_request",
            ):
                assert line in play.text
            await play.press("y")
            assert play.app.clipboard == dissect(DOCUMENTED).canonical_request("GET")
            await play.press("pagedown", "pagedown", "pagedown")
            assert "3bfa292879f6447bbcda7001decf97f4a54dc650" in play.text
            await play.press("q")
            assert "▌1  https://examplebucket" in play.text

    async def test_change_a_part_and_see_the_check_that_fails(
        self, stage: Stage, size: tuple[int, int]
    ) -> None:
        async with stage.run("home", size=size) as play:
            await opened(play, URL)
            await play.press("down", "e")
            assert "enter try it" in play.bar
            await play.press("x", "enter")
            assert "What if  /2026/jan.pdfx" in play.lines[0]
            assert "✓ unsigned headers" in play.text
            assert "✗ signature" in play.text
            assert "✗ 403 SignatureDoesNotMatch" in play.text
            assert "recorded from AWS" in play.text
            await play.press("q")
            assert "▌2  /2026/jan.pdf" in play.text

    @pytest.mark.parametrize(
        ("keys", "shown"),
        [
            (["end", "e", "0", "enter"], ["X-Amz-Signature …", "✗ signature"]),
            (["end", "e", "enter"], ["without X-Amz-Signature", "✗ form", "400 Authorization"]),
            (["end", "up", "e", "enter"], ["without X-Amz-Security-Token", "✗ access key"]),
            (["end", "up", "e", "a", "enter"], ["✗ session token", "400 InvalidToken"]),
            (["m", "enter"], ["with PUT", "signed for GET, used for PUT"]),
            (["t", *"24h1s", "enter"], ["used 1 s after its end", "✗ time window", "Request has expired"]),
            (["t", *"24h", "enter"], ["used 24 h after signing", "✓ good up to the signature"]),
            (["a", *"x-id=GetObject", "enter"], ["x-id GetObject", "✗ signature"]),
            (["a", *"x-amz-acl: private", "enter"], ["with x-amz-acl: private", "✗ unsigned headers"]),
            (["a", *"Accept: a=b", "enter"], ["with Accept: a=b", "✓ good up to the signature"]),
        ],
    )  # fmt: skip
    async def test_other_changes(
        self, stage: Stage, size: tuple[int, int], keys: list[str], shown: list[str]
    ) -> None:
        async with stage.run("home", size=size) as play:
            await opened(play, URL)
            for key in keys:
                await play.press({":": "colon", " ": "space", "=": "equals_sign", "-": "minus"}.get(key, key))
            for text in shown:
                assert text in play.text

    async def test_what_cannot_be_tried_says_what_can(self, stage: Stage, size: tuple[int, int]) -> None:
        async with stage.run("home", size=size) as play:
            await opened(play, URL)
            for keys, says in (
                (["m", "X", "enter"], "S3 takes GET, PUT"),
                (["t", "enter"], "+1h, +24h1s"),
                (["a", "x", "enter"], "say name=value"),
                (["e", *["backspace"] * 60, "enter"], "a request needs a host"),
            ):
                await play.press(*keys)
                assert says in play.text
            await opened(play, "https://b.s3.amazonaws.com/k")
            await play.press("e")
            assert "nothing to try: nothing is signed" in play.text
            assert "change it" not in play.bar


class TestNarrow:
    async def test_life_risks_and_trials_come_in_turn(self, stage: Stage) -> None:
        async with stage.run("home") as play:
            await opened(play, URL)
            assert "Life of this URL" in play.text
            assert "w risks" in play.bar
            await play.press("w")
            assert "What may go wrong" in play.text
            assert "Life of this URL" not in play.text
            assert "more lines  PgDn" in play.text
            await play.press("pagedown")
            assert "One object, one method" in play.text
            await play.press("w")
            assert "✓✓✓✗······ time window" in play.text
            await play.press("w")
            assert "Life of this URL" in play.text

    async def test_what_s3_refuses_is_said_first(self, stage: Stage) -> None:
        async with stage.run("home") as play:
            await opened(play, altered(URL, "X-Amz-Date"))
            assert "✗ S3 refuses it" in play.lines[0]
            assert "It lacks X-Amz-Date" in play.text


class TestWide:
    async def test_all_stands_on_one_page(self, stage: Stage) -> None:
        async with stage.run("home", size=(120, 40)) as play:
            await opened(play, URL)
            for text in ("Life of this URL", "What may go wrong", "What if", "the one object it opens",
                         "400 AuthorizationQueryParametersError", "signed 4 h 12 min ago"):  # fmt: skip
                assert text in play.text
            assert "more line" not in play.text
            assert " w " not in play.bar

    async def test_after_a_resize_nothing_is_said_to_be_below_that_is_not(self, stage: Stage) -> None:
        async with stage.run("home") as play:
            await opened(play, URL)
            await play.press("w")
            assert "more lines  PgDn" in play.text
            await play.pilot.resize_terminal(120, 40)
            await play.pilot.pause()
            await play.pilot.pause()
            assert "more line" not in play.text
            assert "without X-Amz-Security-Token" in play.text

    async def test_what_was_tried_is_not_suggested_again(self, stage: Stage) -> None:
        async with stage.run("home", size=(120, 40)) as play:
            await opened(play, URL)
            await play.press("m", "enter", "q")
            assert play.text.count("with PUT") == 1

    async def test_ones_own_trials_stand_first_in_the_table(self, stage: Stage) -> None:
        async with stage.run("home", size=(120, 40)) as play:
            await opened(play, URL)
            await play.press("m", *["backspace"] * 3, *"HEAD", "enter", "q")
            row = next(number for number, line in enumerate(play.lines) if "What if" in line)
            assert "with HEAD" in play.lines[row + 1]


class TestInput:
    async def test_what_is_no_url_is_said_and_can_be_mended(self, stage: Stage) -> None:
        async with stage.run("home") as play:
            await play.press("d", *"hello", "enter")
            assert "✗ 'hello' is no URL" in play.text
            await play.press(*["backspace"] * 5, "enter")
            assert "▌1  https://examplebucket" in play.text

    async def test_a_url_in_lines_as_a_narrow_window_broke_it(self, stage: Stage) -> None:
        async with stage.run("home") as play:
            await play.press("d")
            await paste(play, "\r\n".join(URL[at : at + 60] for at in range(0, len(URL), 60)) + "\r\n")
            assert "open for 19 h" not in play.lines[0]
            assert "2  /2026/jan.pdf" in play.text

    async def test_a_paste_over_a_url_shows_the_other(self, stage: Stage) -> None:
        async with stage.run("home") as play:
            await opened(play, URL)
            await paste(play, DOCUMENTED)
            assert "examplebucket" in play.text
            await paste(play, "nonsense")
            assert "'nonsense' is no URL" in play.text
            await play.press("escape")
            assert "examplebucket" in play.text

    async def test_p_asks_anew_and_esc_keeps_what_was_there(self, stage: Stage) -> None:
        async with stage.run("home") as play:
            await opened(play, URL)
            await play.press("p")
            assert "Enter alone goes back" in play.text
            await play.press("escape")
            assert "acme-invoices" in play.text
            await play.press("p", "enter")
            assert "acme-invoices" in play.text

    async def test_enter_alone_shows_the_documented_example(self, stage: Stage) -> None:
        async with stage.run("home") as play:
            await play.press("d", "enter")
            assert "examplebucket" in play.text

    async def test_text_of_a_url_is_neither_obeyed_nor_markup(self, stage: Stage) -> None:
        url = "https://b.s3.amazonaws.com/%1b%5B2J%e2%80%ae[red]x[/red]$pen?[@click=app.quit]a=%0a[/]"
        async with stage.run("home") as play:
            await opened(play, url)
            assert r"/\x1b[2J\u202e[red]x[/red]$pen" in play.text
            await play.press("down", "down")
            assert r"?[@click=app.quit]a=\n[/]" in current(play)
            assert "\u202e" not in play.text

    @pytest.mark.parametrize(
        "url",
        [
            presign(query=[(f"x{number}", "y" * 30) for number in range(3000)]),
            presign(url=f"http://127.0.0.1:5000/b/{'k' * 100_000}"),
            f"https://{'b' * 100_000}.s3.amazonaws.com/",
        ],
    )
    async def test_a_url_of_a_hundred_kilobytes(self, stage: Stage, url: str) -> None:
        async with stage.run("home", size=(120, 40)) as play:
            await play.press("d")
            began = time.process_time()
            await paste(play, url)
            assert "▌" in play.text
            await play.press("end", "s", "q", "home", "w")
            assert time.process_time() - began < 10

    async def test_y_copies_the_whole_url(self, stage: Stage) -> None:
        async with stage.run("home") as play:
            await opened(play, f"\n'{URL}'\n")
            await play.press("y")
            assert play.app.clipboard == URL
            assert (stage.desk.data_dir / "copied.txt").read_text("utf-8").strip() == URL


class TestLife:
    @pytest.mark.parametrize("width", [30, 40, 60, 76, 116])
    @pytest.mark.parametrize("hours", [-5, -0.1, 0, 4, 23.99, 24, 30, 200, 10_000, 100_000])
    @pytest.mark.parametrize("url", [URL, presign(expires=604800, credentials=TEMPORARY), presign_old()])
    def test_no_label_is_lost_and_none_overlaps(self, url: str, hours: float, width: int) -> None:
        anatomy, now = dissect(url), NOW + timedelta(hours=hours)
        found = marks(anatomy, now)
        numbers = {part.name: part.number for part in parts(anatomy, now)}
        for signs in (UTF8, ASCII):
            rows = [row.plain for row in life_rows(found, numbers, now, signs, width)]
            for mark in found:
                assert sum(row.count(mark.event) for row in rows[1:]) == 1
            if UTF8.void in rows[2] or UTF8.heavy in rows[2]:
                assert all(len(row) <= width for row in rows)
            assert all(row.isascii() for row in rows) or signs is UTF8


@pytest.mark.parametrize(("size", "theme"), ROOMS)
class TestPictures:
    async def test_parts(
        self, stage: Stage, matches_picture: Check, size: tuple[int, int], theme: str
    ) -> None:
        async with stage.run("home", size=size, theme=theme) as play:
            await opened(play, URL)
            await play.press(*["down"] * 7)
            matches_picture(play)

    async def test_empty(
        self, stage: Stage, matches_picture: Check, size: tuple[int, int], theme: str
    ) -> None:
        async with stage.run("home", size=size, theme=theme) as play:
            await opened(play)
            matches_picture(play)

    @pytest.mark.parametrize("keys", ["s", "m enter", "w", "e"])
    async def test_other_views(
        self, stage: Stage, matches_picture: Check, size: tuple[int, int], theme: str, keys: str
    ) -> None:
        async with stage.run("home", size=size, theme=theme) as play:
            await opened(play, URL)
            await play.press(*keys.split())
            matches_picture(play)


class TestOddPictures:
    async def test_expired_long_ago(self, stage: Stage, matches_picture: Check) -> None:
        async with stage.run("home") as play:
            await opened(play, DOCUMENTED)
            matches_picture(play)

    async def test_no_url(self, stage: Stage, matches_picture: Check) -> None:
        async with stage.run("home") as play:
            await opened(play)
            await paste(play, "ftp://b/k")
            matches_picture(play)

    @pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 16), (50, 12)])
    async def test_ascii(
        self, stage: Stage, matches_picture: Check, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
    ) -> None:
        monkeypatch.setenv("TRAINER_ASCII", "1")
        async with stage.run("home", size=size) as play:
            await opened(play, URL)
            assert play.text.isascii()
            matches_picture(play)

    async def test_no_colour(
        self, stage: Stage, matches_picture: Check, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NO_COLOR", "1")
        async with stage.run("home") as play:
            await opened(play, URL)
            matches_picture(play)


class TestLab:
    async def test_d_dissects_the_latest_url_by_lab_time(
        self, stage: Stage, cloud_process: CloudProcess, tmp_path: Path
    ) -> None:
        room = with_cloud(stage, SharedCloud(cloud_process, tmp_path / "cloud.log"))
        async with room.run("lab", lab=LAB) as play:
            await ready(play)
            assert "d dissect" in play.bar
            await outside_console(play)
            await play.press("d")
            assert "no URL was shown here yet" in play.text
            await type_command(play, 'URL=$(aws s3 presign s3://trainer-private/coffee.jpg); echo "$URL"')
            await outside_console(play)
            room.clock.now = cloud_process.client.clock().now
            assert "d dissect" in play.bar
            await play.press("d")
            await shows(play, "/trainer-private/coffee.jpg", "open for 59 min")
            assert play.app.screen.query("#parts")
            await play.press("q")
            await until(play, lambda: play.bar.endswith("q quit"), "the lab")

    async def test_the_lab_clock_counts(
        self, stage: Stage, cloud_process: CloudProcess, tmp_path: Path
    ) -> None:
        room = with_cloud(stage, SharedCloud(cloud_process, tmp_path / "cloud.log"))
        async with room.run("lab", lab=LAB) as play:
            lab: Any = await ready(play)
            await type_command(play, "aws s3 presign s3://trainer-private/coffee.jpg; clock +2h")
            await until(play, lambda: lab.state.clock.offset > 7000, "the clock")
            room.clock.now = cloud_process.client.clock().now - timedelta(hours=2)
            await play.press("f12")
            await shows(play, "expired 1 h")


def test_in_a_real_terminal_by_bracketed_paste(tmp_path: Path) -> None:
    with Terminal(data=tmp_path) as terminal:
        terminal.wait_for("any key")
        terminal.type(" ")
        terminal.wait_for("Dissect")
        terminal.settle()
        terminal.type("d")
        terminal.wait_for("Paste a pre-signed URL")
        terminal.type(f"\x1b[200~{URL}\n\x1b[201~")
        terminal.wait_for("acme-invoices")
        assert URL.rpartition("=")[2] not in terminal.settle().replace("\n", "")
        terminal.type("s")
        terminal.wait_for("Canonical request")
        terminal.type("q")
        terminal.wait_for("e change it")
        terminal.type("je")
        terminal.wait_for("enter try it")
        terminal.type("x\r")
        terminal.wait_for("403 SignatureDoesNotMatch")
        terminal.type("qqq")
        assert terminal.ends() == 0
