"""Bodies in chunks, taken apart."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainer.s3.framing import take_apart

SIGNATURE = "0" * 64


def test_chunks_signatures_and_trailers() -> None:
    framed = (
        f"3;chunk-signature={SIGNATURE}\r\nabc\r\nA\r\n0123456789\r\n0;chunk-signature={SIGNATURE}\r\n"
        f"X-Amz-Checksum-Crc32: AAAA\r\nx-amz-trailer-signature:{SIGNATURE}\r\n\r\n"
    )
    framing, content = take_apart(framed.encode())
    assert content == b"abc0123456789"
    assert not framing.fault
    assert [(chunk.size, chunk.signature) for chunk in framing.chunks] == [
        (3, SIGNATURE),
        (10, None),
        (0, SIGNATURE),
    ]
    assert framing.chunks[0].sha256 == sha256(b"abc").hexdigest()
    assert framing.named_trailers == (("x-amz-checksum-crc32", "AAAA"),)
    assert framing.trailer_signature == SIGNATURE
    assert framing.length == 13


def test_an_empty_body() -> None:
    framing, content = take_apart(b"0\r\n\r\n")
    assert (content, framing.fault, framing.length) == (b"", "", 0)


@pytest.mark.parametrize(
    "framed",
    [
        b"",
        b"abc",
        b"3\r\nabc",
        b"5\r\nabc\r\n0\r\n\r\n",
        b"3\r\nabc\r\n",
        b"3\nabc\r\n0\r\n\r\n",
        b"3;chunk-signature=xyz\r\nabc\r\n0\r\n\r\n",
        b"-1\r\n\r\n",
        b"0\r\nx-amz-checksum-crc32:AAAA",
    ],
)
def test_what_cannot_be_taken_apart(framed: bytes) -> None:
    assert take_apart(framed)[0].fault


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60))
def test_never_raises(framed: bytes) -> None:
    framing, content = take_apart(framed)
    assert framing.fault or framing.length == len(content)
