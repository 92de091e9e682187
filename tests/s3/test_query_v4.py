"""What S3 answers to a URL pre-signed with Version 4, row by row: status, code, message, elements."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from tests.s3.samples import (
    ACCOUNT,
    ENDPOINT,
    NOW,
    OBJECT,
    READ_AND_WRITE,
    TEMPORARY,
    allow,
    allowed,
    altered,
    bucket,
    bucket_policy,
    deny,
    failed_check,
    identity,
    long_term,
    presign,
    refusal_of,
    request,
    temporary,
    without_key,
    world,
)
from trainer.s3.judge import judge
from trainer.s3.request import Request
from trainer.s3.world import World

AQPE = "AuthorizationQueryParametersError"
PARSING = "Error parsing the X-Amz-Credential parameter; "
SCOPE = "AKIAIOSFODNN7EXAMPLE/20261123/us-east-1/s3/aws4_request"
NO_MATCH = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your key and signing method."
)
UNKNOWN_KEY = "The AWS Access Key Id you provided does not exist in our records."
UNSIGNED = "There were headers present in the request which were not signed"
INCOMPLETE = (
    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, "
    "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
)
ANN = f"User: arn:aws:iam::{ACCOUNT}:user/ann is not authorized to perform: "
JAN = 'on resource: "arn:aws:s3:::trainer-private/invoices/jan.pdf" '
HELD = "2026-11-23T11:00:00Z"


@dataclass(frozen=True)
class Row:
    """One row: what is sent, to which world, when, and S3's answer."""

    name: str
    check: str
    sent: Request
    status: int
    code: str
    message: str
    elements: dict[str, str] = field(default_factory=dict)
    snapshot: World = field(default_factory=world)
    after: float = 0
    """Seconds after signing."""
    others: frozenset[str] = frozenset()
    """Further elements, whose values are not compared."""


def of_parameters(name: str, check: str, message: str, **changes: str) -> Row:
    sent = request(altered(presign(), **changes))
    return Row(name, check, sent, 400, AQPE, message)


def token_of(sent: str) -> dict[str, str]:
    return {"Token-0": sent}


MISMATCH = frozenset(
    {"StringToSign", "SignatureProvided", "StringToSignBytes", "CanonicalRequest", "CanonicalRequestBytes"}
)


def mismatch(name: str, sent: Request, snapshot: World | None = None) -> Row:
    return Row(
        name,
        "signature",
        sent,
        403,
        "SignatureDoesNotMatch",
        NO_MATCH,
        {"AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE"},
        snapshot or world(),
        others=MISMATCH,
    )


def unsigned(name: str, headers: dict[str, str], listed: str, url: str = "") -> Row:
    sent = request(url or presign(), headers=headers)
    return Row(name, "unsigned headers", sent, 403, "AccessDenied", UNSIGNED, {"HeadersNotSigned": listed})


def denied(name: str, snapshot: World, message: str, sent: Request | None = None) -> Row:
    return Row(
        name, "permission", sent or request(presign()), 403, "AccessDenied", message, snapshot=snapshot
    )


WINDOW = {"Expires": HELD}
GET_ONLY = long_term(READ_AND_WRITE)
TWO_WAYS = (
    "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string "
    "parameter or the Authorization header should be specified"
)

ROWS = [
    Row(
        "1 expired",
        "time window",
        request(presign()),
        403,
        "AccessDenied",
        "Request has expired",
        {"X-Amz-Expires": "3600", **WINDOW, "ServerTime": "2026-11-23T11:00:01Z"},
        after=3601,
    ),
    of_parameters(
        "2 more than a week",
        "time window",
        "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less "
        "than 604800 seconds",
        X_Amz_Expires="604801",
    ),
    of_parameters("3 not a number", "time window", "X-Amz-Expires should be a number", X_Amz_Expires="1h"),
    of_parameters("4 negative", "time window", "X-Amz-Expires must be non-negative", X_Amz_Expires="-1"),
    Row(
        "5 zero",
        "time window",
        request(presign(expires=0)),
        403,
        "AccessDenied",
        "Request has expired",
        {
            "X-Amz-Expires": "0",
            "Expires": "2026-11-23T10:00:00Z",
            "ServerTime": "2026-11-23T10:00:00Z",
        },
        after=0.5,
    ),
    *[
        Row(f"6 no {name}", "form", request(altered(presign(), name)), 400, AQPE, INCOMPLETE)
        for name in (
            "X-Amz-Algorithm",
            "X-Amz-Credential",
            "X-Amz-Signature",
            "X-Amz-Date",
            "X-Amz-SignedHeaders",
            "X-Amz-Expires",
        )
    ],
    *[
        of_parameters(
            f"7 malformed credential {credential}",
            "scope",
            PARSING + "the Credential is mal-formed; expecting "
            '"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".',
            X_Amz_Credential=credential,
        )
        for credential in ("AKIAIOSFODNN7EXAMPLE", SCOPE.replace("/", "%2F"), SCOPE + "/more", "////" * 2)
    ],
    Row(
        "8 wrong Region",
        "scope",
        request(presign(region="us-east-2")),
        400,
        AQPE,
        PARSING + "the region 'us-east-2' is wrong; expecting 'ap-south-1'",
        {"Region": "ap-south-1"},
        world(bucket=bucket("ap-south-1")),
    ),
    of_parameters(
        "9 wrong service",
        "scope",
        PARSING + 'incorrect service "sns". This endpoint belongs to "s3".',
        X_Amz_Credential=SCOPE.replace("/s3/", "/sns/"),
    ),
    of_parameters(
        "10 wrong terminator",
        "scope",
        PARSING + 'incorrect terminal "aws5_request". This endpoint uses "aws4_request".',
        X_Amz_Credential=SCOPE.replace("aws4", "aws5"),
    ),
    of_parameters(
        "11 malformed date of the credential",
        "scope",
        PARSING
        + 'incorrect date format "23Nov". This date in the credential must be in the format "yyyyMMdd".',
        X_Amz_Credential=SCOPE.replace("20261123", "23Nov"),
    ),
    of_parameters(
        "12 another date in the credential",
        "scope",
        'Invalid credential date "20060102". This date is not the same as X-Amz-Date: "20261123".',
        X_Amz_Credential=SCOPE.replace("20261123", "20060102"),
    ),
    *[
        of_parameters(
            f"13 malformed date {date}",
            "time window",
            "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
            X_Amz_Date=date,
        )
        for date in ("2026-11-23T10:00:00Z", "20261123T100000", "20261323T100000Z", "20261123T250000Z")
    ],
    of_parameters(
        "14 unknown algorithm",
        "algorithm",
        'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"',
        X_Amz_Algorithm="AWS4-HMAC-SHA1",
    ),
    Row(
        "15 not yet valid",
        "time window",
        request(presign()),
        403,
        "AccessDenied",
        "Request is not yet valid",
        {"X-Amz-Date": "1795428000000", **WINDOW, "ServerTime": "2026-11-23T09:44:59Z"},
        after=-901,
    ),
    Row(
        "16 unknown key",
        "access key",
        request(presign()),
        403,
        "InvalidAccessKeyId",
        UNKNOWN_KEY,
        {"AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE"},
        without_key(),
    ),
    Row(
        "17 inactive key",
        "access key",
        request(presign()),
        403,
        "InvalidAccessKeyId",
        UNKNOWN_KEY,
        {"AWSAccessKeyId": "AKIAIOSFODNN7EXAMPLE"},
        world(long_term(active=False)),
    ),
    mismatch("18 another key", request(presign().replace("jan", "feb"))),
    mismatch("18 another method", request(presign("GET"), "PUT")),
    mismatch("18 a longer expiry", request(altered(presign(), X_Amz_Expires="86400"))),
    mismatch("18 another host", request(presign().replace("127.0.0.1", "localhost"))),
    mismatch("18 an unsigned parameter", request(presign() + "&response-expires=now")),
    mismatch("18 x-id", request(presign() + "&x-id=GetObject")),
    mismatch(
        "18 another secret",
        request(presign(credentials=type(TEMPORARY)("AKIAIOSFODNN7EXAMPLE", "another"))),
    ),
    unsigned("19 x-amz-meta-", {"X-Amz-Meta-Colour": "red"}, "x-amz-meta-colour"),
    unsigned("19 several", {"x-amz-acl": "private", "x-amz-meta-a": "1"}, "x-amz-acl, x-amz-meta-a"),
    Row(
        "19 host not signed",
        "unsigned headers",
        request(altered(presign(), X_Amz_SignedHeaders="x-amz-meta-a"), headers={"x-amz-meta-a": "1"}),
        403,
        "AccessDenied",
        UNSIGNED,
        {"HeadersNotSigned": "host"},
    ),
    unsigned("20 x-amz-user-agent", {"x-amz-user-agent": "sdk"}, "x-amz-user-agent"),
    unsigned("20 x-amz-date", {"x-amz-date": "20261123T100000Z"}, "x-amz-date"),
    unsigned("20 x-amz-expires", {"x-amz-expires": "99999"}, "x-amz-expires"),
    unsigned(
        "21 If-Range beside a signed Range",
        {"Range": "bytes=0-9", "If-Range": '"etag"'},
        "if-range",
        presign(headers={"Range": "bytes=0-9"}),
    ),
    mismatch("22 signed header missing", request(presign(headers={"x-amz-meta-colour": "red"}))),
    mismatch(
        "22 signed header changed",
        request(presign(headers={"content-type": "image/png"}), headers={"Content-Type": "image/gif"}),
    ),
    Row(
        "23 temporary key without its token",
        "access key",
        request(altered(presign(credentials=TEMPORARY), "X-Amz-Security-Token")),
        403,
        "InvalidAccessKeyId",
        UNKNOWN_KEY,
        {"AWSAccessKeyId": "ASIAIOSFODNN7EXAMPLE"},
        world(temporary()),
    ),
    Row(
        "24 another token",
        "session token",
        request(altered(presign(credentials=TEMPORARY), X_Amz_Security_Token="garbage")),
        400,
        "InvalidToken",
        "The provided token is malformed or otherwise invalid.",
        token_of("garbage"),
        world(temporary()),
    ),
    Row(
        "24 a token for a long-term key",
        "session token",
        request(altered(presign(), X_Amz_Security_Token="foreign")),
        400,
        "InvalidToken",
        "The provided token is malformed or otherwise invalid.",
        token_of("foreign"),
    ),
    Row(
        "25 session over",
        "session token",
        request(presign(credentials=TEMPORARY, expires=604800)),
        400,
        "ExpiredToken",
        "The provided token has expired.",
        token_of(TEMPORARY.session_token or ""),
        world(temporary(lasts=900)),
        after=901,
    ),
    Row(
        "26 token appended after signing",
        "signature",
        request(
            altered(
                presign(credentials=type(TEMPORARY)(TEMPORARY.access_key_id, TEMPORARY.secret_access_key)),
                X_Amz_Security_Token=TEMPORARY.session_token or "",
            )
        ),
        403,
        "SignatureDoesNotMatch",
        NO_MATCH,
        {"AWSAccessKeyId": "ASIAIOSFODNN7EXAMPLE"},
        world(temporary()),
        others=MISMATCH,
    ),
    Row(
        "27 Authorization header too",
        "form",
        request(presign(), headers={"Authorization": "Bearer abc"}),
        400,
        "InvalidArgument",
        TWO_WAYS,
        {"ArgumentName": "Authorization", "ArgumentValue": "Bearer abc"},
    ),
    denied(
        "28 permission never there",
        world(GET_ONLY),
        ANN + "s3:DeleteObject " + JAN + "because no identity-based policy allows the s3:DeleteObject action",
        request(presign("DELETE"), "DELETE"),
    ),
    denied(
        "28 another account's bucket",
        world(bucket=bucket(account="210987654321")),
        "Access Denied",
    ),
    denied(
        "29 deny in the bucket policy",
        world(bucket=bucket(policy=bucket_policy(deny("s3:*")))),
        ANN + "s3:GetObject " + JAN + "with an explicit deny in a resource-based policy",
    ),
    denied(
        "29 deny in an identity policy",
        world(long_term(identity(allow("*"), deny("s3:GetObject")))),
        ANN + "s3:GetObject " + JAN + "with an explicit deny in an identity-based policy",
    ),
    Row(
        "30 no such key, and the caller may list",
        "existence",
        request(presign()),
        404,
        "NoSuchKey",
        "The specified key does not exist.",
        {"Key": "invoices/jan.pdf"},
        world(object_exists=False),
    ),
    Row(
        "31 no such key, and the caller may not list",
        "existence",
        request(presign()),
        403,
        "AccessDenied",
        ANN + 's3:ListBucket on resource: "arn:aws:s3:::trainer-private" because no identity-based policy '
        "allows the s3:ListBucket action",
        snapshot=world(GET_ONLY, object_exists=False),
    ),
    Row(
        "34 response- beyond Latin-1",
        "form",
        request(presign(query=[("response-content-disposition", "\u4e2d")])),
        400,
        "InvalidArgument",
        "Header value cannot be represented using ISO-8859-1.",
        {"ArgumentName": "response-content-disposition", "ArgumentValue": "\u4e2d"},
    ),
    Row(
        "35 upload of unknown length",
        "form",
        request(presign("PUT"), "PUT", {"Transfer-Encoding": "chunked"}),
        501,
        "NotImplemented",
        "A header you provided implies functionality that is not implemented",
        {"Header": "Transfer-Encoding"},
    ),
    mismatch(
        "36 header and parameter of one name",
        request(
            presign(headers={"x-amz-request-payer": "requester"}) + "&x-amz-request-payer=other",
            headers={"x-amz-request-payer": "requester"},
        ),
    ),
    mismatch("37 version added after signing", request(presign() + "&versionId=v1")),
    Row(
        "no such bucket",
        "existence",
        request(presign(url=f"{ENDPOINT}/elsewhere/k")),
        404,
        "NoSuchBucket",
        "The specified bucket does not exist",
        {"BucketName": "elsewhere"},
        world(bucket=None),
    ),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_row(row: Row) -> None:
    verdict = judge(row.sent, row.snapshot, NOW + timedelta(seconds=row.after))
    refusal = refusal_of(verdict)
    assert (refusal.status, refusal.code, refusal.message) == (row.status, row.code, row.message)
    elements = dict(refusal.elements)
    assert {name: elements.pop(name) for name in row.elements} == row.elements
    assert elements.keys() == row.others
    assert not refusal.not_modelled
    assert failed_check(verdict).check == row.check
    assert [entry.check for entry in verdict.trail] == [
        "form",
        "algorithm",
        "scope",
        "time window",
        "access key",
        "session token",
        "unsigned headers",
        "signature",
        "permission",
        "existence",
    ]


HEADERS: dict[str, Callable[[], bool]] = {
    "604800 seconds": lambda: allowed(request(presign(expires=604800)), now=NOW + timedelta(days=7)),
    "fifteen minutes early": lambda: allowed(request(presign()), now=NOW - timedelta(minutes=15)),
    "unsigned x-amz-content-sha256": lambda: allowed(
        request(presign(), headers={"x-amz-content-sha256": "UNSIGNED-PAYLOAD"})
    ),
    "unsigned Content-Type": lambda: allowed(
        request(presign("PUT"), "PUT", {"Content-Type": "image/png", "Content-Encoding": "gzip"})
    ),
    "If-Range without a signed Range": lambda: allowed(
        request(presign(), headers={"Range": "bytes=0-9", "If-Range": '"etag"'})
    ),
    "signed response- parameter": lambda: allowed(
        request(presign(query=[("response-content-disposition", "attachment")]))
    ),
    "token of the session": lambda: allowed(
        request(presign(credentials=TEMPORARY)), world(temporary(lasts=900)), NOW + timedelta(seconds=899)
    ),
    "same names in the host": lambda: allowed(
        request(presign(url="http://trainer-private.localhost:5000/invoices/jan.pdf"))
    ),
    "a missing object that is written": lambda: allowed(
        request(presign("PUT"), "PUT"), world(GET_ONLY, object_exists=False)
    ),
    "a user whom the bucket policy allows": lambda: allowed(
        request(presign()),
        world(
            long_term(identity(deny("s3:DeleteObject"))),
            bucket=bucket(policy=bucket_policy(allow("s3:GetObject", "arn:aws:s3:::trainer-private/*"))),
        ),
    ),
}


@pytest.mark.parametrize("holds", HEADERS.values(), ids=HEADERS)
def test_what_s3_tolerates(holds: Callable[[], bool]) -> None:
    assert holds()


def test_the_answer_to_a_mismatch_shows_what_was_signed() -> None:
    verdict = judge(request(presign("GET"), "PUT"), world(), NOW)
    elements = dict(refusal_of(verdict).elements)
    assert elements["CanonicalRequest"].startswith("PUT\n/trainer-private/invoices/jan.pdf\n")
    assert bytes.fromhex(elements["CanonicalRequestBytes"]).decode() == elements["CanonicalRequest"]
    assert bytes.fromhex(elements["StringToSignBytes"]).decode() == elements["StringToSign"]
    assert failed_check(verdict).says.startswith("signed for GET, used for PUT")


def test_the_trail_says_what_a_student_needs() -> None:
    says = {entry.check: entry.says for entry in judge(request(presign(expires=86400)), world(), NOW).trail}
    assert says["time window"] == "open until 24 Nov 10:00:00Z, 1 d left"
    later = judge(request(presign(expires=86400)), world(), NOW + timedelta(seconds=3660))
    assert later.trail[3].says == "open until 24 Nov 10:00:00Z, 22 h 59 min left"
    over = judge(request(presign(credentials=TEMPORARY)), world(temporary(lasts=900)), NOW.replace(minute=15))
    assert failed_check(over).says == "the session ended 10:15:00Z; server time 10:15:00Z"
    refused = judge(request(presign("DELETE"), "DELETE"), world(GET_ONLY), NOW)
    assert failed_check(refused).says == "no identity policy allows s3:DeleteObject to ann"


def test_neither_signature_nor_token_is_in_the_trail() -> None:
    url = presign(credentials=TEMPORARY)
    signature = url.rpartition("=")[2]
    for method in ("GET", "PUT"):
        trail = repr(judge(request(url, method), world(temporary()), NOW).trail)
        assert signature not in trail
        assert (TEMPORARY.session_token or "") not in trail


def test_the_object_url_alone_is_denied() -> None:
    assert not allowed(request(OBJECT))
