"""The control interface, as scripts use it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.cloud.world import BUCKET, Key, key_of, ok, presigned, session_of
from trainer.cloud.client import CloudClient, HttpAnswer
from trainer.errors import CloudError


def control(cloud: CloudClient, method: str, path: str, token: str | None, body: bytes = b"") -> HttpAnswer:
    headers = {} if token is None else {"Authorization": token}
    return cloud.send(method, cloud.ready.endpoint + path, headers, body)


def bearer(cloud: CloudClient) -> str:
    return f"Bearer {cloud.ready.control_token}"


class TestToken:
    CALLS = (
        ("GET", "/_lab/clock", b""),
        ("POST", "/_lab/clock", b'{"advance": 3600}'),
        ("GET", "/_lab/journal?after=0", b""),
        ("GET", "/_lab/network", b""),
        ("POST", "/_lab/network", b'{"tls": true}'),
        ("POST", "/_lab/reset", b"{}"),
        ("POST", "/_lab/judge", b'{"method": "GET", "url": "http://127.0.0.1/"}'),
        ("POST", "/_lab/anything", b""),
    )

    @pytest.mark.parametrize(("method", "path", "body"), CALLS)
    @pytest.mark.parametrize("token", [None, "", "Bearer", "Bearer ", "Bearer wrong", "Basic x", "bear\xe9r"])
    def test_without_it_nothing_happens(
        self, cloud: CloudClient, method: str, path: str, body: bytes, token: str | None
    ) -> None:
        key_of(cloud, "ann")
        answer = control(cloud, method, path, token, body)
        assert answer.status == 403
        assert len(answer.body.splitlines()) == 1
        assert cloud.clock().offset == 0
        assert cloud.journal()

    def test_a_page_elsewhere_cannot_use_it(self, cloud: CloudClient) -> None:
        sent = {"Origin": "http://example.com", "Content-Type": "text/plain"}
        answer = cloud.send("POST", f"{cloud.ready.endpoint}/_lab/clock", sent, b'{"advance": 60}')
        assert answer.status == 403
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert cloud.clock().offset == 0

    def test_it_is_not_the_key_of_s3(self, cloud: CloudClient) -> None:
        answer = control(cloud, "GET", f"/{BUCKET}/coffee.jpg", bearer(cloud))
        assert answer.status == 400


class TestClock:
    def test_it_starts_at_real_time_and_runs(self, cloud: CloudClient) -> None:
        clock = cloud.clock()
        assert clock.offset == 0
        assert abs(clock.now - datetime.now(UTC)) < timedelta(seconds=5)

    def test_it_moves_both_ways(self, cloud: CloudClient) -> None:
        assert cloud.advance(3600.5).offset == 3600.5
        assert cloud.advance(-7200.5).offset == -3600

    def test_it_can_be_set(self, cloud: CloudClient) -> None:
        when = datetime(2031, 5, 1, 12, tzinfo=UTC)
        assert timedelta() <= cloud.set_clock(when).now - when < timedelta(seconds=5)
        assert cloud.clock().now >= when

    def test_the_shape_of_the_answer(self, cloud: CloudClient) -> None:
        answer = control(cloud, "POST", "/_lab/clock", bearer(cloud), b'{"set": "2026-11-23T10:00:00Z"}')
        found = json.loads(answer.body)
        assert set(found) == {"now", "offset"}
        assert found["now"].startswith("2026-11-23T10:00:0")
        assert found["now"].endswith("Z")

    @pytest.mark.parametrize(
        "body",
        [
            b"",
            b"{",
            b"[]",
            b"{}",
            b"\xff",
            b'{"advance": "60"}',
            b'{"advance": true}',
            b'{"advance": NaN}',
            b'{"advance": Infinity}',
            b'{"advance": 1e300}',
            b'{"advance": 99999999999}',
            b'{"set": "soon"}',
            b'{"set": "0001-01-01T00:00:00Z"}',
            b'{"set": "9999-12-31T23:59:59Z"}',
        ],
    )
    def test_nonsense_is_400_in_one_line(self, cloud: CloudClient, body: bytes) -> None:
        answer = control(cloud, "POST", "/_lab/clock", bearer(cloud), body)
        assert answer.status == 400
        assert len(answer.body.splitlines()) == 1
        assert cloud.clock().offset == 0

    def test_header_signed_calls_pass_by_real_and_by_lab_time(self, cloud: CloudClient, ann: Key) -> None:
        cloud.advance(86_400)
        assert cloud.call("sts", {"Action": "GetCallerIdentity"}, ann).status == 200
        assert cloud.send("GET", presigned(cloud, ann)).status == 200
        assert cloud.send("GET", presigned(cloud, ann)).headers["date"] == cloud.clock().now.strftime(
            "%a, %d %b %Y %H:%M:%S GMT"
        )


class TestReset:
    def test_it_returns_to_the_standard_world(self, cloud: CloudClient, ann: Key) -> None:
        session = session_of(cloud, ann, 900)
        url = presigned(cloud, ann, "new.txt", method="PUT")
        assert cloud.send("PUT", url, body=b"new").status == 200
        numbered = cloud.journal()[-1]["n"]
        cloud.advance(60)
        cloud.reset()
        assert cloud.journal() == []
        assert cloud.clock().offset == 0
        assert cloud.send("GET", presigned(cloud, session)).code == "InvalidAccessKeyId"
        assert cloud.send("GET", presigned(cloud, ann)).code == "InvalidAccessKeyId"
        assert cloud.send("GET", presigned(cloud, cloud.ready.credentials, "new.txt")).status == 404
        assert cloud.journal()[0]["n"] > numbered

    def test_the_standard_world(self, cloud: CloudClient, ann: Key, bob: Key, reporter: Key) -> None:
        video = cloud.send("GET", presigned(cloud, ann, "videos/premium.mp4"))
        assert (video.status, len(video.body)) == (200, 3_000_000)
        assert video.headers["content-type"] == "video/mp4"
        for key in ("coffee.jpg", "invoices/jan.pdf"):
            assert cloud.send("GET", presigned(cloud, ann, key)).status == 200
            assert cloud.send("GET", presigned(cloud, reporter, key)).status == 200
            assert cloud.send("GET", presigned(cloud, bob, key)).status == 403
            assert cloud.send("GET", cloud.object_url(BUCKET, key)).status == 403
        assert cloud.send("PUT", presigned(cloud, ann, "x", method="PUT"), body=b"1").status == 200
        assert cloud.send("PUT", presigned(cloud, reporter, "x", method="PUT"), body=b"1").status == 403

    def test_a_download_under_way_leaves_no_line_in_the_next_world(
        self, cloud: CloudClient, ann: Key
    ) -> None:
        with cloud.open("GET", presigned(cloud, ann, "videos/premium.mp4")) as download:
            download.read(1000)
            cloud.reset()
            assert len(download.read()) == 2_999_000
        assert cloud.journal() == []


class TestJudge:
    def test_it_judges_and_does_not_perform(self, cloud: CloudClient, ann: Key) -> None:
        put = presigned(cloud, ann, "judged.txt", method="PUT")
        judged = cloud.judge("PUT", put)
        assert (judged["status"], judged["code"], judged["message"]) == (200, None, None)
        assert {entry["outcome"] for entry in judged["trail"]} == {"passed"}
        assert cloud.send("GET", presigned(cloud, cloud.ready.credentials, "judged.txt")).status == 404
        assert len(cloud.journal()) == 2

    def test_a_refusal(self, cloud: CloudClient, ann: Key) -> None:
        url = presigned(cloud, ann, expires=60)
        cloud.advance(61)
        judged = cloud.judge("GET", url)
        assert (judged["status"], judged["code"]) == (403, "AccessDenied")
        assert judged["message"] == "Request has expired"
        outcomes = {entry["check"]: entry["outcome"] for entry in judged["trail"]}
        assert outcomes["time window"] == "failed"
        assert outcomes["signature"] == "not-reached"

    def test_headers_count(self, cloud: CloudClient, ann: Key) -> None:
        judged = cloud.judge("GET", presigned(cloud, ann), {"x-amz-acl": "private"})
        assert judged["code"] == "AccessDenied"

    @pytest.mark.parametrize(
        "asked",
        [
            {},
            {"method": "GET"},
            {"method": 1, "url": "http://127.0.0.1/"},
            {"method": "GET", "url": "http://[::1"},
            {"method": "GET", "url": "http://127.0.0.1/", "headers": ["a"]},
            {"method": "GET", "url": "http://127.0.0.1/", "headers": {"a": 1}},
            {"method": "PUT", "url": "http://127.0.0.1/", "body_length": "1"},
        ],
    )
    def test_nonsense_is_400_in_one_line(self, cloud: CloudClient, asked: dict[str, Any]) -> None:
        answer = control(cloud, "POST", "/_lab/judge", bearer(cloud), json.dumps(asked).encode())
        assert answer.status == 400
        assert len(answer.body.splitlines()) == 1


def test_an_unknown_call_and_a_bad_number(cloud: CloudClient) -> None:
    assert control(cloud, "GET", "/_lab/nothing", bearer(cloud)).status == 404
    assert control(cloud, "GET", "/_lab/journal?after=x", bearer(cloud)).status == 400


def test_the_client_says_what_was_refused(cloud: CloudClient) -> None:
    with pytest.raises(CloudError, match="refused POST /_lab/clock with 400"):
        cloud.advance(1e12)


def test_a_bucket_before_the_host_is_no_control_interface(cloud: CloudClient) -> None:
    port = cloud.ready.endpoint.rpartition(":")[2]
    answer = cloud.send(
        "GET", f"http://{BUCKET}.localhost:{port}/_lab/clock", {"Authorization": bearer(cloud)}
    )
    assert answer.status == 400
    assert ok(control(cloud, "GET", "/_lab/clock", bearer(cloud)))
