"""The command `answer`, and the box through which it speaks with the session of its lab."""

import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from trainer.errors import UsageError
from trainer.labs.answer_box import LIMIT, AnswerBox, HandedIn, Reply
from trainer.labs.shims import answer


@pytest.fixture
def box(tmp_path: Path) -> AnswerBox:
    box = AnswerBox(tmp_path / "answers")
    box.empty()
    return box


Outcome = tuple[subprocess.CompletedProcess[str], list[HandedIn]]
HandIn = Callable[..., Outcome]
RIGHT = Reply(True, "right")


@pytest.fixture
def handed_in(box: AnswerBox, tmp_path: Path) -> HandIn:
    """Return a function that runs the command while somebody replies, and returns what came of both."""

    def run(*words: str, stdin: str = "", reply: Reply = RIGHT) -> Outcome:
        taken: list[HandedIn] = []
        stop = threading.Event()

        def look() -> None:
            while not stop.wait(0.02):
                for found in box.take():
                    taken.append(found)
                    box.reply(found, reply)

        thread = threading.Thread(target=look)
        thread.start()
        try:
            ran = subprocess.run(
                [sys.executable, "-m", "trainer.labs.shims.answer", *words],
                cwd=tmp_path, input=stdin, capture_output=True, text=True, timeout=60,
                env={**os.environ, "TRAINER_LAB_ANSWERS": str(tmp_path / "answers")},
            )  # fmt: skip
        finally:
            stop.set()
            thread.join()
        return ran, taken

    return run


def test_an_answer_is_handed_in_and_the_reply_printed(handed_in: HandIn, tmp_path: Path) -> None:
    ran, (taken,) = handed_in("who", "AKIA1")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "right\n", "")
    assert (taken.check, taken.text) == ("who", "AKIA1")
    assert not list((tmp_path / "answers").iterdir())


def test_a_wrong_answer_has_an_exit_code_of_its_own(handed_in: HandIn) -> None:
    ran, _ = handed_in("who", "AKIA1", reply=Reply(False, "not yet: \x1b[2Jno"))
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr == "not yet: \\x1b[2Jno\n"


@pytest.mark.parametrize("words", [("text", "@text.txt"), ("text",)])
def test_many_lines_come_from_a_file_or_a_pipe(
    handed_in: HandIn, tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "text.txt").write_text("one\n\nthree\n")
    ran, (taken,) = handed_in(*words, stdin="" if len(words) > 1 else "one\n\nthree\n")
    assert ran.returncode == 0
    assert taken.text == "one\n\nthree\n"


def test_several_words_are_one_answer(handed_in: HandIn) -> None:
    _, (taken,) = handed_in("lasts", "86", "400")
    assert taken.text == "86 400"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "say which check"),
        (["who", " "], "the answer is empty"),
        (["who"], "the answer is empty"),
    ],
)
def test_a_wrong_call_is_told(
    words: list[str], says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRAINER_LAB_ANSWERS", str(tmp_path))
    with pytest.raises(UsageError, match=says):
        answer.run(words, io.BytesIO(b"\n"))


def test_a_file_that_is_not_there_and_no_lab_are_told_in_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["answer", "who", "@nothing-here"])
    monkeypatch.delenv("TRAINER_LAB_ANSWERS", raising=False)
    assert answer.main() == 2
    assert "open a lab first" in capsys.readouterr().err
    monkeypatch.setenv("TRAINER_LAB_ANSWERS", str(tmp_path))
    assert answer.main() == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_nobody_who_looks_is_told_too(
    box: AnswerBox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TRAINER_LAB_ANSWERS", str(tmp_path / "answers"))
    monkeypatch.setattr(answer, "PATIENCE", 0.2)
    assert answer.run(["who", "me"], io.BytesIO()) == 1
    assert "is the lab's screen open?" in capsys.readouterr().err


def test_answers_are_taken_in_the_order_of_their_coming_and_once(box: AnswerBox) -> None:
    for text in ("first", "second", "third"):
        box.hand_in("who", text)
    assert [found.text for found in box.take()] == ["first", "second", "third"]
    assert not box.take()


def test_a_flood_is_cut_and_rubbish_thrown_away(box: AnswerBox, tmp_path: Path) -> None:
    folder = tmp_path / "answers"
    for number, text in enumerate(("", "{", "[]", '{"check": "who"}', "\x00" * 100, '"x"')):
        (folder / f"{number}.answer").write_text(text)
    box.hand_in("who", "x" * (LIMIT + 100))
    (found,) = box.take()
    assert len(found.text) == LIMIT
    assert not list(folder.iterdir())


def test_what_nobody_took_is_gone_after_a_new_start(box: AnswerBox) -> None:
    box.hand_in("who", "old")
    box.empty()
    assert not box.take()
