"""Where requests seem to come from: set through the control interface alone, seen by policies and journal."""

import json
from typing import Any

import pytest

from tests.cloud.test_control import bearer, control
from tests.cloud.world import BUCKET, Key, last, ok, presigned, put_policy
from trainer.cloud.client import CloudClient
from trainer.errors import CloudError

HERE = {"source_ip": None, "vpce": None, "vpc": None, "tls": False}
OFFICE = "203.0.113.9"


def deny(condition: dict[str, Any]) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": condition}


def allow() -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"}


def test_the_address_is_judged_and_journalled(cloud: CloudClient, bob: Key) -> None:
    put_policy(cloud, "user/bob", "office", allow(), deny({"NotIpAddress": {"aws:SourceIp": f"{OFFICE}/32"}}))
    url = presigned(cloud, bob)
    assert cloud.send("GET", url).status == 403
    assert last(cloud)["source_ip"] == "127.0.0.1"
    cloud.set_network(source_ip=OFFICE)
    assert cloud.send("GET", url).status == 200
    line = last(cloud)
    assert (line["source_ip"], line["vpce"], line["tls"]) == (OFFICE, None, False)
    cloud.set_network()
    assert cloud.send("GET", url).status == 403


def test_tls(cloud: CloudClient, bob: Key) -> None:
    put_policy(cloud, "user/bob", "tls", allow(), deny({"Bool": {"aws:SecureTransport": "false"}}))
    url = presigned(cloud, bob)
    assert cloud.send("GET", url).status == 403
    cloud.set_network(tls=True)
    assert cloud.send("GET", url).status == 200
    assert last(cloud)["tls"] is True


def test_an_endpoint(cloud: CloudClient, bob: Key) -> None:
    elsewhere = deny({"StringNotEquals": {"aws:SourceVpce": "vpce-1a2b3c4d"}})
    put_policy(cloud, "user/bob", "endpoint", allow(), elsewhere)
    url = presigned(cloud, bob)
    assert cloud.send("GET", url).status == 403
    cloud.set_network(vpce="vpce-1a2b3c4d", source_ip="10.0.0.5")
    assert cloud.send("GET", url).status == 200
    assert (last(cloud)["vpce"], last(cloud)["source_ip"]) == ("vpce-1a2b3c4d", "10.0.0.5")
    cloud.set_network(vpce="vpce-another")
    assert cloud.send("GET", url).status == 403


def test_it_is_judged_too_without_being_performed(cloud: CloudClient, bob: Key) -> None:
    put_policy(cloud, "user/bob", "office", allow(), deny({"NotIpAddress": {"aws:SourceIp": f"{OFFICE}/32"}}))
    url = presigned(cloud, bob)
    assert cloud.judge("GET", url)["status"] == 403
    cloud.set_network(source_ip=OFFICE)
    assert cloud.judge("GET", url)["status"] == 200


def test_the_shape_of_the_answer_and_reset(cloud: CloudClient) -> None:
    path = "/_lab/network"
    assert json.loads(control(cloud, "GET", path, bearer(cloud)).body) == HERE
    body = b'{"source_ip": "2001:db8::1", "vpce": "vpce-0f", "tls": true}'
    found = json.loads(control(cloud, "POST", path, bearer(cloud), body).body)
    assert found == {"source_ip": "2001:db8::1", "vpce": "vpce-0f", "vpc": "vpc-1a2b3c4d", "tls": True}
    assert json.loads(control(cloud, "GET", path, bearer(cloud)).body) == found
    assert json.loads(control(cloud, "POST", path, bearer(cloud), b"{}").body) == HERE
    cloud.set_network(source_ip=OFFICE)
    cloud.reset()
    assert json.loads(control(cloud, "GET", path, bearer(cloud)).body) == HERE


@pytest.mark.parametrize(
    "body",
    [
        b'{"source_ip": "home"}',
        b'{"source_ip": 7}',
        b'{"vpce": "vpc-1a2b3c4d"}',
        b'{"vpc": "vpc-1a2b3c4d"}',
        b'{"tls": "yes"}',
        b'{"address": "203.0.113.9"}',
        b"[]",
        b"{",
    ],
)
def test_what_is_no_path_changes_nothing(cloud: CloudClient, body: bytes) -> None:
    cloud.set_network(source_ip=OFFICE)
    answer = control(cloud, "POST", "/_lab/network", bearer(cloud), body)
    assert answer.status == 400
    assert len(answer.body.splitlines()) == 1
    assert json.loads(control(cloud, "GET", "/_lab/network", bearer(cloud)).body)["source_ip"] == OFFICE
    with pytest.raises(CloudError, match="the network cannot be set so"):
        cloud.set_network(source_ip="home")


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP"])
def test_no_header_sets_it(cloud: CloudClient, ann: Key, header: str) -> None:
    ok(cloud.send("GET", presigned(cloud, ann), {header: OFFICE}))
    assert last(cloud)["source_ip"] == "127.0.0.1"
