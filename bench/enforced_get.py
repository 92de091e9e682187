"""An enforced GET against moto's own, both served by werkzeug in a process of their own.

    python -m bench.enforced_get [--seconds N]

Ours judges a pre-signed URL before moto answers, and keeps the journal; the peer is moto's application alone,
which looks at nothing, behind the same server. Both are loaded in turn in one run, at 1 and at 8 connections,
by raw sockets that read to Content-Length; the figures are the ratios of the medians of their rates.
"""

import argparse
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from trainer.cloud.process import CloudProcess
from trainer.s3.signing import presign_v4

REACH = 0.9
ROUNDS = 5
PEER = """
from trainer.cloud.isolate import isolate
isolate()
import logging
logging.getLogger("werkzeug").disabled = True
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from moto.s3.models import s3_backends
from werkzeug.serving import make_server
s3 = s3_backends["123456789012"]["aws"]
s3.create_bucket("trainer-private", "us-east-1")
s3.put_object("trainer-private", "coffee.jpg", b"\\xff\\xd8\\xff\\xe0 a cup of coffee \\xff\\xd9")
app = DomainDispatcherApplication(create_backend_app)
server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=MotoRequestHandler)
print(server.server_port, flush=True)
server.serve_forever()
"""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send which request."""

    port: int
    request: bytes


def main() -> int:
    """Print one ratio for each number of connections and return 0 if both are within reach."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=2.0, help="of load a measurement")
    seconds = parser.parse_args().seconds
    with (
        tempfile.TemporaryDirectory() as folder,
        CloudProcess.start(log=Path(folder) / "cloud.log") as cloud,
        subprocess.Popen([sys.executable, "-c", PEER], stdout=subprocess.PIPE, text=True) as peer,
    ):
        try:
            port = int(peer.stdout.readline()) if peer.stdout else 0
            url = presigned(cloud)
            ours, theirs = target(url), target(url.replace(url.split("/")[2], f"127.0.0.1:{port}"))
            ratios = [compare(ours, theirs, connections, seconds) for connections in (1, 8)]
        finally:
            peer.terminate()
    return 0 if min(ratios) >= REACH else 1


def compare(ours: Target, theirs: Target, connections: int, seconds: float) -> float:
    """Load both in turn, print the ratio of their rates, and return it."""
    for each in (ours, theirs):
        load(each, connections, 0.5)
    rates = [(load(ours, connections, seconds), load(theirs, connections, seconds)) for _ in range(ROUNDS)]
    mine = statistics.median(rate for rate, _ in rates)
    peer = statistics.median(rate for _, rate in rates)
    print(
        f"enforced GET / moto's, {connections} connections: {mine / peer:.2f}x  "
        f"({mine:.0f}/s / {peer:.0f}/s, reach {REACH}x)"
    )
    return mine / peer


def load(to: Target, connections: int, seconds: float) -> float:
    """Return requests a second, answered to so many clients that each wait for their answer."""
    counts = [0] * connections
    until = time.perf_counter() + seconds

    def client(number: int) -> None:
        while time.perf_counter() < until:
            get(to)
            counts[number] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(connections)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begun)


def get(to: Target) -> None:
    """Send one request and read its answer to Content-Length."""
    with socket.create_connection(("127.0.0.1", to.port), timeout=30) as connection:
        connection.sendall(to.request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += connection.recv(65536)
        head, _, body = received.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(head.decode("latin-1"))
        length = int(head.lower().partition(b"content-length:")[2].split()[0])
        while len(body) < length:
            body += connection.recv(65536)


def presigned(cloud: CloudProcess) -> str:
    """Return a URL that is valid for the whole run."""
    client = cloud.client
    return presign_v4(
        client.ready.credentials,
        "GET",
        client.object_url("trainer-private", "coffee.jpg"),
        region=client.ready.region,
        now=client.clock().now - timedelta(seconds=1),
        expires=604_800,
    )


def target(url: str) -> Target:
    """Return the request of a URL."""
    parts = urlsplit(url)
    line = f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n"
    return Target(parts.port or 80, line.encode("ascii"))


if __name__ == "__main__":
    raise SystemExit(main())
