"""Uploads whose clients wait to be asked for the body: a refusal comes first, and no body is sent in vain."""

import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

import pytest

from tests.cloud.forms import CONTENT, form, stored
from tests.cloud.wire import PATIENCE
from tests.cloud.world import BUCKET, Key, last, presigned
from trainer.cloud.client import CloudClient
from trainer.s3.form_signing import encoded_form
from trainer.s3.signing import sign_headers_v4

EXPECT = {"Expect": "100-continue"}


class Waiting:
    """A client that sent a head and holds its body back."""

    def __init__(self, line: socket.socket, stream: BinaryIO) -> None:
        self._line = line
        self._stream = stream

    def status(self) -> int:
        """Return the status of the next answer, read to the end of its head."""
        status = int(self._stream.readline().split(b" ", 2)[1])
        while self._stream.readline().strip():
            pass
        return status

    def send(self, body: bytes) -> None:
        self._line.sendall(body)


@contextmanager
def waiting(
    cloud: CloudClient, method: str, url: str, headers: dict[str, str], version: str = "1.1"
) -> Iterator[Waiting]:
    """Send a head alone."""
    address, target = urlsplit(cloud.ready.endpoint), urlsplit(url)
    lines = [f"{method} {target.path}?{target.query} HTTP/{version}", f"Host: {target.netloc}"]
    lines += [f"{name}: {value}" for name, value in headers.items() if name != "host"]
    place = (address.hostname or "", address.port or 0)
    with socket.create_connection(place, timeout=PATIENCE) as line, line.makefile("rb") as stream:
        line.sendall("\r\n".join([*lines, "", ""]).encode("ascii"))
        yield Waiting(line, stream)


def test_a_body_is_asked_for_once(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann, "awaited.txt", method="PUT")
    with waiting(cloud, "PUT", url, EXPECT | {"Content-Length": "5"}) as client:
        assert client.status() == 100
        client.send(b"hello")
        assert client.status() == 200
    assert stored(cloud, "awaited.txt").body == b"hello"


@pytest.mark.parametrize("length", ["5", "1000000000000"])
def test_what_is_refused_by_its_head_sends_no_body(cloud: CloudClient, bob: Key, length: str) -> None:
    url = presigned(cloud, bob, "awaited-too.txt", method="PUT")
    with waiting(cloud, "PUT", url, EXPECT | {"Content-Length": length}) as client:
        assert client.status() == 403
    failed = [entry["check"] for entry in last(cloud)["trail"] if entry["outcome"] == "failed"]
    assert (last(cloud)["code"], failed) == ("AccessDenied", ["permission"])


def test_anonymous_uploads_are_refused_before_their_body(cloud: CloudClient) -> None:
    url = cloud.object_url(BUCKET, "nobody.txt")
    with waiting(cloud, "PUT", url, EXPECT | {"Content-Length": "5"}) as client:
        assert client.status() == 403


def test_metadata_that_is_too_long_stands_in_the_head(cloud: CloudClient, ann: Key) -> None:
    headers = {"x-amz-meta-a": "x" * 2048}
    url = presigned(cloud, ann, "long.txt", method="PUT", headers=headers)
    with waiting(cloud, "PUT", url, EXPECT | headers | {"Content-Length": "5"}) as client:
        assert client.status() == 400
    assert last(cloud)["code"] == "MetadataTooLarge"


def test_a_signature_over_the_expectation_holds(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann, "signed.txt", method="PUT", headers=EXPECT)
    with waiting(cloud, "PUT", url, EXPECT | {"Content-Length": "2"}) as client:
        assert client.status() == 100
        client.send(b"ok")
        assert client.status() == 200


def test_a_body_that_is_not_the_one_signed_is_refused_once_it_came(cloud: CloudClient, ann: Key) -> None:
    url = cloud.object_url(BUCKET, "digest.txt")
    sent = sign_headers_v4(
        ann, "PUT", url, {}, b"hello", region="us-east-1", service="s3", now=cloud.clock().now
    )
    with waiting(cloud, "PUT", url, sent | EXPECT | {"Content-Length": "5"}) as client:
        assert client.status() == 100
        client.send(b"hullo")
        assert client.status() == 400
    assert last(cloud)["code"] == "XAmzContentSHA256Mismatch"


def test_chunks_are_judged_once_they_came(cloud: CloudClient) -> None:
    url = cloud.object_url(BUCKET, "chunks.txt")
    body = b"5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n"
    given = {
        "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
        "x-amz-decoded-content-length": "5",
        "x-amz-trailer": "x-amz-checksum-crc32",
    }
    sent = sign_headers_v4(
        cloud.ready.credentials, "PUT", url, given, b"",
        region="us-east-1", service="s3", now=cloud.clock().now,
    )  # fmt: skip
    with waiting(cloud, "PUT", url, sent | EXPECT | {"Content-Length": str(len(body))}) as client:
        assert client.status() == 100
        client.send(body)
        assert client.status() == 200
    assert stored(cloud, "chunks.txt").body == b"hello"


def test_a_form_is_read_before_it_is_judged(cloud: CloudClient, ann: Key) -> None:
    body = encoded_form(form(cloud, ann, object_key="u/awaited.txt").items(), "n.txt", CONTENT, "xyz")
    headers = {"Content-Type": "multipart/form-data; boundary=xyz", "Content-Length": str(len(body))}
    with waiting(cloud, "POST", f"{cloud.ready.endpoint}/{BUCKET}", headers | EXPECT) as client:
        assert client.status() == 100
        client.send(body)
        assert client.status() == 204


@pytest.mark.parametrize(("version", "expects"), [("1.0", "100-continue"), ("1.1", "200-ok")])
def test_nobody_else_is_asked(cloud: CloudClient, ann: Key, version: str, expects: str) -> None:
    url = presigned(cloud, ann, "unasked.txt", method="PUT")
    headers = {"Content-Length": "2", "Expect": expects}
    with waiting(cloud, "PUT", url, headers, version) as client:
        client.send(b"ok")
        assert client.status() == 200


def test_the_control_interface_asks_too(cloud: CloudClient) -> None:
    headers = EXPECT | {"Content-Length": "2", "Authorization": f"Bearer {cloud.ready.control_token}"}
    with waiting(cloud, "POST", f"{cloud.ready.endpoint}/_lab/judge", headers) as client:
        assert client.status() == 100
        client.send(b"{}")
        assert client.status() == 400


@pytest.mark.skipif(not shutil.which("curl"), reason="there is no curl here")
def test_curl_stops_before_it_uploads(cloud: CloudClient, ann: Key, bob: Key, tmp_path: Path) -> None:
    file = tmp_path / "big"
    file.write_bytes(bytes(5_000_000))
    for key, wanted in ((ann, "200 5000000"), (bob, "403 0")):
        url = presigned(cloud, key, "big.bin", method="PUT")
        command = ["curl", "-s", "-o", str(tmp_path / "answer"), "-w", "%{http_code} %{size_upload}"]
        ran = subprocess.run(
            [*command, "-H", "Expect: 100-continue", "-T", str(file), url],
            capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
        assert ran.stdout == wanted
