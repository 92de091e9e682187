"""What a client still sends once it was answered: read, so that the answer arrives, but not without end."""

import socket
import time
from typing import Any


class Rest:
    """The stream of a connection from its answer on, which ends some seconds after it is first read."""

    def __init__(self, source: Any, connection: socket.socket, patience: float) -> None:
        self._source = source
        self._connection = connection
        self._patience = patience
        self._ends: float | None = None

    def read(self, size: int) -> bytes:
        """Read so many bytes, or what comes in time; empty once the time is over."""
        if self._ends is None:
            self._ends = time.monotonic() + self._patience
        pieces: list[bytes] = []
        while size > 0 and (left := self._ends - time.monotonic()) > 0:
            self._connection.settimeout(left)
            try:
                piece: bytes = self._source.read1(size)
            except OSError:
                break
            if not piece:
                break
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def close(self) -> None:
        """Free the stream."""
        self._source.close()
