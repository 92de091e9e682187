"""Request bodies: read whole into a spooled file, hashed on the way, and freed of the framing of chunks."""

import hashlib
import io
import re
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, BinaryIO, cast

from trainer.cloud.inner import Content
from trainer.s3 import refusals
from trainer.s3.framing import STREAMING, Framing, take_apart
from trainer.s3.refusals import Elements
from trainer.s3.verdict import Refusal

MAX_BODY = 256 * 1024 * 1024
"""Bytes of the largest body: moto holds every object in memory."""

MAX_FORM = 1024 * 1024
PATIENCE = 20.0
"""Seconds without a byte after which an upload is given up, as S3 does."""

_SPOOL = 1024 * 1024
_BLOCK = 64 * 1024


class BodyError(Exception):
    """A body that S3 would not take."""

    def __init__(self, status: int, code: str, message: str, elements: Elements = ()) -> None:
        super().__init__(message)
        self.refusal = Refusal(status, code, message, elements)

    @classmethod
    def of(cls, refusal: Refusal) -> "BodyError":
        """Return the error of an answer that is already worded."""
        return cls(refusal.status, refusal.code, refusal.message, refusal.elements)


@dataclass(frozen=True, slots=True)
class Body:
    """A body that was read."""

    content: Content
    """Without the framing of chunks."""
    sha256: str
    """Lower-case hex digest of what was sent, framing and all."""
    framing: Framing | None = None
    """What stood around the content, where it came in chunks."""

    def read(self) -> bytes:
        """Return the whole content, and leave it to be read again."""
        return self.content.read()

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
    if sent is None:
        return None
    if not re.fullmatch(r"[0-9]{1,18}", sent):
        raise BodyError(400, "InvalidRequest", "Content-Length is no whole number")
    return int(sent)


def read_body(environ: Mapping[str, Any]) -> Body | None:
    """Read the whole body; None where no length was declared, or 0. Raises BodyError.

    A transfer in chunks is read if x-amz-decoded-content-length says how long it will be, as SDKs send it.
    """
    length = declared_length(environ)
    if "HTTP_TRANSFER_ENCODING" in environ:
        if length is not None or "HTTP_X_AMZ_DECODED_CONTENT_LENGTH" not in environ:
            return None
    elif not length:
        return None
    if length and length > MAX_BODY:
        raise _too_large(length)
    with _patience(environ.get("werkzeug.socket")):
        stream, read, digest = _spooled(environ["wsgi.input"], length)
    if length is not None and read < length:
        stream.close()
        raise BodyError.of(refusals.wrong_length(str(length), read))
    if environ.get("HTTP_X_AMZ_CONTENT_SHA256", "").startswith(STREAMING):
        with stream:
            framing, content = take_apart(stream.read())
        return Body(Content(io.BytesIO(content), len(content)), digest, framing)
    return Body(Content(stream, read), digest)


@contextmanager
def _patience(connection: socket.socket | None) -> Iterator[None]:
    """Bound the wait for each piece of a body; answers may be read as slowly as one likes."""
    if connection is not None:
        connection.settimeout(PATIENCE)
    try:
        yield
    finally:
        if connection is not None:
            connection.settimeout(None)


def _spooled(source: Any, length: int | None) -> tuple[BinaryIO, int, str]:
    """Read so many bytes, or to the end; return them, rewound, with their number and digest."""
    stream = cast(BinaryIO, tempfile.SpooledTemporaryFile(_SPOOL))  # noqa: SIM115 (Body.close frees it)
    digest = hashlib.sha256()
    read = 0
    try:
        while length is None or read < length:
            block = source.read(_BLOCK if length is None else min(length - read, _BLOCK))
            if not block:
                break
            read += len(block)
            if read > MAX_BODY:
                raise _too_large(read)
            digest.update(block)
            stream.write(block)
    except (OSError, BodyError) as error:
        stream.close()
        if isinstance(error, BodyError):
            raise
        silent = isinstance(error, TimeoutError)
        raise BodyError.of(refusals.timed_out() if silent else refusals.incomplete_body()) from error
    stream.seek(0)
    return stream, read, digest.hexdigest()


def _too_large(length: int) -> BodyError:
    says = f"This local S3 takes bodies of up to {MAX_BODY} bytes, not {length}"
    return BodyError(400, "EntityTooLarge", says)
