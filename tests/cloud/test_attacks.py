"""What somebody may try who is not the one who signed, or may not do what he asks."""

import hashlib
import json
from urllib.parse import quote, urlsplit

import pytest

from tests.cloud.test_gate import put_bucket_policy, raw, signed
from tests.cloud.world import (
    ACCOUNT,
    BUCKET,
    Key,
    document,
    key_of,
    last,
    ok,
    presigned,
    put_policy,
    session_of,
)
from trainer.cloud.client import CloudClient
from trainer.s3.signing import presign_v2

ALL = {"Effect": "Allow", "Action": "*", "Resource": "*"}
OWN = f"arn:aws:iam::{ACCOUNT}:user/bob"


class TestBorrowedNames:
    """A name that permission was asked for, and another that the store acts on."""

    @pytest.mark.parametrize(
        "call",
        [
            {"Action": "PutUserPolicy", "UserName": "ann", "RoleArn": OWN},
            {"Action": "PutRolePolicy", "RoleName": "reporter", "UserName": "bob"},
            {"Action": "AddUserToGroup", "GroupName": "admins", "UserName": "bob"},
            {"Action": "CreatePolicy", "UserName": "bob"},
            {"Action": "ListUsers", "UserName": "bob"},
        ],
    )
    def test_a_call_about_another(self, cloud: CloudClient, bob: Key, call: dict[str, str]) -> None:
        ok(cloud.call("iam", {"Action": "CreateGroup", "GroupName": "admins"}))
        put_policy(cloud, "user/bob", "self", {"Effect": "Allow", "Action": "iam:*", "Resource": OWN})
        ok(cloud.call("iam", {"Action": "ListUserPolicies", "UserName": "bob"}, bob))
        more = {"PolicyName": "more", "PolicyDocument": document(ALL)}
        assert cloud.call("iam", {**more, **call}, bob).code == "AccessDenied"

    @pytest.mark.parametrize(
        "call", [{"Action": "DeleteAccessKey"}, {"Action": "UpdateAccessKey", "Status": "Inactive"}]
    )
    def test_the_key_of_another_user_where_no_user_is_named(
        self, cloud: CloudClient, ann: Key, bob: Key, call: dict[str, str]
    ) -> None:
        put_policy(cloud, "user/bob", "self", {"Effect": "Allow", "Action": "iam:*", "Resource": OWN})
        asked = cloud.call("iam", {**call, "AccessKeyId": ann.access_key_id}, bob)
        assert (asked.status, asked.code) == (404, "NoSuchEntity")
        assert cloud.send("GET", presigned(cloud, ann)).status == 200
        ok(cloud.call("iam", {**call, "AccessKeyId": bob.access_key_id}, bob))
        assert cloud.send("GET", presigned(cloud, bob)).code == "InvalidAccessKeyId", "on his own it works"

    @pytest.mark.parametrize(
        "name", ["x-amz-copy-source", "x-amz-copy_source", "X-AMZ-COPY-SOURCE", "x-amz-target", "x-amz_acl"]
    )
    def test_a_parameter_that_a_store_may_take_for_a_header(
        self, cloud: CloudClient, ann: Key, name: str
    ) -> None:
        ok(signed(cloud, "PUT", "/other-bucket"))
        ok(signed(cloud, "PUT", "/other-bucket/secret.txt", b"secret"))
        query = ((name, "/other-bucket/secret.txt"),)
        url = presigned(cloud, ann, "stolen.txt", method="PUT", query=query)
        cloud.send("PUT", url, body=b"mine")
        got = cloud.send("GET", presigned(cloud, cloud.ready.credentials, "stolen.txt"))
        assert (got.status, got.body) in ((200, b"mine"), (404, got.body))

    def test_the_upload_of_another_key(self, cloud: CloudClient, bob: Key) -> None:
        own = {"Effect": "Allow", "Action": "s3:*", "Resource": f"arn:aws:s3:::{BUCKET}/bob/*"}
        put_policy(cloud, "user/bob", "own", own)
        upload = ok(signed(cloud, "POST", f"/{BUCKET}/secret.txt?uploads")).element("UploadId") or ""
        of_bob, of_admin = (f"/{BUCKET}/{key}?uploadId={quote(upload)}" for key in ("bob/x", "secret.txt"))
        tag = hashlib.md5(b"mine", usedforsecurity=False).hexdigest()
        parts = f"<Part><PartNumber>1</PartNumber><ETag>{tag}</ETag></Part>"
        complete = f"<CompleteMultipartUpload>{parts}</CompleteMultipartUpload>".encode()
        assert signed(cloud, "PUT", of_admin, b"mine").status == 501, "the store would make an object of it"
        ok(signed(cloud, "PUT", f"{of_admin}&partNumber=1", b"mine"))
        assert signed(cloud, "PUT", f"{of_bob}&partNumber=1", b"evil", bob).code == "NoSuchUpload"
        assert signed(cloud, "GET", of_bob, key=bob).code == "NoSuchUpload"
        assert signed(cloud, "POST", of_bob, complete, bob).code == "NoSuchUpload"
        assert signed(cloud, "DELETE", of_bob, key=bob).code == "NoSuchUpload"
        ok(signed(cloud, "POST", of_admin, complete))
        assert cloud.send("GET", presigned(cloud, cloud.ready.credentials, "secret.txt")).body == b"mine"

    def test_a_user_with_the_name_of_one_who_is_gone(self, cloud: CloudClient, bob: Key) -> None:
        put_policy(cloud, "user/bob", "all", ALL)
        made = ok(cloud.call("sts", {"Action": "GetSessionToken"}, bob))
        session = Key(*(made.element(n) or "" for n in ("AccessKeyId", "SecretAccessKey", "SessionToken")))
        assert cloud.send("GET", presigned(cloud, session)).status == 200
        ok(cloud.call("iam", {"Action": "DeleteUserPolicy", "UserName": "bob", "PolicyName": "all"}))
        gone = {"Action": "DeleteUser", "UserName": "bob"}
        assert cloud.call("iam", gone).code == "DeleteConflict"
        key = {"UserName": "bob", "AccessKeyId": bob.access_key_id}
        ok(cloud.call("iam", {"Action": "DeleteAccessKey", **key}))
        ok(cloud.call("iam", gone))
        ok(cloud.call("iam", {"Action": "CreateUser", "UserName": "bob"}))
        put_policy(cloud, "user/bob", "all", ALL)
        assert cloud.send("GET", presigned(cloud, key_of(cloud, "bob"))).status == 200
        for old in (bob, session):
            assert cloud.send("GET", presigned(cloud, old)).code == "InvalidAccessKeyId"

    def test_a_session_with_the_secrets_of_another(self, cloud: CloudClient, ann: Key) -> None:
        one, other = session_of(cloud, ann, 900), session_of(cloud, ann, 900)
        token = Key(one.access_key_id, one.secret_access_key, other.session_token)
        secret = Key(one.access_key_id, other.secret_access_key, one.session_token)
        assert cloud.send("GET", presigned(cloud, token)).code == "InvalidToken"
        assert cloud.send("GET", presigned(cloud, secret)).code == "SignatureDoesNotMatch"


def test_limits_that_the_store_would_pass_over_are_refused(cloud: CloudClient) -> None:
    boundary = f"arn:aws:iam::{ACCOUNT}:policy/boundary"
    asked = {"Action": "CreateUser", "UserName": "eve", "PermissionsBoundary": boundary}
    assert cloud.call("iam", asked).code == "NoSuchEntity"
    assert cloud.call("iam", {"Action": "GetUser", "UserName": "eve"}).code == "NoSuchEntity"


def test_a_deny_with_a_variable_that_is_not_modelled_denies(cloud: CloudClient, ann: Key) -> None:
    deny = {"Effect": "Deny", "Principal": "*", "Action": "s3:GetObject"}
    resource = f"arn:aws:s3:::{BUCKET}/${{aws:PrincipalTag/team}}*"
    ok(put_bucket_policy(cloud, {**deny, "Resource": resource}))
    assert cloud.send("GET", presigned(cloud, ann)).code == "AccessDenied"


@pytest.mark.parametrize("added", ["x-amz-meta-of=april", "X-Amz-Meta-Of=april"])
def test_metadata_that_version_2_did_not_sign(cloud: CloudClient, ann: Key, added: str) -> None:
    headers = {"x-amz-meta-of": "march"}
    url = presign_v2(
        ann, "PUT", cloud.object_url(BUCKET, "m.csv"), now=cloud.clock().now, expires=60, headers=headers
    )
    assert cloud.send("PUT", f"{url}&{added}", headers, b"1").status == 501
    ok(cloud.send("PUT", url, headers, b"1"))
    assert cloud.send("GET", presigned(cloud, ann, "m.csv")).headers["x-amz-meta-of"] == "march"


def test_a_signed_header_with_another_space(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann, "s.txt", method="PUT", headers={"x-amz-meta-a": "one two"})
    assert cloud.send("PUT", url, {"x-amz-meta-a": "one\x1ctwo"}).code == "SignatureDoesNotMatch"
    ok(cloud.send("PUT", url, {"x-amz-meta-a": "one two"}))


@pytest.mark.parametrize("name", ["x_amz_meta_a", "x-amz_acl", "X_Amz_Copy_Source"])
def test_an_underscore_is_no_hyphen(cloud: CloudClient, ann: Key, name: str) -> None:
    url = presigned(cloud, ann, "u.txt", method="PUT")
    ok(cloud.send("PUT", url, {name: f"{BUCKET}/coffee.jpg"}, b"x"))
    got = cloud.send("GET", presigned(cloud, ann, "u.txt"))
    assert got.body == b"x"
    assert not any(header.startswith("x-amz-meta") for header in got.headers)


@pytest.mark.parametrize("name", ["_lab", "..", "%2e%2e", "A_B", "Upper", "127.0.0.1", "a..b", "-a-", "ab"])
def test_a_bucket_name_that_no_host_could_have(cloud: CloudClient, name: str) -> None:
    answer = signed(cloud, "PUT", f"/{name}")
    assert (answer.status, answer.code) == (400, "InvalidBucketName")
    assert last(cloud)["decided_by"] == "store"


class TestPolicyDocuments:
    @pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "utf-32"])
    def test_only_utf_8(self, cloud: CloudClient, ann: Key, encoding: str) -> None:
        answer = signed(cloud, "PUT", f"/{BUCKET}?policy", document().encode(encoding))
        assert (answer.status, answer.code) == (400, "MalformedPolicy")
        assert cloud.send("GET", presigned(cloud, ann)).status == 200

    def test_too_deep(self, cloud: CloudClient, ann: Key) -> None:
        deep = '{"Statement":' + "[" * 50_000 + "]" * 50_000 + "}"
        assert signed(cloud, "PUT", f"/{BUCKET}?policy", deep.encode()).code == "MalformedPolicy"
        sent = {"Authorization": f"Bearer {cloud.ready.control_token}"}
        assert cloud.send("POST", f"{cloud.ready.endpoint}/_lab/clock", sent, deep.encode()).status == 400


class TestWhatTheJournalShows:
    @pytest.mark.parametrize("lost", ["&", "%3F"])
    def test_a_url_whose_question_mark_was_lost(self, cloud: CloudClient, ann: Key, lost: str) -> None:
        session = session_of(cloud, ann, 900)
        url = presigned(cloud, session)
        assert cloud.send("GET", url.replace("?", lost)).code == "AccessDenied"
        text = json.dumps(last(cloud))
        assert "X-Amz-Security-Token=" in text
        assert (session.session_token or "") not in text
        assert quote(session.session_token or "", safe="") not in text
        assert url.partition("X-Amz-Signature=")[2] not in text

    def test_a_name_that_ends_a_line_for_some(self, cloud: CloudClient, ann: Key) -> None:
        key = "a\u2028b\u0085c\x1cd"
        ok(cloud.send("PUT", presigned(cloud, ann, key, method="PUT"), {}, b"x"))
        assert last(cloud)["key"] == key

    def test_half_a_character(self, cloud: CloudClient) -> None:
        judged = cloud.judge("GET", f"{cloud.ready.endpoint}/{BUCKET}/\ud800")
        assert judged["code"] == "InvalidURI"


class TestRequestLines:
    @pytest.mark.parametrize(
        ("line", "headers"),
        [
            ("GET http://{host}{target} HTTP/1.1", ["Host: {host}"]),
            ("GET {target} HTTP/1.1", ["Host: {host}", "Host: {host}"]),
            ("GET {target} HTTP/1.1", ["Host: {host}", "\tx"]),
            ("GET {target} HTTP/1.1", ["Host : {host}"]),
            ("GET {target} HTTP/1.1", ["Host: me@{host}"]),
            ("GET {target} HTTP/1.1", ["Host: 127.0.0.1.:80"]),
            ("GET {target} HTTP/1.0", []),
            ("get {target} HTTP/1.1", ["Host: {host}"]),
            ("GET /{target} HTTP/1.1", ["Host: {host}"]),
            ("GET {target}&x-amz-expires=9 HTTP/1.1", ["Host: {host}"]),
            ("GET {target}&X-Amz%2DSignature=0 HTTP/1.1", ["Host: {host}"]),
            ("GET {target}#f HTTP/1.1", ["Host: {host}"]),
            ("GET {target} HTTP/1.1", ["Host: {host}", "Content-Length: 5", "Content-Length: 3"]),
            ("GET {target} HTTP/1.1", ["Host: {host}", "Content-Length: 0", "Transfer-Encoding: chunked"]),
            ("GET {target} HTTP/1.1", ["Host: {host}", "Content-Length: +5"]),
            ("GET {target} HTTP/1.1", ["Host: {host}", " x-amz-acl: public-read"]),
        ],
    )
    def test_one_that_can_be_read_two_ways(
        self, cloud: CloudClient, ann: Key, line: str, headers: list[str]
    ) -> None:
        url = urlsplit(presigned(cloud, ann))
        values = {"host": url.netloc, "target": f"{url.path}?{url.query}"}

        def status(first: str, *others: str) -> int:
            sent = "".join(f"{one.format(**values)}\r\n" for one in (first, *others, ""))
            return int(raw(cloud, sent.encode("latin-1")).split(b" ", 2)[1])

        assert status("GET {target} HTTP/1.1", "Host: {host}") == 200
        assert status(line, *headers) in (400, 403, 501)

    @pytest.mark.parametrize(
        ("path", "header"),
        [
            ("/_lab/journal?token={token}", "Cookie: token={token}"),
            ("/_lab/journal", "Authorization: Basic {token}"),
            ("/_lab/journal", "Authorization: Bearer {token}x"),
            ("/_lab/journal", "Authorization: Bearer "),
            ("//_lab/journal", "Authorization: Bearer {token}"),
            ("/%5Flab/journal", "Authorization: Bearer {token}"),
            ("/x/../_lab/journal", "Authorization: Bearer {token}"),
        ],
    )
    def test_the_control_interface_has_one_door(self, cloud: CloudClient, path: str, header: str) -> None:
        host = urlsplit(cloud.ready.endpoint).netloc
        sent = f"GET {path} HTTP/1.1\r\nHost: {host}\r\n{header}\r\n\r\n".format(
            token=cloud.ready.control_token
        )
        answer = raw(cloud, sent.encode())
        assert answer.split(b" ", 2)[1] in (b"400", b"403")
        assert b"lab_at" not in answer
