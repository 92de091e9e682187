"""The access key and its session: whether whoever signed may still sign."""

import hmac

from trainer.s3 import refusals
from trainer.s3.canonical import octets
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.verdict import TrailEntry
from trainer.s3.wording import clock, span


def access_key(case: Case) -> TrailEntry | Failure:
    """Check that the key exists, is active and, if temporary, comes with a session token."""
    access_key_id = case.wants.access_key_id or ""
    refusal = refusals.invalid_access_key_id(access_key_id)
    key = case.key
    if key is None:
        says = f"no user and no session has the access key {access_key_id[:128]}"
        return failed("access key", refusal, "an active key", access_key_id[:128], says, "recorded")
    if not key.active:
        says = f"{access_key_id} is inactive, and S3 answers as if it did not exist"
        return failed("access key", refusal, "an active key", f"{access_key_id}, inactive", says, "inferred")
    if key.session and sent_token(case) is None:
        says = f"{access_key_id} is temporary: without its session token S3 does not find it"
        return failed("access key", refusal, "X-Amz-Security-Token", "none", says, "recorded")
    says = f"{access_key_id} belongs to {key.principal.arn}"
    return passed("access key", "an active key", access_key_id, says, "recorded")


def session_token(case: Case) -> TrailEntry | Failure:
    """Check that the session token is the key's, and that the session is not over."""
    key, token, now = case.key, sent_token(case), case.now
    session = key.session if key else None
    if session is None:
        if token is None:
            return passed("session token", "none", "none", "a long-term key has no session token")
        says = "a long-term key has no session token, but one was sent"
        return failed("session token", refusals.invalid_token(token), "none", "a token", says, "inferred")
    if token is None or not hmac.compare_digest(octets(token), octets(session.token)):
        says = "the session token is not the one that came with this key"
        return failed(
            "session token", refusals.invalid_token(token or ""), "the session's", "another", says, "recorded"
        )
    ends = clock(session.expires_at, now)
    if now >= session.expires_at:
        says = f"the session ended {ends}; server time {clock(now, now)}"
        return failed(
            "session token",
            refusals.expired_token(token),
            f"before {ends}",
            clock(now, now),
            says,
            "recorded",
        )
    left = span((session.expires_at - now).total_seconds())
    says = f"the session lasts until {ends}, {left} more"
    return passed("session token", f"before {ends}", clock(now, now), says, "recorded")


def sent_token(case: Case) -> str | None:
    """Return the session token of the query, the headers or the form, or None."""
    if case.wants.auth.startswith("post"):
        return case.fields.get("x-amz-security-token")
    if case.wants.auth == "query-v2":
        found = next((v for n, v in case.wants.parameters if n.lower() == "x-amz-security-token"), None)
        return found or case.headers.get("x-amz-security-token")
    return case.query.get("X-Amz-Security-Token") or case.headers.get("x-amz-security-token")
