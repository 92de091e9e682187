"""Whatever is sent: no hang, no traceback, nothing injected, and nothing accepted that was not signed."""

import json
import os
from datetime import timedelta
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import cloud_fixture
from tests.cloud.wire import Answer, exchange
from tests.cloud.world import BUCKET, key_of, presigned
from trainer.cloud.client import CloudClient
from trainer.cloud.process import CloudProcess
from trainer.s3.signing import presign_v4

cloud_process = cloud_fixture.cloud_process

FEW = settings(
    max_examples=int(os.environ.get("TRAINER_FUZZ", "60")),
    deadline=None,
    suppress_health_check=list(HealthCheck),
)

BYTES = st.binary(max_size=60)
LINE_BYTES = st.binary(max_size=60).map(lambda b: b.replace(b"\r", b"").replace(b"\n", b""))
METHODS = st.sampled_from(b"GET PUT POST HEAD DELETE OPTIONS PATCH TRACE get G\x00T".split())
SUBRESOURCES = st.sampled_from(
    """
    acl cors delete lifecycle policy tagging versioning website notification encryption replication logging
    publicAccessBlock ownershipControls object-lock restore uploads select&select-type=2 uploadId=x
    partNumber=1&uploadId=x versionId=x legal-hold retention torrent accelerate requestPayment x
    """.split()  # noqa: SIM905  a list of words
)
BODIES = """
<|<a/>|<a><b></a>|<Delete><Object/></Delete>|{}|null|[]|{"Statement": 1}|<?xml version='9'?>
|<!DOCTYPE x [<!ENTITY e 'eeeeeeeeee'>]><x>&e;</x>|<CORSConfiguration><CORSRule/></CORSConfiguration>
|<LifecycleConfiguration><Rule/></LifecycleConfiguration>|<Tagging><TagSet><Tag/></TagSet></Tagging>
|<VersioningConfiguration><Status>Maybe</Status></VersioningConfiguration>
|<AccessControlPolicy><Owner/></AccessControlPolicy>|<CreateBucketConfiguration/>
"""
XML = (
    BYTES
    | st.sampled_from([body.strip().encode() for body in BODIES.split("|")])
    | st.just(b"\xef\xbb\xbf<a/>")
)


@pytest.fixture(scope="module")
def cloud(cloud_process: CloudProcess) -> CloudClient:
    """A cloud for the whole module: what one request breaks the next would see."""
    cloud_process.client.reset()
    return cloud_process.client


@pytest.fixture(scope="module")
def signed(cloud: CloudClient) -> str:
    """A URL that opens."""
    return presigned(cloud, key_of(cloud, "ann"))


def is_sound(cloud: CloudClient, answer: Answer) -> bool:
    """Tell whether an answer is one that S3 might give; a cut connection is one too."""
    assert b"Traceback" not in answer.body
    assert b'File "' not in answer.body
    if answer.status is None:
        return not answer.body
    assert answer.status != 500, answer.body
    assert len(set(answer.header_names)) == len(answer.header_names), answer.head
    if answer.body.lstrip().startswith(b"<?xml"):
        ElementTree.fromstring(answer.body)
    return 200 <= answer.status <= 599


def head_of(cloud: CloudClient) -> bytes:
    return f"Host: {urlsplit(cloud.ready.endpoint).netloc}\r\n".encode()


@FEW
@given(BYTES)
def test_any_bytes(cloud: CloudClient, sent: bytes) -> None:
    assert is_sound(cloud, exchange(cloud, sent + b"\r\n\r\n"))


@FEW
@given(
    METHODS,
    LINE_BYTES,
    st.sampled_from([b"HTTP/1.1", b"HTTP/1.0", b"HTTP/0.9", b"HTTP/2.0", b"HTCPCP/1.0", b""]),
)
def test_any_request_line(cloud: CloudClient, method: bytes, target: bytes, version: bytes) -> None:
    line = b" ".join([method, b"/" + target, version])
    assert is_sound(cloud, exchange(cloud, line + b"\r\n" + head_of(cloud) + b"\r\n"))


@FEW
@given(
    METHODS, st.text(max_size=40), st.lists(st.tuples(st.text(max_size=20), st.text(max_size=30)), max_size=6)
)
def test_any_key_and_query_without_a_signature_opens_nothing(
    cloud: CloudClient, method: bytes, key: str, query: list[tuple[str, str]]
) -> None:
    pairs = "&".join(f"{quote(a, errors='replace')}={quote(b, errors='replace')}" for a, b in query)
    target = f"/{BUCKET}/{quote(key, errors='replace')}?{pairs}".encode()
    answer = exchange(cloud, b"%s %s HTTP/1.1\r\n%s\r\n" % (method, target, head_of(cloud)))
    assert is_sound(cloud, answer)
    assert answer.status is None or answer.status >= 400


@FEW
@given(LINE_BYTES, LINE_BYTES)
def test_any_header_beside_a_good_signature(
    cloud: CloudClient, signed: str, name: bytes, value: bytes
) -> None:
    url = urlsplit(signed)
    line = f"GET {url.path}?{url.query} HTTP/1.1\r\n".encode()
    answer = exchange(cloud, line + head_of(cloud) + name + b": " + value + b"\r\n\r\n")
    assert is_sound(cloud, answer)


@FEW
@given(st.data())
def test_a_signed_url_with_anything_changed_opens_nothing(
    cloud: CloudClient, signed: str, data: st.DataObject
) -> None:
    url = urlsplit(signed)
    target = f"{url.path}?{url.query}"
    at = data.draw(st.integers(1, len(target) - 1))
    put = data.draw(st.sampled_from("abzAZ019%+&=;/?._-~"))
    kind = data.draw(st.sampled_from(["replace", "insert", "delete"]))
    changed = target[:at] + ("" if kind == "delete" else put) + target[at + (kind != "insert") :]
    answer = exchange(cloud, f"GET {changed} HTTP/1.1\r\n".encode() + head_of(cloud) + b"\r\n")
    assert is_sound(cloud, answer)
    if answer.status == 200:
        # What canonicalisation takes for the same is the same request.
        judged = cloud.journal()[-1]
        assert judged["key"] == "coffee.jpg"
        assert judged["trail"][-1]["outcome"] == "passed"


@FEW
@given(
    st.sampled_from(["PUT", "POST", "DELETE", "GET"]), SUBRESOURCES, XML, st.sampled_from(["", "/coffee.jpg"])
)
def test_a_store_that_stumbles_over_a_body_is_no_500(
    cloud: CloudClient, method: str, subresource: str, body: bytes, key: str
) -> None:
    for there in ("", "/coffee.jpg"):
        made = cloud.send("PUT", as_administrator(cloud, "PUT", there, "x"), {}, b"coffee" if there else b"")
        assert made.status in (200, 409), made.body
    url = as_administrator(cloud, method, key, subresource)
    answer = cloud.send(method, url, {}, body if method in ("PUT", "POST") else b"")
    assert answer.status != 500, (method, subresource, body, answer.body)
    assert b"Traceback" not in answer.body
    line = cloud.journal()[-1]
    assert (line["method"], line["status"]) == (method, answer.status)


def as_administrator(cloud: CloudClient, method: str, key: str, query: str) -> str:
    pairs = [pair.partition("=") for pair in query.split("&")]
    return presign_v4(
        cloud.ready.credentials,
        method,
        f"{cloud.ready.endpoint}/fuzz-bucket{key}",
        region="us-east-1",
        now=cloud.clock().now - timedelta(seconds=1),
        expires=3600,
        query=tuple((name, value) for name, _, value in pairs),
        headers={},
    )


@FEW
@given(st.binary(max_size=200))
def test_any_policy_document(cloud: CloudClient, document: bytes) -> None:
    text = document.decode("latin-1")
    answer = cloud.call(
        "iam", {"Action": "PutUserPolicy", "UserName": "bob", "PolicyName": "p", "PolicyDocument": text}
    )
    assert answer.status < 500 or answer.status == 501, answer.body
    assert b"Traceback" not in answer.body


def test_afterwards_it_is_as_before(cloud: CloudClient, signed: str) -> None:
    assert cloud.send("GET", signed).status == 200
    lines = cloud.journal()
    assert {"judge", "store", "not-modelled"} == {line["decided_by"] for line in lines}
    for line in lines:
        assert json.loads(json.dumps(line)) == line
