"""`trainer dissect`: what goes in by argument, pipe and file, what comes out, and what never does."""

import io
import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pexpect
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.s3.samples import NOW, OBJECT, TEMPORARY, altered, presign, presign_old, request, temporary, world
from tests.s3.test_anything import MANY
from tests.s3.urls import DOCUMENTED, SECRET
from trainer.commands import trainer as commands
from trainer.errors import UsageError
from trainer.plain.dissect import run, run_plain
from trainer.plain.dissect_options import Options, plain_options
from trainer.s3.errors_xml import error_document
from trainer.s3.judge import judge
from trainer.s3.refusals import access_denied

SIGNATURE = DOCUMENTED.rpartition("=")[2]
FIELDS = {
    "kind", "bucket", "key", "host", "region", "access_key_id", "temporary", "credential_scope", "signed_at",
    "expires_in", "expires_at", "signed_headers", "signature", "parameters", "risks", "canonical_request",
    "string_to_sign", "signature_verified",
}  # fmt: skip
"""Of the contract; more may be added."""


def printed(*arguments: str) -> str:
    """Return what a plain call prints."""
    out = io.StringIO()
    assert run_plain(arguments, out) == 0
    return out.getvalue()


def shell(
    *arguments: str | bytes, stdin: bytes = b"", home: Path = Path("/nonexistent"), **environ: str
) -> subprocess.CompletedProcess[bytes]:
    """Run the command as a shell does."""
    return subprocess.run(
        [sys.executable, "-m", "trainer", "dissect", *arguments],
        input=stdin,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8", **environ},
        timeout=60,
    )


class TestJson:
    def test_the_shape_of_the_contract(self) -> None:
        for url in (DOCUMENTED, presign_old(), OBJECT):
            lines = printed(url, "--json").splitlines()
            assert len(lines) == 1
            found = json.loads(lines[0])
            assert found.keys() >= FIELDS
            assert found["kind"] in ("query-v4", "query-v2", "plain")
            assert all(each.keys() >= {"name", "value", "says"} for each in found["parameters"])
            assert all(each.keys() >= {"id", "says"} for each in found["risks"])
            assert isinstance(found["temporary"], bool)

    def test_the_documented_url_verifies_with_the_documented_secret(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert json.loads(printed(DOCUMENTED, "--json"))["signature_verified"] is None
        monkeypatch.setenv("SECRET_KEY", f" {SECRET}\n")
        found = json.loads(printed(DOCUMENTED, "--json", "--secret-key-env", "SECRET_KEY"))
        assert (found["signature_verified"], found["method"]) == (True, "GET")
        monkeypatch.setenv("SECRET_KEY", SECRET[::-1])
        found = json.loads(printed(DOCUMENTED, "--json", "--secret-key-env", "SECRET_KEY"))
        assert (found["signature_verified"], found["method"]) == (False, None)

    def test_a_header_that_was_signed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        url = presign("PUT", headers={"Content-Type": "image/png", "x-amz-meta-a": "1"})
        monkeypatch.setenv("S", SECRET)
        call = [url, "--json", "--secret-key-env", "S", "--header", "Content-Type: image/png"]
        assert json.loads(printed(*call))["string_to_sign"] is None
        found = json.loads(printed(*call, "--header", "X-Amz-Meta-A:1"))
        assert (found["signature_verified"], found["method"]) == (True, "PUT")
        assert found["canonical_request"].startswith("PUT\n")

    def test_it_is_one_line_of_ascii_whatever_is_in_it(self) -> None:
        url = f"https://b.s3.amazonaws.com/{quote(chr(0x2028) + chr(0x202E) + chr(127) + chr(0xE9))}"
        line = printed(url, "--json")
        assert line.isascii()
        assert "\x7f" not in line
        assert json.loads(line)["key"] == "\u2028\u202e\x7f\xe9"


class TestText:
    def test_it_fits_eighty_columns_but_for_what_is_exact(self) -> None:
        for url in (
            DOCUMENTED,
            presign(credentials=TEMPORARY),
            presign_old(),
            OBJECT,
            altered(presign(), "X-Amz-Date"),
        ):
            text = printed(url).partition("\nCanonical request")[0]
            assert max(map(len, text.splitlines())) <= 80
            assert "sent nowhere" in text
            assert "\x1b" not in text

    def test_every_part_has_its_kind_in_words(self) -> None:
        text = printed(DOCUMENTED)
        for line in (
            "1 where  https://examplebucket.s3.amazonaws.com",
            "2 where  /test.txt",
            "3 seal   ?X-Amz-Algorithm=AWS4-HMAC-SHA256",
            "4 who    &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_reque",
            "5 when   &X-Amz-Date=20130524T000000Z",
            "8 seal   &X-Amz-Signature=aeee…d404",
            "  expires       2013-05-25 00:00:00Z, 24 h after signing",
            "  refused  It expired ",
            "  3bfa292879f6447bbcda7001decf97f4a54dc650c8942174ae0a9121cf58ad04",
        ):
            assert f"\n{line}" in text

    def test_what_would_drive_a_terminal_is_shown(self) -> None:
        text = printed(f"https://b.s3.amazonaws.com/{quote(chr(27) + '[31m' + chr(0x202E))}?x=%0a%0d%07[/b]")
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert r"\x1b[31m\u202e" in text
        assert r"?x=\n\x0d\x07[/b]" in text

    def test_a_terminal_gets_colours_unless_it_is_asked_not_to(self, tmp_path: Path) -> None:
        for environ, coloured in (({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)):
            child = pexpect.spawn(
                sys.executable,
                ["-m", "trainer", "dissect", DOCUMENTED],
                env={
                    "PATH": "/usr/bin",
                    "HOME": str(tmp_path),
                    "LANG": "C.UTF-8",
                    "TERM": "xterm",
                    **environ,
                },
                dimensions=(200, 80),
            )
            said = child.read()
            assert b"examplebucket" in said
            assert (b"\x1b[" in said) == coloured

    def test_another_encoding_gets_dots(self) -> None:
        ran = shell(DOCUMENTED, PYTHONIOENCODING="ascii")
        assert b"X-Amz-Signature=aeee...d404" in ran.stdout


class TestInput:
    @pytest.mark.parametrize("wrapped", [f" \n{DOCUMENTED}\n", f'"{DOCUMENTED}"', f"<{DOCUMENTED}>\r\n"])
    def test_standard_input(self, wrapped: str) -> None:
        ran = shell("-", "--json", stdin=wrapped.encode())
        assert (ran.returncode, ran.stderr) == (0, b"")
        assert json.loads(ran.stdout)["key"] == "test.txt"

    def test_at_a_terminal_enter_is_enough(self, tmp_path: Path) -> None:
        child = pexpect.spawn(
            sys.executable,
            ["-m", "trainer", "dissect", "-"],
            env={"PATH": "/usr/bin", "HOME": str(tmp_path), "LANG": "C.UTF-8"},
        )
        child.sendline(DOCUMENTED)
        child.expect("Pre-signed|pre-signed", timeout=30)
        child.close(force=True)

    @pytest.mark.parametrize(
        ("arguments", "stdin", "says"),
        [
            (["http://[::1"], b"", "no URL"),
            (["hello"], b"", "no URL"),
            ([""], b"", "there is no URL"),
            (["-"], b"", "there is no URL"),
            (["-"], b"\xff\xfe\x00", "no URL"),
            (["-"], b"https://b/" + b"k" * 2_000_000, "longer than"),
            ([], b"", "give a URL"),
            ([DOCUMENTED, f"X-Amz-Signature={SIGNATURE}"], b"", "one URL at a time"),
            ([DOCUMENTED, "--secret-key-env", "NO_SUCH_NAME"], b"", "$NO_SUCH_NAME is not set"),
            ([DOCUMENTED, "--secret-key-env", SECRET], b"", "the variable that it names is not set"),
            ([DOCUMENTED, "--header", "nonsense"], b"", "--header takes"),
            ([DOCUMENTED, "--error", "/no/such/file"], b"", "cannot read '/no/such/file' (No such file"),
            ([DOCUMENTED, "--error", "/"], b"", "Is a directory"),
            ([DOCUMENTED, "--error", "/dev/zero"], b"", "over 1,048,576 bytes"),
            ([DOCUMENTED, "--error", "/dev/null"], b"", "no XML"),
            ([DOCUMENTED, "--error", "-"], b"<a>" * 9, "no XML"),
            (["-", "--error", "-"], b"", "cannot both come from standard input"),
            ([DOCUMENTED, "--jsn"], b"", "No such option"),
            ([DOCUMENTED, "--error"], b"", "requires an argument"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_read_is_one_line(self, arguments: list[str], stdin: bytes, says: str) -> None:
        ran = shell(*arguments, stdin=stdin)
        assert (ran.returncode, ran.stdout) == (2, b"")
        said = ran.stderr.decode()
        assert said.startswith("trainer: ")
        assert says in said
        assert len(said.splitlines()) == 1
        assert SIGNATURE not in said
        assert SECRET not in said

    def test_an_answer_of_a_hundred_megabytes(self, tmp_path: Path) -> None:
        file = tmp_path / "answer.xml"
        with file.open("wb") as out:
            out.write(b"<Error><Code>")
            out.truncate(100_000_000)
        began = time.monotonic()
        with pytest.raises(UsageError, match="over 1,048,576 bytes"):
            printed(DOCUMENTED, "--error", str(file))
        assert time.monotonic() - began < 5

    def test_bytes_that_are_no_utf_8(self) -> None:
        ran = shell(b"https://b.s3.amazonaws.com/\xff\xfe?x=\xff", "--json")
        assert ran.returncode == 0
        assert "not-a-clean-uri" in {risk["id"] for risk in json.loads(ran.stdout)["risks"]}

    @pytest.mark.parametrize(
        "url",
        [
            presign(url=f"{OBJECT}{'k' * 100_000}"),
            presign(query=[("x", "%/&=" * 12_000)]),
            f"{presign()}{'&a=b' * 25_000}",
            f"https://{'b' * 100_000}/k",
            f"https://b.s3.amazonaws.com/{'%' * 100_000}",
            f"https://b.s3.amazonaws.com/?{'X-Amz-Signature=' * 6_000}",
            f"https://b.s3.amazonaws.com/{'/..' * 33_000}",
        ],
    )  # fmt: skip
    def test_a_url_of_a_hundred_kilobytes_is_quick(self, url: str) -> None:
        began = time.process_time()
        text, as_json = printed(url), json.loads(printed(url, "--json"))
        assert time.process_time() - began < 5
        assert len(text.partition("\nCanonical")[0]) < 30_000
        assert as_json["host"]

    @pytest.mark.parametrize("year", [2020, 2099])
    def test_expired_or_not_yet_valid_it_could_be_dissected(self, year: int) -> None:
        assert shell(presign(now=NOW.replace(year=year)), "--json").returncode == 0


class TestAnswer:
    def test_the_difference_stands_in_both_outputs(self, tmp_path: Path) -> None:
        url = presign(credentials=TEMPORARY)
        used = altered(url, X_Amz_Expires="3599").replace("/jan", "/feb")
        refusal = judge(request(used), world(temporary()), NOW).refusal
        assert refusal is not None
        file = tmp_path / "answer.xml"
        file.write_bytes(error_document(refusal, resource="/", request_id="1", host_id="2"))
        text = printed(url, "--error", str(file))
        assert "\nS3 answered SignatureDoesNotMatch\n" in text
        assert "    parameter X-Amz-Expires:\n      S3 saw    3599\n      the URL   3600\n" in text
        found = json.loads(printed(url, "--json", "--error", str(file)))["error"]
        assert found["code"] == "SignatureDoesNotMatch"
        assert {each["what"] for each in found["differences"]} == {"path", "parameter X-Amz-Expires"}
        for shown in (text, json.dumps(found)):
            assert (TEMPORARY.session_token or "") not in shown

    def test_the_answer_may_come_by_standard_input(self) -> None:
        data = error_document(access_denied(), resource="/", request_id="1", host_id="2")
        ran = shell(DOCUMENTED, "--json", "--error", "-", stdin=b"HTTP/1.1 403 Forbidden\r\n\r\n" + data)
        assert ran.returncode == 0
        assert json.loads(ran.stdout)["error"]["code"] == "AccessDenied"


class TestSecrets:
    def test_only_the_flag_shows_them(self) -> None:
        url = presign(credentials=TEMPORARY)
        token, signature = TEMPORARY.session_token or "", url.rpartition("=")[2]
        for more in ((), ("--json",)):
            assert signature not in printed(url, *more)
            assert token not in printed(url, *more)
            whole = "".join(printed(url, *more, "--show-secrets").split())
            assert signature in whole
            assert token in whole
            assert quote(token, safe="") in whole

    @MANY
    @given(st.text(max_size=80).filter(lambda text: text.strip() != "-"), st.booleans())
    def test_anything_is_dissected_or_a_usage_error(self, text: str, as_json: bool) -> None:
        out = io.StringIO()
        for begin in ("", "https://", f"{DOCUMENTED}&", "http://127.0.0.1:5000/?Signature="):
            with suppress(UsageError):
                assert run(Options(begin + text, as_json), out) == 0
        assert SIGNATURE not in out.getvalue()
        assert "\x1b" not in out.getvalue()


class TestOptions:
    """Both ways of reading the options come to the same."""

    @pytest.mark.parametrize(
        "arguments",
        [
            [DOCUMENTED],
            [DOCUMENTED, "--json"],
            ["--json", "--show-secrets", DOCUMENTED],
            ["--header", "a: b", DOCUMENTED, "--header", "c: d"],
            [DOCUMENTED, "--secret-key-env", "A", "--secret-key-env", "B"],
            ["-", "--error", "file"],
            [DOCUMENTED, "--error", "-"],
        ],
    )
    def test_what_is_plain(self, arguments: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[Any] = []

        def note(options: Options, _: Any) -> int:
            asked.append(options)
            return 0

        monkeypatch.setattr("trainer.plain.dissect.run", note)
        CliRunner().invoke(commands, ["dissect", *arguments])
        assert asked == [plain_options(arguments)]

    @pytest.mark.parametrize(
        "arguments",
        [[], ["--help"], ["-h"], [DOCUMENTED, "--plain"], [DOCUMENTED, "--error=x"], [DOCUMENTED, "--error"],
         ["a", "b"], ["--bank", "x", DOCUMENTED], [DOCUMENTED, "--header", "--json"], ["--", DOCUMENTED]],
    )  # fmt: skip
    def test_what_is_not(self, arguments: list[str]) -> None:
        assert plain_options(arguments) is None

    def test_the_options_that_stand_everywhere(self) -> None:
        ran = shell("--plain", DOCUMENTED, "--json")
        assert ran.returncode == 0
        assert ran.stdout == shell(DOCUMENTED, "--json").stdout


def test_nothing_is_sent_anywhere() -> None:
    program = (
        "import sys\n"
        "def refuse(event, arguments):\n"
        "    if event.startswith(('socket.', 'subprocess.', 'os.system', 'os.exec', 'os.posix_spawn')):\n"
        "        raise SystemExit(f'{event} {arguments}')\n"
        "sys.addaudithook(refuse)\n"
        "from trainer.cli import main\n"
        "main()\n"
    )
    for more in ([], ["--json"], ["--plain"]):
        ran = subprocess.run(
            [sys.executable, "-c", program, "dissect", DOCUMENTED, *more], capture_output=True, env=os.environ
        )
        assert (ran.returncode, ran.stderr) == (0, b"")
