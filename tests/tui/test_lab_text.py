"""What labs and proofs write: trails, requests, checks, Markdown, links, the clock."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from textual.content import Content

from tests.tui.journal_lines import MORNING, line, trail
from trainer.errors import UsageError
from trainer.labs.shims.clock import seconds
from trainer.sessions.lab_views import CheckView, GivenUrl, PredictionView, StepView
from trainer.tui import markdown
from trainer.tui.lab_clock import clock_fact, distance
from trainer.tui.lab_forms import passed_words, signed_by_real_time
from trainer.tui.links import Links
from trainer.tui.proof_text import curl, window
from trainer.tui.signs import ASCII, UTF8
from trainer.tui.widgets.checks import step_rows
from trainer.tui.widgets.trail import rows, strip
from trainer.tui.widgets.wire import clients_name, columns, request_rows


def plain(lines: list[Content]) -> list[str]:
    return [line.plain.rstrip() for line in lines]


class TestTrail:
    def test_the_strip_names_the_check_that_failed(self) -> None:
        assert strip(trail("session token"), UTF8).plain == "✓✓✓✓✓✗···· session token"
        assert strip(trail("session token"), ASCII).plain == "+++++x.... session token"
        assert strip(trail(), UTF8).plain == "✓" * 10

    def test_unreached_checks_share_a_row_that_wraps_under_its_text(self) -> None:
        drawn = plain(rows(trail("algorithm", "not supported"), UTF8, 50))
        assert drawn[1] == " ✗ algorithm         not supported"
        assert drawn[2:] == [
            " · scope, time window, access key, session token,",
            "   unsigned headers, signature, permission,",
            "   existence: not reached",
        ]

    def test_the_evidence_of_a_failure_is_never_cut(self) -> None:
        says = "because " * 20
        drawn = plain(rows(trail("form", says), UTF8, 60))
        assert " ".join(drawn).count("because") == 20
        assert all(len(line) <= 60 for line in drawn)
        assert drawn[1].startswith(" " * 21 + "because")

    def test_the_evidence_of_a_pass_is_cut_with_the_terminals_sign(self) -> None:
        assert plain(rows(trail(), ASCII, 40))[3] == " + time window       open until 2026-11~"

    def test_whole_gives_each_check_a_row(self) -> None:
        assert len(rows(trail("form", "no"), UTF8, 80, whole=True)) == 10


class TestWire:
    @pytest.mark.parametrize(("width", "wide"), [(44, False), (46, False), (72, True)])
    def test_answers_stand_in_one_column_and_no_row_is_too_long(self, width: int, wide: bool) -> None:
        cells = columns(MORNING, width, wide=wide)
        drawn = [request_rows(entry, UTF8, width, cells, current=False, wide=wide) for entry in MORNING]
        starts = {
            request[0].plain.index(str(entry["status"]))
            for request, entry in zip(drawn, MORNING, strict=True)
        }
        assert len(starts) == 1
        assert all(row.cell_length <= width for request in drawn for row in request)

    def test_the_picture_of_one_request(self) -> None:
        cells = columns(MORNING, 46, wide=False)
        drawn = plain(request_rows(MORNING[3], UTF8, 46, cells, current=True, wide=False))
        assert drawn == ["► 11:00:01 GET jan.pdf        400 ExpiredToken", "  ✓✓✓✓✓✗···· session token"]

    def test_version_2_is_named(self) -> None:
        old = {**MORNING[3], "auth": "query-v2"}
        drawn = plain(request_rows(old, UTF8, 46, (3, 8), current=False, wide=False))
        assert drawn[1] == "  ✓✓✓✓✓✗···· session token  Version 2"

    def test_a_third_row_says_why_when_wide(self) -> None:
        drawn = plain(
            request_rows(MORNING[3], UTF8, 70, columns(MORNING, 70, wide=True), current=False, wide=True)
        )
        assert drawn[2] == "    the session ended 11:00:00Z; server time 11:00:01Z"

    @pytest.mark.parametrize(
        ("agent", "name"),
        [
            ("curl/8.5.0", "curl"),
            ("aws-cli/1.46.3 md/Botocore#1.44 ua/2.1", "aws"),
            ("Boto3/1.44.5 md/Botocore#1.44.5", "boto3"),
            ("Mozilla/5.0 (X11)", "browser"),
            ("", "app"),
            ("\x1b[31mevil", r"\x1b[31m"),
        ],
    )
    def test_clients_are_named(self, agent: str, name: str) -> None:
        assert clients_name(agent) == name

    def test_what_is_not_modelled_is_not_called_an_answer_of_s3(self) -> None:
        strange = line(5, "11:00:02", 501, "NotImplemented", decided_by="not-modelled", trail=[])
        drawn = plain(request_rows(strange, UTF8, 60, (3, 10), current=False, wide=False))
        assert drawn == ["  11:00:02 GET jan.pdf     501 not modelled"]

    def test_keys_from_outside_drive_nothing(self) -> None:
        strange = line(5, "11:00:02", key="\x1b[2J\u202e/evil\n", code="\x07", status=403)
        drawn = plain(request_rows(strange, UTF8, 60, (3, 20), current=False, wide=False))
        assert all(character.isprintable() for row in drawn for character in row)


def step(**changes: object) -> StepView:
    fields: dict[str, object] = {
        "id": "late",
        "number": 2,
        "title": "One second too late",
        "task": "Move the **clock**.",
        "state": "current",
        "checks": (
            CheckView("a", "Worked before", True, "200", "200 at 10:00:04Z"),
            CheckView(
                "b", "Refused after", False, "403 AccessDenied", "nothing yet", "status is 200, wanted 403"
            ),
            CheckView("c", "And stays so", False, "403", "nothing yet"),
        ),
        "prediction": None,
        "awaits_prediction": False,
        "hints": (),
        "hints_left": 3,
        "solution_allowed": False,
    }
    return StepView(**{**fields, **changes})  # type: ignore[arg-type]


class TestStep:
    def test_a_check_that_asks_says_how_to_answer(self) -> None:
        asking = CheckView("who", "Who signed", False, "the key", "nothing yet", "", "Which key?")
        right = CheckView("when", "Since when", True, "a time", "20261123T100000Z", "", "When?")
        drawn = plain(step_rows(step(checks=(right, asking)), UTF8, 40))[4:]
        assert drawn == [
            "Checks  1 of 2", "✓ Since when", "► Who signed", "  e Which key?", "  or type answer who TEXT",
        ]  # fmt: skip
        wrong = replace(asking, observed="AKIA\x1b[2J", why="$SPECIMEN says otherwise")
        drawn = plain(step_rows(step(checks=(wrong,)), UTF8, 40))[5:]
        assert drawn == [
            "► Who signed", "  answered AKIA\\x1b[2J", "  $SPECIMEN says otherwise", "  e Which key?",
            "  or type answer who TEXT",
        ]  # fmt: skip

    def test_given_urls_stand_where_the_task_names_them(self) -> None:
        urls = [GivenUrl("SPECIMEN", "GET", "coffee.jpg", "http://h/k"), GivenUrl("GUEST", "PUT", "a", "x")]
        asked = step(task="Look at `$SPECIMEN`.", checks=())
        assert plain(step_rows(asked, UTF8, 40, given=urls))[2:] == [
            "Look at $SPECIMEN.", "", "$SPECIMEN  GET coffee.jpg",
        ]  # fmt: skip
        assert plain(step_rows(asked, UTF8, 40, given=urls, whole=True))[-1] == "  http://h/k"
        assert "$" not in "".join(plain(step_rows(step(), UTF8, 40, given=urls)))

    def test_only_the_first_open_check_says_what_is_missing(self) -> None:
        assert plain(step_rows(step(), UTF8, 40)) == [
            "One second too late",
            "",
            "Move the clock.",
            "",
            "Checks  1 of 3",
            "✓ Worked before",
            "  200 at 10:00:04Z",
            "► Refused after",
            "  expected 403 AccessDenied",
            "  observed nothing yet",
            "  status is 200, wanted 403",
            "· And stays so",
        ]

    def test_a_prediction_is_asked_before_and_compared_after(self) -> None:
        options = ("200", "400 ExpiredToken", "403 AccessDenied")
        asked = step(
            checks=(), prediction=PredictionView("Which?", options, None, None), awaits_prediction=True
        )
        assert plain(step_rows(asked, UTF8, 40))[4:] == [
            "Predict first", "Which?", " a  200", " b  400 ExpiredToken", " c  403 AccessDenied",
        ]  # fmt: skip
        made = step(prediction=PredictionView("Which?", options, 1, None))
        assert plain(step_rows(made, UTF8, 40))[-2:] == ["You predicted", "» 400 ExpiredToken"]
        wrong = step(prediction=PredictionView("Which?", options, 1, 2))
        assert plain(step_rows(wrong, UTF8, 40))[-2:] == ["✗ 400 ExpiredToken", "✓ it was: 403 AccessDenied"]
        assert "you predicted '400 ExpiredToken', it was '403 AccessDenied'" in passed_words(wrong)
        right = step(prediction=PredictionView("Which?", options, 2, 2))
        assert passed_words(right).endswith("as you predicted")

    def test_a_passed_step_says_how_to_go_on(self) -> None:
        assert plain(step_rows(step(state="passed"), UTF8, 40))[:2] == [
            "✓ One second too late",
            "  Passed. n goes on, or F8",
        ]

    def test_nothing_is_wider_than_its_column(self) -> None:
        for width in (24, 30, 44):
            drawn = step_rows(step(hints=("Try `" + "x" * 60 + "`.",)), UTF8, width, solution="y" * 90)
            assert max(row.cell_length for row in drawn) <= width


class TestMarkdown:
    def test_blocks(self) -> None:
        text = (
            "# Head\nOne\ntwo.\n\n- first\n  goes on\n- second\n\n1. one\n\n```\ncode  here\n\nmore\n```\nend"
        )
        assert plain(markdown.rows(text, 40)) == [
            "Head", "", "One two.", "", "- first goes on", "- second", "", "1. one", "",
            "  code  here", "", "  more", "", "end",
        ]  # fmt: skip

    def test_inline(self) -> None:
        drawn = markdown.inline("Use `aws s3`, **now**, *soon*, 2 * 3 * 4, [docs](https://example.com).")
        assert drawn.plain == "Use aws s3, now, soon, 2 * 3 * 4, docs (https://example.com)."
        assert {str(span.style) for span in drawn.spans} >= {"$pen", "bold $ink", "italic $ink"}

    def test_a_table_stands_in_columns_where_it_fits(self) -> None:
        text = "| what | seen |\n|---|---|\n| `GET` | 200 |\n| a longer one | 403 |"
        assert plain(markdown.rows(text, 30)) == [
            "what          seen",
            "GET           200",
            "a longer one  403",
        ]
        assert "bold $ink" in {str(span.style) for span in markdown.rows(text, 30)[0].spans}

    def test_where_it_does_not_fit_the_last_cell_stands_below(self) -> None:
        text = (
            "| what | known | source |\n|---|---|---|\n| one | yes | [the page](https://example.com/long) |"
        )
        assert plain(markdown.rows(text, 30)) == [
            "what  known", "  source", "one   yes", "  the page", "  (https://example.com/long)",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        "text",
        ["", "```", "**", "[red]x[/red]", "`", "# ", "- ", "|a|b|\n|-|-|", "|", "||", "|-|", "|a|\n|b|c|d|"],
    )
    def test_anything_is_drawn(self, text: str) -> None:
        markdown.rows(text, 20)
        assert "red" not in {str(span.style) for span in markdown.inline(text).spans}


class TestLinks:
    URL = "http://127.0.0.1:4566/trainer-private/coffee.jpg?X-Amz-Date=20261123T100000Z&X-Amz-Signature="

    def test_urls_are_found_in_what_a_console_prints(self) -> None:
        links = Links()
        links.read(f'see "{self.URL}aa" and\n{self.URL}bb\nhttp://127.0.0.1/plain')
        assert [link.url[-2:] for link in links.all()] == ["aa", "bb"]
        assert links.latest is not None
        assert links.latest.key == "coffee.jpg"
        assert links.find(links.latest.id) == links.latest

    def test_a_url_seen_again_is_the_latest_again(self) -> None:
        links = Links()
        links.read(f"{self.URL}aa {self.URL}bb {self.URL}aa")
        assert [link.url[-2:] for link in links.all()] == ["bb", "aa"]

    def test_only_the_loopback_is_local(self) -> None:
        links = Links()
        for host, local in (("127.0.0.1:1", True), ("b.localhost:1", True), ("s3.amazonaws.com", False)):
            found = links.add(f"http://{host}/k?X-Amz-Signature={host}")
            assert found is not None
            assert found.local is local


class TestClock:
    @pytest.mark.parametrize(
        ("offset", "text"),
        [
            (301, "+5 min 1 s"), (901, "+15 min 1 s"), (3600, "+1 h"), (3601, "+1 h"), (3661, "+1 h 1 min"),
            (604_801, "+7 d"), (-3600, "-1 h"), (30, "+30 s"), (90_000, "+25 h"),
        ],
    )  # fmt: skip
    def test_the_offset_is_told_as_far_as_it_matters(self, offset: float, text: str) -> None:
        assert distance(offset) == text

    def test_the_header_is_quiet_until_the_clock_was_moved(self) -> None:
        now = datetime(2026, 11, 23, 11, 0, 1, tzinfo=UTC)
        assert clock_fact(now, 0.2).plain == "lab clock 11:00:01Z"
        assert clock_fact(now, 3601).plain == "lab clock +1 h  11:00:01Z"

    def test_what_is_no_move_is_refused(self) -> None:
        assert seconds("+15m1s") == 901
        with pytest.raises(UsageError, match="no move of the clock"):
            seconds("tomorrow")

    def test_a_url_signed_by_real_time_is_told_from_one_by_lab_time(self) -> None:
        moved_at = datetime(2026, 11, 23, 10, 0, 0, tzinfo=UTC)
        by_real = {
            **line(1, "10:00:03"),
            "lab_at": "2026-11-23T11:00:03Z",
            "signed_at": "2026-11-23T10:00:02Z",
        }
        assert signed_by_real_time(by_real, moved_at)
        assert not signed_by_real_time({**by_real, "signed_at": "2026-11-23T11:00:02Z"}, moved_at)
        before_the_move = {**by_real, "signed_at": "2026-11-23T09:59:58Z"}
        assert not signed_by_real_time(before_the_move, moved_at)
        assert not signed_by_real_time({**by_real, "auth": "anonymous", "signed_at": None}, moved_at)


class TestProofText:
    @pytest.mark.parametrize(
        ("count", "cursor", "room", "shown"),
        [
            (4, 3, 9, range(4)),
            (9, 8, 3, range(6, 9)),
            (9, 0, 3, range(3)),
            (9, 4, 3, range(3, 6)),
            (2, 1, 0, range(1, 2)),
        ],
    )
    def test_the_cursor_stays_in_view(self, count: int, cursor: int, room: int, shown: range) -> None:
        assert window(count, cursor, room) == shown

    def test_curl_sends_method_headers_and_body(self) -> None:
        assert curl("GET", "http://x/k?a=1&b=2", {}, b"") == "curl -i 'http://x/k?a=1&b=2'"
        assert curl("HEAD", "http://x/k", {}, b"") == "curl -i -I http://x/k"
        made = curl("PUT", "http://x/k", {"Content-Type": "a b", "User-Agent": "t"}, b"it's")
        assert made == """curl -i -X PUT -H 'Content-Type: a b' --data-binary 'it'"'"'s' http://x/k"""
