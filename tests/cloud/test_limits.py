"""Keys, metadata, options and documents that S3 refuses, and headers that it does not understand."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable

import pytest

from tests.cloud.forms import form, submit
from tests.cloud.wire import exchange
from tests.cloud.world import BUCKET, Key, presigned
from trainer.cloud.client import CloudClient, HttpAnswer
from trainer.s3.signing import sign_headers_v4

Signed = Callable[..., HttpAnswer]

NO_INTEGER = "Provided max-keys not an integer or within integer range"


@pytest.fixture
def signed(cloud: CloudClient) -> Signed:
    """Send a header-signed request on the bucket as the administrator."""

    def send(method: str, target: str, body: bytes = b"", **headers: str) -> HttpAnswer:
        url = f"{cloud.ready.endpoint}/{BUCKET}{target}"
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = sign_headers_v4(
            cloud.ready.credentials, method, url, given, body,
            region="us-east-1", service="s3", now=cloud.clock().now,
        )  # fmt: skip
        return cloud.send(method, url, sent, body)

    return send


@pytest.mark.parametrize("letter", ["k", "é"])
def test_a_key_has_1024_bytes_at_most(cloud: CloudClient, letter: str) -> None:
    longest = letter * (1024 // len(letter.encode()))
    admin = cloud.ready.credentials
    for method in ("PUT", "GET", "HEAD", "DELETE"):
        assert cloud.send(method, presigned(cloud, admin, longest, method=method)).status < 300, method
    refused = cloud.send("PUT", presigned(cloud, admin, f"{longest}x", method="PUT"), {}, b"x")
    assert (refused.status, refused.code, refused.message) == (
        400, "KeyTooLongError", "Your key is too long"
    )  # fmt: skip
    assert (refused.element("Size"), refused.element("MaxSizeAllowed")) == ("1025", "1024")


def test_metadata_has_2048_bytes_at_most(cloud: CloudClient, signed: Signed) -> None:
    assert signed("PUT", "/m", b"x", **{"x-amz-meta-a": "é" * 1023 + "x"}).status == 200
    refused = signed("PUT", "/m", b"x", **{"x-amz-meta-a": "é" * 1024})
    assert (refused.status, refused.code, refused.element("Size")) == (400, "MetadataTooLarge", "2049")
    hoisted = presigned(
        cloud, cloud.ready.credentials, "m", method="PUT", query=(("x-amz-meta-a", "x" * 2048),)
    )
    assert cloud.send("PUT", hoisted, {}, b"x").code == "MetadataTooLarge"
    fields = form(cloud, cloud.ready.credentials, {"x-amz-meta-a": "x" * 2048})
    assert submit(cloud, fields).code == "MetadataTooLarge"


@pytest.mark.parametrize(
    ("target", "message", "name", "value"),
    [
        ("?max-keys=x", NO_INTEGER, "max-keys", "x"),
        ("?max-keys=2147483648", NO_INTEGER, "max-keys", "2147483648"),
        ("?uploads&max-uploads=x", NO_INTEGER.replace("keys", "uploads"), "max-uploads", "x"),
        ("?max-keys=-1", "Argument maxKeys must be an integer between 0 and 2147483647", "maxKeys", "-1"),
        (
            "?list-type=2&continuation-token=zz",
            "The continuation token provided is incorrect", "continuation-token", "zz",
        ),
        (
            "/coffee.jpg?partNumber=0",
            "Part number must be an integer between 1 and 10000, inclusive", "partNumber", "0",
        ),
        (
            "/coffee.jpg?partNumber=x",
            "Part number must be an integer between 1 and 10000, inclusive", "partNumber", "x",
        ),
    ],
)  # fmt: skip
def test_options_that_are_none(signed: Signed, target: str, message: str, name: str, value: str) -> None:
    refused = signed("GET", target)
    assert (refused.status, refused.code, refused.message) == (400, "InvalidArgument", message)
    assert refused.element("ArgumentName") == name
    assert refused.element("ArgumentValue") == value


def test_options_that_are_some(signed: Signed) -> None:
    assert signed("GET", "/coffee.jpg?max-keys=x&continuation-token=y&list-type=2").status == 200
    assert signed("GET", "?max-keys=0").status == 200
    cut = signed("GET", "?list-type=2&max-keys=1")
    token = cut.element("NextContinuationToken")
    assert signed("GET", f"?list-type=2&continuation-token={token}").status == 200


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "MissingRequestBodyError"),
        (b"<Tagging><TagSet>", "MalformedXML"),
        (b"<Other/>", "MalformedXML"),
        (b"<!DOCTYPE a><Tagging/>", "MalformedXML"),
        (b"not xml", "MalformedXML"),
    ],
)
@pytest.mark.parametrize("target", ["/coffee.jpg?tagging", "?tagging", "?lifecycle", "?versioning"])
def test_documents_that_are_none(signed: Signed, target: str, body: bytes, code: str) -> None:
    if target in ("?lifecycle", "?versioning") and b"Tagging" in body:
        body = body.replace(b"Tagging", b"Whatever")
    refused = signed("PUT", target, body)
    assert (refused.status, refused.code) == (400, code)


def test_documents_that_are_some(signed: Signed) -> None:
    tags = b"<Tagging><TagSet><Tag><Key>a</Key><Value>b</Value></Tag></TagSet></Tagging>"
    assert signed("PUT", "/coffee.jpg?tagging", tags).status == 200
    assert signed("DELETE", "/coffee.jpg?tagging").status == 204
    rule = b"<Rule><ID>a</ID><Filter/><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule>"
    written = b"<LifecycleConfiguration>" + rule + b"</LifecycleConfiguration>"
    assert signed("PUT", "?lifecycle", written).status == 200
    assert signed("DELETE", "?lifecycle").status == 204


PAST, FUTURE = "Sunday, 06-Nov-94 08:49:37 GMT", "Sunday, 06-Nov-44 08:49:37 GMT"


@pytest.mark.parametrize(
    ("name", "value", "status"),
    [
        ("Range", "zz", 200),
        ("Range", "items=0-1", 200),
        ("Range", "bytes=5-2", 200),
        ("Range", "bytes=0-1, 3-4", 200),
        ("Range", "bytes=0-1", 206),
        ("Range", "bytes=-2", 206),
        ("Range", "bytes=9999999-", 416),
        ("If-Modified-Since", "zz", 200),
        ("If-Unmodified-Since", "zz", 200),
        ("If-Modified-Since", PAST, 200),
        ("If-Unmodified-Since", PAST, 412),
        ("If-Modified-Since", FUTURE, 304),
        ("If-Modified-Since", "Sun Nov  6 08:49:37 2044", 304),
        ("If-Modified-Since", "Sun, 06 Nov 2044 08:49:37 GMT", 304),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_range_or_a_date_that_is_none_is_left_out(
    cloud: CloudClient, ann: Key, method: str, name: str, value: str, status: int
) -> None:
    url = presigned(cloud, ann, method=method)
    assert cloud.send(method, url, {name: value}).status == status


@pytest.mark.parametrize(
    ("value", "code"), [("DUoRhQ==", None), ("DUoRhA==", "BadDigest"), ("sailor", "InvalidRequest")]
)
def test_a_checksum_in_a_form_is_compared_with_its_file(cloud: CloudClient, value: str, code: str) -> None:
    fields = form(cloud, cloud.ready.credentials, {"x-amz-checksum-crc32": value})
    answer = submit(cloud, fields, b"hello world")
    assert (answer.status, answer.code) == ((400, code) if code else (204, None))


@pytest.mark.parametrize(
    ("target", "headers", "status"),
    [("new-bucket", {}, 200), (f"{BUCKET}?acl", {"x-amz-acl": "private"}, 400), (f"{BUCKET}/x", {}, 411)],
)
def test_who_has_to_say_the_length(
    cloud: CloudClient, target: str, headers: dict[str, str], status: int
) -> None:
    """The bucket has ACLs disabled, so that the second gets past its length to that."""
    url = f"{cloud.ready.endpoint}/{target}"
    sent = sign_headers_v4(
        cloud.ready.credentials, "PUT", url, headers, b"",
        region="us-east-1", service="s3", now=cloud.clock().now,
    )  # fmt: skip
    lines = [f"{name}: {value}" for name, value in sent.items()]
    request = "\r\n".join([f"PUT /{target} HTTP/1.1", *lines, "", ""]).encode()
    assert exchange(cloud, request).status == status


def test_listings_of_versions_from_a_marker(signed: Signed) -> None:
    switched = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
    assert signed("PUT", "?versioning", switched).status == 200
    for key in ("/a", "/b", "/b"):
        assert signed("PUT", key, b"x").status == 200
    assert b"<Key>a</Key>" in signed("GET", "?versions&key-marker=").body
    assert b"<Key>a</Key>" not in signed("GET", "?versions&key-marker=a").body
    assert signed("GET", "?versions&key-marker=b").status == 501
    assert signed("GET", "?versions&key-marker=aa").status == 501
    refused = signed("GET", "?versions&version-id-marker=x")
    assert refused.message == "A version-id marker cannot be specified without a key marker."
    cut = signed("GET", "?versions&max-keys=2")
    marker, version = cut.element("NextKeyMarker"), cut.element("NextVersionIdMarker")
    rest = signed("GET", f"?versions&key-marker={marker}&version-id-marker={version}")
    assert rest.element("Key") == "b"


def test_a_date_gives_way_to_an_entity_tag(cloud: CloudClient, ann: Key) -> None:
    url = presigned(cloud, ann)
    tag = cloud.send("GET", url).headers["etag"]
    assert cloud.send("GET", url, {"If-Match": tag, "If-Unmodified-Since": PAST}).status == 200
    assert cloud.send("GET", url, {"If-None-Match": '"x"', "If-Modified-Since": FUTURE}).status == 200


def test_versioning_says_which(signed: Signed) -> None:
    refused = signed("PUT", "?versioning", b"<VersioningConfiguration/>")
    assert refused.code == "IllegalVersioningConfigurationException"


def test_a_multipart_upload_is_completed_by_its_document(signed: Signed) -> None:
    upload = signed("POST", "/parts?uploads").element("UploadId")
    assert signed("POST", f"/parts?uploadId={upload}", b"x").code == "MalformedXML"
    copied = {"x-amz-copy-source": f"{BUCKET}/coffee.jpg"}
    part = f"/parts?uploadId={upload}&partNumber=1"
    refused = signed("PUT", part, **copied, **{"x-amz-copy-source-range": "bytes=a"})
    assert (refused.code, refused.element("ArgumentName")) == ("InvalidArgument", "x-amz-copy-source-range")
    assert signed("PUT", "/copied", **copied, **{"x-amz-copy-source-if-match": '"x"'}).status == 501


def test_no_encoding_hides_a_document_type(signed: Signed) -> None:
    document = '<!DOCTYPE Tagging [<!ENTITY a "k">]><Tagging><TagSet></TagSet></Tagging>'
    assert signed("PUT", "/coffee.jpg?tagging", document.encode("utf-16")).code == "MalformedXML"
    listed = '<!DOCTYPE Delete [<!ENTITY a "coffee.jpg">]><Delete><Object><Key>&a;</Key></Object></Delete>'
    sent = listed.encode("utf-16")
    digest = b64encode(hashlib.md5(sent).digest()).decode()
    assert signed("POST", "?delete", sent, content_md5=digest).code == "MalformedXML"


def test_a_setting_is_known_by_its_name_however_it_is_escaped(cloud: CloudClient, signed: Signed) -> None:
    policy = {"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": f"arn:aws:s3:::{BUCKET}/*"}
    ]}  # fmt: skip
    body = json.dumps(policy).encode()
    for target in ("?policy", "?%70olicy"):
        assert signed("PUT", target, body).code == "AccessDenied", target
    assert signed("PUT", "?policy", body + b" " * 2**20).status == 501
    closed = body.replace(b'"*"', b'{"AWS": "arn:aws:iam::123456789012:root"}')
    assert signed("PUT", "?policy", closed).status == 204
    assert signed("PUT", "?policy", closed + b" " * 20_480).code == "MalformedPolicy"


@pytest.mark.parametrize("target", ["made-without-its-body", f"{BUCKET}?acl"])
def test_a_body_that_was_signed_cannot_be_left_out(cloud: CloudClient, target: str) -> None:
    url = f"{cloud.ready.endpoint}/{target}"
    sent = sign_headers_v4(
        cloud.ready.credentials, "PUT", url, {}, b"<Signed/>",
        region="us-east-1", service="s3", now=cloud.clock().now,
    )  # fmt: skip
    lines = [f"{name}: {value}" for name, value in sent.items()]
    answer = exchange(cloud, "\r\n".join([f"PUT /{target} HTTP/1.1", *lines, "", ""]).encode())
    assert answer.status == 400
    assert b"XAmzContentSHA256Mismatch" in answer.body or b"AccessControlListNotSupported" in answer.body
