"""Upload forms against the gate, by real HTTP: what clients send, who may, and what the journal keeps."""

import hashlib
import json
import socket
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import urllib3
from types_boto3_s3 import S3Client

from tests.cloud.forms import CONTENT, form, stored, submit
from tests.cloud.test_gate import put_bucket_policy, raw, signed
from tests.cloud.world import ACCOUNT, BUCKET, Key, last, ok, presigned, put_policy
from trainer.cloud.client import CloudClient
from trainer.s3.form_signing import encoded_form

Clients = Callable[..., S3Client]


class TestClients:
    @pytest.mark.parametrize(("version", "auth"), [("s3v4", "post-v4"), ("s3", "post-v2")])
    def test_boto3_and_urllib3(
        self, cloud: CloudClient, ann: Key, s3_client: Clients, version: str, auth: str
    ) -> None:
        post = s3_client(ann, signature_version=version).generate_presigned_post(
            BUCKET,
            "u/${filename}",
            Fields={"Content-Type": "text/plain", "x-amz-meta-user_id": "7"},
            Conditions=[{"Content-Type": "text/plain"}, {"x-amz-meta-user_id": "7"},
                        ["content-length-range", 1, 100]],
        )  # fmt: skip
        parts = {**post["fields"], "file": ("a b.txt", CONTENT, "image/png")}
        answer = urllib3.request("POST", post["url"], fields=parts)
        assert (answer.status, answer.data) == (204, b"")
        got = stored(cloud, "u/a b.txt")
        assert got.body == CONTENT
        assert (got.headers["content-type"], got.headers["x-amz-meta-user_id"]) == ("text/plain", "7")
        line = cloud.journal()[-2]
        assert (line["auth"], line["key"], line["status"]) == (auth, "u/a b.txt", 204)

    def test_boto3_with_a_session(self, cloud: CloudClient, reporter: Key, s3_client: Clients) -> None:
        write = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"}
        put_policy(cloud, "role/reporter", "write", write)
        post = s3_client(reporter, signature_version="s3v4").generate_presigned_post(BUCKET, "u/note.txt")
        parts = {**post["fields"], "file": ("note.txt", CONTENT)}
        assert urllib3.request("POST", post["url"], fields=parts).status == 204
        cloud.advance(901)
        answer = urllib3.request("POST", post["url"], fields=parts)
        assert (answer.status, last(cloud)["code"]) == (400, "ExpiredToken")

    def test_curl(self, cloud: CloudClient, ann: Key, tmp_path: Path) -> None:
        path = tmp_path / "an odd; name,\u00e9.txt"
        path.write_bytes(CONTENT)
        fields = form(cloud, ann, object_key="u/an odd; name,\u00e9.txt") | {"key": "u/${filename}"}
        command = ["curl", "-sS", "-o", str(tmp_path / "answer"), "-w", "%{http_code}"]
        for name, value in fields.items():
            command += ["--form-string", f"{name}={value}"]
        command += ["-F", f'file=@"{path}"', f"{cloud.ready.endpoint}/{BUCKET}"]
        ran = subprocess.run(command, capture_output=True, text=True, check=True)
        assert ran.stdout == "204", (tmp_path / "answer").read_text()
        assert stored(cloud, "u/an odd; name,\u00e9.txt").body == CONTENT

    def test_curl_that_waits_for_100_continue(self, cloud: CloudClient, ann: Key, tmp_path: Path) -> None:
        path = tmp_path / "large.bin"
        path.write_bytes(bytes(3_000_000))
        command = ["curl", "-sS", "-w", "%{http_code}", "-H", "Expect: 100-continue"]
        for name, value in form(cloud, ann).items():
            command += ["-F", f"{name}={value}"]
        command += ["-F", f"file=@{path}", f"{cloud.ready.endpoint}/{BUCKET}"]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "204"

    def test_virtual_hosted_style(self, cloud: CloudClient, ann: Key) -> None:
        port = urlsplit(cloud.ready.endpoint).port
        sent = {"Content-Type": "multipart/form-data; boundary=xyz", "Host": f"{BUCKET}.localhost:{port}"}
        body = encoded_form(form(cloud, ann).items(), "n", CONTENT, "xyz")
        answer = ok(cloud.send("POST", f"{cloud.ready.endpoint}/", sent, body))
        assert answer.headers["location"] == f"http://{BUCKET}.localhost:{port}/u%2Fnote.txt"
        assert stored(cloud).body == CONTENT


class TestTransfers:
    def test_64_mebibytes(self, cloud: CloudClient, ann: Key) -> None:
        content = hashlib.sha256(b"seed").digest() * (2 * 1024 * 1024)
        answer = ok(submit(cloud, form(cloud, ann), content))
        assert answer.headers["etag"] == f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
        assert hashlib.sha256(stored(cloud).body).digest() == hashlib.sha256(content).digest()

    def test_a_slow_writer_holds_nobody_up(self, cloud: CloudClient, ann: Key) -> None:
        body = encoded_form(form(cloud, ann, expires=30).items(), "n", CONTENT, "xyz")
        address = urlsplit(cloud.ready.endpoint)
        head = (
            f"POST /{BUCKET} HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n"
            f"Content-Type: multipart/form-data; boundary=xyz\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as slow:
            slow.sendall(head.encode() + body[:100])
            for at in range(100, len(body) - 1):
                slow.sendall(body[at : at + 1])
            began = time.monotonic()
            assert stored(cloud, "coffee.jpg").status == 200
            assert time.monotonic() - began < 5, "another request waited for the slow one"
            cloud.advance(60)
            slow.sendall(body[-1:])
            answer = slow.makefile("rb").read()
        assert answer.startswith(b"HTTP/1.1 204"), "a form is judged by when its request began"
        assert stored(cloud).body == CONTENT

    def test_one_that_hangs_up(self, cloud: CloudClient, ann: Key) -> None:
        body = encoded_form(form(cloud, ann).items(), "n", CONTENT, "xyz")
        host = urlsplit(cloud.ready.endpoint).netloc
        head = (
            f"POST /{BUCKET} HTTP/1.1\r\nHost: {host}\r\n"
            f"Content-Type: multipart/form-data; boundary=xyz\r\nContent-Length: {len(body) + 1}\r\n\r\n"
        )
        assert b"IncompleteBody" in raw(cloud, head.encode() + body)
        assert stored(cloud).status == 404

    def test_chunked_without_a_length(self, cloud: CloudClient, ann: Key) -> None:
        body = encoded_form(form(cloud, ann).items(), "n", CONTENT, "xyz")
        sent = {"Content-Type": "multipart/form-data; boundary=xyz", "Transfer-Encoding": "chunked"}
        answer = cloud.send("POST", f"{cloud.ready.endpoint}/{BUCKET}", sent, body)
        assert (answer.status, answer.code) == (501, "NotImplemented")
        assert answer.element("Header") == "Transfer-Encoding"
        assert stored(cloud).status == 404

    @pytest.mark.parametrize("content", [b"", b"\r\n--xy", b"\r\n--xyzz\r\n\r\n", bytes(range(256)) * 300])
    def test_any_content(self, cloud: CloudClient, ann: Key, content: bytes) -> None:
        ok(submit(cloud, form(cloud, ann), content))
        assert stored(cloud).body == content


class TestPermissions:
    def test_a_user_who_may_not_write(self, cloud: CloudClient, bob: Key) -> None:
        answer = submit(cloud, form(cloud, bob))
        assert (answer.status, answer.code) == (403, "AccessDenied")
        assert "s3:PutObject" in (answer.message or "")
        put_policy(cloud, "user/bob", "later", {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"})
        assert submit(cloud, form(cloud, bob)).status == 204

    def test_a_policy_of_the_bucket_that_looks_at_forms_alone(self, cloud: CloudClient, ann: Key) -> None:
        deny = {
            "Effect": "Deny",
            "Principal": "*",
            "Action": "s3:PutObject",
            "Resource": f"arn:aws:s3:::{BUCKET}/*",
        }
        ok(put_bucket_policy(cloud, {**deny, "Condition": {"StringEquals": {"s3:authType": "POST"}}}))
        assert submit(cloud, form(cloud, ann)).code == "AccessDenied"
        url = presigned(cloud, ann, "u/note.txt", method="PUT")
        assert cloud.send("PUT", url, {}, CONTENT).status == 200

    def test_a_bucket_that_anyone_may_write_to(self, cloud: CloudClient) -> None:
        unsigned = {"key": "in/${filename}"}
        assert submit(cloud, unsigned).code == "AccessDenied"
        ok(signed(cloud, "DELETE", f"/{BUCKET}?publicAccessBlock"))
        anyone = {"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject",
                  "Resource": f"arn:aws:s3:::{BUCKET}/in/*"}  # fmt: skip
        ok(put_bucket_policy(cloud, anyone))
        assert submit(cloud, unsigned).status == 204
        line = last(cloud)
        assert (line["auth"], line["key"], line["principal"]) == ("anonymous", "in/note.txt", None)
        assert submit(cloud, {"key": "out/x"}).code == "AccessDenied"


class TestJournal:
    def test_its_line(self, cloud: CloudClient, ann: Key) -> None:
        fields = form(cloud, ann, object_key="u/note.txt", expires=90)
        assert submit(cloud, fields).status == 204
        assert submit(cloud, fields).status == 204
        first, line = cloud.journal()[-2:]
        about = {
            "method": "POST", "bucket": BUCKET, "key": "u/note.txt", "auth": "post-v4",
            "access_key_id": ann.access_key_id, "principal": f"arn:aws:iam::{ACCOUNT}:user/ann",
            "expires_in": 90, "status": 204, "code": None, "decided_by": "store", "action": "s3:PutObject",
        }  # fmt: skip
        assert line | about == line
        assert line["signed_at"].replace("-", "").replace(":", "") == fields["x-amz-date"]
        assert line["url_id"] == first["url_id"]
        assert len(line["url_id"]) == 12

    @pytest.mark.parametrize("version", ["v4", "v2"])
    def test_it_holds_no_secret(self, cloud: CloudClient, reporter: Key, version: str) -> None:
        good = form(cloud, reporter, version=version, expires=60)
        for fields in (
            good,
            {**good, "key": good["policy"]},
            {**good, "acl": "x"},
            {**good, "policy": "e30="},
        ):
            submit(cloud, fields)
        cloud.advance(61)
        submit(cloud, good)
        text = json.dumps(cloud.journal())
        for name in ("policy", "x-amz-signature", "signature", "x-amz-security-token"):
            assert name not in good or good[name] not in text, name

    def test_a_form_can_be_judged_without_its_body_only_as_far_as_that(self, cloud: CloudClient) -> None:
        sent = {"Content-Type": "text/plain"}
        judged = cloud.judge("POST", f"{cloud.ready.endpoint}/{BUCKET}", sent)
        assert (judged["status"], judged["code"]) == (412, "PreconditionFailed")
