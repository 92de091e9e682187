"""Bytes to the local cloud as no client would send them, and what comes back."""

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from trainer.cloud.client import CloudClient

PATIENCE = 20.0
"""Seconds after which an answer that has not come is a hang."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer taken apart; a connection that was closed without one has status None."""

    status: int | None
    head: bytes
    body: bytes

    @property
    def header_names(self) -> list[str]:
        return [line.partition(b":")[0].decode("latin-1").lower() for line in self.head.split(b"\r\n")[1:]]


def exchange(cloud: CloudClient, sent: bytes) -> Answer:
    """Send bytes, say that no more will come, and read to the end; a hang is a timeout."""
    address = urlsplit(cloud.ready.endpoint)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=PATIENCE) as line:
        try:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
        except OSError:
            # It may answer and hang up before it has read everything.
            pass
        received = b""
        try:
            while read := line.recv(65536):
                received += read
        except ConnectionResetError:
            pass
    if not received.startswith(b"HTTP/"):
        return Answer(None, b"", received)
    head, _, body = received.partition(b"\r\n\r\n")
    return Answer(int(head.split(b" ", 2)[1]), head, body)
