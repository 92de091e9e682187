"""What a request is aimed at: address style, key, version, action; and what is not modelled."""

import pytest

from tests.s3.samples import (
    ENDPOINT,
    LONG_TERM,
    NOW,
    PUBLIC_READ,
    READ_AND_WRITE,
    allow,
    allowed,
    bucket,
    identity,
    long_term,
    refusal_of,
    request,
    world,
)
from trainer.s3.judge import judge
from trainer.s3.operations import OPERATIONS
from trainer.s3.request import Request
from trainer.s3.signing import presign_v4, sign_headers_v4
from trainer.s3.target import Source, wants

HOSTS = ("127.0.0.1", "localhost", "[::1]")


@pytest.mark.parametrize(
    ("host", "path", "bucket_name", "key"),
    [
        ("127.0.0.1:5000", "/", None, None),
        ("127.0.0.1:5000", "/b", "b", None),
        ("127.0.0.1:5000", "/b/", "b", None),
        ("127.0.0.1:5000", "/b/k", "b", "k"),
        ("127.0.0.1:5000", "/b//k", "b", "/k"),
        ("127.0.0.1:5000", "/b/a//k/", "b", "a//k/"),
        ("127.0.0.1:5000", "/b/a%2Fk%20%C3%A9+%25", "b", "a/k é+%"),
        ("127.0.0.1:5000", "/b/../k", "b", "../k"),
        ("b.localhost:5000", "/", "b", None),
        ("b.localhost:5000", "/k/x", "b", "k/x"),
        ("B.LocalHost", "//k", "b", "/k"),
        ("my.dotted.bucket.localhost", "/k", "my.dotted.bucket", "k"),
        ("[::1]:5000", "/b/k", "b", "k"),
        ("[::1]", "/b/k", "b", "k"),
    ],
)
def test_bucket_and_key(host: str, path: str, bucket_name: str | None, key: str | None) -> None:
    asked = wants(Request("GET", path, "", (("Host", host),)), HOSTS)
    assert (asked.bucket, asked.key) == (bucket_name, key)
    assert asked.operation


@pytest.mark.parametrize("host", ["example.com", "localhost.example.com", "evil-localhost", ".localhost", ""])
def test_another_host_is_not_modelled(host: str) -> None:
    sent = Request("GET", "/trainer-private/k", "", (("Host", host),))
    assert wants(sent, HOSTS).operation is None
    assert refusal_of(judge(sent, world(bucket=bucket(**PUBLIC_READ)), NOW)).not_modelled


@pytest.mark.parametrize(
    ("method", "target", "action"),
    [
        ("GET", "/", "s3:ListAllMyBuckets"),
        ("GET", "/b?list-type=2&prefix=a", "s3:ListBucket"),
        ("HEAD", "/b", "s3:ListBucket"),
        ("PUT", "/b", "s3:CreateBucket"),
        ("DELETE", "/b", "s3:DeleteBucket"),
        ("GET", "/b?versioning", "s3:GetBucketVersioning"),
        ("PUT", "/b?versioning", "s3:PutBucketVersioning"),
        ("GET", "/b?versions", "s3:ListBucketVersions"),
        ("PUT", "/b?policy", "s3:PutBucketPolicy"),
        ("DELETE", "/b?policy=", "s3:DeleteBucketPolicy"),
        ("PUT", "/b?publicAccessBlock", "s3:PutBucketPublicAccessBlock"),
        ("GET", "/b?uploads", "s3:ListBucketMultipartUploads"),
        ("GET", "/b/k", "s3:GetObject"),
        ("GET", "/b/k?versionId=v", "s3:GetObjectVersion"),
        ("HEAD", "/b/k", "s3:GetObject"),
        ("HEAD", "/b/k?partNumber=1", "s3:GetObject"),
        ("PUT", "/b/k", "s3:PutObject"),
        ("DELETE", "/b/k", "s3:DeleteObject"),
        ("DELETE", "/b/k?versionId=v", "s3:DeleteObjectVersion"),
        ("GET", "/b/k?acl", "s3:GetObjectAcl"),
        ("PUT", "/b/k?acl&versionId=v", "s3:PutObjectVersionAcl"),
        ("PUT", "/b/k?tagging", "s3:PutObjectTagging"),
        ("POST", "/b/k?uploads", "s3:PutObject"),
        ("PUT", "/b/k?partNumber=1&uploadId=u", "s3:PutObject"),
        ("POST", "/b/k?uploadId=u", "s3:PutObject"),
        ("GET", "/b/k?uploadId=u", "s3:ListMultipartUploadParts"),
        ("DELETE", "/b/k?uploadId=u", "s3:AbortMultipartUpload"),
        ("GET", "/b/k?unknown=1", "s3:GetObject"),
    ],
)
def test_action(method: str, target: str, action: str) -> None:
    path, _, query = target.partition("?")
    assert wants(Request(method, path, query, (("Host", "localhost"),)), HOSTS).action == action


@pytest.mark.parametrize(
    ("method", "target"),
    [
        ("POST", "/trainer-private?delete"),
        ("POST", "/trainer-private/k?select&select-type=2"),
        ("POST", "/trainer-private/k"),
        ("GET", "/trainer-private/k?torrent"),
        ("GET", "/trainer-private/k?acl&tagging"),
        ("GET", "/trainer-private/k?policy"),
        ("PUT", "/trainer-private?public_access_block"),
        ("get", "/trainer-private/k"),
        ("PATCH", "/trainer-private/k"),
        ("PUT", "/"),
        ("GET", "//k"),
    ],
)
def test_what_is_not_in_the_table_is_refused(method: str, target: str) -> None:
    url = presign_v4(LONG_TERM, method, f"{ENDPOINT}{target}", region="us-east-1", now=NOW, expires=60)
    verdict = judge(request(url, method), world(), NOW)
    refusal = refusal_of(verdict)
    assert (refusal.status, refusal.code, refusal.not_modelled) == (501, "NotImplemented", True)
    assert verdict.action == ""


@pytest.mark.parametrize("query", ["versionId=a&versionId=b", "uploadId=a&uploadId=b"])
def test_what_recurs_is_refused(query: str) -> None:
    sent = Request("GET", "/trainer-private/k", query, (("Host", "localhost"),))
    assert refusal_of(judge(sent, world(bucket=bucket(**PUBLIC_READ)), NOW)).not_modelled


def test_the_table_names_each_action_once_right() -> None:
    for table in OPERATIONS.values():
        for operation in table.values():
            assert operation.action.startswith("s3:")
            assert operation.action[3].isupper()


def sent(method: str, url: str, headers: dict[str, str]) -> Request:
    signed = sign_headers_v4(LONG_TERM, method, url, headers, b"", region="us-east-1", service="s3", now=NOW)
    target = request(url)
    return Request(method, target.raw_path, target.raw_query, tuple(signed.items()))


OBJECT = f"{ENDPOINT}/trainer-private/copy.pdf"
PUT_ONLY = long_term(identity(allow("s3:PutObject")))


@pytest.mark.parametrize(
    ("headers", "action"),
    [
        ({"x-amz-acl": "public-read"}, "s3:PutObjectAcl"),
        ({"x-amz-grant-read": "id=1"}, "s3:PutObjectAcl"),
        ({"x-amz-tagging": "a=1"}, "s3:PutObjectTagging"),
        ({"x-amz-object-lock-mode": "GOVERNANCE"}, "s3:PutObjectRetention"),
        ({"x-amz-object-lock-legal-hold": "ON"}, "s3:PutObjectLegalHold"),
    ],
)
def test_headers_that_ask_for_more(headers: dict[str, str], action: str) -> None:
    asked = sent("PUT", OBJECT, headers)
    with_lists = bucket(ownership="ObjectWriter")
    assert allowed(asked, world(long_term(identity(allow(["s3:PutObject", action]))), bucket=with_lists))
    refusal = refusal_of(judge(asked, world(PUT_ONLY), NOW))
    assert f"perform: {action} on" in refusal.message


def test_a_bucket_made_with_an_access_control_list() -> None:
    asked = sent("PUT", f"{ENDPOINT}/new-bucket", {"x-amz-acl": "private"})
    maker = long_term(identity(allow(["s3:CreateBucket", "s3:PutBucketAcl"])))
    assert allowed(asked, world(maker, bucket=None))
    assert not allowed(asked, world(long_term(identity(allow("s3:CreateBucket"))), bucket=None))


@pytest.mark.parametrize(
    "headers",
    [
        {"x-amz-server-side-encryption": "aws:kms:dsse"},
        {"x-amz-server-side-encryption-context": "e30="},
        {"x-amz-server-side-encryption-customer-algorithm": "AES256"},
        {"x-amz-copy-source-server-side-encryption-customer-key": "k"},
    ],
)
def test_encryption_with_keys_is_not_modelled(headers: dict[str, str]) -> None:
    assert refusal_of(judge(sent("PUT", OBJECT, headers), world(), NOW)).not_modelled
    assert allowed(sent("PUT", OBJECT, {"x-amz-server-side-encryption": "AES256"}))


def with_parameter(name: str, value: str = "public-read") -> Request:
    query = [(name, value)]
    url = presign_v4(LONG_TERM, "PUT", OBJECT, region="us-east-1", now=NOW, expires=60, query=query)
    return request(url, "PUT")


@pytest.mark.parametrize("name", ["x-amz-copy-source", "x-amz-copy-source-if-match"])
def test_a_copy_moved_into_the_query_is_not_modelled(name: str) -> None:
    assert refusal_of(judge(with_parameter(name), world(), NOW)).not_modelled


@pytest.mark.parametrize(
    ("name", "action"), [("x-amz-acl", "s3:PutObjectAcl"), ("X-Amz-Tagging", "s3:PutObjectTagging")]
)
def test_a_header_moved_into_the_query_needs_its_permission(name: str, action: str) -> None:
    assert allowed(with_parameter(name), world(bucket=bucket(ownership="ObjectWriter")))
    verdict = judge(with_parameter(name), world(long_term(READ_AND_WRITE)), NOW)
    assert f"to perform: {action} on" in refusal_of(verdict).message


def test_encryption_moved_into_the_query_is_asked_for() -> None:
    sent = with_parameter("x-amz-server-side-encryption", "aws:kms")
    assert wants(sent, HOSTS).sse == "aws:kms"
    other = with_parameter("x-amz-server-side-encryption", "aws:kms:dsse")
    assert refusal_of(judge(other, world(), NOW)).not_modelled


def test_a_list_moved_into_the_query_is_one_that_the_bucket_has_to_take() -> None:
    refusal = refusal_of(judge(with_parameter("x-amz-acl"), world(), NOW))
    assert refusal.code == "AccessControlListNotSupported"


def test_a_header_moved_into_the_query_twice_is_not_modelled() -> None:
    query = [("x-amz-acl", "private"), ("X-Amz-Acl", "public-read")]
    url = presign_v4(LONG_TERM, "PUT", OBJECT, region="us-east-1", now=NOW, expires=60, query=query)
    assert refusal_of(judge(request(url, "PUT"), world(), NOW)).not_modelled


COPY = {"x-amz-copy-source": "trainer-private/invoices/jan%20%2B.pdf?versionId=v1"}


def test_a_copy_reads_its_source() -> None:
    asked = sent("PUT", OBJECT, COPY)
    assert wants(asked, HOSTS).copy_source == Source("trainer-private", "invoices/jan +.pdf", "v1")
    reader = long_term(identity(allow(["s3:PutObject", "s3:GetObjectVersion"])))
    assert allowed(asked, world(reader, copy_source_exists=True))
    refusal = refusal_of(judge(asked, world(PUT_ONLY, copy_source_exists=True), NOW))
    assert "s3:GetObjectVersion" in refusal.message
    assert refusal_of(judge(asked, world(copy_source_exists=False), NOW)).code == "NoSuchVersion"


def test_a_copy_from_another_bucket() -> None:
    asked = sent("PUT", OBJECT, {"x-amz-copy-source": "/other/k"})
    assert refusal_of(judge(asked, world(copy_source_exists=True), NOW)).code == "NoSuchBucket"
    other = bucket(name="other")
    assert allowed(asked, world(copy_source=other, copy_source_exists=True))
    assert refusal_of(judge(asked, world(copy_source=other), NOW)).code == "NoSuchKey"


def test_a_copy_where_none_can_be() -> None:
    asked = sent("GET", OBJECT, {"x-amz-copy-source": "other/k"})
    assert refusal_of(judge(asked, world(copy_source_exists=True), NOW)).not_modelled


def test_the_expected_owner() -> None:
    assert allowed(sent("GET", OBJECT, {"x-amz-expected-bucket-owner": "123456789012"}))
    refusal = refusal_of(judge(sent("GET", OBJECT, {"x-amz-expected-bucket-owner": "1"}), world(), NOW))
    assert (refusal.status, refusal.message) == (403, "Access Denied")


def test_an_empty_version() -> None:
    refusal = refusal_of(judge(sent("GET", f"{OBJECT}?versionId=", {}), world(), NOW))
    assert (refusal.status, refusal.code) == (400, "InvalidArgument")


def test_a_version_that_is_not_there() -> None:
    refusal = refusal_of(judge(sent("GET", f"{OBJECT}?versionId=v", {}), world(object_exists=False), NOW))
    assert (refusal.status, refusal.code) == (404, "NoSuchVersion")
    assert dict(refusal.elements) == {"Key": "copy.pdf", "VersionId": "v"}


def test_listing_buckets_names_no_resource_when_refused() -> None:
    refusal = refusal_of(judge(sent("GET", ENDPOINT + "/", {}), world(PUT_ONLY), NOW))
    assert refusal.message.endswith(
        "perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action"
    )
