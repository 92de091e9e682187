"""The time window: a pre-signed URL's own, and the fifteen minutes of a signed header."""

from datetime import datetime

from trainer.s3 import refusals
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.expires import INTEGER, expires_refusal
from trainer.s3.refusals import MAX_EXPIRES, MAX_SKEW
from trainer.s3.times import epoch_time, http_time, later
from trainer.s3.verdict import Evidence, TrailEntry
from trainer.s3.wording import clock, span


def query_window(case: Case) -> TrailEntry | Failure:
    """Check X-Amz-Date and X-Amz-Expires, and that now lies between them."""
    signed_at = case.signed_at
    if signed_at is None:
        message = "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\""
        found = case.query.get("X-Amz-Date", "")[:40]
        says = "X-Amz-Date is not of the form 20261123T100000Z"
        return failed(
            "time window", refusals.query_parameters(message), "yyyyMMddTHHmmssZ", found, says, "inferred"
        )
    sent = case.query.get("X-Amz-Expires", "")
    wrong = expires_refusal(sent) if case.expires_in is None else None
    if wrong:
        refusal, says = wrong
        evidence: Evidence = "inferred" if "negative" in says else "recorded"
        return failed("time window", refusal, f"1 to {MAX_EXPIRES} seconds", sent[:40], says, evidence)
    return _between(case, signed_at, sent)


def _between(case: Case, signed_at: datetime, sent: str) -> TrailEntry | Failure:
    now, seconds = case.now, int(sent)
    until = later(signed_at, seconds)
    opens, closes, found = clock(signed_at, now), clock(until, now), clock(now, now)
    expected = f"{opens} to {closes}"
    if (signed_at - now).total_seconds() > MAX_SKEW:
        refusal = refusals.not_yet_valid(signed_at, until, now)
        says = f"opens {opens}; server time {found}"
        return failed("time window", refusal, expected, found, says, "recorded")
    if now > until:
        refusal = refusals.expired(until, now, sent)
        late = span((now - until).total_seconds())
        says = f"closed {closes}; server time {found}, {late} too late"
        return failed(
            "time window", refusal, expected, found, says, "inferred" if seconds == 0 else "recorded"
        )
    left = span((until - now).total_seconds())
    if signed_at > now:
        ahead = span((signed_at - now).total_seconds())
        says = f"signed {ahead} ahead of the server's clock, within 15 minutes; open until {closes}"
        return passed("time window", expected, found, says, "inferred")
    return passed("time window", expected, found, f"open until {closes}, {left} left", "recorded")


def header_window(case: Case) -> TrailEntry | Failure:
    """Check that a signed header's time is within 15 minutes of lab time, or of real time."""
    signed_at, now = case.signed_at, case.now
    sent = _sent_time(case)
    if signed_at is None or signed_at.year < 1970:
        refusal = refusals.access_denied("AWS authentication requires a valid Date or x-amz-date header")
        says = "neither x-amz-date nor Date says when it was signed"
        return failed("time window", refusal, "x-amz-date", sent[:40], says, "recorded")
    real = case.world.real_now
    found = clock(signed_at, now)
    expected = f"within 15 min of {clock(now, now)}"
    if abs((now - signed_at).total_seconds()) <= MAX_SKEW:
        return passed("time window", expected, found, f"signed {found}, within 15 minutes", "recorded")
    if real and abs((real - signed_at).total_seconds()) <= MAX_SKEW:
        says = (
            f"signed {found}, within 15 minutes of real time: the lab's clock was moved, the signer's was not"
        )
        return passed("time window", expected, found, says, "inferred")
    off = span(abs((now - signed_at).total_seconds()))
    says = f"signed {found}; server time {clock(now, now)}, {off} apart"
    return failed("time window", refusals.time_too_skewed(sent, now), expected, found, says, "recorded")


def query_v2_window(case: Case) -> TrailEntry | Failure:
    """Check Expires of a Version 2 URL: seconds since 1970, without an upper limit."""
    sent, now = case.query.get("Expires", ""), case.now
    if not INTEGER.fullmatch(sent):
        message = f"Invalid date (should be seconds since epoch): {sent}"
        says = "Expires is not a number of seconds since 1970"
        refusal = refusals.access_denied(message)
        return failed("time window", refusal, "seconds since 1970", sent[:40], says, "inferred")
    until = epoch_time(int(sent))
    if now.timestamp() > int(sent):
        says = f"closed {clock(until, now) if until else sent}; server time {clock(now, now)}"
        return failed(
            "time window",
            refusals.expired(until, now, None),
            f"until {sent}",
            clock(now, now),
            says,
            "recorded",
        )
    left = span(int(sent) - now.timestamp())
    says = f"open until {clock(until, now)}, {left} left" if until else "open beyond the year 9999"
    return passed("time window", f"until {sent}", clock(now, now), says, "recorded")


def signed_time(case: Case) -> datetime | None:
    """Return the time of a Version 2 header: x-amz-date before Date."""
    return http_time(_sent_time(case))


def _sent_time(case: Case) -> str:
    # An empty x-amz-date takes the place of Date too, as in what is signed.
    return case.headers.get("x-amz-date", case.headers.get("date", ""))
