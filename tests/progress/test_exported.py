"""Reading the logs of a class: first answers, later ones, and what does not count."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.progress.answering import NOON
from tests.progress.answering import answer as given
from tests.progress.exports import answer, undo, write_log
from trainer.errors import UsageError
from trainer.progress.export import export
from trainer.progress.exported import ClassLog, Key, read_logs
from trainer.progress.log import FILE_NAME, AnswerLog


def read(folder: Path, *rows: dict[str, Any] | str) -> ClassLog:
    return read_logs([write_log(folder / "s1.jsonl", rows)])


def seen(log: ClassLog, question: str = "q", revision: int = 1) -> list[tuple[int, int, int]]:
    """Return who answered, right or not, and the options chosen as bits."""
    first = log.first[Key(question, revision)]
    return list(zip(first.students, first.right, first.chosen, strict=True))


def test_what_the_trainer_exports_is_read(tmp_path: Path) -> None:
    with AnswerLog.open(tmp_path / FILE_NAME) as log:
        log.append(given("q", grade=1, chosen=(2,), seconds=41.5))
        log.regrade(1, 1, NOON)
        log.append(given("q", grade=3, chosen=(0, 3)))
    exported = tmp_path / "ann.jsonl"
    with exported.open("w", encoding="utf-8") as out:
        export(tmp_path, out)
    found = read_logs([exported])
    assert seen(found) == [(0, 0, 0b100)]
    assert list(found.first[Key("q", 1)].seconds) == [41.5]
    assert (found.later[Key("q", 1)].answers, found.later[Key("q", 1)].right) == (1, 1)
    assert (found.logs, found.students, found.undone, found.remarks) == (1, 1, 1, {})


def test_the_first_answer_that_stands_is_kept(tmp_path: Path) -> None:
    rows = [
        answer(1, "q", right=False),
        answer(2, "q"),
        answer(3, "q"),
        undo(4, 1),
        answer(5, "r"),
        undo(6, 2),
    ]
    found = read(tmp_path, *rows)
    assert seen(found) == [(0, 1, 1)]
    assert found.undone == 2
    assert Key("q", 1) not in found.later


def test_each_revision_is_a_question_of_its_own(tmp_path: Path) -> None:
    found = read(tmp_path, answer(1, "q", right=False), answer(2, "q", revision=2))
    assert (seen(found), seen(found, revision=2)) == ([(0, 0, 1)], [(0, 1, 1)])
    assert found.later == {}


def test_a_preview_by_its_author_does_not_count(tmp_path: Path) -> None:
    found = read(tmp_path, answer(1, "q", mode="preview"), answer(2, "q", mode="exam", right=False))
    assert (seen(found), found.previews) == ([(0, 0, 1)], 1)


def test_a_file_is_a_student_and_a_line_may_say_another(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    paths = [
        write_log(tmp_path / "log.jsonl", [answer(1, "q", right=False)]),
        write_log(tmp_path / "other" / "log.jsonl", [answer(1, "q"), answer(2, "r")]),
        write_log(tmp_path / "class.jsonl", [answer(1, "q", student="s1"), answer(1, "q", student="s2")]),
    ]
    found = read_logs(paths)
    assert (found.logs, found.students, len(found.first[Key("q", 1)])) == (3, 4, 4)


def test_a_later_export_of_a_student_adds_what_is_new(tmp_path: Path) -> None:
    monday = [answer(1, "q", student="s1"), answer(2, "r", student="s1")]
    friday = [*monday, answer(3, "s", student="s1")]
    found = read_logs([write_log(tmp_path / "1.jsonl", monday), write_log(tmp_path / "2.jsonl", friday)])
    assert {key.question: len(each) for key, each in found.first.items()} == {"q": 1, "r": 1, "s": 1}
    (remark,) = found.remarks[str(tmp_path / "2.jsonl")]
    assert (remark.lines, remark.line) == (2, 1)
    assert found.later == {}


def test_a_log_under_two_names_counts_once(tmp_path: Path) -> None:
    first = write_log(tmp_path / "a.jsonl", [answer(1, "q")])
    second = write_log(tmp_path / "b.jsonl", [answer(1, "q")])
    found = read_logs([first, second, first])
    assert (found.logs, found.students) == (1, 1)
    assert found.copies == [(str(second), str(first)), (str(first), str(first))]


BROKEN = {
    "no JSON": ['{"type": "answer"', "hello", "{" * 100_000, '"' + "x" * 200_000],
    "no line of an answer log": ["[]", "17", '{"event": "click"}', '{"type": 3}', "null"],
    "of a kind that this version does not know": ['{"type": "note", "n": 1}'],
    "not as `trainer progress export` writes an answer": [
        json.dumps(answer(9, "q") | {field: value})
        for field, value in [
            ("question", ""), ("question", 3), ("revision", 0), ("revision", True), ("n", "9"), ("n", -1),
            ("correct", 1), ("mode", "game"), ("seconds", -1), ("seconds", float("nan")), ("seconds", True),
            ("seconds", 10**300), ("chosen", "A"), ("chosen", [True]), ("chosen", [-1]), ("chosen", [32]),
            ("chosen", [0] * 33), ("chosen", [10**30]), ("n", 2**63),
        ]
    ],
}  # fmt: skip


@pytest.mark.parametrize(("why", "line"), [(why, line) for why, lines in BROKEN.items() for line in lines])
def test_a_line_that_is_none_is_left_out_and_the_rest_counts(why: str, line: str, tmp_path: Path) -> None:
    found = read(tmp_path, answer(1, "q"), line, line, answer(10, "r"))
    assert {key.question for key in found.first} == {"q", "r"}
    (remark,) = found.remarks[str(tmp_path / "s1.jsonl")]
    assert (remark.why, remark.line, remark.lines) == (why, 2, 2)


@pytest.mark.parametrize("content", [b"", b"\n\n", b"id,answer\n1,A\n", b"\x00\xff" * 5000, b'{"a": 1}\n'])
def test_a_file_that_is_no_log_is_named(content: bytes, tmp_path: Path) -> None:
    strange = tmp_path / "strange"
    strange.write_bytes(content)
    found = read_logs([strange, write_log(tmp_path / "s1.jsonl", [answer(1, "q")])])
    assert (found.silent, found.students) == ([str(strange)], 1)


def test_a_log_with_a_byte_order_mark_and_cr_lf_is_read(tmp_path: Path) -> None:
    path = tmp_path / "s1.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(answer(1, "q")).encode() + b"\r\n")
    assert seen(read_logs([path])) == [(0, 1, 1)]


def test_what_cannot_be_read_twice_is_refused(tmp_path: Path) -> None:
    for path, says in (
        (tmp_path / "none", "there is no log"),
        (tmp_path, "is a folder"),
        ("/dev/zero", "no regular"),
    ):
        with pytest.raises(UsageError, match=says):
            read_logs([Path(path)])


def test_progress_is_told_up_to_the_end(tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    path = write_log(tmp_path / "s1.jsonl", [answer(n, "q") for n in range(1, 3001)])
    read_logs([path], lambda done, of: told.append((done, of)))
    assert told == sorted(told)
    assert {of for _, of in told} == {2 * path.stat().st_size}
    assert told[-1][0] == told[-1][1]


MEASURE = """
import resource, sys
from pathlib import Path
from trainer.progress.exported import read_logs
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = read_logs([Path(sys.argv[1])])
print(len(found.first), found.students, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_100_mb_of_logs_are_not_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "class.jsonl"
    with path.open("w", encoding="utf-8") as out:
        for n in range(1, 400_001):
            row = answer(n // 100 + 1, f"question-{n % 100}", student=f"student-{n % 100}", padding="")
            out.write(json.dumps(row) + "\n")
    assert path.stat().st_size > 100 * 2**20
    command = [sys.executable, "-c", MEASURE, str(path)]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)
    questions, students, kilobytes = map(int, ran.stdout.split())
    assert (questions, students) == (100, 100)
    assert kilobytes < 20 * 1024
