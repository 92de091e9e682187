"""Request bodies: read whole into a spooled file, hashed on the way, and freed of aws-chunked framing."""

import hashlib
import re
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from trainer.cloud.inner import Content
from trainer.s3.verdict import Refusal

MAX_BODY = 256 * 1024 * 1024
"""Bytes of the largest body: moto holds every object in memory."""

MAX_FORM = 1024 * 1024
_SPOOL = 1024 * 1024
_BLOCK = 64 * 1024
_CHUNK_HEADER = re.compile(rb"([0-9a-fA-F]{1,16})(?:;chunk-signature=[0-9a-f]{64})?\r\n")


class BodyError(Exception):
    """A body that S3 would not take."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.refusal = Refusal(status, code, message)


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it was sent."""

    content: Content
    sha256: str
    """Lower-case hex digest."""

    def read(self) -> bytes:
        """Return the whole body, and leave it to be read again."""
        self.content.stream.seek(0)
        read = self.content.stream.read()
        self.content.stream.seek(0)
        return read

    def blocks(self) -> Iterator[bytes]:
        """Yield the whole body, block by block."""
        self.content.stream.seek(0)
        while block := self.content.stream.read(_BLOCK):
            yield block

    def close(self) -> None:
        """Free the memory or the file."""
        self.content.stream.close()


def declared_length(environ: Mapping[str, Any]) -> int | None:
    """Return Content-Length in bytes, or None where none was sent. Raises BodyError."""
    sent = environ.get("CONTENT_LENGTH")
    if sent is None or sent == "":
        return None
    if not re.fullmatch(r"[0-9]{1,18}", sent):
        raise BodyError(400, "InvalidRequest", "Content-Length is no whole number")
    return int(sent)


def read_body(environ: Mapping[str, Any]) -> Body | None:
    """Read the body of the declared length; None where no length was declared, or 0. Raises BodyError."""
    length = declared_length(environ)
    if not length or "HTTP_TRANSFER_ENCODING" in environ:
        return None
    if length > MAX_BODY:
        raise BodyError(
            400, "EntityTooLarge", f"This local S3 takes bodies of up to {MAX_BODY} bytes, not {length}"
        )
    stream = cast(BinaryIO, tempfile.SpooledTemporaryFile(_SPOOL))  # noqa: SIM115 (Body.close frees it)
    digest = hashlib.sha256()
    left = length
    while left:
        block = environ["wsgi.input"].read(min(left, _BLOCK))
        if not block:
            stream.close()
            raise BodyError(
                400,
                "IncompleteBody",
                "You did not provide the number of bytes specified by the Content-Length HTTP header",
            )
        digest.update(block)
        stream.write(block)
        left -= len(block)
    stream.seek(0)
    return Body(Content(stream, length), digest.hexdigest())


def unframed(framed: bytes, decoded_length: str | None) -> tuple[bytes, dict[str, str]]:
    """Take the framing of `aws-chunked` away; return the content and the trailing headers, in lower case.

    Source: "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks" and
    "... with trailing headers" of the Amazon S3 API reference. Raises BodyError.
    """
    pieces: list[bytes] = []
    at = 0
    while True:
        header = _CHUNK_HEADER.match(framed, at)
        if header is None:
            raise _malformed("a chunk has no length")
        size = int(header[1], 16)
        at = header.end()
        if size == 0:
            break
        pieces.append(framed[at : at + size])
        at += size
        if framed[at : at + 2] != b"\r\n":
            raise _malformed("a chunk is shorter than it says")
        at += 2
    content = b"".join(pieces)
    if decoded_length is not None and decoded_length != str(len(content)):
        raise _malformed(
            f"x-amz-decoded-content-length says {decoded_length}, the chunks hold {len(content)}"
        )
    return content, _trailers(framed[at:])


def _trailers(tail: bytes) -> dict[str, str]:
    found = {}
    for line in tail.decode("latin-1").split("\r\n"):
        name, colon, value = line.partition(":")
        if colon:
            found[name.strip().lower()] = value.strip()
    return found


def _malformed(what: str) -> BodyError:
    return BodyError(400, "IncompleteBody", f"The request body terminated unexpectedly: {what}")
