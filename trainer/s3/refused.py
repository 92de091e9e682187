"""What S3 refuses by the URL alone: every such fault of it, not only the one that S3 finds first.

The judge takes the same checks in S3's order; the tests hold both against each other.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from trainer.s3 import refusals, sigv2
from trainer.s3.anatomy import Anatomy
from trainer.s3.authorization import QUERY_V2_PARAMETERS, QUERY_V4_PARAMETERS
from trainer.s3.canonical import ALGORITHM, TERMINATOR
from trainer.s3.expires import INTEGER, expires_refusal
from trainer.s3.life import LONGEST_SESSION, latest_session_end
from trainer.s3.parts import named
from trainer.s3.query import well_formed
from trainer.s3.refusals import MAX_SKEW
from trainer.s3.risk import Risk, refused
from trainer.s3.times import epoch_time
from trainer.s3.verdict import Evidence
from trainer.s3.wording import lasting, moment

_HEX = frozenset("0123456789abcdef")


def refusals_of(anatomy: Anatomy, now: datetime) -> Iterator[Risk]:
    """Yield every reason for which S3 refuses a URL at a time (aware, UTC)."""
    yield from _uri(anatomy)
    if anatomy.kind == "plain":
        yield from _unsigned_override(anatomy)
        return
    yield from _missing(anatomy)
    yield from _mechanisms(anatomy)
    if anatomy.kind == "query-v4":
        yield from _algorithm(anatomy)
        yield from _scope(anatomy)
        yield from _window(anatomy, now)
        yield from _host_signed(anatomy)
    else:
        yield from _region_of_v2(anatomy)
        yield from _end(anatomy, now)
    yield from _token(anatomy)
    yield from _session_over(anatomy, now)
    yield from _signature(anatomy)


def _uri(anatomy: Anatomy) -> Iterator[Risk]:
    address = anatomy.address
    if well_formed(address.raw_path) and well_formed(address.raw_query):
        return
    says = "It has a space, a letter beyond ASCII, or an escape that is broken or spells no UTF-8"
    yield refused("not-a-clean-uri", says, refusals.invalid_uri(), "inferred", ("path",))


def _unsigned_override(anatomy: Anatomy) -> Iterator[Risk]:
    overrides = [n for n in anatomy.query if n.startswith("response-") and n in sigv2.SIGNED_PARAMETERS]
    if overrides:
        refusal = refusals.invalid_request("")
        says = f"{', '.join(sorted(overrides))} only goes with a signed request"
        yield refused("override-unsigned", says, refusal, "recorded", tuple(overrides))


def _missing(anatomy: Anatomy) -> Iterator[Risk]:
    v4 = anatomy.kind == "query-v4"
    names = QUERY_V4_PARAMETERS if v4 else QUERY_V2_PARAMETERS
    missing = [name for name in names if not anatomy.query.get(name)]
    if not missing:
        return
    refusal = refusals.query_incomplete() if v4 else refusals.access_denied()
    says = f"It lacks {' and '.join(missing)}" if len(missing) < 3 else f"It lacks {', '.join(missing)}"
    if v4 and "&" not in anatomy.address.raw_query:
        says += "; a shell cuts a URL at its first & unless it stands in quotes"
    yield refused("missing-parameter", says, refusal, "recorded")


def _mechanisms(anatomy: Anatomy) -> Iterator[Risk]:
    if len(anatomy.authorization.mechanisms) > 1:
        refusal = refusals.two_mechanisms(None)
        yield refused("two-mechanisms", "It is signed by Version 4 and by Version 2", refusal, "recorded")


def _algorithm(anatomy: Anatomy) -> Iterator[Risk]:
    found = anatomy.authorization.algorithm
    if found and found != ALGORITHM:
        about = ("X-Amz-Algorithm",)
        if found == "AWS4-ECDSA-P256-SHA256":
            says = "Signature Version 4A, for Multi-Region Access Points; here only Version 4 is understood"
            yield Risk("version-4a", says, "caution", about)
            return
        says = f"{named(found)} is no algorithm that S3 knows"
        yield refused("unknown-algorithm", says, refusals.query_parameters(""), "inferred", about)


def _scope(anatomy: Anatomy) -> Iterator[Risk]:
    """Yield the faults of the credential scope, as `checks_scope` has them."""
    credential, about = anatomy.authorization.credential, ("X-Amz-Credential",)
    refusal = refusals.query_parameters("")
    if not credential:
        return
    if len(anatomy.scope) != 4 or not anatomy.access_key_id:
        twice = "; its / are escaped twice, as %252F" if "%2f" in credential.lower() else ""
        says = f"X-Amz-Credential is not ACCESS-KEY-ID/yyyyMMdd/region/s3/{TERMINATOR}{twice}"
        yield refused("malformed-credential", says, refusal, "recorded", about)
        return
    date, region, service, terminator = anatomy.scope
    if terminator != TERMINATOR:
        says = f"The credential scope ends in {named(terminator)}, not in {TERMINATOR}"
        yield refused("malformed-credential", says, refusal, "inferred", about)
    if service != "s3":
        says = f"It was signed for the service {named(service)}, not for s3"
        yield refused("wrong-service", says, refusal, "inferred", about)
    if not (len(date) == 8 and date.isascii() and date.isdecimal()):
        says = "The date of the credential scope is not of the form 20261123"
        yield refused("malformed-credential", says, refusal, "inferred", about)
    elif anatomy.signed_at and anatomy.query["X-Amz-Date"][:8] != date:
        says = f"The credential scope is of {date}, but X-Amz-Date is of another day"
        yield refused("scope-date-differs", says, refusal, "inferred", ("X-Amz-Credential", "X-Amz-Date"))
    if anatomy.host.region and region != anatomy.host.region:
        says = f"It was signed for {named(region)}, but its host is in {anatomy.host.region}"
        yield refused("region-disagrees", says, refusal, "recorded", ("X-Amz-Credential", "host"))


def _window(anatomy: Anatomy, now: datetime) -> Iterator[Risk]:
    date, expires = anatomy.query.get("X-Amz-Date", ""), anatomy.query.get("X-Amz-Expires", "")
    if date and anatomy.signed_at is None:
        says = "X-Amz-Date is not a time such as 20261123T100000Z"
        yield refused("malformed-date", says, refusals.query_parameters(""), "inferred", ("X-Amz-Date",))
    wrong = expires_refusal(expires) if expires else None
    if wrong:
        refusal, why = wrong
        says = f"{why[0].upper()}{why[1:]}"
        evidence: Evidence = "inferred" if "negative" in why else "recorded"
        yield refused("expires-out-of-range", says, refusal, evidence, ("X-Amz-Expires",))
        return
    signed_at, until = anatomy.signed_at, anatomy.expires_at
    if signed_at is None or until is None:
        return
    if (signed_at - now).total_seconds() > MAX_SKEW:
        says = f"It is not valid yet: it begins in {lasting((signed_at - now).total_seconds())}"
        refusal = refusals.not_yet_valid(signed_at, until, now)
        yield refused("not-yet-valid", says, refusal, "recorded", ("X-Amz-Date",))
    elif now > until:
        evidence = "recorded" if anatomy.expires_in else "inferred"
        refusal = refusals.expired(until, now, expires)
        yield refused("expired", _over(until, now), refusal, evidence, ("X-Amz-Expires",))


def _over(until: datetime, now: datetime) -> str:
    return f"It expired {lasting((now - until).total_seconds())} ago, at {moment(until)}"


def _host_signed(anatomy: Anatomy) -> Iterator[Risk]:
    if anatomy.authorization.signed_headers and "host" not in anatomy.signed_headers:
        refusal = refusals.headers_not_signed(["host"])
        yield refused("host-not-signed", "Host is not signed", refusal, "recorded", ("X-Amz-SignedHeaders",))


def _region_of_v2(anatomy: Anatomy) -> Iterator[Risk]:
    region = anatomy.host.region
    if region and region not in sigv2.REGIONS:
        says = f"{region} takes Signature Version 4 alone"
        yield refused("region-without-v2", says, refusals.invalid_request(""), "recorded", ("host",))


def _end(anatomy: Anatomy, now: datetime) -> Iterator[Risk]:
    sent = anatomy.query.get("Expires", "")
    if not sent:
        return
    if not INTEGER.fullmatch(sent):
        says = "Expires is not a number of seconds since 1970"
        yield refused("expires-out-of-range", says, refusals.access_denied(), "inferred", ("Expires",))
    elif now.timestamp() > int(sent):
        until = epoch_time(int(sent))
        says = _over(until, now) if until else "It expired long ago"
        yield refused("expired", says, refusals.expired(until, now, None), "recorded", ("Expires",))


def _token(anatomy: Anatomy) -> Iterator[Risk]:
    key = anatomy.access_key_id or ""
    about = ("X-Amz-Credential" if anatomy.kind == "query-v4" else "AWSAccessKeyId",)
    if key.startswith("ASIA") and not anatomy.session_token:
        says = "Temporary credentials signed, but the session token is not in the URL"
        yield refused("token-missing", says, refusals.invalid_access_key_id(key), "recorded", about)
    if key.startswith("AKIA") and anatomy.session_token:
        says = "A long-term key has no session token, but there is one in the URL"
        refusal = refusals.invalid_token("")
        yield refused("token-with-long-term-key", says, refusal, "inferred", (*about, "X-Amz-Security-Token"))


def _session_over(anatomy: Anatomy, now: datetime) -> Iterator[Risk]:
    end, until = latest_session_end(anatomy), anatomy.expires_at
    if end is not None and until is not None and anatomy.session_token and end < now <= until:
        says = f"No session lasts longer than {lasting(LONGEST_SESSION)}, so the one that signed is over"
        yield refused("session-over", says, refusals.expired_token(""), "recorded", ("X-Amz-Security-Token",))


def _signature(anatomy: Anatomy) -> Iterator[Risk]:
    found = anatomy.signature
    v4 = anatomy.kind == "query-v4"
    if not found or (_is_sha256(found) if v4 else _is_sha1(found)):
        return
    form = "64 digits 0-9 and a-f" if v4 else "28 characters of Base64"
    says = f"A signature is {form}; this one has {len(found)} characters, and cannot fit"
    refusal = refusals.signature_does_not_match("", "", "")
    yield refused(
        "malformed-signature", says, refusal, "recorded", ("X-Amz-Signature" if v4 else "Signature",)
    )


def _is_sha256(text: str) -> bool:
    return len(text) == 64 and _HEX.issuperset(text)


def _is_sha1(text: str) -> bool:
    """Return whether this is 20 bytes in Base64."""
    return re.fullmatch("[A-Za-z0-9+/]{27}=", text) is not None
