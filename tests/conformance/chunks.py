"""Uploads in chunks as an SDK sends them: `aws-chunked` framing, each chunk and the trailer signed.

Source: "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks" and
"... Including trailing headers" of the Amazon S3 API reference.
"""

import hashlib
import zlib
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime

from tests.conformance.model import Chunks
from trainer.s3.canonical import EMPTY_SHA256, signature, signing_key
from trainer.s3.signing import Credentials, sign_headers_v4

WORDS = {
    "signed": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "signed-trailer": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
    "unsigned-trailer": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
}


def signed_in_chunks(
    asked: Chunks,
    credentials: Credentials,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    region: str,
    now: datetime,
) -> tuple[dict[str, str], bytes]:
    """Return the headers and the framed body of an upload."""
    extra = {
        "content-encoding": "aws-chunked",
        "x-amz-content-sha256": WORDS[asked.mode],
        "x-amz-decoded-content-length": str(len(body) + (asked.spoil == "length")),
    }
    if asked.checksum:
        extra["x-amz-trailer"] = f"x-amz-checksum-{asked.checksum}"
    sent = sign_headers_v4(
        credentials, method, url, {**headers, **extra}, b"", region=region, service="s3", now=now
    )
    chain = Chain(credentials.secret_access_key, now, region, sent["authorization"].rpartition("=")[2])
    return sent, _spoiled(asked, _framed(asked, body, chain if asked.mode != "unsigned-trailer" else None))


class Chain:
    """The signatures of one upload, each made of the one before."""

    def __init__(self, secret_access_key: str, now: datetime, region: str, seed: str) -> None:
        self._date = now.strftime("%Y%m%dT%H%M%SZ")
        self._scope = f"{now:%Y%m%d}/{region}/s3/aws4_request"
        self._key = signing_key(secret_access_key, f"{now:%Y%m%d}", region, "s3")
        self._last = seed

    def chunk(self, data: bytes) -> str:
        """Sign the next chunk."""
        return self._sign("PAYLOAD", f"{EMPTY_SHA256}\n{hashlib.sha256(data).hexdigest()}")

    def trailer(self, lines: bytes) -> str:
        """Sign the trailing headers, each line `name:value` with a newline."""
        return self._sign("TRAILER", hashlib.sha256(lines).hexdigest())

    def _sign(self, kind: str, hashes: str) -> str:
        text = f"AWS4-HMAC-SHA256-{kind}\n{self._date}\n{self._scope}\n{self._last}\n{hashes}"
        self._last = signature(self._key, text)
        return self._last


def checksum(algorithm: str, body: bytes) -> str:
    """Return a checksum as S3's headers carry it."""
    if algorithm == "crc32":
        return b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()
    return b64encode(hashlib.new(algorithm, body).digest()).decode()


def _framed(asked: Chunks, body: bytes, chain: Chain | None) -> list[bytes]:
    """Return the pieces: each chunk, the last and empty one, and the trailer."""
    pieces = []
    for begin in [*range(0, len(body), asked.size), None]:
        data = b"" if begin is None else body[begin : begin + asked.size]
        extension = f";chunk-signature={chain.chunk(data)}" if chain else ""
        pieces.append(f"{len(data):x}{extension}\r\n".encode() + data + (b"\r\n" if data else b""))
    tail = b""
    if asked.checksum:
        value = checksum(asked.checksum, body if asked.spoil != "checksum" else body + b"!")
        line = f"x-amz-checksum-{asked.checksum}:{value}"
        tail = f"{line}\r\n".encode()
        if chain:
            signed = chain.trailer(f"{line}\n".encode())
            tail += f"x-amz-trailer-signature:{signed}\r\n".encode()
    return [*pieces, tail + b"\r\n"]


def _spoiled(asked: Chunks, pieces: list[bytes]) -> bytes:
    match asked.spoil:
        case "chunk":
            pieces[0] = pieces[0][:-3] + b"!\r\n"
        case "order":
            pieces[0], pieces[1] = pieces[1], pieces[0]
        case "trailer":
            pieces[-1] = pieces[-1].replace(b"=\r\n", b"A\r\n", 1)
        case "trailer-signature":
            head, name, value = pieces[-1].partition(b"x-amz-trailer-signature:")
            pieces[-1] = head + name + value[1:64] + value[:1] + value[64:]
        case "framing":
            pieces[0] = pieces[0].replace(b"\r\n", b"\n", 1)
        case "checksum" | "length" | None:
            pass
    return b"".join(pieces)
