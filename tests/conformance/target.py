"""What a case runs against: some S3 that can be reached over HTTP, with a key and a bucket."""

import http.client
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from trainer.cloud.exchange import HttpAnswer
from trainer.s3.signing import Credentials

TIMEOUT = 60.0
"""Seconds that one read or write may take."""


class NotRunnableError(Exception):
    """A case needs what this S3 does not let us do; the text says what."""


class Target(Protocol):
    """Some S3, and what can be done to it besides sending requests."""

    endpoint: str
    bucket: str
    region: str
    account: str
    identity_token: str
    """The latest token of an identity provider, or empty."""

    def begin(self, only_here: str | None) -> Credentials:
        """Make the world anew, `coffee.jpg` in the bucket; return the key that signs.

        `only_here` says why a case can run against the local cloud alone. Raises NotRunnableError.
        """

    def end(self) -> None:
        """Take away what a case left behind."""

    def made(self, bucket: str, key: str) -> None:
        """Remember an object that a request may have stored."""

    def now(self) -> datetime:
        """Return what the clock of S3 says (aware, UTC)."""

    def wait(self, seconds: int) -> None:
        """Let time go by. Raises NotRunnableError."""

    def given(self, step: Mapping[str, Any], signing: Credentials) -> Credentials:
        """Take one step of `given`; return the key that signs from here on. Raises NotRunnableError."""

    def line_of(self, agent: str) -> dict[str, Any] | None:
        """Return the journal's line of a request by its user agent; None where there is no journal."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it goes over the wire."""

    method: str
    url: str
    headers: tuple[tuple[str, str], ...]
    """In the order sent; a name may recur."""
    body: bytes = b""


FIRST_READ = 64 * 1024
"""Bytes of an answer that are read before `between` is called."""


def exchange(endpoint: str, sent: Sent, between: Callable[[], None] | None = None) -> HttpAnswer:
    """Send a request byte for byte to an endpoint, wherever its URL points, and return the answer.

    `between` is called when the answer has begun and is not yet read to its end.
    """
    address = urlsplit(endpoint)
    make = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    connection = make(address.hostname or "", address.port, timeout=TIMEOUT)
    try:
        _send(connection, sent)
        response = connection.getresponse()
        headers: dict[str, str] = {}
        for name, value in response.getheaders():
            lower = name.lower()
            headers[lower] = f"{headers[lower]}, {value}" if lower in headers else value
        first = response.read(FIRST_READ) if between else b""
        if between:
            between()
        return HttpAnswer(response.status, response.reason, headers, first + response.read())
    finally:
        connection.close()


def _send(connection: http.client.HTTPConnection, sent: Sent) -> None:
    names = {name.lower() for name, _ in sent.headers}
    target = sent.url.split("/", 3)[3] if sent.url.count("/") > 2 else ""
    connection.putrequest(sent.method, f"/{target}", skip_host=True, skip_accept_encoding=True)
    for name, value in sent.headers:
        connection.putheader(name, value.encode("utf-8"))
    chunked = "transfer-encoding" in names
    if not chunked and "content-length" not in names and (sent.body or sent.method in ("PUT", "POST")):
        connection.putheader("Content-Length", str(len(sent.body)))
    try:
        connection.endheaders(sent.body or None, encode_chunked=chunked)
    except (BrokenPipeError, ConnectionResetError):
        # A server may refuse and hang up before it has read everything; its answer is still to be read.
        return
