"""`trainer bank report`: the words and plots of the analysis, and bad input told in one line."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.progress.exports import answer, write_log
from tests.sessions.classroom import write_class
from tests.sessions.course import write_course
from tests.tui.terminal import Terminal
from trainer.plain.item_report import item_report
from trainer.plain.plots import ASCII, UTF8, bar, ink_of, interval, plane


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRAINER_CACHE_DIR", str(tmp_path / "cache"))


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path / "bank")


def told(course: Path, logs: list[Path], *, as_json: bool = False) -> str:
    out = io.StringIO()
    assert item_report([course], logs, as_json, out) == 0
    return out.getvalue()


def run(*arguments: str | Path, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "trainer", "bank", "report", *map(str, arguments)],
        capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120,
        env={"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8", **environment},
    )  # fmt: skip


def test_what_deserves_a_look_comes_first(course: Path, tmp_path: Path) -> None:
    text = told(course, write_class(tmp_path / "logs", 40))
    lines = text.splitlines()
    assert lines[0].startswith("40 students in 40 logs; ")
    assert re.match(
        r"KR-20 0\.\d\d over 9 questions and 40 students; \d+ % of their answers are missing", lines[1]
    )
    heads = ["Look at these first", "Questions", "Map:", "Options:", "Misconceptions"]
    found = [next(n for n, line in enumerate(lines) if line.startswith(head)) for head in heads]
    assert found == sorted(found)
    assert lines[found[0] + 1] == "  saturn"
    assert "is the key right?" in lines[found[0] + 2]
    assert "\x1b" not in text


def test_an_option_row_has_counts_shares_and_groups(course: Path, tmp_path: Path) -> None:
    lines = told(course, write_class(tmp_path / "logs", 40)).splitlines()
    begin = next(n for n, line in enumerate(lines) if line.startswith("  earth: "))
    assert re.fullmatch(
        r"  earth: \d+ of \d+ right at first, \d+ of \d+ later, \d+ s \(\d+ to \d+\)", lines[begin]
    )
    key = lines[begin + 4]
    assert re.match(r"    D right +\d+  0\.\d\d █+▌? +\d\.\d\d  \d\.\d\d$", key)
    assert lines[begin + 1].endswith("  sharing-needs-public-access")


def test_json_has_the_figures_and_nothing_for_too_few(course: Path, tmp_path: Path) -> None:
    found = json.loads(told(course, write_class(tmp_path / "logs", 40), as_json=True))
    saturn = next(each for each in found["questions"] if each["question"] == "saturn")
    assert saturn["point_biserial"] < 0
    assert {"facility", "discrimination", "students", "ranked", "seconds", "later"} <= saturn.keys()
    assert [each["correct"] for each in saturn["options"]] == [False, True, False, False]
    assert found["look_first"][0] == "saturn"
    few = json.loads(told(course, write_class(tmp_path / "few", 9), as_json=True))
    assert few["kr20"] is None
    for each in few["questions"]:
        assert (each["facility"], each["discrimination"], each["point_biserial"]) == (None, None, None)
        assert {option["share"] for option in each["options"]} <= {None}
        assert each["concerns"] == []


def test_too_few_students_are_counted_and_no_more(course: Path, tmp_path: Path) -> None:
    text = told(course, write_class(tmp_path / "logs", 9))
    assert text.startswith("9 students in 9 logs; ")
    assert "No KR-20: it takes two questions or more that 20 students answered both\n" in text
    assert "! 11 questions with fewer than 10 students: counts and no shares\n" in text
    assert not re.search(r"\d\.\d\d", text)


def test_what_did_not_count_is_said(course: Path, tmp_path: Path) -> None:
    logs = [
        write_log(tmp_path / "1.jsonl", [answer(1, "io"), "{", answer(2, "nowhere"), answer(3, "x\x1b[31m")]),
        write_log(tmp_path / "2.jsonl", ["id;answer"]),
        write_log(tmp_path / "3.jsonl", [answer(1, "io", revision=4)]),
    ]
    text = told(course, [*logs, logs[2]])
    lines = " ".join(text.split())
    assert f"! {logs[0]}: 1 line left out, the first is line 2: no JSON" in lines
    assert f"! {logs[1]} is no answer log, and is left out" in lines
    assert f"! {logs[2]} is the same as {logs[2]}, and is left out" in lines
    assert "answers to questions that this bank does not have are left out: nowhere and 1 more" in lines
    assert "io, revision 4 (now 1, newer than this bank): 1 of 1 right" in lines
    assert "\x1b" not in told(
        course, [write_log(tmp_path / "4.jsonl", [answer(1, "io"), answer(2, "x\x1b[31m")])]
    )


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_lines_fit_a_terminal(columns: int, course: Path, tmp_path: Path) -> None:
    logs = write_class(tmp_path / "logs", 25)
    arguments = ["bank", "report", *map(str, logs), "--bank", str(course)]
    with Terminal(*arguments, data=tmp_path, size=(columns, 200)) as terminal:
        assert terminal.ends() == 0
        lines = [line.rstrip() for line in terminal.text.splitlines()]
    assert lines[0].startswith("25 students in 25 logs")
    rows = [line for line in lines if "━" in line]
    assert len(rows) >= 11
    begin = next(n for n, line in enumerate(lines) if line.startswith("Questions"))
    end = next(n for n, line in enumerate(lines) if line.startswith("Map"))
    assert len(lines[begin + 3 : end]) <= 13, "no row was broken in two"


@pytest.mark.parametrize("environment", [{"TRAINER_ASCII": "1"}, {"LC_ALL": "C"}])
def test_where_there_is_only_ascii_plots_are_drawn_in_it(
    environment: dict[str, str], course: Path, tmp_path: Path
) -> None:
    logs = write_class(tmp_path / "logs", 25)
    ran = run(*logs, "--bank", course, home=tmp_path, **environment)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.isascii()
    assert "\\u" not in ran.stdout
    assert re.search(r"--===+o=+-+", ran.stdout)


def test_bad_input_is_one_line(course: Path, tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").touch()
    for arguments, code, says in (
        ([], 2, "Missing argument"),
        (["none.jsonl"], 2, "there is no log none.jsonl; name files of trainer progress export"),
        ([tmp_path], 2, f"name the logs in it, as {tmp_path}/*.jsonl"),
        ([tmp_path / "empty.jsonl"], 1, "holds no answer; write logs with trainer progress export"),
    ):
        ran = run(*arguments, "--bank", course, home=tmp_path)
        assert (ran.returncode, ran.stdout) == (code, "")
        assert says in ran.stderr
        assert len(ran.stderr.splitlines()) == 1


def test_an_interval_lies_round_its_point() -> None:
    assert interval(10, 20, 20, UTF8) == "──────━━━━●━━━──────"
    assert interval(0, 30, 10, ASCII) == "o---------"
    assert interval(30, 30, 10, ASCII) == "---------o"


def test_a_bar_starts_at_zero_and_shows_whatever_is_more() -> None:
    assert [bar(part, 4, UTF8).rstrip() for part in (0, 0.001, 0.125, 0.5, 1)] == ["", "▌", "▌", "██", "████"]


def test_points_of_a_plane_are_counted_by_cell() -> None:
    lines = plane([(0.5, 0.31), (0.55, 0.29), (1.0, -0.2)], 10, ASCII, (0.3,), 0.1)
    assert lines == [
        "  0.4    :",
        "  0.3    : 2",
        "  0.2    :",
        "  0.1 ---:------",
        "  0.0    :",
        " -0.1    :",
        " -0.2    :     1",
        " -0.3    :",
    ]


def test_ink_follows_the_output() -> None:
    assert ink_of(io.StringIO(), {}) is UTF8
    assert ink_of(io.TextIOWrapper(io.BytesIO(), encoding="latin-1"), {}) is ASCII
