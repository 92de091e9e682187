"""How fast a changed bank is read, and a large one opened: `python bench/bank.py [--questions N]`.

Each figure is a ratio of two things timed in turn in this run, because absolute times drift. The questions
are those of the shipped deck, over and over, under other ids.
"""

import argparse
import gc
import itertools
import re
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from trainer.content.bank import Bank
from trainer.content.compile import compile_bank
from trainer.content.index import SETTINGS_FILES
from trainer.paths import shipped_bank
from trainer.yaml import read

PER_DECK = 500
SMALL, LARGE = 100, 100_000
PARSE_LIMIT, COMPILE_LIMIT, START_LIMIT = 2.0, 0.5, 1.10


def make_bank(folder: Path, count: int) -> list[Path]:
    """Write a bank of so many questions; return its decks."""
    folder.mkdir(parents=True)
    for name in SETTINGS_FILES:
        shutil.copy(shipped_bank() / name, folder)
    deck = max(shipped_bank().glob("*.yaml"), key=lambda path: path.stat().st_size).read_text(
        encoding="utf-8"
    )
    head, _, body = deck.partition("questions:\n")
    questions = itertools.cycle(re.split(r"(?m)^(?=  - id: )", body)[1:])
    decks = []
    for start in range(0, count, PER_DECK):
        texts = [
            next(questions).replace("- id: ", f"- id: q{number}\n    x-was: ", 1)
            for number in range(start, min(start + PER_DECK, count))
        ]
        path = folder / f"deck{start:06}.yaml"
        named = re.sub(r"(?m)^deck: .*$", f"deck: deck{start:06}", head)
        path.write_text(f"{named}questions:\n{''.join(texts)}", encoding="utf-8")
        decks.append(path)
    return decks


def in_turn(runs: int, *works: Callable[[], Any]) -> list[float]:
    """Return the median seconds of the processor that each work takes, timed in turn."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(runs):
        for work, taken in zip(works, times, strict=True):
            gc.collect()
            begin = time.process_time()
            work()
            taken.append(time.process_time() - begin)
    return [statistics.median(taken) for taken in times]


def events(texts: list[str]) -> None:
    """Let libyaml make its events, and drop them."""
    gc.disable()
    for text in texts:
        for _ in yaml.parse(text, Loader=yaml.CSafeLoader):
            pass
    gc.enable()


def report(name: str, ours: float, peer: float, limit: float, peer_name: str) -> bool:
    """Print a ratio; False when it is over the limit."""
    ratio = ours / peer
    verdict = "ok" if ratio <= limit else "TOO SLOW"
    print(
        f"{name}: {ours * 1000:.2f} ms, {peer_name} {peer * 1000:.2f} ms, x{ratio:.2f} (<= {limit}) {verdict}"
    )
    return ratio <= limit


def parse_and_compile(folder: Path, count: int) -> bool:
    """Time the reading of every deck, and the whole compilation."""
    texts = [path.read_text(encoding="utf-8") for path in make_bank(folder / "bank", count)]
    caches = (folder / f"cache{number}" for number in itertools.count())
    ours, bare, whole, loaded = in_turn(
        5,
        lambda: read_all(texts),
        lambda: events(texts),
        lambda: compile_as_a_process(folder / "bank", next(caches)),
        lambda: [yaml.load(text, Loader=yaml.CSafeLoader) for text in texts],
    )
    parsed = report(f"parse {count} questions", ours, bare, PARSE_LIMIT, "libyaml's events")
    return report(f"compile {count} questions", whole, loaded, COMPILE_LIMIT, "CSafeLoader") and parsed


def read_all(texts: list[str]) -> None:
    """Read each deck strictly, one after the other, as the compilation does: with the collector off."""
    gc.disable()
    for text in texts:
        read(text)
    gc.enable()


def compile_as_a_process(folder: Path, cache: Path) -> None:
    """Compile with the collector off, as `python -m trainer.content.compile` does."""
    gc.disable()
    compile_bank([folder], cache)
    gc.enable()


def start(folder: Path, small: int, large: int) -> bool:
    """Time opening a bank and reading one question, with few questions and with many."""
    for count in (small, large):
        make_bank(folder / f"bank{count}", count)
        compile_as_a_process(folder / f"bank{count}", folder / "cache")
    few, many = in_turn(300, lambda: open_one(folder, small), lambda: open_one(folder, large))
    return report(f"start with {large} questions", many, few, START_LIMIT, f"with {small}")


def open_one(folder: Path, count: int) -> None:
    """Open a bank and read one of its questions."""
    with Bank.open([folder / f"bank{count}"], folder / "cache") as bank:
        bank.question(f"q{SMALL // 2}")


def main() -> int:
    """Run what was asked for; 1 when a ratio is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--questions", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=LARGE)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        good = parse_and_compile(Path(folder) / "changed", chosen.questions)
        good = start(Path(folder) / "start", SMALL, chosen.large) and good
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
