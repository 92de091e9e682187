"""What a signature covers, and whether it fits."""

import hmac
import re
from hashlib import sha256

from trainer.s3 import canonical, refusals, sigv2
from trainer.s3.canonical import UNSIGNED_PAYLOAD, octets
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.request import Request
from trainer.s3.verdict import Evidence, TrailEntry
from trainer.s3.wording import shortened

_DIGEST = re.compile(r"[0-9a-f]{64}")
_UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
_METHODS = ("GET", "PUT", "HEAD", "DELETE", "POST")


def unsigned_headers(case: Case) -> TrailEntry | Failure:
    """Check that host and every x-amz- header are signed; S3 tolerates an unsigned x-amz-content-sha256."""
    signed = case.signed_headers
    unsigned = [] if "host" in signed else ["host"]
    for name, _ in case.request.headers:
        lower = name.lower()
        covered = lower.startswith("x-amz-") or (lower == "if-range" and "range" in signed)
        if covered and lower not in signed and lower != "x-amz-content-sha256":
            unsigned.append(lower)
    found = ";".join(signed)
    if not unsigned:
        says = "host and every x-amz- header sent are signed"
        return passed("unsigned headers", "host, x-amz-*", found, says, "recorded")
    unsigned = list(dict.fromkeys(unsigned))
    evidence: Evidence = "documented" if unsigned == ["if-range"] else "recorded"
    refusal = refusals.headers_not_signed(unsigned)
    says = f"{', '.join(unsigned)} came along unsigned"
    return failed("unsigned headers", refusal, "host, x-amz-*", found, says, evidence)


def signature_v4(case: Case) -> TrailEntry | Failure:
    """Build the canonical request from what was sent, sign it, and compare."""
    request, provided = case.request, case.wants.authorization.signature or ""
    payload = payload_hash(case)
    text = canonical.canonical_request(request, _signed_query(case), case.signed_headers, payload)
    scope = "/".join(case.wants.authorization.scope)
    to_sign = canonical.string_to_sign(case.amz_date, scope, text)
    key = _signing_key(case)
    expected = canonical.signature(key, to_sign)
    if hmac.compare_digest(octets(expected), octets(provided)):
        return passed(
            "signature",
            shortened(expected),
            shortened(provided),
            "the signature fits the request",
            "recorded",
        )
    refusal = refusals.signature_does_not_match(case.wants.access_key_id or "", to_sign, provided, text)
    says = _fits_method(case, key, scope, payload) or (
        "the signature does not fit: method, path, query, host or a signed header is not as signed, "
        "or another secret key signed"
    )
    return failed("signature", refusal, shortened(expected), shortened(provided), says, "recorded")


def _signed_query(case: Case) -> tuple[tuple[str, str], ...]:
    return case.wants.authorization.parameters


def _signing_key(case: Case) -> bytes:
    date, region, service, _ = case.wants.authorization.scope
    secret = case.key.secret_access_key if case.key else ""
    return canonical.signing_key(secret, date, region, service)


def _fits_method(case: Case, key: bytes, scope: str, payload: str) -> str | None:
    """Say so if the URL was signed for another method, the commonest cause."""
    provided = octets(case.wants.authorization.signature or "")
    request = case.request
    for method in _METHODS:
        if method == request.method:
            continue
        other = Request(method, request.raw_path, request.raw_query, request.headers)
        text = canonical.canonical_request(other, _signed_query(case), case.signed_headers, payload)
        to_sign = canonical.string_to_sign(case.amz_date, scope, text)
        if hmac.compare_digest(octets(canonical.signature(key, to_sign)), provided):
            return f"signed for {method}, used for {request.method}: the method is part of what is signed"
    return None


def payload_hash(case: Case) -> str:
    """Return the last line of the canonical request."""
    sent = case.request.header("x-amz-content-sha256")
    if case.wants.service != "s3":
        # Other services sign the body itself, whatever a header says of it.
        return case.request.body_sha256 or sha256(case.request.body or b"").hexdigest()
    if case.wants.auth == "query-v4" and "x-amz-content-sha256" not in case.signed_headers:
        return UNSIGNED_PAYLOAD
    return sent or UNSIGNED_PAYLOAD


def payload_header(case: Case) -> Failure | None:
    """Refuse an S3 request whose header does not say how its body is signed."""
    sent = case.request.header("x-amz-content-sha256")
    if sent is None:
        refusal = refusals.invalid_request("Missing required header for this request: x-amz-content-sha256")
        says = "x-amz-content-sha256 has to say what of the body is signed"
        return failed("payload", refusal, "x-amz-content-sha256", "none", says, "recorded")
    if sent in (UNSIGNED_PAYLOAD, _UNSIGNED_TRAILER) or _DIGEST.fullmatch(sent):
        return None
    if sent.startswith("STREAMING-"):
        refusal = refusals.not_modelled(f"a body signed in chunks ({sent[:60]})")
        says = "bodies signed chunk by chunk are not modelled; send one digest, or an unsigned payload"
        return failed("payload", refusal, "a digest", sent[:60], says, "inferred")
    refusal = refusals.invalid_argument(
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, "
        "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER "
        "or a valid sha256 value.",
        "x-amz-content-sha256",
        sent,
    )
    says = "x-amz-content-sha256 is neither a digest nor one of S3's words"
    return failed("payload", refusal, "a digest", sent[:60], says, "recorded")


def payload(case: Case) -> TrailEntry | Failure:
    """Compare the signed digest of the body with the body's own, where the body was read before judging."""
    if case.wants.service != "s3":
        return passed("payload", "the body", "the body", "the body is part of what is signed")
    wrong = payload_header(case) if case.wants.auth == "header-v4" else None
    if wrong:
        return wrong
    sent = payload_hash(case)
    computed = case.request.body_sha256
    if not _DIGEST.fullmatch(sent):
        return passed("payload", sent, sent, "the body is not part of what is signed", "recorded")
    if computed is None:
        return passed("payload", shortened(sent), "", "the body's digest is signed")
    if computed != sent:
        refusal = refusals.payload_mismatch(sent, computed)
        says = "the body is not the one whose digest was signed"
        return failed("payload", refusal, shortened(sent), shortened(computed), says, "recorded")
    return passed("payload", shortened(sent), shortened(computed), "the body is the one signed", "recorded")


def signature_v2(case: Case) -> TrailEntry | Failure:
    """Build Version 2's string to sign from what was sent, sign it, and compare."""
    provided = case.wants.authorization.signature or ""
    in_query = case.wants.auth == "query-v2"
    date = case.query.get("Expires", "") if in_query else _v2_date(case.request)
    host_bucket = case.wants.host_bucket
    text = sigv2.string_to_sign(case.request, case.wants.parameters, host_bucket, date, in_query=in_query)
    expected = sigv2.signature(case.key.secret_access_key if case.key else "", text)
    if hmac.compare_digest(octets(expected), octets(provided)):
        return passed(
            "signature",
            shortened(expected),
            shortened(provided),
            "the signature fits the request",
            "recorded",
        )
    refusal = refusals.signature_does_not_match(case.wants.access_key_id or "", text, provided)
    says = (
        "the signature does not fit: method, resource, Content-Type, Content-MD5, Expires or an x-amz- "
        "header is not as signed, or another secret key signed"
    )
    return failed("signature", refusal, shortened(expected), shortened(provided), says, "recorded")


def _v2_date(request: Request) -> str:
    """Return the Date line of a Version 2 header: empty where x-amz-date is signed in its place."""
    return "" if request.header("x-amz-date") is not None else (request.header("date") or "").strip()
