"""The way of an answer from a lab's console to its session, and of the reply back: files in a folder."""

import json
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

LIMIT = 64 * 1024
"""Bytes of an answer that are read; a canonical request has hundreds."""

LOOK = 0.05
"""Seconds between two looks for a reply."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """An answer that lies in the box."""

    id: str
    check: str
    text: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What became of an answer."""

    right: bool
    says: str


class AnswerBox:
    """Both ends of it: the command `answer` hands in and waits, the session takes out and replies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def empty(self) -> None:
        """Make the folder, for the user alone, and throw away what nobody took."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in self._folder.iterdir():
            if not file.is_dir():
                file.unlink(missing_ok=True)

    def hand_in(self, check: str, text: str) -> str:
        """Put an answer into the box and return its id. Raises OSError."""
        # Names sort by time, so that the later of two answers to a check counts.
        name = f"{time.time_ns():020}-{token_hex(4)}"
        self._write(f"{name}.answer", {"check": check, "text": text[:LIMIT]})
        return name

    def reply_to(self, id: str, patience: float) -> Reply | None:  # noqa: A002
        """Wait so many seconds for the reply to an answer; None if nobody looked at it."""
        file = self._folder / f"{id}.reply"
        end = time.monotonic() + patience
        while not file.exists():
            if time.monotonic() > end:
                return None
            time.sleep(LOOK)
        found = json.loads(file.read_text("utf-8"))
        file.unlink(missing_ok=True)
        return Reply(found["right"], found["says"])

    def take(self) -> Sequence[HandedIn]:
        """Take out what was handed in, the oldest first. What is no answer is thrown away."""
        taken = []
        for file in sorted(self._folder.glob("*.answer")):
            try:
                with file.open("rb") as opened:
                    found = json.loads(opened.read(8 * LIMIT))
                taken.append(HandedIn(file.stem, str(found["check"]), str(found["text"])))
            except (OSError, ValueError, KeyError, TypeError):
                pass
            file.unlink(missing_ok=True)
        return taken

    def reply(self, handed_in: HandedIn, reply: Reply) -> None:
        """Tell whoever waits what became of an answer. Raises OSError."""
        self._write(f"{handed_in.id}.reply", {"right": reply.right, "says": reply.says})

    def _write(self, name: str, what: dict[str, object]) -> None:
        beside = self._folder / f"{name}.new"
        beside.write_text(json.dumps(what), "utf-8")
        os.replace(beside, self._folder / name)
