"""A class on the course of these tests: the answers of students drawn by a seed, as exported logs."""

from collections.abc import Iterator
from math import exp
from pathlib import Path
from random import Random
from typing import Any

from tests.progress.exports import answer, write_log
from tests.sessions.course import MOONS, PLANETS

KEYS = {name: written[4] for name, written in (PLANETS | MOONS).items()}
OPTIONS = {
    name: {"multiple": 5, "recall": 0}.get(written[0], 4) for name, written in (PLANETS | MOONS).items()
}


def write_class(folder: Path, students: int, *, skips: float = 0.1) -> list[Path]:
    """Write a log a student; venus is hard, mars easy, and of saturn the key would be another."""
    folder.mkdir(parents=True, exist_ok=True)
    random = Random(20261125)
    return [
        write_log(folder / f"s{number:03}.jsonl", list(_answers(random, random.gauss(0, 1.3), skips)))
        for number in range(students)
    ]


def _answers(random: Random, able: float, skips: float) -> Iterator[dict[str, Any]]:
    n = 0
    for name, key in KEYS.items():
        if random.random() < skips:
            continue
        n += 1
        knows = _knows(random, name, able)
        chosen = key if knows else _wrong(random, name)
        seconds = round(random.lognormvariate(3.6, 0.5), 1)
        yield answer(n, name, right=knows, chosen=sorted(chosen), seconds=seconds)
        if not knows:
            n += 1
            yield answer(n, name, chosen=sorted(key))


def _knows(random: Random, name: str, able: float) -> bool:
    hard = {"venus": 2.2, "mars": -3.5}.get(name, 0.0)
    slope = -1.5 if name == "saturn" else 1.5
    return random.random() < 1 / (1 + exp(-slope * (able - hard)))


def _wrong(random: Random, name: str) -> tuple[int, ...]:
    key = KEYS[name]
    wrong = [option for option in range(OPTIONS[name]) if option not in key]
    # The last of them attracts nobody.
    return (*key[:-1], random.choice(wrong[:-1])) if wrong else ()
