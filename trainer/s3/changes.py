"""One change to a request that was signed: what a holder of the URL, or the time, may do to it."""

from datetime import datetime, timedelta
from typing import NamedTuple, TypeAlias

from trainer.s3.anatomy import Anatomy
from trainer.s3.masking import masked_value
from trainer.s3.parts import named
from trainer.s3.refusals import MAX_EXPIRES
from trainer.s3.wording import lasting


class SetParameter(NamedTuple):
    """Another value for a parameter; None takes it out."""

    name: str
    value: str | None


class SetPath(NamedTuple):
    """Another path, decoded."""

    path: str


class SetHost(NamedTuple):
    """Another host, with its port."""

    host: str


class SetMethod(NamedTuple):
    """Another method."""

    method: str


class SetHeader(NamedTuple):
    """A header sent along, or sent otherwise than it was signed; None leaves a signed one out."""

    name: str
    value: str | None


class At(NamedTuple):
    """Another time of use (aware, UTC)."""

    moment: datetime


Change: TypeAlias = SetParameter | SetPath | SetHost | SetMethod | SetHeader | At


def in_words(change: Change, anatomy: Anatomy) -> str:
    """Return a change in a few words: `X-Amz-Expires 604801`, `used 24 h after signing`."""
    match change:
        case SetParameter(name, None):
            return f"without {named(name)}"
        case SetParameter(name, value):
            return f"{named(name)} {named(masked_value(name, value or ''))}"
        case SetPath(path):
            return f"/{named(path.removeprefix('/'))}"
        case SetHost(host):
            return f"at {named(host)}"
        case SetMethod(method):
            return f"with {method}"
        case SetHeader(name, None):
            return f"without the header {named(name)}"
        case SetHeader(name, value):
            return f"with {named(name)}: {named(masked_value(name, value or ''))}"
        case At(moment):
            return _used(moment, anatomy)


def _used(moment: datetime, anatomy: Anatomy) -> str:
    since, event = anatomy.expires_at or moment, "its end"
    if anatomy.signed_at is not None and moment <= since:
        since, event = anatomy.signed_at, "signing"
    seconds = (moment - since).total_seconds()
    return f"used {lasting(abs(seconds))} {'after' if seconds >= 0 else 'before'} {event}"


def suggestions(anatomy: Anatomy) -> tuple[Change, ...]:
    """Return changes that show most: each is stopped by another check, where the URL has it."""
    found: list[Change] = []
    v4 = anatomy.kind == "query-v4"
    if v4:
        found.append(SetParameter("X-Amz-Expires", str(MAX_EXPIRES + 1)))
    if v4 and anatomy.expires_in is not None and anatomy.expires_in < MAX_EXPIRES:
        found.append(SetParameter("X-Amz-Expires", str(anatomy.expires_in + 1)))
    if anatomy.key:
        folder, slash, _ = anatomy.key.rpartition("/")
        place = "" if anatomy.host.bucket else f"{anatomy.bucket}/"
        found.append(SetPath(f"{place}{folder}{slash}other"))
    found.append(SetMethod("PUT"))
    if v4:
        found.append(SetHeader("x-amz-acl", "public-read"))
    if anatomy.session_token and v4:
        found.append(SetParameter("X-Amz-Security-Token", None))
    if anatomy.expires_at is not None and anatomy.expires_at.year < 9999:
        found.append(At(anatomy.expires_at + timedelta(seconds=1)))
    return tuple(found)
