"""The life of a URL: when it was signed, when it ends, and what of that is past."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from trainer.s3.anatomy import Anatomy
from trainer.s3.risk import Risk
from trainer.s3.wording import lasting

LONGEST_SESSION = 36 * 3600
"""Seconds: the longest that STS makes temporary credentials last."""

Event = Literal["signed", "now", "session ends", "expires"]


class Mark(NamedTuple):
    """A moment (aware, UTC) in the life of a URL, and the name of the part that sets it."""

    event: Event
    at: datetime
    part: str


class State(NamedTuple):
    """How a URL stands at a moment, as far as it says itself."""

    outcome: Literal["open", "over", "early", "refused", "unsigned"]
    says: str
    """A few words: `open for 1 h 48 min`, `expired 3 d ago`."""


def latest_session_end(anatomy: Anatomy) -> datetime | None:
    """Return when the session of temporary credentials is over at the latest, if the URL says enough."""
    if not anatomy.temporary or anatomy.signed_at is None:
        return None
    try:
        return anatomy.signed_at + timedelta(seconds=LONGEST_SESSION)
    except OverflowError:
        return None


def marks(anatomy: Anatomy, now: datetime) -> tuple[Mark, ...]:
    """Return the moments of a URL in order; the session's end only where it must come before the URL's."""
    v4 = anatomy.kind == "query-v4"
    found = [Mark("now", now, "")]
    if anatomy.signed_at is not None:
        found.append(Mark("signed", anatomy.signed_at, "X-Amz-Date"))
    until, session = anatomy.expires_at, latest_session_end(anatomy)
    if until is not None:
        found.append(Mark("expires", until, "X-Amz-Expires" if v4 else "Expires"))
        if session is not None and session < until:
            found.append(Mark("session ends", session, "X-Amz-Security-Token"))
    order = ("signed", "now", "session ends", "expires")
    return tuple(sorted(found, key=lambda mark: (mark.at, order.index(mark.event))))


def state(anatomy: Anatomy, risks: Sequence[Risk], now: datetime) -> State:
    """Return how a URL stands; what S3 alone knows (key, session, permission) is left out of it."""
    if anatomy.kind == "plain":
        return State("unsigned", "not signed")
    faults = {risk.id for risk in risks if risk.severity == "refused"}
    until, begins = anatomy.expires_at, anatomy.signed_at
    if faults == {"expired"} and until:
        return State("over", f"expired {lasting((now - until).total_seconds())} ago")
    if faults == {"session-over"}:
        return State("over", "over with its session")
    if faults == {"not-yet-valid"} and begins:
        return State("early", f"valid in {lasting((begins - now).total_seconds())}")
    if faults or until is None:
        return State("refused", "S3 refuses it")
    session = latest_session_end(anatomy)
    left = lasting((min(until, session or until) - now).total_seconds())
    return State("open", f"open for {left} at most" if anatomy.temporary else f"open for {left}")
