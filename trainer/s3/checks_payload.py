"""The body of a request: what of it is signed, and whether it is the one that was signed."""

import re
from hashlib import sha256

from trainer.s3 import refusals
from trainer.s3.canonical import UNSIGNED_PAYLOAD
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.checks_chunks import chunked_payload
from trainer.s3.framing import SIGNED_CHUNKS, SIGNED_TRAILER, STREAMING, UNSIGNED_TRAILER
from trainer.s3.verdict import TrailEntry
from trainer.s3.wording import shortened

_HEADER = "x-amz-content-sha256"
_IN_CHUNKS = (SIGNED_CHUNKS, SIGNED_TRAILER, UNSIGNED_TRAILER)
_DIGEST = re.compile(r"[0-9a-f]{64}")


def payload_hash(case: Case) -> str:
    """Return the last line of the canonical request."""
    sent = case.headers.get(_HEADER)
    if case.wants.service != "s3":
        # Other services sign the body itself, whatever a header says of it.
        return case.request.body_sha256 or sha256(case.request.body or b"").hexdigest()
    if case.wants.auth == "query-v4" and _HEADER not in case.signed_headers:
        return UNSIGNED_PAYLOAD
    return sent or UNSIGNED_PAYLOAD


def payload(case: Case) -> TrailEntry | Failure:
    """Check what x-amz-content-sha256 says, and compare what was signed of the body with the body.

    Where the body was not read before judging there is nothing to compare yet.
    """
    unreadable = unreadable_payload(case)
    sent = case.headers.get(_HEADER) or ""
    if unreadable is None and sent.startswith(STREAMING):
        return chunked_payload(case, sent)
    return unreadable or wrong_payload(case, "payload") or _passed(case)


def unreadable_payload(case: Case) -> Failure | None:
    """Refuse a header-signed request that does not say how its body is signed."""
    sent = case.headers.get(_HEADER)
    if sent is None:
        return untold_payload(case)
    if sent in (UNSIGNED_PAYLOAD, *_IN_CHUNKS) or _DIGEST.fullmatch(sent):
        return None
    if sent.startswith("STREAMING-AWS4-ECDSA-"):
        what = "a body signed in chunks with Signature Version 4A"
        return failed("payload", refusals.not_modelled(what), "a digest", sent[:60], what, "inferred")
    refusal = refusals.invalid_argument(
        "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, "
        "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER "
        "or a valid sha256 value.",
        _HEADER,
        sent,
    )
    says = f"{_HEADER} is neither a digest nor one of S3's words"
    return failed("payload", refusal, "a digest", sent[:60], says, "recorded")


def untold_payload(case: Case) -> Failure | None:
    """Refuse a header-signed request without x-amz-content-sha256, before its signature is looked at.

    request/request#2708 had signed the header and not sent it, brendanhay/amazonka#7 had not signed it.
    """
    if _HEADER in case.headers:
        return None
    refusal = refusals.invalid_request(f"Missing required header for this request: {_HEADER}")
    says = f"{_HEADER} has to say what of the body is signed"
    return failed("payload", refusal, _HEADER, "none", says, "recorded")


def wrong_payload(case: Case, check: str) -> Failure | None:
    """Refuse a body whose digest, if it is known, is not the one that was signed."""
    sent, computed = payload_hash(case), case.request.body_sha256
    if computed is None or computed == sent or not _DIGEST.fullmatch(sent):
        return None
    refusal = refusals.payload_mismatch(sent, computed)
    says = "the body is not the one whose digest was signed"
    return failed(check, refusal, shortened(sent), shortened(computed), says, "recorded")


def _passed(case: Case) -> TrailEntry:
    sent, computed = payload_hash(case), case.request.body_sha256
    if not _DIGEST.fullmatch(sent):
        return passed("payload", sent, sent, "the body is not part of what is signed", "recorded")
    if computed is None:
        return passed("payload", shortened(sent), "", "the body's digest is signed", "recorded")
    return passed("payload", shortened(sent), shortened(computed), "the body is the one signed", "recorded")
