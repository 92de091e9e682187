"""Bodies that come in chunks (`aws-chunked`): taken apart, so that each chunk's signature can be checked.

Source: "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks" and
"... Including trailing headers" of the Amazon S3 API reference.
"""

import re
from hashlib import sha256
from typing import NamedTuple

STREAMING = "STREAMING-"
"""What `x-amz-content-sha256` begins with where the body comes in chunks."""
SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
SIGNED_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
TRAILER_SIGNATURE = "x-amz-trailer-signature"

_CHUNK_HEADER = re.compile(rb"([0-9a-fA-F]{1,16})(?:;chunk-signature=([0-9a-f]{64}))?\r\n")


class Chunk(NamedTuple):
    """One chunk, without its data."""

    size: int
    """Bytes."""
    signature: str | None
    """As sent; None where there is none."""
    sha256: str
    """Lower-case hex digest of the data."""


class Framing(NamedTuple):
    """What stood around the content of a body in chunks."""

    chunks: tuple[Chunk, ...] = ()
    """In the order sent; the last one is empty."""
    trailers: tuple[tuple[str, str], ...] = ()
    """Trailing headers in the order sent, the trailer's signature among them; names in lower case."""
    fault: str = ""
    """Why it cannot be taken apart, in words; empty where it can."""

    @property
    def length(self) -> int:
        """Return the bytes of the content."""
        return sum(chunk.size for chunk in self.chunks)

    @property
    def trailer_signature(self) -> str | None:
        """Return the signature of the trailing headers, or None."""
        return dict(self.trailers).get(TRAILER_SIGNATURE)

    @property
    def named_trailers(self) -> tuple[tuple[str, str], ...]:
        """Return the trailing headers without their signature."""
        return tuple(pair for pair in self.trailers if pair[0] != TRAILER_SIGNATURE)


def take_apart(framed: bytes) -> tuple[Framing, bytes]:
    """Return the framing of a body and its content; never raises."""
    chunks: list[Chunk] = []
    pieces: list[bytes] = []
    at = 0
    while True:
        header = _CHUNK_HEADER.match(framed, at)
        if header is None:
            return Framing(tuple(chunks), (), "a chunk has no length"), b"".join(pieces)
        size, at = int(header[1], 16), header.end()
        data = framed[at : at + size]
        signature = header[2].decode("ascii") if header[2] else None
        chunks.append(Chunk(size, signature, sha256(data).hexdigest()))
        at += size
        if size == 0:
            return _with_trailers(chunks, framed[at:]), b"".join(pieces)
        pieces.append(data)
        if framed[at : at + 2] != b"\r\n":
            return Framing(tuple(chunks), (), "a chunk is not as long as it says"), b"".join(pieces)
        at += 2


def _with_trailers(chunks: list[Chunk], tail: bytes) -> Framing:
    trailers = []
    for line in tail.decode("latin-1").split("\r\n"):
        name, _, value = line.partition(":")
        if line:
            trailers.append((name.strip().lower(), value.strip()))
    fault = "" if tail.endswith(b"\r\n") else "the body ends before its last line does"
    return Framing(tuple(chunks), tuple(trailers), fault)
