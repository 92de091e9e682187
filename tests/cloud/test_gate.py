"""What the gate does besides judging: it fails closed, and keeps moto from deciding anything."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest

from tests.cloud.world import BUCKET, Key, document, last, ok, presigned, put_policy
from trainer.cloud.client import CloudClient, HttpAnswer
from trainer.s3.signing import sign_headers_v4


def signed(
    cloud: CloudClient,
    method: str,
    path: str,
    body: bytes = b"",
    key: Key | None = None,
    headers: dict[str, str] | None = None,
) -> HttpAnswer:
    """Send a header-signed S3 request, by default as the administrator."""
    url = cloud.ready.endpoint + path
    sent = sign_headers_v4(
        key or cloud.ready.credentials,
        method,
        url,
        headers or {},
        body,
        region="us-east-1",
        service="s3",
        now=cloud.clock().now,
    )
    return cloud.send(method, url, sent, body)


def put_bucket_policy(cloud: CloudClient, *statements: dict[str, Any]) -> HttpAnswer:
    return signed(cloud, "PUT", f"/{BUCKET}?policy", document(*statements).encode())


def raw(cloud: CloudClient, request: bytes) -> bytes:
    """Send bytes, end the sending side, and return all that comes back."""
    address = urlsplit(cloud.ready.endpoint)
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while read := connection.recv(65536):
            received += read
    return received


class TestBucketPolicy:
    """moto's own reading of bucket policies would refuse each of these, or none."""

    OLD: ClassVar[dict[str, Any]] = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/*",
        "Condition": {"NumericGreaterThan": {"s3:signatureAge": "600000"}},
    }

    def test_a_deny_with_a_condition_acts_on_both_sides_of_it(self, cloud: CloudClient, ann: Key) -> None:
        url = presigned(cloud, ann)
        ok(put_bucket_policy(cloud, self.OLD))
        assert cloud.send("GET", url).status == 200
        cloud.advance(601)
        answer = cloud.send("GET", url)
        assert (answer.status, answer.code) == (403, "AccessDenied")
        assert "explicit deny in a resource-based policy" in (answer.message or "")
        assert last(cloud)["decided_by"] == "judge"

    def test_a_policy_can_allow_a_user_what_her_own_do_not(self, cloud: CloudClient, bob: Key) -> None:
        allow = {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::123456789012:user/bob"},
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{BUCKET}/coffee.jpg",
        }
        ok(put_bucket_policy(cloud, allow))
        assert cloud.send("GET", presigned(cloud, bob)).status == 200
        assert cloud.send("GET", presigned(cloud, bob, "invoices/jan.pdf")).status == 403
        ok(signed(cloud, "DELETE", f"/{BUCKET}?policy"))
        assert cloud.send("GET", presigned(cloud, bob)).status == 403

    def test_block_public_access_refuses_a_public_policy(self, cloud: CloudClient) -> None:
        public = {
            "Effect": "Allow",
            "Principal": "*",
            "Action": "s3:GetObject",
            "Resource": f"arn:aws:s3:::{BUCKET}/*",
        }
        assert put_bucket_policy(cloud, public).code == "AccessDenied"
        ok(signed(cloud, "DELETE", f"/{BUCKET}?publicAccessBlock"))
        ok(put_bucket_policy(cloud, public))
        assert cloud.send("GET", cloud.object_url(BUCKET, "coffee.jpg")).status == 200

    def test_what_is_no_policy_is_not_stored(self, cloud: CloudClient) -> None:
        answer = signed(cloud, "PUT", f"/{BUCKET}?policy", b"{not json")
        assert (answer.status, answer.code) == (400, "MalformedPolicy")
        assert signed(cloud, "GET", f"/{BUCKET}?policy").code == "NoSuchBucketPolicy"


class TestFailsClosed:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            # moto would list the bucket, hand out the object, delete the bucket, or make one.
            ("GET", f"/{BUCKET}?requestPayment"),
            ("GET", f"/{BUCKET}?analytics&id=1"),
            ("GET", f"/{BUCKET}/coffee.jpg?retention"),
            ("GET", f"/{BUCKET}/coffee.jpg?torrent"),
            ("DELETE", f"/{BUCKET}?analytics&id=1"),
            ("DELETE", f"/{BUCKET}?metrics&id=1"),
            ("DELETE", f"/{BUCKET}?inventory&id=1"),
            ("PUT", f"/{BUCKET}?requestPayment"),
            ("PUT", f"/{BUCKET}/coffee.jpg?renameObject"),
            ("POST", f"/{BUCKET}/coffee.jpg?select&select-type=2"),
            ("PATCH", f"/{BUCKET}/coffee.jpg"),
        ],
    )
    def test_what_moto_would_mistake_is_refused(self, cloud: CloudClient, method: str, path: str) -> None:
        answer = signed(cloud, method, path, b"<x/>" if method in ("PUT", "POST") else b"")
        assert (answer.status, answer.code) == (501, "NotImplemented")
        assert last(cloud)["decided_by"] in ("not-modelled", "store")
        # Nothing happened: bucket and object are as before.
        assert cloud.send("GET", presigned(cloud, cloud.ready.credentials)).status == 200

    def test_what_moto_cannot_do_is_501_of_the_store(self, cloud: CloudClient) -> None:
        answer = cloud.call("iam", {"Action": "SimulatePrincipalPolicy", "PolicySourceArn": "arn"})
        assert (answer.status, answer.code) == (501, "NotImplemented")
        assert last(cloud)["decided_by"] == "store"

    @pytest.mark.parametrize("path", [f"/{BUCKET}/coffee.jpg", "/"])
    def test_an_upload_form_that_is_not_sent_to_a_bucket(self, cloud: CloudClient, path: str) -> None:
        parts = [
            f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\nk\r\n'
            for name in ("key", "policy", "signature", "AWSAccessKeyId", "file")
        ]
        sent = {"Content-Type": "multipart/form-data; boundary=x"}
        body = ("".join(parts) + "--x--\r\n").encode()
        answer = cloud.send("POST", cloud.ready.endpoint + path, sent, body)
        assert answer.status == 501
        assert (last(cloud)["auth"], last(cloud)["decided_by"]) == ("post-v2", "not-modelled")

    def test_other_services_are_not_modelled(self, cloud: CloudClient) -> None:
        answer = cloud.call("ec2", {"Action": "DescribeInstances", "Version": "2016-11-15"})
        assert answer.status == 501

    @pytest.mark.parametrize(
        "path", ["/moto-api/reset", "/moto-api/data.json", "/latest/meta-data/iam", "/s3_us-east-1/x"]
    )
    def test_motos_own_interfaces_are_closed(self, cloud: CloudClient, path: str) -> None:
        assert cloud.send("POST", cloud.ready.endpoint + path).status in (403, 404, 501)
        assert cloud.send("GET", cloud.ready.endpoint + path).status in (403, 404)
        assert ok(cloud.call("iam", {"Action": "GetUser", "UserName": "ann"}))

    def test_the_account_cannot_be_chosen_by_a_header(self, cloud: CloudClient, ann: Key) -> None:
        url = presigned(cloud, ann)
        assert cloud.send("GET", url, {"x-moto-account-id": "999999999999"}).status == 200


class TestHosts:
    def test_a_foreign_host_is_refused(self, cloud: CloudClient) -> None:
        url = cloud.object_url(BUCKET, "coffee.jpg")
        for host in ("example.com", "127.0.0.1", "localhost.example.com:80", "", "127.0.0.1:1"):
            answer = cloud.send("GET", url, {"Host": host})
            assert (answer.status, answer.code) == (403, "AccessDenied"), host
            assert [entry["check"] for entry in last(cloud)["trail"]] == ["host"]

    def test_a_foreign_host_cannot_drive_the_control_interface(self, cloud: CloudClient) -> None:
        sent = {"Host": "example.com", "Authorization": f"Bearer {cloud.ready.control_token}"}
        answer = cloud.send("POST", f"{cloud.ready.endpoint}/_lab/clock", sent, b'{"advance": 60}')
        assert answer.status == 403
        assert cloud.clock().offset == 0


class TestBodies:
    def test_chunked_without_length_is_s3s_501(self, cloud: CloudClient, ann: Key) -> None:
        url = presigned(cloud, ann, "c.txt", method="PUT")
        answer = cloud.send("PUT", url, {"Transfer-Encoding": "chunked"}, b"chunk")
        assert (answer.status, answer.code) == (501, "NotImplemented")
        assert answer.element("Header") == "Transfer-Encoding"
        assert last(cloud)["decided_by"] == "judge"

    def test_no_length_is_411(self, cloud: CloudClient, ann: Key) -> None:
        url = presigned(cloud, ann, "n.txt", method="PUT")
        parts = urlsplit(url)
        sent = f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
        assert b" 411 " in raw(cloud, sent).splitlines()[0]

    def test_nor_is_a_signed_digest_looked_at_without_one(self, cloud: CloudClient, ann: Key) -> None:
        url = cloud.object_url(BUCKET, "n.txt")
        headers = sign_headers_v4(
            ann, "PUT", url, {}, b"body", region="us-east-1", service="s3", now=cloud.clock().now
        )
        lines = [f"PUT {urlsplit(url).path} HTTP/1.1", f"Host: {urlsplit(url).netloc}"]
        lines += [f"{name}: {value}" for name, value in headers.items() if name != "host"]
        assert b" 411 " in raw(cloud, "\r\n".join([*lines, "", ""]).encode()).splitlines()[0]

    def test_an_empty_length_is_no_number(self, cloud: CloudClient, ann: Key) -> None:
        parts = urlsplit(presigned(cloud, ann, "n.txt", method="PUT"))
        head = f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length:\r\n\r\n"
        assert b" 400 " in raw(cloud, head.encode()).splitlines()[0]

    def test_a_refused_upload_is_drained(self, cloud: CloudClient, bob: Key) -> None:
        url = presigned(cloud, bob, "big.bin", method="PUT")
        assert cloud.send("PUT", url, body=b"x" * 5_000_000).code == "AccessDenied"

    def test_a_cut_upload_is_not_stored(self, cloud: CloudClient, ann: Key) -> None:
        parts = urlsplit(presigned(cloud, ann, "cut.bin", method="PUT"))
        head = (
            f"PUT {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nContent-Length: 10\r\n\r\n"
        )
        assert b"IncompleteBody" in raw(cloud, head.encode() + b"12345")
        assert cloud.send("GET", presigned(cloud, cloud.ready.credentials, "cut.bin")).status == 404

    def test_a_body_that_was_changed_is_refused(self, cloud: CloudClient) -> None:
        url = cloud.object_url(BUCKET, "signed.txt")
        sent = sign_headers_v4(
            cloud.ready.credentials,
            "PUT",
            url,
            {},
            b"one",
            region="us-east-1",
            service="s3",
            now=cloud.clock().now,
        )
        assert cloud.send("PUT", url, sent, b"two").code == "XAmzContentSHA256Mismatch"
        assert cloud.send("PUT", url, sent, b"").code == "XAmzContentSHA256Mismatch"

    def test_aws_chunked_content_is_stored_without_its_framing(self, cloud: CloudClient) -> None:
        body = b"b\r\nhello world\r\n0\r\nx-amz-checksum-crc32:DUoRhQ==\r\n\r\n"
        headers = {
            "content-encoding": "aws-chunked",
            "x-amz-content-sha256": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            "x-amz-decoded-content-length": "11",
            "x-amz-trailer": "x-amz-checksum-crc32",
        }
        ok(signed(cloud, "PUT", f"/{BUCKET}/framed.txt", body, headers=headers))
        got = cloud.send("GET", presigned(cloud, cloud.ready.credentials, "framed.txt"))
        assert got.body == b"hello world"
        assert "content-encoding" not in got.headers


class TestCopies:
    def test_the_source_is_read_as_the_one_who_asks(self, cloud: CloudClient, ann: Key) -> None:
        ok(signed(cloud, "PUT", "/other-bucket"))
        ok(signed(cloud, "PUT", "/other-bucket/secret%20%C3%A9.txt", b"secret"))
        url = f"/{BUCKET}/stolen.txt"
        source = {"x-amz-copy-source": "/other-bucket/secret%20%C3%A9.txt"}
        assert signed(cloud, "PUT", url, key=ann, headers=source).code == "AccessDenied"
        ok(signed(cloud, "PUT", url, headers=source))
        assert cloud.send("GET", presigned(cloud, ann, "stolen.txt")).body == b"secret"


def test_iam_errors_have_the_query_protocols_shape(cloud: CloudClient, bob: Key) -> None:
    denied = cloud.call("iam", {"Action": "ListUsers"}, bob)
    assert (denied.status, denied.code, denied.element("Type")) == (403, "AccessDenied", "Sender")
    missing = cloud.call("iam", {"Action": "GetUser", "UserName": "nobody"})
    assert (missing.status, missing.code) == (404, "NoSuchEntity")


def test_a_key_is_active_or_inactive_and_nothing_else(cloud: CloudClient, ann: Key) -> None:
    asked = {"Action": "UpdateAccessKey", "UserName": "ann", "AccessKeyId": ann.access_key_id}
    wrong = cloud.call("iam", {**asked, "Status": "inactive"})
    assert (wrong.status, wrong.code) == (400, "ValidationError")
    assert "[Active, Inactive]" in (wrong.message or "")
    assert cloud.send("GET", presigned(cloud, ann)).status == 200
    ok(cloud.call("iam", {**asked, "Status": "Inactive"}))
    assert cloud.send("GET", presigned(cloud, ann)).code == "InvalidAccessKeyId"


def test_policies_of_groups_boundaries_and_managed_policies_count(cloud: CloudClient, bob: Key) -> None:
    allow = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
    ok(cloud.call("iam", {"Action": "CreateGroup", "GroupName": "readers"}))
    ok(cloud.call("iam", {"Action": "AddUserToGroup", "GroupName": "readers", "UserName": "bob"}))
    url = presigned(cloud, bob)
    assert cloud.send("GET", url).status == 403
    managed = {"Action": "CreatePolicy", "PolicyName": "Read", "PolicyDocument": document(allow)}
    arn = ok(cloud.call("iam", managed)).element("Arn") or ""
    ok(cloud.call("iam", {"Action": "AttachGroupPolicy", "GroupName": "readers", "PolicyArn": arn}))
    assert cloud.send("GET", url).status == 200
    deny = json.dumps({"Version": "2012-10-17", "Statement": [{**allow, "Effect": "Deny"}]})
    version = {
        "Action": "CreatePolicyVersion",
        "PolicyArn": arn,
        "PolicyDocument": deny,
        "SetAsDefault": "true",
    }
    ok(cloud.call("iam", version))
    assert cloud.send("GET", url).status == 403


def test_aws_managed_policies_can_be_attached(cloud: CloudClient, bob: Key) -> None:
    url = presigned(cloud, bob)
    policy = {"PolicyArn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}
    ok(cloud.call("iam", {"Action": "AttachUserPolicy", "UserName": "bob", **policy}))
    assert cloud.send("GET", url).status == 200
    assert cloud.send("PUT", presigned(cloud, bob, "x", method="PUT"), body=b"x").status == 403
    nothing = {"PolicyArn": "arn:aws:iam::aws:policy/NoSuchPolicy"}
    assert cloud.call("iam", {"Action": "AttachUserPolicy", "UserName": "bob", **nothing}).status == 404


def test_many_at_once(cloud: CloudClient, ann: Key) -> None:
    def work(number: int) -> list[int]:
        key = f"{number}.txt"
        put = presigned(cloud, ann, key, method="PUT")
        get = presigned(cloud, ann, key)
        statuses = []
        for turn in range(5):
            statuses.append(cloud.send("PUT", put, body=f"{number} {turn}".encode()).status)
            answer = cloud.send("GET", get)
            assert answer.body == f"{number} {turn}".encode()
            statuses.append(answer.status)
            put_policy(cloud, "user/bob", f"p{number}", {"Effect": "Deny", "Action": "*", "Resource": "*"})
        return statuses

    with ThreadPoolExecutor(8) as pool:
        assert {status for statuses in pool.map(work, range(8)) for status in statuses} == {200}
    lines = cloud.journal()
    assert len({line["n"] for line in lines}) == len(lines)
    assert sum(line["key"] is not None for line in lines) == 8 * 5 * 2


def test_a_role_without_permission_again(cloud: CloudClient, reporter: Key) -> None:
    url = presigned(cloud, reporter)
    assert cloud.send("GET", url).status == 200
    put_policy(
        cloud, "role/reporter", "objects", {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "*"}
    )
    assert cloud.send("GET", url).code == "AccessDenied"
