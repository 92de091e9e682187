"""The local cloud, from starting it to its first answer of S3, against moto's own server.

    python -m bench.lab_ready [--rounds N]

Both are started in turn in one run; the figure is the ratio of their medians. moto's server is asked for its
first S3 answer, a list of buckets, as soon as it listens; ours for an object by a pre-signed URL.
"""

import argparse
import http.client
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from trainer.cloud.process import CloudProcess
from trainer.s3.signing import presign_v4

REACH = 1.15
TIMEOUT = 60.0
"""Seconds."""


def main() -> int:
    """Print the ratio and return 0 if it is within reach."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=7)
    rounds = parser.parse_args().rounds
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            theirs.append(moto_server())
            ours.append(local_cloud(Path(folder)))
    mine, peer = statistics.median(ours) * 1000, statistics.median(theirs) * 1000
    ratio = mine / peer
    print(f"lab ready / moto_server: {ratio:.2f}x  ({mine:.0f} ms / {peer:.0f} ms, reach {REACH}x)")
    return 0 if ratio <= REACH else 1


def local_cloud(folder: Path) -> float:
    """Return the seconds until our process has answered a pre-signed GET."""
    begun = time.perf_counter()
    with CloudProcess.start(log=folder / "cloud.log") as process:
        client = process.client
        url = presign_v4(
            client.ready.credentials,
            "GET",
            client.object_url("trainer-private", "coffee.jpg"),
            region=client.ready.region,
            now=client.clock().now - timedelta(seconds=1),
            expires=60,
        )
        answer = client.send("GET", url)
        taken = time.perf_counter() - begun
    if answer.status != 200:
        raise RuntimeError(f"the local cloud answered {answer.status}")
    return taken


def moto_server() -> float:
    """Return the seconds until moto's server has answered its first S3 request."""
    port = free_port()
    begun = time.perf_counter()
    command = [sys.executable, "-m", "moto.server", "-p", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            return first_answer(port, begun)
        finally:
            process.terminate()


def first_answer(port: int, begun: float) -> float:
    """Ask for a list of buckets until there is an answer, and return the seconds since `begun`."""
    scope = "AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/s3/aws4_request"
    headers = {"Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0"}
    while time.perf_counter() - begun < TIMEOUT:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        try:
            connection.request("GET", "/", headers=headers)
            response = connection.getresponse()
            response.read()
            if response.status != 200:
                raise RuntimeError(f"moto's server answered {response.status}")
            return time.perf_counter() - begun
        except ConnectionRefusedError:
            time.sleep(0.005)
        finally:
            connection.close()
    raise RuntimeError(f"moto's server did not answer within {TIMEOUT:g} s")


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


if __name__ == "__main__":
    raise SystemExit(main())
