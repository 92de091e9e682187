"""The journal: each request that the cloud answered, one numbered line each, bounded in number and size."""

import json
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Condition
from time import monotonic
from typing import Any

MAX_LINES = 10_000
MAX_BYTES = 32 * 1024 * 1024
SETTLE = 0.5
"""Seconds that a reader waits for the line of a request whose last bytes are just leaving."""


class Journal:
    """Numbered lines, the oldest dropped first; every method may be called from any thread."""

    def __init__(self, max_lines: int = MAX_LINES, max_bytes: int = MAX_BYTES) -> None:
        self._max_lines = max_lines
        self._max_bytes = max_bytes
        self._lines: deque[tuple[int, str]] = deque()
        self._bytes = 0
        self._last = 0
        self._cleared_at = 0
        self._epoch = 0
        self._leaving: dict[int, float] = {}
        self._leaving_ids = 0
        self._changed = Condition()

    @property
    def epoch(self) -> int:
        """A number that changes when the journal is emptied; a request takes it when it arrives."""
        with self._changed:
            return self._epoch

    def append(self, line: Mapping[str, Any], epoch: int | None = None) -> int | None:
        """Number a line and keep it; return its number, or None if it began before the last `clear`."""
        with self._changed:
            if epoch is not None and epoch != self._epoch:
                return None
            self._last += 1
            # In ASCII: other characters too end a line for some readers of lines.
            text = json.dumps({"n": self._last, **line})
            self._lines.append((self._last, text))
            self._bytes += len(text)
            while len(self._lines) > self._max_lines or self._bytes > self._max_bytes:
                self._bytes -= len(self._lines.popleft()[1])
            return self._last

    def after(self, n: int) -> tuple[int, list[str]]:
        """Return how many lines above `n` were dropped for want of room, and the rest as JSON, oldest first.

        Waits for a moment for the lines of answers that are just leaving, so that a client which has read an
        answer to its end finds its line.
        """
        with self._changed:
            self._settle()
            kept = [text for number, text in self._lines if number > n]
            oldest = self._lines[0][0] if self._lines else self._last + 1
            return max(0, oldest - 1 - max(n, self._cleared_at)), kept

    def clear(self) -> None:
        """Forget every line, and those of requests still under way; the numbering goes on."""
        with self._changed:
            self._lines.clear()
            self._bytes = 0
            self._cleared_at = self._last
            self._epoch += 1

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Mark that the last bytes of an answer are being written and its line comes next."""
        with self._changed:
            self._leaving_ids += 1
            mine = self._leaving_ids
            self._leaving[mine] = monotonic()
        try:
            yield
        finally:
            with self._changed:
                del self._leaving[mine]
                self._changed.notify_all()

    def _settle(self) -> None:
        # A client that stalls on its last bytes must not delay the journal's readers again and again.
        now = monotonic()
        awaited = {mine for mine, since in self._leaving.items() if now - since < SETTLE}
        self._changed.wait_for(lambda: awaited.isdisjoint(self._leaving), SETTLE)
