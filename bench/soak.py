"""The local S3 under load for as long as you like: its memory and files at the end against the beginning.

    python -m bench.soak [--seconds N] [--connections N]

Clients read, write, forge and hang up while the clock moves and policies change; it stops by itself. A ratio
of memory near 1 says that nothing grows. Answers that fit none of the worlds there were are counted.
"""

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from trainer.cloud.client import CloudClient
from trainer.cloud.journal import MAX_LINES
from trainer.cloud.process import CloudProcess
from trainer.errors import CloudError
from trainer.labs.administrator import Administrator
from trainer.s3.signing import Credentials, presign_v4
from trainer.scenario.steps import Holder

GROWTH = 1.15
WARM_UP = MAX_LINES * 2
"""Requests before the first measurement: by then the journal has long been full."""

EXPECTED = {(200, None), (403, "AccessDenied"), (403, "SignatureDoesNotMatch"), (404, "NoSuchKey")}


def main() -> int:
    """Print the ratios and return 0 if nothing grew and every verdict was one that could be."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--connections", type=int, default=64)
    asked = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        CloudProcess.start(log=Path(folder) / "cloud.log") as cloud,
    ):
        key = Administrator(cloud.client).create_key("ann")
        seen = Counter[tuple[int, str | None]]()
        while seen.total() < WARM_UP:
            seen += load(cloud.client, key, 5.0, asked.connections)
        memory, files = measured(cloud.pid)
        seen += load(cloud.client, key, asked.seconds, asked.connections)
        after, files_after = measured(cloud.pid)
    odd = {answer: count for answer, count in seen.items() if answer not in EXPECTED}
    print(f"requests: {seen.total()}, answers that could not be: {odd or 'none'}")
    print(f"memory after / before: {after / memory:.2f}x  ({after >> 20} MiB / {memory >> 20} MiB)")
    print(f"open files after / before: {files_after} / {files}")
    return 0 if not odd and after / memory <= GROWTH and files_after <= files + 8 else 1


def load(
    client: CloudClient, key: Credentials, seconds: float, connections: int
) -> Counter[tuple[int, str | None]]:
    """Load the cloud for so many seconds, and return how often it answered what."""
    end = threading.Event()
    with ThreadPoolExecutor(connections + 1) as pool:
        loading = [pool.submit(one_client, client, key, number, end) for number in range(connections)]
        changing = pool.submit(change, client, end)
        time.sleep(seconds)
        end.set()
        changing.result()
        return sum((each.result() for each in loading), Counter())


def one_client(
    client: CloudClient, key: Credentials, number: int, end: threading.Event
) -> Counter[tuple[int, str | None]]:
    """Send one request after the other until the end."""
    chance, seen = random.Random(number), Counter[tuple[int, str | None]]()
    while not end.is_set():
        method, name = chance.choice([("GET", "coffee.jpg"), ("GET", "none.txt"), ("PUT", f"{number}.txt")])
        now = client.clock().now - timedelta(seconds=1)
        plain = client.object_url("trainer-private", name)
        url = presign_v4(key, method, plain, region="us-east-1", now=now, expires=300, headers={}, query=())
        if chance.random() < 0.1:
            url += "0"
        try:
            if chance.random() < 0.05:
                client.open("GET", url).close()
                continue
            answer = client.send(method, url, {}, os.urandom(2000) if method == "PUT" else b"")
            seen[answer.status, answer.code] += 1
        except CloudError as error:
            seen[0, str(error)] += 1
    return seen


def change(client: CloudClient, end: threading.Event) -> None:
    """Move the clock and change a policy again and again."""
    admin, turn = Administrator(client), 0
    while not end.wait(0.05):
        turn += 1
        effect = "Deny" if turn % 4 == 0 else "Allow"
        statement = {"Effect": effect, "Action": "s3:GetObject", "Resource": "*"}
        admin.put_policy(Holder("user", "ann"), "more", {"Version": "2012-10-17", "Statement": [statement]})
        client.advance(600 if turn % 2 else -600)


def measured(pid: int) -> tuple[int, int]:
    """Return a process's memory in bytes and its open files."""
    time.sleep(1)
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024, len(os.listdir(f"/proc/{pid}/fd"))


if __name__ == "__main__":
    sys.exit(main())
