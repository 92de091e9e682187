"""`trainer dissect` and `trainer --help`, from starting each to its end, against `aws s3 presign`.

    python -m bench.dissect [--rounds N]

All run in turn in one run, each a process of its own with its console script; the figure is the ratio of the
medians. `python -c pass` is the floor that none of them can do without. The aws command comes with the extra
`cli`; it signs offline, with credentials from the environment.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

REACH = 0.1
"""Of the time that the aws command takes."""
URL = (
    "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
    "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
    "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
)
BIN = Path(sys.executable).parent
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "trainer dissect URL": [str(BIN / "trainer"), "dissect", URL],
    "trainer dissect URL --json": [str(BIN / "trainer"), "dissect", URL, "--json"],
    "trainer --help": [str(BIN / "trainer"), "--help"],
    "aws s3 presign": [str(BIN / "aws"), "s3", "presign", "s3://examplebucket/test.txt"],
}
PEER = "aws s3 presign"
HELD = ("trainer dissect URL", "trainer --help")
"""Whose ratios decide."""


def main() -> int:
    """Print each median with its ratio, and return 0 if those that decide are within reach."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=21)
    took = in_turn(parser.parse_args().rounds)
    peer = took[PEER]
    for name, seconds in took.items():
        print(f"{name:28} {seconds * 1e3:6.1f} ms  {seconds / peer:6.3f}x")
    print(f"reach: {' and '.join(HELD)} at most {REACH}x")
    return 0 if all(took[name] <= REACH * peer for name in HELD) else 1


def in_turn(rounds: int) -> dict[str, float]:
    """Return the median seconds of each command; the first round, which may compile, is not counted."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    with TemporaryDirectory() as home:
        environ = {
            # As after an install, which compiles: the first round may write the bytecode.
            **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
            "HOME": home,
            "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
            "AWS_DEFAULT_REGION": "us-east-1",
        }
        for number in range(rounds + 1):
            for name, command in COMMANDS.items():
                seconds = timed(command, environ)
                if number:
                    times[name].append(seconds)
    return {name: statistics.median(each) for name, each in times.items()}


def timed(command: Sequence[str], environ: dict[str, str]) -> float:
    """Return how long a command takes to its end."""
    begin = time.perf_counter()
    subprocess.run(command, env=environ, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


if __name__ == "__main__":
    sys.exit(main())
