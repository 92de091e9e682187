"""Pre-signed URLs against the gate, by real HTTP."""

from collections.abc import Callable
from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pytest
from types_boto3_s3 import S3Client

from tests.cloud.world import ACCOUNT, BUCKET, Key, key_of, last, ok, presigned, put_policy, session_of
from trainer.cloud.client import CloudClient
from trainer.s3.signing import presign_v4

Clients = Callable[..., S3Client]


def changed(url: str, **parameters: str) -> str:
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), **parameters}
    return urlunsplit(parts._replace(query=urlencode(query)))


@pytest.mark.parametrize(("version", "auth"), [("s3v4", "query-v4"), ("s3", "query-v2")])
def test_boto3_presigned_get_and_put(
    cloud: CloudClient, ann: Key, s3_client: Clients, version: str, auth: str
) -> None:
    client = s3_client(ann, signature_version=version)
    put = client.generate_presigned_url("put_object", {"Bucket": BUCKET, "Key": "a b+c.txt"})
    assert cloud.send("PUT", put, body=b"put by URL").status == 200
    get = client.generate_presigned_url("get_object", {"Bucket": BUCKET, "Key": "a b+c.txt"})
    assert cloud.send("GET", get).body == b"put by URL"
    line = last(cloud)
    assert (line["auth"], line["key"], line["status"]) == (auth, "a b+c.txt", 200)
    assert line["principal"] == f"arn:aws:iam::{ACCOUNT}:user/ann"


def test_a_url_can_be_used_again_and_keeps_its_id(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann)
    assert [cloud.send("GET", url).status for _ in range(2)] == [200, 200]
    lines = cloud.journal()[-2:]
    assert lines[0]["url_id"] == lines[1]["url_id"]
    assert lines[0]["url_id"]


def test_expired_after_the_clock_moved(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann, expires=60)
    assert cloud.send("GET", url).status == 200
    cloud.advance(61)
    answer = cloud.send("GET", url)
    assert (answer.status, answer.code, answer.message) == (403, "AccessDenied", "Request has expired")
    assert (answer.element("ServerTime") or "") > (answer.element("Expires") or "")
    cloud.advance(-61)
    assert cloud.send("GET", url).status == 200


def test_a_raised_expiry_is_a_broken_signature(cloud: CloudClient, ann: Key) -> None:
    url = changed(presigned(cloud, ann, expires=60), **{"X-Amz-Expires": "3600"})
    answer = cloud.send("GET", url)
    assert (answer.status, answer.code) == (403, "SignatureDoesNotMatch")
    assert "GET\n" in (answer.element("CanonicalRequest") or "")
    failed = [entry["check"] for entry in last(cloud)["trail"] if entry["outcome"] == "failed"]
    assert failed == ["signature"]


def test_the_method_is_signed(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann)
    head = cloud.send("HEAD", url)
    assert (head.status, head.body) == (403, b"")
    assert int(head.headers["content-length"]) > 0
    assert last(cloud)["code"] == "SignatureDoesNotMatch"


def test_the_host_is_signed(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann).replace("127.0.0.1", "localhost")
    assert cloud.send("GET", url).code == "SignatureDoesNotMatch"


def test_virtual_hosted_style(cloud: CloudClient, ann: Key) -> None:
    port = urlsplit(cloud.ready.endpoint).port
    url = presign_v4(
        ann,
        "GET",
        f"http://{BUCKET}.localhost:{port}/coffee.jpg",
        region="us-east-1",
        now=cloud.clock().now - timedelta(seconds=1),
        expires=60,
    )
    assert cloud.send("GET", url).status == 200
    assert (last(cloud)["bucket"], last(cloud)["key"]) == (BUCKET, "coffee.jpg")


def test_a_session_takes_its_urls_with_it(cloud: CloudClient, reporter: Key) -> None:
    url = presigned(cloud, reporter, "invoices/jan.pdf", expires=604_800)
    assert cloud.send("GET", url).status == 200
    cloud.advance(901)
    answer = cloud.send("GET", url)
    assert (answer.status, answer.code) == (400, "ExpiredToken")


def test_revoking_older_sessions(cloud: CloudClient, ann: Key, reporter: Key) -> None:
    url = presigned(cloud, reporter)
    of_ann = presigned(cloud, ann)
    cloud.advance(5)
    now = cloud.clock().now.strftime("%Y-%m-%dT%H:%M:%SZ")
    put_policy(
        cloud,
        "role/reporter",
        "AWSRevokeOlderSessions",
        {
            "Effect": "Deny",
            "Action": "*",
            "Resource": "*",
            "Condition": {"DateLessThan": {"aws:TokenIssueTime": now}},
        },
    )
    assert cloud.send("GET", url).code == "AccessDenied"
    assert cloud.send("GET", of_ann).status == 200
    cloud.advance(2)
    assert cloud.send("GET", presigned(cloud, session_of(cloud, ann, 900))).status == 200


def test_permissions_are_those_of_the_moment_of_use(cloud: CloudClient, bob: Key) -> None:
    url = presigned(cloud, bob)
    assert cloud.send("GET", url).status == 403
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": f"arn:aws:s3:::{BUCKET}/*"}
    put_policy(cloud, "user/bob", "later", statement)
    assert cloud.send("GET", url).status == 200
    ok(cloud.call("iam", {"Action": "DeleteUserPolicy", "UserName": "bob", "PolicyName": "later"}))
    assert cloud.send("GET", url).status == 403


def test_an_inactive_and_a_deleted_key(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann)
    about = {"UserName": "ann", "AccessKeyId": ann.access_key_id}
    ok(cloud.call("iam", {"Action": "UpdateAccessKey", "Status": "Inactive", **about}))
    assert cloud.send("GET", url).code == "InvalidAccessKeyId"
    ok(cloud.call("iam", {"Action": "UpdateAccessKey", "Status": "Active", **about}))
    assert cloud.send("GET", url).status == 200
    ok(cloud.call("iam", {"Action": "DeleteAccessKey", **about}))
    assert cloud.send("GET", url).code == "InvalidAccessKeyId"


def test_an_unknown_object_needs_list_bucket_to_be_known_as_missing(cloud: CloudClient, ann: Key) -> None:
    assert cloud.send("GET", presigned(cloud, ann, "nothing")).code == "AccessDenied"
    administrator = cloud.ready.credentials
    assert cloud.send("GET", presigned(cloud, administrator, "nothing")).code == "NoSuchKey"


def test_signed_metadata_and_content_type_are_stored(cloud: CloudClient, ann: Key) -> None:
    headers = {"content-type": "text/csv", "x-amz-meta-of": "march"}
    url = presigned(cloud, ann, "m.csv", method="PUT", headers=headers)
    assert cloud.send("PUT", url, body=b"1,2").code == "SignatureDoesNotMatch"
    assert cloud.send("PUT", url, {**headers, "x-amz-acl": "private"}, b"1,2").code == "AccessDenied"
    assert cloud.send("PUT", url, headers, b"1,2").status == 200
    got = cloud.send("GET", presigned(cloud, ann, "m.csv"))
    assert (got.headers["content-type"], got.headers["x-amz-meta-of"]) == ("text/csv", "march")


def test_response_headers_can_be_signed_into_the_url(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann, query=(("response-content-disposition", 'attachment; filename="c.jpg"'),))
    assert cloud.send("GET", url).headers["content-disposition"] == 'attachment; filename="c.jpg"'
    assert cloud.send("GET", cloud.object_url(BUCKET, "coffee.jpg") + "?response-expires=0").status == 400


def test_a_form_content_type_keeps_its_content(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann, "form.txt", method="PUT")
    sent = {"Content-Type": "application/x-www-form-urlencoded"}
    assert cloud.send("PUT", url, sent, b"key=value&x=1").status == 200
    assert cloud.send("GET", presigned(cloud, ann, "form.txt")).body == b"key=value&x=1"


def test_preconditions_are_answered_by_the_store(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann)
    etag = cloud.send("GET", url).headers["etag"]
    unchanged = cloud.send("GET", url, {"If-None-Match": etag})
    assert (unchanged.status, unchanged.body) == (304, b"")
    assert last(cloud)["decided_by"] == "store"
    assert cloud.send("GET", url, {"If-Match": '"other"'}).code == "PreconditionFailed"


def test_a_key_of_another_user_cannot_borrow_the_url(cloud: CloudClient, ann: Key) -> None:
    other = key_of(cloud, "bob")
    scope = presigned(cloud, ann).partition("X-Amz-Credential=")[2].partition("&")[0]
    url = presigned(cloud, ann).replace(scope, scope.replace(ann.access_key_id, other.access_key_id))
    assert cloud.send("GET", url).code == "SignatureDoesNotMatch"
