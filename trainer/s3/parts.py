"""The parts of a URL in the order they stand there, each with a sentence for a student."""

from datetime import datetime
from typing import NamedTuple

from trainer.s3.anatomy import Anatomy
from trainer.s3.fields import describe
from trainer.s3.masking import masked
from trainer.s3.parameters import PartKind

NAMED = 80
"""Characters of a key or a bucket that a sentence repeats at most."""

_VARIANTS = {
    "dual-stack": "This endpoint answers over IPv4 and IPv6.",
    "accelerate": "Requests go by Transfer Acceleration.",
    "website": "It is a website endpoint, which takes no signed requests.",
    "access-point": "Which bucket lies behind is not in the URL.",
    "object-lambda": "It is one of Object Lambda.",
    "outposts": "It is one on an Outpost.",
    "multi-region": "It is a Multi-Region Access Point.",
    "directory": "It is a directory bucket.",
    "vpc-endpoint": "It leads through an interface endpoint of a VPC.",
    "loopback": "It is on this machine: a local S3.",
    "cloudfront": "It is one of CloudFront.",
}


class Part(NamedTuple):
    """One part: what stands there, and what it means."""

    number: int
    """From 1, in the order of the URL."""
    kind: PartKind
    name: str
    """`host`, `path`, or the parameter's name, decoded."""
    before: str
    """What stands before the value: `https://`, `/`, `?X-Amz-Date=`."""
    value: str
    """Decoded, whole: to be shown through `masked_value`."""
    title: str
    brief: str
    """A few words."""
    says: str
    """A sentence or three."""


def parts(anatomy: Anatomy, now: datetime) -> tuple[Part, ...]:
    """Return every part of a URL; `now` (aware, UTC) tells how long ago it was signed."""
    found = [_host(anatomy), _path(anatomy)]
    for number, (name, value) in enumerate(anatomy.parameters, 3):
        about = describe(anatomy, name, value, now)
        before = f"{'&' if number > 3 else '?'}{name}="
        found.append(Part(number, about.kind, name, before, value, about.title, about.brief, about.says))
    # A signature may stand anywhere in what is only half a URL, in a name too.
    return tuple([_safe(part) for part in found])


def _safe(part: Part) -> Part:
    return part._replace(before=masked(part.before), brief=masked(part.brief), says=masked(part.says))


def _host(anatomy: Anatomy) -> Part:
    host, address = anatomy.host, anatomy.address
    region = f" in {host.region}" if host.region else ""
    match host.style:
        case "virtual-host":
            brief, says = "bucket", f"The host names the bucket {host.bucket}{region}."
        case "access-point":
            brief, says = "access point", f"The host names the access point {host.bucket}{region}."
        case "path":
            brief, says = "endpoint", f"The host is an endpoint of S3{region}; the bucket stands in the path."
        case "unknown":
            brief, says = "not Amazon S3", "This is no host of Amazon S3."
            says += " The path is read as bucket and key." if anatomy.kind != "plain" else ""
    brief += " and Region" if host.region else ""
    says += f" {_VARIANTS[host.variant]}" if host.variant in _VARIANTS else ""
    if anatomy.kind == "query-v4":
        says += " It is signed: at another host or port the signature does not fit."
    before = f"{address.scheme}://{'…@' if address.has_user else ''}"
    return Part(1, "where", "host", before, address.host, "Host", brief, says)


def _path(anatomy: Anatomy) -> Part:
    bucket, key = anatomy.bucket, anatomy.key
    in_path = bucket is not None and anatomy.host.bucket is None
    value = f"{bucket}/{key or ''}" if in_path else key or ""
    if key is None:
        about = f"the bucket {named(bucket)} itself" if bucket else "no bucket, but the service"
        says = f"The path names no object: the request is about {about}, such as a list."
        return Part(2, "where", "path", "/", value, "Path", "no object", says)
    says = f"The bucket {named(bucket or '')}, and in it the object" if in_path else "The object"
    says = f"{says} {named(key)}."
    if anatomy.kind == "plain":
        return Part(2, "where", "path", "/", value, "Object", "an object", says)
    says += " It was signed for this one object alone."
    return Part(2, "where", "path", "/", value, "Object", "the one object it opens", says)


def named(text: str) -> str:
    """Return a name from a URL for use in a sentence: not too long, and no signature in it."""
    text = masked(text)
    return text if len(text) <= NAMED else f"{text[: NAMED - 1]}…"
