"""Many clients at once, odd bodies, and clients that hang up: every verdict is right, and nothing grows."""

import http.client
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import pytest

from tests import cloud_fixture
from tests.cloud.wire import exchange
from tests.cloud.world import Key, key_of, presigned, put_policy
from trainer.cloud.client import CloudClient
from trainer.cloud.process import CloudProcess

cloud_process = cloud_fixture.cloud_process
cloud = cloud_fixture.cloud

MIB = 1024 * 1024
CONNECTIONS = 64
ALLOW = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
DENY = {"Effect": "Deny", "Action": "s3:GetObject", "Resource": "*"}


@pytest.fixture
def ann(cloud: CloudClient) -> Key:
    return key_of(cloud, "ann")


def resident(process: CloudProcess) -> int:
    """Return the bytes of memory that the cloud has, and let it settle first."""
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.partition("VmRSS:")[2].split()[0]) * 1024


def open_files(process: CloudProcess) -> int:
    return len(os.listdir(f"/proc/{process.pid}/fd"))


def threads(process: CloudProcess) -> int:
    return len(os.listdir(f"/proc/{process.pid}/task"))


def settled(count: Callable[[], int], wanted: int) -> bool:
    """Wait until a count has come down, and tell whether it has."""
    until = time.monotonic() + 10
    while count() > wanted and time.monotonic() < until:
        time.sleep(0.05)
    return count() <= wanted


needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="there is no /proc to measure by")


class TestManyAtOnce:
    def test_no_verdict_that_was_true_at_no_time(self, cloud: CloudClient, ann: Key) -> None:
        """The policy flips and the clock jumps meanwhile; each answer fits one of the worlds there were."""
        url = presigned(cloud, ann, expires=1000)
        end = threading.Event()
        seen: set[tuple[int, str | None]] = set()

        def ask(_: int) -> None:
            while not end.is_set():
                answer = cloud.send("GET", url)
                seen.add((answer.status, answer.code))

        def change() -> Iterator[None]:
            for turn in range(30):
                put_policy(cloud, "user/ann", "more", DENY if turn % 2 else ALLOW)
                yield
                cloud.advance(2000 if turn % 3 == 0 else -2000 if turn % 3 == 1 else 0)
                yield

        with ThreadPoolExecutor(CONNECTIONS) as pool:
            asking = [pool.submit(ask, number) for number in range(CONNECTIONS)]
            for _ in change():
                time.sleep(0.02)
            end.set()
            for each in asking:
                each.result(30)
        assert seen <= {(200, None), (403, "AccessDenied")}
        assert len(seen) == 2
        for line in cloud.journal():
            if line["auth"] != "query-v4":
                continue
            failed = [entry["check"] for entry in line["trail"] if entry["outcome"] == "failed"]
            late = age(line) > 1000
            assert failed == (["time window"] if late else [] if line["status"] == 200 else ["permission"])

    @needs_proc
    def test_nothing_grows(self, cloud_process: CloudProcess, cloud: CloudClient, ann: Key) -> None:
        url, put = presigned(cloud, ann), presigned(cloud, ann, "same.txt", method="PUT")

        def work(_: int) -> None:
            for _ in range(10):
                cloud.send("GET", url)
                cloud.send("PUT", put, {}, b"x" * 1000)

        def rounds() -> None:
            with ThreadPoolExecutor(CONNECTIONS) as pool:
                list(pool.map(work, range(CONNECTIONS)))
            cloud.reset()

        rounds()
        before, files = resident(cloud_process), open_files(cloud_process)
        for _ in range(3):
            rounds()
        assert resident(cloud_process) - before < 48 * MIB
        assert settled(lambda: open_files(cloud_process), files + 4)


def age(line: dict[str, str]) -> float:
    """Return how many seconds a URL was old by lab time when it arrived."""
    signed, arrived = (datetime.fromisoformat(line[name]) for name in ("signed_at", "lab_at"))
    return (arrived - signed).total_seconds()


def head(method: str, url: SplitResult, length: int = 0) -> bytes:
    """Return the head of a request for a URL, with the length of a body that is to follow."""
    line = f"{method} {url.path}?{url.query} HTTP/1.1\r\nHost: {url.netloc}\r\n"
    return f"{line}Content-Length: {length}\r\n\r\n".encode()


class TestBodies:
    @pytest.mark.parametrize("size", [0, 1, 65536, 64 * MIB])
    def test_a_body_of_any_size_comes_back(self, cloud: CloudClient, ann: Key, size: int) -> None:
        body = os.urandom(min(size, MIB)) * max(size // MIB, 1) if size else b""
        assert cloud.send("PUT", presigned(cloud, ann, "b", method="PUT"), {}, body).status == 200
        assert cloud.send("GET", presigned(cloud, ann, "b")).body == body

    def test_five_gibibytes_announced_are_refused_unread(self, cloud: CloudClient, ann: Key) -> None:
        url = urlsplit(presigned(cloud, ann, "big", method="PUT"))
        answer = exchange(cloud, head("PUT", url, 5 * 1024 * MIB) + b"x" * 1000)
        assert answer.status == 400
        assert b"EntityTooLarge" in answer.body
        assert cloud.send("GET", presigned(cloud, ann, "big")).status in (403, 404)

    def test_a_slow_writer_and_a_slow_reader_hold_up_nobody(self, cloud: CloudClient, ann: Key) -> None:
        put = urlsplit(presigned(cloud, ann, "slow", method="PUT"))
        film = urlsplit(presigned(cloud, ann, "videos/premium.mp4"))
        host = urlsplit(cloud.ready.endpoint)
        with socket.create_connection((host.hostname or "", host.port or 0)) as writer:
            writer.sendall(head("PUT", put, 10) + b"12345")
            reader = http.client.HTTPConnection(host.hostname or "", host.port)
            reader.request("GET", f"{film.path}?{film.query}")
            answer = reader.getresponse()
            answer.read(10)
            began = time.monotonic()
            for _ in range(20):
                assert cloud.send("GET", presigned(cloud, ann)).status == 200
            assert time.monotonic() - began < 10
            writer.sendall(b"67890")
            assert b" 200 " in writer.recv(100)
            assert len(answer.read()) == 3_000_000 - 10
            reader.close()
        assert cloud.send("GET", presigned(cloud, ann, "slow")).body == b"1234567890"

    @needs_proc
    def test_clients_that_hang_up_leave_nothing_behind(
        self, cloud_process: CloudProcess, cloud: CloudClient, ann: Key
    ) -> None:
        host = urlsplit(cloud.ready.endpoint)
        film = urlsplit(presigned(cloud, ann, "videos/premium.mp4"))
        put = urlsplit(presigned(cloud, ann, "cut", method="PUT"))
        before, running = open_files(cloud_process), threads(cloud_process)
        for number in range(40):
            with socket.create_connection((host.hostname or "", host.port or 0)) as line:
                # It hangs up at once, with what was not read yet thrown away.
                line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                if number % 2:
                    line.sendall(head("GET", film))
                    line.recv(1000)
                else:
                    line.sendall(head("PUT", put, 99) + b"ab")
        assert settled(lambda: open_files(cloud_process), before + 2)
        assert settled(lambda: threads(cloud_process), running + 2)
        assert cloud.send("GET", presigned(cloud, ann, "cut")).status in (403, 404)
