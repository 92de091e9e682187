"""The parts of a URL and the texts behind its signature, held against AWS's example and against botocore."""

import hmac
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest
from botocore.config import Config

from trainer.labs.signed_parts import PARTS, spellings
from trainer.labs.urls import MadeUrl
from trainer.s3.signing import Credentials

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
KEY = Credentials("AKIAIOSFODNN7EXAMPLE", SECRET)
PUBLISHED = (
    "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&"
    "X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&"
    "X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&"
    "X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
)
DIGEST = "3bfa292879f6447bbcda7001decf97f4a54dc650c8942174ae0a9121cf58ad04"


def made(
    url: str, credentials: Credentials = KEY, method: str = "GET", headers: dict[str, str] | None = None
) -> MadeUrl:
    when = datetime(2013, 5, 24, tzinfo=UTC)
    return MadeUrl(url, headers or {}, "examplebucket", "test.txt", when, method, credentials)


@pytest.mark.parametrize(
    ("part", "spelled"),
    [
        ("access_key_id", ("AKIAIOSFODNN7EXAMPLE",)),
        ("credential_scope", ("20130524/us-east-1/s3/aws4_request",
                              "20130524%2Fus-east-1%2Fs3%2Faws4_request")),
        ("signed_at", ("20130524T000000Z", "2013-05-24T00:00:00Z")),
        ("expires_in", ("86400", "86 400")),
        ("signed_headers", ("host",)),
        ("session_token", ("none",)),
        ("secret_occurrences", ("0",)),
        ("signature", ("aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",)),
        ("canonical_request_hash", (DIGEST, f"{DIGEST} -")),
        ("canonical_request", (
            "GET\n/test.txt\nX-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524"
            "%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&"
            "X-Amz-SignedHeaders=host\nhost:examplebucket.s3.amazonaws.com\n\nhost\nUNSIGNED-PAYLOAD",
        )),
        ("string_to_sign", (
            f"AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n{DIGEST}",
        )),
    ],
)  # fmt: skip
def test_the_published_example(part: str, spelled: tuple[str, ...]) -> None:
    assert spellings(made(PUBLISHED), part) == spelled


def signature_of(url: MadeUrl) -> str:
    """Do the last step of the sum from what the answers would be."""
    (key,), (text,) = spellings(url, "signing_key"), spellings(url, "string_to_sign")
    return hmac.digest(bytes.fromhex(key), text.encode(), "sha256").hex()


def test_key_and_text_of_the_published_example_give_its_signature() -> None:
    assert PUBLISHED.endswith(signature_of(made(PUBLISHED)))


def boto3_url(operation: str, token: str | None, **params: Any) -> str:
    s3 = boto3.client(
        "s3",
        region_name="eu-central-1",
        aws_access_key_id=KEY.access_key_id,
        aws_secret_access_key=SECRET,
        aws_session_token=token,
        endpoint_url="http://127.0.0.1:4566",
        config=Config(signature_version="s3v4", s3={"addressing_style": "path"}),
    )
    return s3.generate_presigned_url(operation, Params={"Bucket": "b", **params}, ExpiresIn=77)


@pytest.mark.parametrize(
    ("operation", "method", "headers", "params"),
    [
        ("get_object", "GET", {}, {"Key": "coffee.jpg"}),
        ("get_object", "GET", {}, {"Key": "a b/ü+~(1).txt", "ResponseContentDisposition": "attachment; x=1"}),
        ("put_object", "PUT", {}, {"Key": "menu.txt"}),
        ("put_object", "PUT", {"Content-Type": "text/plain"}, {"Key": "m", "ContentType": "text/plain"}),
        ("head_object", "HEAD", {}, {"Key": "k"}),
    ],
)
@pytest.mark.parametrize("token", [None, "IQoJ/token+with=signs"])
def test_key_and_text_of_a_url_of_botocore_give_its_signature(
    operation: str, method: str, headers: dict[str, str], params: dict[str, Any], token: str | None
) -> None:
    url = boto3_url(operation, token, **params)
    ours = made(url, Credentials(KEY.access_key_id, SECRET, token), method, headers)
    query = parse_qs(urlsplit(url).query)
    assert [signature_of(ours)] == query["X-Amz-Signature"]
    assert spellings(ours, "session_token")[0] == (token or "none")
    digest = sha256(spellings(ours, "canonical_request")[0].encode()).hexdigest()
    assert spellings(ours, "canonical_request_hash")[0] == digest


@pytest.mark.parametrize(
    ("url", "count"),
    [
        (f"{PUBLISHED}&x={SECRET}", "1"),
        (f"{PUBLISHED}&x={SECRET.replace('/', '%2F')}&y={SECRET.replace('/', '%2f')}", "2"),
    ],
)
def test_a_secret_that_is_in_a_url_would_be_found(url: str, count: str) -> None:
    assert spellings(made(url), "secret_occurrences") == (count,)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("url", ["", "http://h/k", "http://h/k?X-Amz-Credential=a%2Fb&X-Amz-Date=", "::"])
def test_no_url_breaks_a_part(part: str, url: str) -> None:
    assert all(isinstance(spelled, str) for spelled in spellings(made(url), part))
