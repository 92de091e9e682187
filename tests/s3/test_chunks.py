"""AWS's published examples of uploads in chunks, with and without a trailer, and what breaks them."""

from datetime import UTC, datetime

import pytest

from tests.s3.samples import EVERYTHING, ann, failed_check, refusal_of
from trainer.s3.checks_chunks import framing_fault
from trainer.s3.framing import take_apart
from trainer.s3.judge import judge
from trainer.s3.request import Request
from trainer.s3.world import AccessKey, Bucket, World

THEN = datetime(2013, 5, 24, tzinfo=UTC)
KEY = AccessKey("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", True, ann(EVERYTHING))
WORLD = World(
    "us-east-1",
    "123456789012",
    KEY,
    Bucket("examplebucket", "us-east-1", "123456789012"),
    endpoint_hosts=("s3.amazonaws.com",),
)
SCOPE = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"
EXAMPLES = {
    "chunks": {
        "word": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
        "signed": "content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"
        "x-amz-decoded-content-length;x-amz-storage-class",
        "seed": "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
        "chunks": "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648 "
        "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497 "
        "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9",
        "trailer": "",
    },
    "trailer": {
        "word": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
        "signed": "content-encoding;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;"
        "x-amz-storage-class;x-amz-trailer",
        "seed": "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
        "chunks": "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2 "
        "1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7 "
        "2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992",
        "trailer": "x-amz-checksum-crc32c:sOO8/Q==\r\n"
        "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n",
    },
}
"""The signatures as published; the object is 66560 times the letter a, in chunks of 64 KiB and 1 KiB."""


def body_of(name: str) -> bytes:
    example = EXAMPLES[name]
    first, second, last = example["chunks"].split()
    return (
        f"10000;chunk-signature={first}\r\n{'a' * 65536}\r\n400;chunk-signature={second}\r\n"
        f"{'a' * 1024}\r\n0;chunk-signature={last}\r\n{example['trailer']}\r\n"
    ).encode()


def request_of(name: str, body: bytes) -> Request:
    example = EXAMPLES[name]
    signed = f"SignedHeaders={example['signed']},Signature={example['seed']}"
    headers = [
        ("Authorization", f"AWS4-HMAC-SHA256 Credential={SCOPE},{signed}"),
        ("Host", "s3.amazonaws.com"),
        ("x-amz-date", "20130524T000000Z"),
        ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
        ("x-amz-content-sha256", example["word"]),
        ("Content-Encoding", "aws-chunked"),
        ("x-amz-decoded-content-length", "66560"),
        ("Content-Length", "66824"),
    ]
    if example["trailer"]:
        headers.append(("x-amz-trailer", "x-amz-checksum-crc32c"))
    framing, _ = take_apart(body)
    return Request("PUT", "/examplebucket/chunkObject.txt", "", tuple(headers), framing=framing)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_published_example_is_accepted(name: str) -> None:
    verdict = judge(request_of(name, body_of(name)), WORLD, THEN)
    assert verdict.refusal is None
    assert next(entry for entry in verdict.trail if entry.check == "payload").outcome == "passed"


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("place", [100, 65536 + 200])
def test_one_letter_changed_in_a_chunk(name: str, place: int) -> None:
    body = bytearray(body_of(name))
    body[place] ^= 1
    verdict = judge(request_of(name, bytes(body)), WORLD, THEN)
    assert refusal_of(verdict).code == "SignatureDoesNotMatch"
    assert dict(refusal_of(verdict).elements)["StringToSign"].startswith("AWS4-HMAC-SHA256-PAYLOAD\n")
    assert failed_check(verdict).check == "payload"


def test_the_published_trailer_changed() -> None:
    verdict = judge(request_of("trailer", body_of("trailer").replace(b"sOO8", b"sOO9")), WORLD, THEN)
    assert refusal_of(verdict).code == "SignatureDoesNotMatch"
    assert dict(refusal_of(verdict).elements)["StringToSign"].startswith("AWS4-HMAC-SHA256-TRAILER\n")


@pytest.mark.parametrize("declared", ["", "-1", "+3", "3.0", "³", "9" * 5000])
def test_a_declared_length_that_is_another(declared: str) -> None:
    framing, _ = take_apart(b"3\r\nabc\r\n0\r\n\r\n")
    refusal = framing_fault(framing, declared)
    assert refusal is not None
    assert refusal.code == "IncompleteBody"


@pytest.mark.parametrize("declared", ["3", " 3 ", "0003"])
def test_a_declared_length_that_is_met(declared: str) -> None:
    framing, _ = take_apart(b"3\r\nabc\r\n0\r\n\r\n")
    assert framing_fault(framing, declared) is None
