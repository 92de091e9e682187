"""Lines of exported logs, as `trainer progress export` writes them."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any


def answer(
    n: int, question: str, *, right: bool = True, chosen: Sequence[int] = (0,), **more: Any
) -> dict[str, Any]:
    """Return the answer number `n`; `more` overrides its other fields."""
    return {
        "type": "answer", "n": n, "at": "2026-11-23T12:00:00Z", "question": question, "revision": 1,
        "deck": "deck", "domain": "secure", "mode": "study", "shown": [0, 1, 2, 3], "chosen": list(chosen),
        "correct": right, "sure": False, "seconds": 20.0, "grade": 3 if right else 1, **more,
    }  # fmt: skip


def undo(n: int, of: int) -> dict[str, Any]:
    return {"type": "undo", "n": n, "at": "2026-11-23T12:00:00Z", "of": of}


def write_log(path: Path, rows: Sequence[dict[str, Any] | str]) -> Path:
    """Write a log; a row that is text is written as it is."""
    lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path
