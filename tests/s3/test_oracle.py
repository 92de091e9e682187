"""Whatever botocore signs is accepted, and our own signer makes what botocore makes."""

from datetime import timedelta
from hashlib import sha256
from urllib.parse import parse_qs, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.s3 import oracle
from tests.s3.samples import ACCOUNT, EVERYTHING, NOW, ann, bucket, reporter
from tests.s3.strategies import (
    CREDENTIALS,
    KEYS,
    METHODS,
    QUERIES,
    REGIONS,
    V2_HEADERS,
    V2_QUERIES,
    V4_HEADERS,
)
from trainer.s3.judge import judge
from trainer.s3.request import Request
from trainer.s3.signing import Credentials, presign_v2, presign_v4, sign_headers_v4
from trainer.s3.verdict import Verdict
from trainer.s3.world import AccessKey, Session, World

FEW = settings(max_examples=150, deadline=None)
HOSTS = st.sampled_from(["127.0.0.1:5000", "localhost:8080", "[::1]:9000"])


def world_of(credentials: Credentials, region: str) -> World:
    session = None
    if credentials.session_token:
        session = Session(credentials.session_token, NOW, NOW + timedelta(hours=1))
    owner = reporter(EVERYTHING) if session else ann(EVERYTHING)
    key = AccessKey(credentials.access_key_id, credentials.secret_access_key, True, owner, session)
    return World(region, ACCOUNT, key, bucket(region), object_exists=True)


def authentic(verdict: Verdict) -> bool:
    """Tell whether everything up to the signature passed; what is asked for may still not be modelled."""
    names = [entry.check for entry in verdict.trail]
    until_signature = verdict.trail[: names.index("signature") + 1]
    return all(entry.outcome == "passed" for entry in until_signature)


@FEW
@given(CREDENTIALS, METHODS, HOSTS, KEYS, QUERIES, V4_HEADERS, REGIONS, st.integers(1, 604800))
def test_query_v4(
    credentials: Credentials,
    method: str,
    host: str,
    key: str,
    query: dict[str, str],
    headers: dict[str, str],
    region: str,
    expires: int,
) -> None:
    url = oracle.url_of(host, key, query)
    signed = oracle.query_v4(credentials, method, url, headers, region=region, expires=expires, now=NOW)
    sent = oracle.on_the_wire(signed, method, headers)
    verdict = judge(sent, world_of(credentials, region), NOW)
    assert authentic(verdict), verdict.trail
    assert verdict.key == key
    ours = presign_v4(credentials, method, url, region=region, now=NOW, expires=expires, headers=headers)
    assert _signature(ours) == _signature(signed)
    assert authentic(judge(oracle.on_the_wire(ours, method, headers), world_of(credentials, region), NOW))


@FEW
@given(CREDENTIALS, METHODS, HOSTS, KEYS, QUERIES, V4_HEADERS, REGIONS, st.binary(max_size=20))
def test_header_v4(
    credentials: Credentials,
    method: str,
    host: str,
    key: str,
    query: dict[str, str],
    headers: dict[str, str],
    region: str,
    body: bytes,
) -> None:
    url = oracle.url_of(host, key, query)
    sent = oracle.header_v4(credentials, method, url, headers, body, region=region, now=NOW)
    request = oracle.on_the_wire(url, method, sent, body_sha256=sha256(body).hexdigest())
    assert authentic(judge(request, world_of(credentials, region), NOW))
    ours = sign_headers_v4(credentials, method, url, headers, body, region=region, service="s3", now=NOW)
    assert ours["authorization"] == sent["Authorization"]


@FEW
@given(CREDENTIALS, METHODS, HOSTS, KEYS, V2_QUERIES, V2_HEADERS, REGIONS, st.integers(1, 10**9))
def test_query_v2(
    credentials: Credentials,
    method: str,
    host: str,
    key: str,
    query: dict[str, str],
    headers: dict[str, str],
    region: str,
    expires: int,
) -> None:
    url = oracle.url_of(host, key, query)
    signed = oracle.query_v2(credentials, method, url, headers, expires=expires, now=NOW)
    world = world_of(credentials, region)
    assert authentic(judge(oracle.on_the_wire(signed, method, headers), world, NOW))
    ours = presign_v2(credentials, method, url, now=NOW, expires=expires, headers=headers)
    assert parse_qs(urlsplit(ours).query)["Signature"] == parse_qs(urlsplit(signed).query)["Signature"]
    assert authentic(judge(oracle.on_the_wire(ours, method, {}), world, NOW))


@FEW
@given(CREDENTIALS, METHODS, HOSTS, KEYS, V2_QUERIES, V2_HEADERS, REGIONS)
def test_header_v2(
    credentials: Credentials,
    method: str,
    host: str,
    key: str,
    query: dict[str, str],
    headers: dict[str, str],
    region: str,
) -> None:
    credentials = Credentials(credentials.access_key_id, credentials.secret_access_key)
    url = oracle.url_of(host, key, query)
    sent = oracle.header_v2(credentials, method, url, headers, now=NOW)
    assert authentic(judge(oracle.on_the_wire(url, method, sent), world_of(credentials, region), NOW))


@FEW
@given(CREDENTIALS, st.sampled_from(["iam", "sts"]), st.binary(max_size=40))
def test_the_query_protocol(credentials: Credentials, service: str, tail: bytes) -> None:
    body = b"Action=ListUsers&Version=2010-05-08&Path=" + tail
    url = "http://127.0.0.1:5000/"
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    sent = oracle.header_v4(
        credentials, "POST", url, headers, body, region="us-east-1", now=NOW, service=service
    )
    request = oracle.on_the_wire(url, "POST", sent, body=body)
    assert authentic(judge(request, world_of(credentials, "us-east-1"), NOW))
    other = Request(request.method, request.raw_path, "", request.headers, body=body + b"x")
    assert not authentic(judge(other, world_of(credentials, "us-east-1"), NOW))


def _signature(url: str) -> str:
    return parse_qs(urlsplit(url).query)["X-Amz-Signature"][0]
