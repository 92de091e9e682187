"""Saving an answer against a bare synced write, and finding what is due in a large log against a small one.

    python -m bench.answer_saved [--folder FOLDER]

Both figures are ratios of two things timed in turn in one run. FOLDER should be on the disk that the
answer log is on; the default is the folder of temporary files.
"""

import argparse
import os
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from trainer.progress.answers import Answer
from trainer.progress.log import AnswerLog
from trainer.progress.queue import Choice
from trainer.study.scheduling import load

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
ROUNDS = 400
SMALL, LARGE = 10_000, 1_000_000
REACH = 2.0


def main() -> int:
    """Print both ratios and return 0 if both are within reach."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path)
    chosen = parser.parse_args().folder
    with TemporaryDirectory(dir=chosen) as folder:
        saved = told("an answer saved / 4 KiB write + fdatasync", *saving(Path(folder)))
        due = told(f"next due of {LARGE:,} / of {SMALL:,}", *finding(Path(folder)))
    return 0 if max(saved, due) <= REACH else 1


def told(name: str, ours: list[float], floor: list[float]) -> float:
    """Print a ratio of medians with both in microseconds, and return it."""
    ours_us, floor_us = (statistics.median(times) * 1e6 for times in (ours, floor))
    ratio = ours_us / floor_us
    print(f"{name}: {ratio:.2f}x  ({ours_us:.0f} us / {floor_us:.0f} us, reach {REACH}x)")
    return ratio


def saving(folder: Path) -> tuple[list[float], list[float]]:
    """Time saving an answer in a session's slot, and a bare synced write of 4 KiB."""
    load()
    with AnswerLog.open(folder / "saved.db") as log, (folder / "bare").open("wb", buffering=0) as bare:
        slots = log.queue.begin(Choice(), [(f"question-{n}", (0, 1, 2, 3)) for n in range(ROUNDS)], NOW)
        answers = iter(slots)

        def save() -> None:
            slot = next(answers)
            log.append(answer(slot.question, NOW + slot.position * timedelta(minutes=1)), slot)

        def write() -> None:
            bare.write(b"\xa5" * 4096)
            os.fdatasync(bare.fileno())

        return in_turn(save, write, ROUNDS)


def finding(folder: Path) -> tuple[list[float], list[float]]:
    """Time finding the next twenty due questions in a large log and in a small one."""
    with AnswerLog.open(filled(folder, LARGE)) as large, AnswerLog.open(filled(folder, SMALL)) as small:
        everything = Everything()
        return in_turn(
            lambda: large.cards.due(NOW, everything, 20), lambda: small.cards.due(NOW, everything, 20), ROUNDS
        )


class Everything(frozenset[str]):
    """All questions there are, without a list of them: that is the bank's, and not measured here."""

    def __contains__(self, item: object) -> bool:
        return True


def in_turn(
    first: Callable[[], object], second: Callable[[], object], rounds: int
) -> tuple[list[float], list[float]]:
    """Return the times of both in seconds, taken in turn so that the machine's moods fall on both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds):
        for each, kept in zip((first, second), times, strict=True):
            begin = time.perf_counter()
            each()
            kept.append(time.perf_counter() - begin)
    return times


def answer(question: str, at: datetime) -> Answer:
    """Return an answer as a session writes it."""
    return Answer(
        at=at, question=question, revision=1, deck="deck", domain="secure", mode="study", shown=(2, 0, 3, 1),
        chosen=(1,), correct=True, sure=True, seconds=31.4, grade=4,
    )  # fmt: skip


def filled(folder: Path, cards: int) -> Path:
    """Return a log with so many scheduled questions, one in three of them due."""
    path = folder / f"{cards}.db"
    AnswerLog.open(path).close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO card (question, revision, domain, phase, step, stability, difficulty, reviewed_at,"
            " due, suspended, fresh_right) VALUES (?, 1, 'secure', 'review', NULL, 8.0, 5.0, ?, ?, 0, 1)",
            scheduled(cards),
        )
    return path


def scheduled(cards: int) -> Iterator[tuple[str, int, int]]:
    """Yield questions with when they were answered and when they are due, spread over a month."""
    now = int(NOW.timestamp())
    for n in range(cards):
        # A stride that is prime to the span spreads the times without a random generator.
        due = now + (n * 7919) % (30 * 86400) - 10 * 86400
        yield f"question-{n:07}", due - 8 * 86400, due


if __name__ == "__main__":
    sys.exit(main())
