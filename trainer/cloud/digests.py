"""Digests that a client gives with its upload, compared with what arrived.

CRC-32C and CRC-64/NVME are not compared: Python has neither, and no dependency brings them. A checksum in a
pre-signed URL is not compared either, because S3 ignores it: an SDK computes it before it knows the body.
"""

import hashlib
import zlib
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterable, Mapping

from trainer.cloud.inner import Content
from trainer.s3.framing import Framing
from trainer.s3.request import Request
from trainer.s3.target import Wants
from trainer.s3.verdict import Refusal

_PREFIX = "x-amz-checksum-"
_ALGORITHMS: Mapping[str, Callable[[bytes], bytes]] = {
    "crc32": lambda content: zlib.crc32(content).to_bytes(4, "big"),
    "sha1": lambda content: hashlib.sha1(content, usedforsecurity=False).digest(),
    "sha256": lambda content: hashlib.sha256(content).digest(),
}


def wrong_digest(wanted: Wants, request: Request, content: Content) -> Refusal | None:
    """Return S3's answer to an upload, or a list of keys, that is not what its digests say; else None.

    Source: XML of Amazon S3 in issues 1653, 1692 and 1694 of versity/versitygw; ministackorg/ministack#1497;
    S3's list of error codes; localstack/localstack#12164 (checksums in the query).
    """
    operation = wanted.operation
    if operation is None or not (operation.deletes or (request.method == "PUT" and operation.writes_object)):
        return None
    md5 = request.header("content-md5")
    checksums = list(_checksums(request.headers, request.framing))
    if md5 is None and not checksums:
        return None
    sent = content.read()
    refusals = [_wrong_md5(md5.strip(), sent)] if md5 is not None else []
    refusals += [_wrong_checksum(name, value.strip(), where, sent) for name, value, where in checksums]
    return next((refusal for refusal in refusals if refusal), None)


def wrong_form_checksum(fields: Iterable[tuple[str, str]], content: Content) -> Refusal | None:
    """Return S3's answer to a form whose file is not what a checksum among its fields says; else None."""
    checksums = list(_checksums(fields, None))
    if not checksums:
        return None
    begins = content.stream.tell()  # The rest of the form lies before it.
    sent = content.stream.read(content.length)
    content.stream.seek(begins)
    refusals = (_wrong_checksum(name, value.strip(), where, sent) for name, value, where in checksums)
    return next((refusal for refusal in refusals if refusal), None)


def _checksums(headers: Iterable[tuple[str, str]], framing: Framing | None) -> Iterable[tuple[str, str, str]]:
    """Yield the algorithm, the value and the kind of header of each checksum sent."""
    for name, value in headers:
        if name.lower().startswith(_PREFIX):
            yield name.lower().removeprefix(_PREFIX), value, "header"
    for name, value in framing.named_trailers if framing else ():
        if name.startswith(_PREFIX):
            yield name.removeprefix(_PREFIX), value, "trailing header"


def _wrong_checksum(algorithm: str, value: str, where: str, content: bytes) -> Refusal | None:
    compute = _ALGORITHMS.get(algorithm)
    if compute is None:
        return None
    computed = compute(content)
    sent = _decoded(value)
    if sent is None or len(sent) != len(computed):
        message = f"Value for {_PREFIX}{algorithm} {where} is invalid."
        return Refusal(400, "InvalidRequest", message)
    if sent == computed:
        return None
    message = f"The {algorithm.upper()} you specified did not match the calculated checksum."
    return Refusal(400, "BadDigest", message)


def _wrong_md5(value: str, content: bytes) -> Refusal | None:
    sent = _decoded(value)
    if sent is None or len(sent) != 16:
        message = "The Content-MD5 you specified was invalid."
        return Refusal(400, "InvalidDigest", message, (("Content-MD5", value),))
    computed = hashlib.md5(content, usedforsecurity=False).digest()
    if sent == computed:
        return None
    return Refusal(
        400,
        "BadDigest",
        "The Content-MD5 you specified did not match what we received.",
        (("ExpectedDigest", sent.hex()), ("CalculatedDigest", b64encode(computed).decode("ascii"))),
    )


def _decoded(value: str) -> bytes | None:
    try:
        return b64decode(value, validate=True)
    except (Base64Error, ValueError):
        return None
