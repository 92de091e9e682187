"""What becomes of an upload form that S3 took: its answer, and what its fields make of the object."""

import hashlib
from urllib.parse import parse_qsl, urlsplit
from xml.etree import ElementTree

import pytest

from tests.cloud.forms import CONTENT, form, stored, submit
from tests.cloud.test_gate import raw, signed
from tests.cloud.world import BUCKET, Key, last, ok, put_policy
from trainer.cloud.client import CloudClient, HttpAnswer
from trainer.s3.form_signing import encoded_form


class TestAnswers:
    @pytest.mark.parametrize(("asked", "status"), [(None, 204), ("200", 200), ("204", 204), ("201", 201)])
    def test_success_action_status(
        self, cloud: CloudClient, ann: Key, asked: str | None, status: int
    ) -> None:
        fields = {"success_action_status": asked} if asked else {}
        answer = submit(cloud, form(cloud, ann, fields, object_key="u/a b+\u00e9.txt"))
        assert answer.status == status
        etag = f'"{hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()}"'
        location = f"{cloud.ready.endpoint}/{BUCKET}/u%2Fa+b%2B%C3%A9.txt"
        assert (answer.headers["etag"], answer.headers["location"]) == (etag, location)
        if status != 201:
            assert answer.body == b""
            assert "content-type" not in answer.headers
            return
        document = ElementTree.fromstring(answer.body)
        assert document.tag == "PostResponse"
        assert [(found.tag, found.text) for found in document] == [
            ("Location", location),
            ("Bucket", BUCKET),
            ("Key", "u/a b+\u00e9.txt"),
            ("ETag", etag),
        ]

    @pytest.mark.parametrize("asked", ["404", "303", "", "abc", "201 Created"])
    def test_a_status_that_is_none_is_passed_over(self, cloud: CloudClient, ann: Key, asked: str) -> None:
        answer = submit(cloud, form(cloud, ann, {"success_action_status": asked}))
        assert (answer.status, answer.body) == (204, b"")

    @pytest.mark.parametrize(
        ("field", "asked", "begins"),
        [
            ("success_action_redirect", "http://example.com/done", "http://example.com/done?bucket="),
            ("redirect", "https://example.com", "https://example.com?bucket="),
            ("success_action_redirect", "http://e.com/?a=b#c", "http://e.com/?a=b&bucket="),
            ("success_action_redirect", "http://e.com/\u00e9 x", "http://e.com/%C3%A9%20x?bucket="),
        ],
    )
    def test_a_redirect(self, cloud: CloudClient, ann: Key, field: str, asked: str, begins: str) -> None:
        fields = {field: asked, "success_action_status": "201"}
        answer = submit(cloud, form(cloud, ann, fields, object_key="u/a b.txt"))
        assert (answer.status, answer.body) == (303, b"")
        assert answer.headers["location"].startswith(begins)
        query = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
        etag = f'"{hashlib.md5(CONTENT, usedforsecurity=False).hexdigest()}"'
        assert query | {"bucket": BUCKET, "key": "u/a b.txt", "etag": etag} == query
        assert stored(cloud, "u/a b.txt").body == CONTENT

    @pytest.mark.parametrize(
        "asked",
        ["/relative", "", "javascript:alert(1)", "//e.com", "http://[::1", "http:///x", "ftp://e.com"],
    )
    def test_what_is_no_redirect_is_passed_over(self, cloud: CloudClient, ann: Key, asked: str) -> None:
        assert submit(cloud, form(cloud, ann, {"success_action_redirect": asked})).status == 204

    def test_versions(self, cloud: CloudClient, ann: Key) -> None:
        enabled = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
        ok(signed(cloud, "PUT", f"/{BUCKET}?versioning", enabled))
        versions = {submit(cloud, form(cloud, ann)).headers["x-amz-version-id"] for _ in range(2)}
        assert len(versions) == 2


class TestFields:
    def test_they_become_the_objects_headers(self, cloud: CloudClient, ann: Key) -> None:
        fields = {
            "Content-Type": "text/csv",
            "Content-Disposition": 'attachment; filename="a.csv"',
            "Content-Encoding": "gzip",
            "Content-Language": "en",
            "Cache-Control": "no-store",
            "Expires": "Fri, 21 Mar 2031 00:00:00 GMT",
            "x-amz-meta-Colour": "red",
            "x-amz-meta-empty": "",
            "x-amz-storage-class": "STANDARD_IA",
            "x-amz-server-side-encryption": "AES256",
        }
        answer = ok(submit(cloud, form(cloud, ann, fields)))
        assert answer.headers["x-amz-server-side-encryption"] == "AES256"
        got = stored(cloud)
        for name, value in fields.items():
            assert got.headers[name.lower()] == value, name

    def test_the_files_own_type_and_the_requests_headers_are_not_the_objects(
        self, cloud: CloudClient, ann: Key
    ) -> None:
        body = encoded_form(form(cloud, ann).items(), "n", CONTENT, "xyz").replace(
            b'filename="n"\r\n', b'filename="n"\r\nContent-Type: image/png\r\n'
        )
        sent = {
            "Content-Type": "multipart/form-data; boundary=xyz",
            "Cache-Control": "no-store",
            "Content-Encoding": "br",
            "If-None-Match": "*",
            "X-Robots-Tag": "none",
        }
        for _ in range(2):
            ok(cloud.send("POST", f"{cloud.ready.endpoint}/{BUCKET}", sent, body))
        got = stored(cloud)
        assert got.headers["content-type"] == "binary/octet-stream"
        assert not {"cache-control", "content-encoding", "x-robots-tag"} & got.headers.keys()

    def test_tags(self, cloud: CloudClient, ann: Key) -> None:
        both = {"Effect": "Allow", "Action": "s3:PutObjectTagging", "Resource": "*"}
        put_policy(cloud, "user/ann", "tag", both)

        def tagged(document: str) -> HttpAnswer:
            return submit(cloud, form(cloud, ann, {"tagging": document}))

        one = "<Tag><Key>a b</Key><Value>1=2 \u00e9</Value></Tag>"
        ok(tagged(f"<Tagging>\n<TagSet>{one}<Tag><Key>c</Key><Value/></Tag></TagSet></Tagging>"))
        tags = signed(cloud, "GET", f"/{BUCKET}/u/note.txt?tagging").body.decode()
        assert "<Key>a b</Key><Value>1=2 \u00e9</Value>" in tags
        ok(tagged("<InvalidXmlTagging></InvalidXmlTagging>"))
        assert "<Key>" not in signed(cloud, "GET", f"/{BUCKET}/u/note.txt?tagging").body.decode()

    @pytest.mark.parametrize(
        ("document", "code"),
        [
            ("not-xml", "MalformedXML"),
            ("<!DOCTYPE x [<!ENTITY a 'b'>]><Tagging/>", "MalformedXML"),
            ("<Tagging><TagSet><Tag><Key>aws:x</Key></Tag></TagSet></Tagging>", "InvalidTag"),
            ("<Tagging><TagSet><Tag><Key>a</Key><Value>&amp;</Value></Tag></TagSet></Tagging>", "InvalidTag"),
            ("<Tagging><TagSet><Tag/></TagSet></Tagging>", "InvalidTag"),
            ("<Tagging><TagSet>" + "<Tag><Key>a</Key></Tag>" * 2 + "</TagSet></Tagging>", "InvalidTag"),
            ("<Tagging><TagSet>" + "".join(f"<Tag><Key>{n}</Key></Tag>" for n in range(11))
             + "</TagSet></Tagging>", "BadRequest"),
        ],
    )  # fmt: skip
    def test_tags_that_are_none_store_nothing(self, cloud: CloudClient, document: str, code: str) -> None:
        answer = submit(cloud, form(cloud, cloud.ready.credentials, {"tagging": document}))
        assert (answer.status, answer.code) == (400, code)
        assert last(cloud)["decided_by"] == "store"
        assert stored(cloud).status == 404

    def test_what_the_store_refuses(self, cloud: CloudClient, ann: Key) -> None:
        answer = submit(cloud, form(cloud, ann, {"x-amz-storage-class": "FakeClass"}))
        assert (answer.status, answer.code) == (400, "InvalidStorageClass")
        assert last(cloud)["decided_by"] == "store"
        assert stored(cloud).status == 404


class TestAttacks:
    @pytest.mark.parametrize("name", ["Content-Type", "x-amz-meta-a", "Cache-Control", "x-amz-storage-class"])
    def test_a_line_end_in_a_field_ends_no_header(self, cloud: CloudClient, ann: Key, name: str) -> None:
        fields = form(cloud, ann, {name: "x\r\nX-Injected: 1"})
        assert submit(cloud, fields).status == 501
        assert stored(cloud).status == 404

    def test_a_line_end_in_key_and_redirect_ends_no_header(self, cloud: CloudClient, ann: Key) -> None:
        key = "u/a\r\nX-Injected: 1"
        answer = ok(submit(cloud, form(cloud, ann, object_key=key)))
        assert "x-injected" not in answer.headers
        assert answer.headers["location"].endswith("/u%2Fa%0D%0AX-Injected%3A+1")
        assert stored(cloud, key).body == CONTENT
        for target in ("http://e.com/\r\nX-Injected: 1", "http://e.com\r\nX-Injected: 1/"):
            fields = form(cloud, ann, {"success_action_redirect": target}, object_key=key)
            answer = submit(cloud, fields)
            assert answer.status in (204, 303)
            assert "x-injected" not in answer.headers

    def test_a_key_that_xml_cannot_carry(self, cloud: CloudClient, ann: Key) -> None:
        fields = form(cloud, ann, {"success_action_status": "201"}, object_key="u/<a>\x01\r&b")
        answer = submit(cloud, fields)
        assert answer.status == 201
        assert answer.element("Key") == "u/<a>\ufffd\ufffd&b"

    def test_a_name_that_is_no_header(self, cloud: CloudClient, ann: Key) -> None:
        for name in ("x-amz-meta-a: 1\r\nx-amz-acl", "x-amz-meta-a b", "x-amz-meta-\u00e9"):
            assert submit(cloud, form(cloud, ann, {name: "1"})).status in (403, 501)
        assert stored(cloud).status == 404

    def test_a_file_that_holds_another_form(self, cloud: CloudClient, ann: Key) -> None:
        inner = encoded_form([("key", "u/other.txt"), ("acl", "public-read")], "x", b"evil", "xyzq")
        ok(submit(cloud, form(cloud, ann), b"\r\n--xyzq" + inner))
        assert stored(cloud).body == b"\r\n--xyzq" + inner
        assert stored(cloud, "u/other.txt").status == 404

    def test_a_form_of_one_bucket_sent_to_another(self, cloud: CloudClient, ann: Key) -> None:
        ok(signed(cloud, "PUT", "/other-bucket"))
        sent = {"Content-Type": "multipart/form-data; boundary=xyz"}
        body = encoded_form(form(cloud, cloud.ready.credentials).items(), "n", CONTENT, "xyz")
        answer = cloud.send("POST", f"{cloud.ready.endpoint}/other-bucket", sent, body)
        assert "Policy Condition failed" in (answer.message or "")

    def test_two_content_types(self, cloud: CloudClient, ann: Key) -> None:
        fields, host = form(cloud, ann), urlsplit(cloud.ready.endpoint).netloc
        body = encoded_form(fields.items(), "n", CONTENT, "xyz")
        good = "multipart/form-data; boundary=xyz"
        for first in ("text/html", "multipart/form-data; boundary=abc"):
            head = (
                f"POST /{BUCKET} HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n"
                f"Content-Type: {first}\r\nContent-Type: {good}\r\nConnection: close\r\n\r\n"
            )
            answer = raw(cloud, head.encode() + body)
            assert answer.split(b" ", 2)[1] in (b"400", b"412")
        assert stored(cloud).status == 404

    def test_a_bucket_that_is_not_there(self, cloud: CloudClient) -> None:
        sent = {"Content-Type": "multipart/form-data; boundary=xyz"}
        body = encoded_form([("key", "k")], "n", CONTENT, "xyz")
        answer = cloud.send("POST", f"{cloud.ready.endpoint}/no-such-bucket", sent, body)
        assert (answer.status, answer.code) == (404, "NoSuchBucket")
