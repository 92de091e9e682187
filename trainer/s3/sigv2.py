"""Signature Version 2: the string to sign, of a query or a header, and its signature.

Source: "Signing and Authenticating REST Requests (AWS Signature Version 2)" of the Amazon S3 user guide.
"""

import hmac
from binascii import b2a_base64
from collections.abc import Iterable, Mapping

from trainer.s3.canonical import octets
from trainer.s3.query import decode, parse_query
from trainer.s3.request import Request

REGIONS = frozenset(
    {
        "us-east-1",
        "us-west-1",
        "us-west-2",
        "eu-west-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ap-northeast-1",
        "sa-east-1",
    }
)
"""Regions opened before 2014; the newer ones know Version 4 alone."""

SIGNED_PARAMETERS = frozenset(
    """
    accelerate acl analytics attributes cors defaultObjectAcl delete encryption intelligent-tiering
    inventory legal-hold lifecycle location logging metrics notification object-lock
    ownershipControls partNumber policy policyStatus publicAccessBlock replication requestPayment
    restore retention select select-type storageClass tagging torrent uploadId uploads versionId
    versioning versions website response-cache-control response-content-disposition
    response-content-encoding response-content-language response-content-type response-expires
    """.split()  # noqa: SIM905 (a table of names reads better as text)
)
"""The parameters that are part of the signed resource; all others may be changed at will."""


_SPACE = " \t"
"""What HTTP takes for space around a value."""


def canonical_resource(raw_path: str, raw_query: str, host_bucket: str | None) -> str:
    """Return the path as sent, after the bucket if the host names it, and the signed parameters, sorted."""
    path = f"/{host_bucket}{raw_path}" if host_bucket else raw_path
    signed: list[tuple[str, str]] = []
    for part in raw_query.split("&"):
        name, equals, value = part.replace("+", " ").partition("=")
        if decode(name) in SIGNED_PARAMETERS:
            signed.append((decode(name), equals + decode(value)))
    signed.sort(key=lambda pair: pair[0])
    return path + ("?" + "&".join([name + value for name, value in signed]) if signed else "")


def amz_headers(headers: Iterable[tuple[str, str]], parameters: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return the x-amz- headers, sorted; one that the query carries counts as if it had been sent."""
    found: dict[str, list[str]] = {}
    for name, value in headers:
        if name.lower().startswith("x-amz-"):
            found.setdefault(name.lower(), []).append(value.strip(_SPACE))
    for name, value in parameters:
        if name.lower().startswith("x-amz-") and name.lower() not in found:
            found[name.lower()] = [value.strip(_SPACE)]
    return {name: ",".join(found[name]) for name in sorted(found)}


def string_to_sign(request: Request, host_bucket: str | None, date: str, *, in_query: bool) -> str:
    """Return the Version 2 string to sign; `date` is `Expires` of a query, or the Date header.

    With `in_query` the query authenticates, and headers that it carries count as if they had been sent.
    """
    parameters = parse_query(request.raw_query) if in_query else ()
    carried = {name.lower(): value for name, value in reversed(parameters)}
    lines = [
        request.method,
        _standard(request, carried, "content-md5"),
        _standard(request, carried, "content-type"),
        date,
        *[f"{name}:{value}" for name, value in amz_headers(request.headers, parameters).items()],
        canonical_resource(request.raw_path or "/", request.raw_query, host_bucket),
    ]
    return "\n".join(lines)


def signature(secret_access_key: str, text: str) -> str:
    """Return the Base64 HMAC-SHA1 of a string to sign."""
    return b2a_base64(hmac.digest(octets(secret_access_key), octets(text), "sha1"), newline=False).decode()


def _standard(request: Request, carried: Mapping[str, str], name: str) -> str:
    # SDKs that sign Content-Type put it into the URL too, for clients that do not send it themselves.
    sent = request.header(name)
    return (carried.get(name, "") if sent is None else sent).strip(_SPACE)
