"""Heads of requests that are none: cut off, no fields, two lengths, or not sent at all."""

import socket
from urllib.parse import urlsplit

import pytest

from tests.cloud.wire import exchange
from tests.cloud.world import Key, presigned
from trainer.cloud import server
from trainer.cloud.client import CloudClient
from trainer.cloud.head import Head
from trainer.cloud.rest import Rest


def request(cloud: CloudClient, key: Key, method: str, *lines: str, end: str = "\r\n\r\n") -> bytes:
    url = urlsplit(presigned(cloud, key, "head.txt", method=method))
    head = [f"{method} {url.path}?{url.query} HTTP/1.1", f"Host: {url.netloc}", *lines]
    return ("\r\n".join(head) + end).encode("latin-1")


@pytest.mark.parametrize("end", ["", "\r\n", "\r\nX-Cut: of"])
def test_a_request_that_is_cut_off_does_nothing(cloud: CloudClient, end: str) -> None:
    admin = cloud.ready.credentials
    assert exchange(cloud, request(cloud, admin, "PUT", "Content-Length: 1") + b"x").status == 200
    answer = exchange(cloud, request(cloud, admin, "DELETE", end=end))
    assert (answer.status, "x-amz-request-id" in answer.header_names) == (400, True)
    assert exchange(cloud, request(cloud, admin, "GET")).body == b"x"


@pytest.mark.parametrize(
    "lines",
    [
        ["x-amz-meta-a : 1"],
        ["x-amz-meta-\t: 1"],
        [" x-amz-meta-a: 1"],
        ["x-amz-meta-a: 1", " and more"],
        ["x-amz-meta-\xa0: 1"],
        ["x-amz-meta-a: \0"],
        ["no colon"],
        ["x-amz-meta-a: 1", "\r", "Range: bytes=0-1"],
        [": no name"],
        ["Content-Length: 2"],
    ],
)
def test_what_is_no_field_is_refused(cloud: CloudClient, lines: list[str]) -> None:
    sent = request(cloud, cloud.ready.credentials, "PUT", "Content-Length: 1", *lines) + b"xy"
    answer = exchange(cloud, sent)
    assert (answer.status, b"<Code>BadRequest</Code>" in answer.body) == (400, True)


def test_the_same_length_twice_is_one(cloud: CloudClient) -> None:
    lines = ["Content-Length: 1", "Content-Length: 1"]
    assert exchange(cloud, request(cloud, cloud.ready.credentials, "PUT", *lines) + b"x").status == 200
    signed = {"Content-Length": "1"}
    url = urlsplit(presigned(cloud, cloud.ready.credentials, "n.txt", method="PUT", headers=signed))
    head = [f"PUT {url.path}?{url.query} HTTP/1.1", f"Host: {url.netloc}", *lines, "", "x"]
    assert exchange(cloud, "\r\n".join(head).encode()).status == 200


@pytest.mark.parametrize("sent", [b"", b"GET / HT", b"GET / HTTP/1.1\r\nHost: a\r\nX-Y"])
def test_a_head_is_not_waited_for_without_end(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(server, "PATIENCE", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        theirs = socket.create_connection(listening.getsockname(), timeout=10)
        ours, _ = listening.accept()
    with ours, theirs:
        theirs.sendall(sent)
        handler = type("Handler", (server.RequestHandler,), {"address_string": lambda self: "a test"})
        handler(ours, ("127.0.0.1", 1), None)
        ours.close()
        assert theirs.recv(10) == b""


def test_the_last_line_decides() -> None:
    lines = [b"A: 1\r\n", b"\r\n"]

    class Source:
        def readline(self, size: int) -> bytes:
            return lines.pop(0)

    head = Head(Source())
    head.readline()
    assert not head.is_whole
    head.readline()
    assert head.is_whole


def test_who_was_answered_does_not_hold_a_thread() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        theirs = socket.create_connection(listening.getsockname(), timeout=10)
        ours, _ = listening.accept()
    with ours, theirs, ours.makefile("rb") as stream:
        rest = Rest(stream, ours, 0.2)
        theirs.sendall(b"x")
        assert rest.read(10_000_000) == b"x"
        theirs.sendall(b"y")
        assert rest.read(10_000_000) == b""
