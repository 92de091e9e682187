"""The answer log as JSON Lines, the shape of `trainer progress export`.

`shown` and `chosen` are positions in the question's file, so that an answer can be read without knowing
how the options were shuffled; a recall card has neither. `drawn`, in the answers to parametric questions
alone, is what was drawn, by name. A grade that the student changed is an undo followed by the same answer
with the new grade.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from trainer.progress.answers import AnswerRow, LogRow, UndoRow
from trainer.progress.log import FILE_NAME, AnswerLog


def export(folder: Path, out: TextIO) -> None:
    """Write the log in the user's data folder to `out`, one JSON object a line, oldest first.

    Raises ProgressError if the log cannot be read.
    """
    with AnswerLog.open(folder / FILE_NAME) as log:
        for line in lines(log):
            out.write(line)


def lines(log: AnswerLog) -> Iterator[str]:
    """Yield each row of the log as a line of JSON with its newline."""
    for row in log.rows():
        yield json.dumps(_as_json(row)) + "\n"


def _as_json(row: LogRow) -> dict[str, Any]:
    match row:
        case UndoRow(n, at, of):
            return {"type": "undo", "n": n, "at": _text(at), "of": of}
        case AnswerRow(n, answer):
            return {
                "type": "answer",
                "n": n,
                "at": _text(answer.at),
                "question": answer.question,
                "revision": answer.revision,
                "deck": answer.deck,
                "domain": answer.domain,
                "mode": answer.mode,
                "shown": list(answer.shown),
                "chosen": list(answer.chosen),
                "correct": answer.correct,
                "sure": answer.sure,
                "seconds": answer.seconds,
                "grade": answer.grade,
                **({} if answer.drawn is None else {"drawn": dict(answer.drawn)}),
            }


def _text(time: datetime) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")
