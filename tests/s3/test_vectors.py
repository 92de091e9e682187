"""AWS's own published examples: each folder is a request as it goes over the wire, and when."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from tests.s3.samples import EVERYTHING, ann
from trainer.s3.canonical import EMPTY_SHA256, canonical_request, string_to_sign
from trainer.s3.judge import judge
from trainer.s3.query import parse_query
from trainer.s3.request import Request
from trainer.s3.world import AccessKey, Bucket, World

VECTORS = sorted(path for path in (Path(__file__).parent / "vectors").iterdir() if path.is_dir())
SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"


def read_request(folder: Path) -> Request:
    first, *lines = (folder / "request.http").read_text(encoding="utf-8").splitlines()
    method, _, target = first.partition(" ")
    path, _, query = target.partition("?")
    headers = tuple((name, value.strip()) for name, _, value in (line.partition(":") for line in lines))
    return Request(method, path, query, headers)


def read_world(folder: Path) -> tuple[World, datetime]:
    case = json.loads((folder / "case.json").read_text(encoding="utf-8"))
    key = AccessKey("AKIAIOSFODNN7EXAMPLE", SECRET, True, ann(EVERYTHING))
    bucket = Bucket(case["bucket"], "us-east-1", "123456789012")
    world = World(
        "us-east-1", "123456789012", key, bucket, object_exists=True, endpoint_hosts=("s3.amazonaws.com",)
    )
    return world, datetime.fromisoformat(case["now"])


@pytest.mark.parametrize("folder", VECTORS, ids=lambda folder: folder.name)
def test_a_published_example_is_accepted(folder: Path) -> None:
    world, now = read_world(folder)
    verdict = judge(read_request(folder), world, now)
    assert verdict.refusal is None
    assert all(entry.outcome == "passed" for entry in verdict.trail)


@pytest.mark.parametrize("folder", VECTORS, ids=lambda folder: folder.name)
def test_a_published_example_is_refused_for_another_secret(folder: Path) -> None:
    world, now = read_world(folder)
    assert world.key
    other = AccessKey(world.key.access_key_id, SECRET.lower(), True, world.key.principal)
    verdict = judge(
        read_request(folder),
        World("us-east-1", "123456789012", other, world.bucket, True, endpoint_hosts=world.endpoint_hosts),
        now,
    )
    assert verdict.refusal
    assert verdict.refusal.code == "SignatureDoesNotMatch"


def test_the_canonical_request_is_as_published() -> None:
    request = read_request(Path(__file__).parent / "vectors" / "v4-header-get-lifecycle")
    signed = ("host", "x-amz-content-sha256", "x-amz-date")
    text = canonical_request(request, parse_query(request.raw_query), signed, EMPTY_SHA256)
    assert text.splitlines() == [
        "GET",
        "/",
        "lifecycle=",
        "host:examplebucket.s3.amazonaws.com",
        f"x-amz-content-sha256:{EMPTY_SHA256}",
        "x-amz-date:20130524T000000Z",
        "",
        "host;x-amz-content-sha256;x-amz-date",
        EMPTY_SHA256,
    ]
    assert string_to_sign("20130524T000000Z", "20130524/us-east-1/s3/aws4_request", text).endswith(
        "\n9766c798316ff2757b517bc739a67f6213b4ab36dd5da2f94eaebf79c77395ca"
    )
