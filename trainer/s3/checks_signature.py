"""What a signature covers, and whether it fits."""

import hmac

from trainer.s3 import canonical, refusals, sigv2
from trainer.s3.canonical import octets
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.checks_payload import payload_hash, signed_in_chunks, wrong_payload
from trainer.s3.request import Request
from trainer.s3.verdict import Evidence, TrailEntry
from trainer.s3.wording import shortened

_METHODS = ("GET", "PUT", "HEAD", "DELETE", "POST")


def unsigned_headers(case: Case) -> TrailEntry | Failure:
    """Check that host and every x-amz- header are signed; S3 tolerates an unsigned x-amz-content-sha256."""
    signed = case.signed_headers
    unsigned = [] if "host" in signed else ["host"]
    for name in case.headers:
        covered = name.startswith("x-amz-") or (name == "if-range" and "range" in signed)
        if covered and name not in signed and name != "x-amz-content-sha256":
            unsigned.append(name)
    found = ";".join(signed)
    if not unsigned:
        says = "host and every x-amz- header sent are signed"
        return passed("unsigned headers", "host, x-amz-*", found, says, "recorded")
    evidence: Evidence = "documented" if unsigned == ["if-range"] else "recorded"
    refusal = refusals.headers_not_signed(unsigned)
    says = f"{', '.join(unsigned)} came along unsigned"
    return failed("unsigned headers", refusal, "host, x-amz-*", found, says, evidence)


def signature_v4(case: Case) -> TrailEntry | Failure:
    """Build the canonical request from what was sent, sign it, and compare."""
    request, provided = case.request, case.wants.authorization.signature or ""
    payload = payload_hash(case)
    text = canonical.canonical_request(
        request, case.wants.authorization.parameters, case.signed_headers, payload
    )
    scope = "/".join(case.wants.authorization.scope)
    to_sign = canonical.string_to_sign(case.amz_date, scope, text)
    key = _signing_key(case)
    expected = canonical.signature(key, to_sign)
    if hmac.compare_digest(octets(expected), octets(provided)):
        return _body_of_url(case) or _fits(expected, provided)
    refusal = refusals.signature_does_not_match(case.wants.access_key_id or "", to_sign, provided, text)
    says = _fits_method(case, key, scope, payload) or (
        "the signature does not fit: method, path, query, host or a signed header is not as signed, "
        "or another secret key signed"
    )
    return failed("signature", refusal, shortened(expected), shortened(provided), says, "recorded")


def _body_of_url(case: Case) -> Failure | None:
    """Refuse a pre-signed request whose body is not as signed; header-signed ones have a check for it."""
    if case.wants.auth != "query-v4":
        return None
    return signed_in_chunks(case, "signature") or wrong_payload(case, "signature")


def _fits(expected: str, provided: str) -> TrailEntry:
    says = "the signature fits the request"
    return passed("signature", shortened(expected), shortened(provided), says, "recorded")


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
        text = canonical.canonical_request(
            other, case.wants.authorization.parameters, case.signed_headers, payload
        )
        to_sign = canonical.string_to_sign(case.amz_date, scope, text)
        if hmac.compare_digest(octets(canonical.signature(key, to_sign)), provided):
            return f"signed for {method}, used for {request.method}: the method is part of what is signed"
    return None


def form_signature(case: Case) -> TrailEntry | Failure:
    """Sign the policy as it was sent, still in Base64, and compare; nothing else of a form is signed."""
    text, provided = case.fields.get("policy", ""), case.wants.authorization.signature or ""
    if case.wants.auth == "post-v4":
        expected = canonical.signature(_signing_key(case), text)
    else:
        expected = sigv2.signature(case.key.secret_access_key if case.key else "", text)
    if hmac.compare_digest(octets(expected), octets(provided)):
        says = (
            "the signature fits the policy; the other fields are not signed, the policy says what they may be"
        )
        return passed("signature", shortened(expected), shortened(provided), says, "recorded")
    refusal = refusals.signature_does_not_match(case.wants.access_key_id or "", text, provided)
    says = "the signature does not fit: the policy is not as signed, or another secret key signed"
    return failed("signature", refusal, shortened(expected), shortened(provided), says, "recorded")


def signature_v2(case: Case) -> TrailEntry | Failure:
    """Build Version 2's string to sign from what was sent, sign it, and compare."""
    provided = case.wants.authorization.signature or ""
    in_query = case.wants.auth == "query-v2"
    date = case.query.get("Expires", "") if in_query else _v2_date(case.request)
    host_bucket = case.wants.host_bucket
    text = sigv2.string_to_sign(case.request, host_bucket, date, in_query=in_query)
    expected = sigv2.signature(case.key.secret_access_key if case.key else "", text)
    if hmac.compare_digest(octets(expected), octets(provided)):
        return _fits(expected, provided)
    refusal = refusals.signature_does_not_match(case.wants.access_key_id or "", text, provided)
    says = (
        "the signature does not fit: method, resource, Content-Type, Content-MD5, Expires or an x-amz- "
        "header is not as signed, or another secret key signed"
    )
    return failed("signature", refusal, shortened(expected), shortened(provided), says, "recorded")


def _v2_date(request: Request) -> str:
    """Return the Date line of a Version 2 header: empty where x-amz-date is signed in its place."""
    return "" if request.header("x-amz-date") is not None else (request.header("date") or "").strip()
