"""The command `slowly` of a lab's console: a GET over a thin line, so that a download lasts.

curl's --limit-rate reads slowly too, but the kernel goes on receiving for it, megabytes on some machines: the
server is done long before curl is. This client gives the kernel no room for that.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from trainer.cloud.client import CloudClient, HttpAnswer, Ready
from trainer.errors import TrainerError, UsageError
from trainer.labs.results import answer_words
from trainer.labs.words import grouped

RATE = 200_000
"""Bytes a second."""

PIECE = 20_000

USAGE = 'slowly "$URL" FILE gets a URL at 200 kB a second; & at the end puts it into the background'


def fetch(
    client: CloudClient, url: str, file: Path, pause: Callable[[float], None] = time.sleep
) -> tuple[HttpAnswer, int]:
    """Get a URL into a file, slowly; return the answer without its body and how many bytes came.

    What is refused leaves no file. Raises CloudError when the transfer was cut.
    """
    with client.open("GET", url, {"User-Agent": "slowly"}) as download:
        head = HttpAnswer(download.status, download.reason, download.headers, b"")
        if download.status >= 300:
            body = download.read()
            return HttpAnswer(download.status, download.reason, download.headers, body), len(body)
        received = 0
        with file.open("wb") as out:
            while piece := download.read(PIECE):
                out.write(piece)
                received += len(piece)
                pause(len(piece) / RATE)
        return head, received


def run(arguments: list[str]) -> int:
    """Run the command; return its exit code. Raises UsageError and CloudError."""
    if len(arguments) != 2:
        raise UsageError(f"say a URL and a file: {USAGE}")
    url, file = arguments
    ready = Ready(os.environ["TRAINER_LAB_ENDPOINT"], "", "", "", "", "")
    answer, received = fetch(CloudClient(ready), url, Path(file))
    if answer.status >= 300:
        print(f"slowly: {answer_words(answer)}: {answer.message or ''}".rstrip(": "), file=sys.stderr)
        return 1
    print(f"slowly: {answer_words(answer)}, {grouped(received)} bytes")
    return 0


def main() -> int:
    """Run the command, telling what went wrong in a line."""
    try:
        return run(sys.argv[1:])
    except KeyError:
        print("slowly: this is no lab's console; open a lab first", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except (TrainerError, OSError) as error:
        print(f"slowly: {error}", file=sys.stderr)
        return getattr(error, "exit_code", 1)


if __name__ == "__main__":
    sys.exit(main())
