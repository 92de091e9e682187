"""The command `clock` of a lab's console: show lab time, move it, or return to real time."""

import os
import re
import sys
from collections.abc import Sequence

from trainer.cloud.client import CloudClient, LabClock, Ready
from trainer.errors import TrainerError, UsageError
from trainer.labs.words import duration

_PARTS = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?")
_SECONDS = (86_400, 3_600, 60, 1)

USAGE = (
    "clock shows lab time, clock +5m1s moves it on, clock -1h moves it back, clock reset returns to now, "
    "clock iso writes it as a policy does"
)


def seconds(text: str) -> int:
    """Return a move such as `+5m1s`, `-1h` or `+90` in seconds. Raises UsageError."""
    sign, amount = text[:1], text[1:].lower()
    parts = _PARTS.fullmatch(amount)
    if sign not in ("+", "-") or not amount or parts is None:
        raise UsageError(f"clock: {text!r} is no move of the clock; {USAGE}")
    total = sum(int(part or 0) * unit for part, unit in zip(parts.groups(), _SECONDS, strict=True))
    return -total if sign == "-" else total


def told(clock: LabClock) -> str:
    """Return lab time as the console shows it."""
    offset = round(clock.offset)
    ahead = f", {duration(abs(offset))} {'ahead of' if offset > 0 else 'behind'} real time" if offset else ""
    return f"lab clock {clock.now:%Y-%m-%d %H:%M:%SZ}{ahead}"


def said(client: CloudClient, arguments: Sequence[str]) -> str:
    """Do what the command's arguments ask and return what it prints. Raises UsageError and CloudError."""
    if list(arguments) == ["iso"]:
        return f"{client.clock().now:%Y-%m-%dT%H:%M:%SZ}"
    return told(move(client, arguments))


def move(client: CloudClient, arguments: Sequence[str]) -> LabClock:
    """Move lab time, or leave it, and return it. Raises UsageError and CloudError."""
    match list(arguments):
        case []:
            return client.clock()
        case ["reset"]:
            return client.advance(-client.clock().offset)
        case [text]:
            return client.advance(seconds(text))
    raise UsageError(f"clock: too many words; {USAGE}")


def main() -> int:
    """Run the command; return its exit code."""
    try:
        ready = Ready(
            os.environ["TRAINER_LAB_ENDPOINT"], "", "", "", "", os.environ["TRAINER_LAB_TOKEN"]
        )  # fmt: skip
        print(said(CloudClient(ready), sys.argv[1:]))
    except KeyError:
        print("clock: this is no lab's console; open a lab first", file=sys.stderr)
        return 2
    except TrainerError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
