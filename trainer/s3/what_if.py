"""Change one thing of a URL, and see which check fails: the judge's own answer, without S3 and its key.

The URL's key gets a stand-in secret, and the request as it stands is signed with it, so that it is valid at
its own time of signing. Then the change is made, and the judge judges. Up to the signature that is exact,
whatever the secret; permission and existence are not known here.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from trainer.s3.anatomy import Anatomy
from trainer.s3.authorization import QUERY_V2_PARAMETERS, QUERY_V4_PARAMETERS
from trainer.s3.changes import At, Change, SetHeader, SetHost, SetMethod, SetParameter, SetPath
from trainer.s3.hosts import read_host
from trainer.s3.judge import judge
from trainer.s3.masking import masked
from trainer.s3.parts import named
from trainer.s3.query import decode, encode, encode_path
from trainer.s3.request import Request
from trainer.s3.verdict import Refusal, TrailEntry
from trainer.s3.verifying import signature_of
from trainer.s3.world import AccessKey, Bucket, Principal, Session, World

STAND_IN = "a-secret-that-stands-in-for-the-real-one"
ACCOUNT = "123456789012"
_SIGNER = Principal(f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT, "root", ACCOUNT)
_UNKNOWN = ("permission", "existence")
"""Checks that ask what only S3 knows."""
_BEFORE_END = timedelta(minutes=1)


class WhatIf(NamedTuple):
    """What S3 would answer to a changed request, as far as the URL alone tells."""

    trail: tuple[TrailEntry, ...]
    refusal: Refusal | None
    """None where all that can be checked here passes."""


def why_not(anatomy: Anatomy) -> str:
    """Return why nothing can be tried with a URL, or an empty text."""
    if anatomy.kind == "plain":
        return "nothing is signed, so there is no signature to break"
    names = QUERY_V4_PARAMETERS if anatomy.kind == "query-v4" else QUERY_V2_PARAMETERS
    missing = [name for name in names if not anatomy.query.get(name)]
    if missing:
        return f"{' and '.join(missing[:2])} missing; only a whole URL can be tried"
    if _base(anatomy) is None or (anatomy.kind == "query-v4" and len(anatomy.scope) != 4):
        return "its time or its credential scope cannot be read; only a whole URL can be tried"
    return ""


def what_if(anatomy: Anatomy, change: Change, *, method: str = "GET") -> WhatIf:
    """Judge a URL with one change, at its own time of signing unless the change is the time.

    `method` is what it was signed for. Raises ValueError for what `why_not` gives a reason for.
    """
    now = _base(anatomy)
    if now is None or why_not(anatomy):
        raise ValueError(why_not(anatomy))
    headers = dict.fromkeys(anatomy.headers_to_send(), "as-signed")
    text = anatomy.string_to_sign(method, headers) or ""
    sealed = _with_signature(anatomy, signature_of(anatomy, STAND_IN, text))
    sent = (("Host", anatomy.address.host), *headers.items())
    request = Request(method, anatomy.address.raw_path, sealed, sent)
    if isinstance(change, At):
        now = change.moment
    verdict = judge(_changed(request, change, anatomy), _world(anatomy, change, now), now)
    trail = tuple(_safe(_honest(entry, anatomy, change)) for entry in verdict.trail)
    stopped = any(entry.outcome == "failed" for entry in trail)
    return WhatIf(trail, verdict.refusal if stopped else None)


def _base(anatomy: Anatomy) -> datetime | None:
    """Return a time at which the URL is good: when it was signed, or for Version 2 just before its end."""
    if anatomy.kind == "query-v4":
        return anatomy.signed_at
    try:
        return anatomy.expires_at - _BEFORE_END if anatomy.expires_at else None
    except OverflowError:
        return None


def _with_signature(anatomy: Anatomy, signature: str) -> str:
    name = "X-Amz-Signature" if anatomy.kind == "query-v4" else "Signature"
    return _with_parameter(anatomy.address.raw_query, name, signature)


def _with_parameter(raw_query: str, name: str, value: str | None) -> str:
    """Set a parameter where it stands, or at the end; None takes it out. The rest keeps its bytes."""
    kept, written = [], value is None
    for part in raw_query.split("&"):
        if part and decode(part.replace("+", " ").partition("=")[0]) == name:
            if not written:
                kept.append(f"{encode(name)}={encode(value or '')}")
                written = True
        else:
            kept.append(part)
    return "&".join(kept if written else [*kept, f"{encode(name)}={encode(value or '')}"])


def _changed(request: Request, change: Change, anatomy: Anatomy) -> Request:
    match change:
        case SetMethod(method):
            return request._replace(method=method)
        case SetPath(path):
            return request._replace(raw_path=encode_path(f"/{path.removeprefix('/')}"))
        case SetHost(host):
            return request._replace(headers=(("Host", host), *request.headers[1:]))
        case SetHeader(name, value):
            kept = tuple(header for header in request.headers if header[0].lower() != name.lower())
            return request._replace(headers=kept if value is None else (*kept, (name, value)))
        case SetParameter(name, value):
            if value is not None and name == _signature_name(anatomy) and value == anatomy.signature:
                return request
            return request._replace(raw_query=_with_parameter(request.raw_query, name, value))
        case At():
            return request


def _signature_name(anatomy: Anatomy) -> str:
    return "X-Amz-Signature" if anatomy.kind == "query-v4" else "Signature"


def _world(anatomy: Anatomy, change: Change, now: datetime) -> World:
    """Return a world in which the key is good, its session lives, and the bucket is where the host says."""
    session = None
    long_term = (anatomy.access_key_id or "").startswith("AKIA")
    if anatomy.temporary and not long_term:
        session = Session(anatomy.session_token or "\0", now, datetime.max.replace(tzinfo=now.tzinfo))
    key = AccessKey(anatomy.access_key_id or "", STAND_IN, True, _SIGNER, session)
    region = anatomy.host.region or anatomy.region or "us-east-1"
    endpoints = [anatomy.host.endpoint]
    if isinstance(change, SetHost):
        endpoints.append(read_host(change.host.lower()).endpoint)
    bucket = Bucket(anatomy.bucket or "", region, ACCOUNT)
    return World(region, ACCOUNT, key, bucket, object_exists=True, endpoint_hosts=tuple(endpoints))


_ASSUMED: Mapping[str, str] = {
    "access key": "assumed: it exists and is active",
    "session token": "assumed: the session lives; its end is not in the URL",
    "signature": "the signature fits, if it did before",
}


def _honest(entry: TrailEntry, anatomy: Anatomy, change: Change) -> TrailEntry:
    """Say of a check only what the URL tells: not what the stand-in world does."""
    if entry.check in _UNKNOWN:
        return TrailEntry(entry.check, "not-reached", says="S3 alone knows; it is not asked here")
    if entry.check == "signature":
        entry = entry._replace(expected="", found="")
    if entry.outcome == "passed" and (entry.check != "session token" or anatomy.temporary):
        return entry._replace(says=_ASSUMED.get(entry.check, entry.says))
    if entry.outcome == "failed" and entry.check == "signature":
        return entry._replace(says=_unfit(change) or entry.says)
    of_key = isinstance(change, SetParameter) and change.name in ("X-Amz-Credential", "AWSAccessKeyId")
    if entry.outcome == "failed" and entry.check == "access key" and of_key:
        says = "assumed: there is no such key; if there is one, its signature does not fit this URL"
        return entry._replace(says=says)
    return entry


def _safe(entry: TrailEntry) -> TrailEntry:
    """Leave no signature or token in what a check repeats of the request."""
    return entry._replace(found=masked(entry.found), says=masked(entry.says))


def _unfit(change: Change) -> str:
    """Say why a signature does not fit after a change; empty where the judge says it better."""
    match change:
        case SetParameter("X-Amz-Signature" | "Signature", _):
            return "that is not the signature which the secret key makes of this request"
        case SetParameter(name, _):
            return f"{named(name)} is part of what is signed, and is not as it was"
        case SetPath():
            return "the path is part of what is signed, and is not as it was"
        case SetHost():
            return "the host is part of what is signed, and is not as it was"
        case SetHeader(name, _):
            return f"the header {named(name)} is part of what is signed, and is not as it was"
        case SetMethod() | At():
            return ""
