"""What a signature covers, and whether it fits."""

import hmac
from collections.abc import Sequence

from trainer.s3 import canonical, refusals, sigv2
from trainer.s3.canonical import octets
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.checks_payload import payload_hash, untold_payload, wrong_payload
from trainer.s3.checks_scope import same_day
from trainer.s3.request import Request
from trainer.s3.verdict import Evidence, TrailEntry
from trainer.s3.wording import shortened

_METHODS = ("GET", "PUT", "HEAD", "DELETE", "POST")

Parameters = Sequence[tuple[str, str]]


def unsigned_headers(case: Case) -> TrailEntry | Failure:
    """Check that host, Content-MD5 and every x-amz- header sent are signed, but for x-amz-content-sha256.

    Content-MD5 was answered so in aws/aws-sdk-php#1392 (URL) and awslabs/aws-sigv4-proxy#45 (signed header).
    """
    signed = case.signed_headers
    unsigned = [] if "host" in signed else ["host"]
    for name in case.headers:
        covered = name == "content-md5" or name.startswith("x-amz-")
        covered = covered or (name == "if-range" and "range" in signed)
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
    is_header = case.wants.auth == "header-v4" and case.wants.service == "s3"
    sooner = untold_payload(case) or same_day(case, "signature") if is_header else None
    if sooner:
        return sooner
    provided = case.wants.authorization.signature or ""
    text, to_sign, expected = _calculated(case, case.request.method, case.wants.authorization.parameters)
    fits = hmac.compare_digest(octets(expected), octets(provided))
    twice = _two_values(case)
    if fits and twice is None:
        # A pre-signed URL that signs its body's digest has no check of its own for it.
        body = wrong_payload(case, "signature") if case.wants.auth == "query-v4" else None
        return body or _fits(expected, provided)
    refusal = refusals.signature_does_not_match(case.wants.access_key_id or "", to_sign, provided, text)
    cause = _cause(case)
    says, evidence = cause if twice is None else (twice, "inferred" if fits else cause[1])
    return failed("signature", refusal, shortened(expected), shortened(provided), says, evidence)


def _calculated(case: Case, method: str, parameters: Parameters) -> tuple[str, str, str]:
    """Return canonical request, string to sign and signature, as if this method and query had been sent."""
    request = case.request
    if method != request.method:
        request = Request(method, request.raw_path, request.raw_query, request.headers)
    text = canonical.canonical_request(request, parameters, case.signed_headers, payload_hash(case))
    date, region, service, _ = scope = case.wants.authorization.scope
    to_sign = canonical.string_to_sign(case.amz_date, "/".join(scope), text)
    secret = case.key.secret_access_key if case.key else ""
    key = canonical.signing_key(secret, date, region, service)
    return text, to_sign, canonical.signature(key, to_sign)


def _two_values(case: Case) -> str | None:
    """Say so if an x-amz- name is both a header and a parameter, with different values.

    AWS documents InvalidRequest, and was seen to answer as for any other mismatch.
    """
    for name, value in case.hoisted.items():
        sent = case.headers.get(name)
        if sent is not None and sent.strip() != value.strip():
            return f"{name[:80]} is a header and a parameter, with different values"
    return None


def _fits(expected: str, provided: str) -> TrailEntry:
    says = "the signature fits the request"
    return passed("signature", shortened(expected), shortened(provided), says, "recorded")


def _cause(case: Case) -> tuple[str, Evidence]:
    """Return the cause of a mismatch in words, if it is one of the commonest, and how it is known."""
    authorization = case.wants.authorization
    provided, parameters = octets(authorization.signature or ""), authorization.parameters

    def fits(method: str, parameters: Parameters) -> bool:
        return hmac.compare_digest(octets(_calculated(case, method, parameters)[2]), provided)

    used = case.request.method
    for method in _METHODS:
        if method != used and fits(method, parameters):
            return f"signed for {method}, used for {used}: the method is part of what is signed", "recorded"
    bare = [pair for pair in parameters if pair[0] != "X-Amz-Security-Token"]
    if len(bare) < len(parameters) and fits(used, bare):
        return "the session token was added after signing, and is part of what is signed", "inferred"
    return (
        "the signature does not fit: method, path, query, host or a signed header is not as signed, "
        "or another secret key signed",
        "recorded",
    )


def form_signature(case: Case) -> TrailEntry | Failure:
    """Sign the policy as it was sent, still in Base64, and compare; nothing else of a form is signed."""
    text, provided = case.fields.get("policy", ""), case.wants.authorization.signature or ""
    if case.wants.auth == "post-v4":
        secret = case.key.secret_access_key if case.key else ""
        date, region, service, _ = case.wants.authorization.scope
        expected = canonical.signature(canonical.signing_key(secret, date, region, service), text)
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
    secret = case.key.secret_access_key if case.key else ""
    expected = sigv2.signature(secret, text)
    if hmac.compare_digest(octets(expected), octets(provided)):
        return _fits(expected, provided)
    if case.wants.key is None and host_bucket is None and not case.request.raw_path.endswith("/"):
        # SDKs sign a bucket's path with a slash at its end, and send it without one.
        slashed = case.request._replace(raw_path=f"{case.request.raw_path}/")
        with_slash = sigv2.signature(secret, sigv2.string_to_sign(slashed, None, date, in_query=in_query))
        if hmac.compare_digest(octets(with_slash), octets(provided)):
            return _fits(with_slash, provided)
    refusal = refusals.signature_does_not_match(case.wants.access_key_id or "", text, provided)
    says = (
        "the signature does not fit: method, resource, Content-Type, Content-MD5, Expires or an x-amz- "
        "header is not as signed, or another secret key signed"
    )
    return failed("signature", refusal, shortened(expected), shortened(provided), says, "recorded")


def _v2_date(request: Request) -> str:
    """Return the Date line of a Version 2 header: empty where x-amz-date is signed in its place."""
    return "" if request.header("x-amz-date") is not None else (request.header("date") or "").strip()
