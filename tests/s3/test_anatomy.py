"""What a URL says of itself: AWS's documented examples, and whatever botocore signs."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.s3 import oracle
from tests.s3.samples import LONG_TERM, NOW, OBJECT, TEMPORARY, altered, presign, presign_old
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
from tests.s3.test_oracle import HOSTS
from tests.s3.urls import DOCUMENTED, DOCUMENTED_V2, MAY_2013, SECRET
from trainer.s3.anatomy import NOT_IN_URL, dissect
from trainer.s3.anatomy_json import Dissection, as_json
from trainer.s3.parts import parts
from trainer.s3.risks import risks
from trainer.s3.signing import Credentials
from trainer.s3.verifying import UNKNOWN, Verification, verify

FEW = settings(max_examples=150, deadline=None)


def told(url: str, now: datetime = NOW, secret: str | None = None) -> Dissection:
    """Return everything that is told of a URL."""
    anatomy = dissect(url)
    verification = verify(anatomy, secret) if secret is not None else UNKNOWN
    method = verification.method or "GET"
    return Dissection(
        anatomy,
        parts(anatomy, now),
        risks(anatomy, now, verification),
        verification,
        anatomy.canonical_request(method),
        anatomy.string_to_sign(method),
    )


def test_the_documented_url_in_every_field() -> None:
    fields = as_json(told(DOCUMENTED, MAY_2013, SECRET), show_secrets=True)
    parameters = [(each["name"], each["value"]) for each in fields.pop("parameters")]
    assert [risk["id"] for risk in fields.pop("risks")] == ["lives-long", "bearer"]
    assert fields == {
        "kind": "query-v4",
        "bucket": "examplebucket",
        "key": "test.txt",
        "host": "examplebucket.s3.amazonaws.com",
        "region": "us-east-1",
        "access_key_id": "AKIAIOSFODNN7EXAMPLE",
        "temporary": False,
        "credential_scope": "20130524/us-east-1/s3/aws4_request",
        "signed_at": "2013-05-24T00:00:00Z",
        "expires_in": 86400,
        "expires_at": "2013-05-25T00:00:00Z",
        "signed_headers": ["host"],
        "signature": "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
        # As published: "Authenticating Requests: Using Query Parameters".
        "canonical_request": (
            "GET\n"
            "/test.txt\n"
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1"
            "%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host\n"
            "host:examplebucket.s3.amazonaws.com\n"
            "\n"
            "host\n"
            "UNSIGNED-PAYLOAD"
        ),
        "string_to_sign": (
            "AWS4-HMAC-SHA256\n"
            "20130524T000000Z\n"
            "20130524/us-east-1/s3/aws4_request\n"
            "3bfa292879f6447bbcda7001decf97f4a54dc650c8942174ae0a9121cf58ad04"
        ),
        "signature_verified": True,
        "method": "GET",
    }
    assert parameters == [
        ("X-Amz-Algorithm", "AWS4-HMAC-SHA256"),
        ("X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"),
        ("X-Amz-Date", "20130524T000000Z"),
        ("X-Amz-Expires", "86400"),
        ("X-Amz-SignedHeaders", "host"),
        ("X-Amz-Signature", "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"),
    ]


def test_the_documented_url_of_version_2() -> None:
    fields = as_json(told(DOCUMENTED_V2, datetime(2007, 3, 27, 20, tzinfo=UTC), SECRET), show_secrets=False)
    assert (fields["kind"], fields["bucket"], fields["key"]) == ("query-v2", "johnsmith", "photos/puppy.jpg")
    assert (fields["access_key_id"], fields["signature"]) == ("AKIAIOSFODNN7EXAMPLE", "NpgC…Sn8=")
    assert (fields["expires_at"], fields["expires_in"]) == ("2007-03-29T03:40:20Z", None)
    assert (fields["signed_at"], fields["credential_scope"], fields["region"]) == (None, None, None)
    assert fields["string_to_sign"] == "GET\n\n\n1175139620\n/johnsmith/photos/puppy.jpg"
    assert fields["canonical_request"] is None
    assert fields["signature_verified"] is True


def test_without_the_secret_nothing_is_said_of_the_signature() -> None:
    fields = as_json(told(DOCUMENTED), show_secrets=False)
    assert fields["signature_verified"] is fields["method"] is None
    assert fields["signature"] == "aeee…d404"


def test_another_secret_does_not_fit() -> None:
    assert verify(dissect(DOCUMENTED), SECRET.lower()) == Verification(False)
    assert verify(dissect(DOCUMENTED.replace("test.txt", "best.txt")), SECRET) == Verification(False)


def test_a_plain_url() -> None:
    fields = as_json(
        told("https://b.s3.eu-west-1.amazonaws.com/a%20b?versionId=1", secret="x"), show_secrets=True
    )
    assert (fields["kind"], fields["bucket"], fields["key"]) == ("plain", "b", "a b")
    assert (fields["region"], fields["temporary"], fields["signed_headers"]) == ("eu-west-1", False, [])
    assert [each["name"] for each in fields["parameters"]] == ["versionId"]
    for name in ("access_key_id", "credential_scope", "signed_at", "expires_in", "expires_at", "signature",
                 "canonical_request", "string_to_sign", "signature_verified"):  # fmt: skip
        assert fields[name] is None, name


@pytest.mark.parametrize(
    ("path", "bucket", "key"),
    [("/", None, None), ("/b", "b", None), ("/b/", "b", None), ("/b//k", "b", "/k"), ("/b/a%2Fc", "b", "a/c"),
     ("/b/a+b", "b", "a+b"), ("/b/%E2%82%AC", "b", "\u20ac"), ("/b/%FF", "b", "\ufffd")],
)  # fmt: skip
def test_bucket_and_key_in_the_path(path: str, bucket: str | None, key: str | None) -> None:
    anatomy = dissect(f"http://127.0.0.1:5000{path}")
    assert (anatomy.bucket, anatomy.key) == (bucket, key)


def test_a_host_that_is_not_s3_has_a_bucket_only_if_it_is_signed() -> None:
    assert dissect("https://example.com/a/b").bucket is None
    assert dissect(presign(url="https://minio.example.com/a/b")).bucket == "a"


def test_cloudfronts_own_signature_is_none_of_s3() -> None:
    anatomy = dissect("https://d1.cloudfront.net/v.mp4?Expires=1&Signature=abcdefghijklmnop&Key-Pair-Id=K")
    assert anatomy.kind == "plain"
    assert "cloudfront" in {risk.id for risk in risks(anatomy, NOW)}


@pytest.mark.parametrize("missing", ["X-Amz-Credential", "X-Amz-Date", "X-Amz-SignedHeaders"])
def test_half_a_url_is_dissected_as_far_as_it_goes(missing: str) -> None:
    found = told(altered(presign(), missing), secret=LONG_TERM.secret_access_key)
    assert found.anatomy.kind == "query-v4"
    assert found.anatomy.key == "invoices/jan.pdf"
    assert found.string_to_sign is None
    assert found.verification == UNKNOWN
    assert missing in found.risks[0].says


def test_a_signed_header_is_known_only_to_who_sends_it() -> None:
    url = presign("PUT", headers={"Content-Type": "image/png"})
    anatomy = dissect(url)
    assert anatomy.headers_to_send() == ["content-type"]
    assert f"content-type:{NOT_IN_URL}\n" in (anatomy.canonical_request("PUT") or "")
    assert anatomy.string_to_sign("PUT") is None
    secret = LONG_TERM.secret_access_key
    assert verify(anatomy, secret) == UNKNOWN
    assert verify(anatomy, secret, {"content-type": "image/png"}) == Verification(True, "PUT")
    assert verify(anatomy, secret, {"content-type": "image/gif"}) == Verification(False)


def test_version_2_does_not_even_name_its_headers() -> None:
    url = oracle.query_v2(LONG_TERM, "PUT", OBJECT, {"content-type": "image/png"}, expires=60, now=NOW)
    url = altered(url, *({"content-type"} & set(dissect(url).query)))
    secret = LONG_TERM.secret_access_key
    assert verify(dissect(url), secret) == Verification(False)
    assert verify(dissect(url), secret, {"content-type": "image/png"}) == Verification(True, "PUT")


@pytest.mark.parametrize(
    ("date", "expires", "signed_at", "expires_in", "expires_at"),
    [
        ("20261123T100000Z", "604801", NOW, 604801, NOW + timedelta(seconds=604801)),
        ("20261123T100000Z", "-5", NOW, -5, NOW - timedelta(seconds=5)),
        ("20261123T100000Z", "soon", NOW, None, None),
        ("20261123T100000Z", "9" * 5000, NOW, None, None),
        ("yesterday", "60", None, 60, None),
        ("00010101T000000Z", "-1", datetime(1, 1, 1, tzinfo=UTC), -1, None),
        ("99991231T235959Z", "1", datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC), 1, None),
    ],
)
def test_odd_times(
    date: str, expires: str, signed_at: datetime | None, expires_in: int | None, expires_at: datetime | None
) -> None:
    found = told(altered(presign(), X_Amz_Date=date, X_Amz_Expires=expires))
    anatomy = found.anatomy
    assert (anatomy.signed_at, anatomy.expires_in, anatomy.expires_at) == (signed_at, expires_in, expires_at)
    assert as_json(found, show_secrets=False)["kind"] == "query-v4"


def test_a_traceback_shows_no_secret() -> None:
    anatomy = dissect(presign(credentials=TEMPORARY))
    for each in (anatomy, anatomy.address):
        assert "session" not in repr(each)
        assert (anatomy.signature or "") not in repr(each)


@FEW
@given(CREDENTIALS, METHODS, HOSTS, KEYS, QUERIES, REGIONS, st.integers(1, 604800))
def test_whatever_botocore_presigns(
    credentials: Credentials,
    method: str,
    host: str,
    key: str,
    query: dict[str, str],
    region: str,
    expires: int,
) -> None:
    url = oracle.query_v4(
        credentials, method, oracle.url_of(host, key, query), {}, region=region, expires=expires, now=NOW
    )
    found = told(url, secret=credentials.secret_access_key)
    anatomy = found.anatomy
    assert (anatomy.kind, anatomy.bucket, anatomy.key) == ("query-v4", "trainer-private", key)
    assert (anatomy.address.host, anatomy.region) == (host, region)
    assert (anatomy.access_key_id, anatomy.session_token) == (
        credentials.access_key_id,
        credentials.session_token,
    )
    assert (anatomy.signed_at, anatomy.expires_in) == (NOW, expires)
    assert anatomy.expires_at == NOW + timedelta(seconds=expires)
    assert anatomy.credential_scope == f"20261123/{region}/s3/aws4_request"
    assert anatomy.signed_headers == ("host",)
    assert url.endswith(f"&X-Amz-Signature={anatomy.signature}")
    assert {part.name: part.value for part in found.parts[2:]}.items() >= query.items()
    assert found.verification == Verification(True, method)
    assert verify(anatomy, credentials.secret_access_key + "x") == Verification(False)
    assert not [risk for risk in found.risks if risk.id == "missing-parameter"]


@FEW
@given(CREDENTIALS, METHODS, HOSTS, KEYS, QUERIES, V4_HEADERS.filter(bool), REGIONS)
def test_whatever_botocore_presigns_with_headers(
    credentials: Credentials,
    method: str,
    host: str,
    key: str,
    query: dict[str, str],
    headers: dict[str, str],
    region: str,
) -> None:
    url = oracle.query_v4(
        credentials, method, oracle.url_of(host, key, query), headers, region=region, expires=60, now=NOW
    )
    anatomy = dissect(url)
    assert set(anatomy.headers_to_send()) == set(headers)
    assert verify(anatomy, credentials.secret_access_key, headers) == Verification(True, method)
    assert verify(anatomy, credentials.secret_access_key) == UNKNOWN


@FEW
@given(CREDENTIALS, METHODS, HOSTS, KEYS, V2_QUERIES, V2_HEADERS, st.integers(1, 10**9))
def test_whatever_botocore_presigns_with_version_2(
    credentials: Credentials,
    method: str,
    host: str,
    key: str,
    query: dict[str, str],
    headers: dict[str, str],
    expires: int,
) -> None:
    url = oracle.query_v2(
        credentials, method, oracle.url_of(host, key, query), headers, expires=expires, now=NOW
    )
    anatomy = dissect(url)
    assert (anatomy.kind, anatomy.bucket, anatomy.key) == ("query-v2", "trainer-private", key)
    assert (anatomy.access_key_id, anatomy.session_token) == (
        credentials.access_key_id,
        credentials.session_token,
    )
    assert anatomy.expires_at == NOW + timedelta(seconds=expires)
    assert verify(anatomy, credentials.secret_access_key, headers) == Verification(True, method)
    assert verify(anatomy, credentials.secret_access_key + "x", headers) == Verification(False)


@FEW
@given(KEYS)
def test_our_own_signer_in_virtual_host_style(key: str) -> None:
    url = f"https://acme.s3.eu-west-1.amazonaws.com/{quote(key, safe='/~')}"
    v4 = dissect(presign("HEAD", url, region="eu-west-1"))
    v2 = dissect(presign_old("HEAD", url, host_bucket="acme"))
    for anatomy in (v4, v2):
        assert (anatomy.bucket, anatomy.key, anatomy.region) == ("acme", key, "eu-west-1")
        assert verify(anatomy, LONG_TERM.secret_access_key) == Verification(True, "HEAD")
