"""The codes that S3 answers with: what each says of a URL, and the likely cause.

Each explanation is a list: what the answer means, then the cause, a sentence each.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from trainer.s3.anatomy import Anatomy
from trainer.s3.error_reading import ErrorDocument
from trainer.s3.masking import masked_value
from trainer.s3.parts import named
from trainer.s3.wording import lasting, moment, shortened

_NOT_AUTHORIZED = re.compile(r"User: (\S+) is not authorized to perform: (\S+)")


def other_url(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    """Say so where the answer is not about this URL."""
    provided, key = error.elements.get("SignatureProvided"), error.elements.get("AWSAccessKeyId")
    if key and anatomy.access_key_id and key != anatomy.access_key_id:
        return [f"This is the answer to another URL: S3 saw the access key {named(key)}."]
    if provided and anatomy.signature and provided != anatomy.signature:
        seen, ours = shortened(provided), shortened(anatomy.signature)
        return [f"S3 saw the signature {seen}, the URL has {ours}: it was changed, or is another URL's."]
    return []


def _access_denied(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    if error.message.startswith("Request has expired"):
        return ["The URL came too late.", *_too_late(error, anatomy), "Sign a new one."]
    if error.message.startswith("Request is not yet valid"):
        return ["The URL came too early.", *_too_early(error, anatomy)]
    unsigned = error.elements.get("HeadersNotSigned")
    if unsigned:
        return [
            "Headers came along that were not signed.",
            f"Sent, but not signed: {named(unsigned)}. Leave them out, or sign them too.",
        ]
    if "Query-string authentication requires" in error.message:
        return ["A Version 2 URL is not whole.", "It needs Signature, Expires and AWSAccessKeyId."]
    if error.message.startswith("Invalid according to Policy"):
        return ["An upload form does not keep to its own policy.", named(error.message)]
    return _not_allowed(error, anatomy)


def _not_allowed(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    if anatomy.kind == "plain":
        return ["An anonymous request may not do this.", "The URL carries no signature, or lost it."]
    who = _NOT_AUTHORIZED.search(error.message)
    deny = "explicit deny" in error.message
    says = "The signature is good, but whoever signed may not do this now."
    if who:
        why = "a policy denies it" if deny else "no policy allows it"
        return [says, f"{named(who[1])} lacks {named(who[2])}: {why}. S3 asks at the time of the request."]
    return [
        says,
        "A policy of the signer, the bucket or the organization denies it, or none allows it.",
        "An object that is not there gets the same answer where the signer may not list the bucket.",
    ]


def _too_late(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    ended, server = _time(error, "Expires"), _time(error, "ServerTime")
    if ended is None or server is None:
        return []
    late = lasting((server - ended).total_seconds())
    found = [f"It ended {moment(ended)}; by S3's clock it was {moment(server)}, {late} too late."]
    if anatomy.expires_at is not None and anatomy.expires_at != ended:
        found.append(f"This URL ends {moment(anatomy.expires_at)}: the answer is another URL's.")
    return found


def _too_early(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    server = _time(error, "ServerTime")
    if server is None or anatomy.signed_at is None:
        return ["The signer's clock is ahead of S3's by more than 15 minutes, or it was signed for later."]
    early = lasting((anatomy.signed_at - server).total_seconds())
    return [
        f"Signed at {moment(anatomy.signed_at)}; by S3's clock it was {moment(server)}, {early} before.",
        "The signer's clock is ahead, or it was signed for later.",
    ]


def _time(error: ErrorDocument, name: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(error.elements.get(name, ""))
    except ValueError:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _parameters(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    says = "A parameter of the signature is missing or is none that S3 takes."
    region = error.elements.get("Region")
    if region:
        signed = f"It was signed for {named(anatomy.region or 'another Region')}"
        return [says, f"{signed}, but the bucket is in {named(region)}: sign for that Region."]
    return [says, "S3's message names it; what may go wrong lists every such fault of this URL."]


def _access_key(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    key = error.elements.get("AWSAccessKeyId") or anatomy.access_key_id or ""
    cause = [f"{named(key)} was deleted or made inactive, or it never was a key of this S3."]
    if key.startswith("ASIA") and not anatomy.session_token:
        cause = [f"{named(key)} is temporary, and without its session token S3 does not find it."]
    return ["S3 knows no such access key.", *other_url(error, anatomy), *cause]


def _expired_token(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    says = "The session of the temporary credentials that signed is over."
    advice = "Sign anew, with credentials that last as long as the URL should."
    until = anatomy.expires_at
    claim = f"The URL itself says {moment(until)}, but no URL outlives its session." if until else ""
    return [says, claim, advice]


def _invalid_token(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    token = error.elements.get("Token-0")
    seen = f"S3 saw the token {masked_value('token', token)}." if token else ""
    return ["The session token is not the one of this access key.", seen, "It was cut, changed or mixed up."]


def _region(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    region = error.elements.get("Region")
    signed = f"It was signed for {named(anatomy.region or 'another Region')}"
    return ["The signature is for another place.", f"{signed}; S3 expects {named(region or 'another')}."]


def _invalid_request(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    if "AWS4-HMAC-SHA256" in error.message:
        region = f" {anatomy.region}" if anatomy.region else ""
        return ["The Region takes Signature Version 4 alone.", f"Sign with Version 4 for the Region{region}."]
    if "response headers cannot be used" in error.message:
        return ["response- parameters only go with a signed request.", "The URL is not signed, or lost it."]
    return ["S3 does not take this combination.", named(error.message)]


def _invalid_argument(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    name = error.elements.get("ArgumentName")
    if "Only one auth mechanism" in error.message:
        return [
            "The request was signed twice.",
            "The client sent an Authorization header with a URL that is signed itself. Leave the header out.",
        ]
    return ["An argument is wrong.", f"It is {named(name)}." if name else ""]


def _no_such(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    what = {"NoSuchKey": "object", "NoSuchBucket": "bucket", "NoSuchVersion": "version of the object"}
    name = (
        error.elements.get("Key") or error.elements.get("BucketName") or anatomy.key or anatomy.bucket or ""
    )
    return [
        f"There is no such {what[error.code]}.",
        f"S3 looked for {named(name)}. Signing does not look: it works for what is not there, too.",
    ]


def _skewed(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    return [
        "A signed header is more than 15 minutes off S3's clock.",
        "That is no answer to a pre-signed URL: the client signed the request itself, by a header.",
    ]


def _payload(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    return ["The body is not the one whose digest was signed.", "Send the very body that was signed."]


def _not_implemented(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    header = error.elements.get("Header")
    return [
        "S3 does not do what a header asks.",
        f"The header is {named(header)}; an upload has to say its length." if header else "",
    ]


def _size(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    sent = error.elements.get("ProposedSize")
    return [
        "The upload is outside the sizes that its form allows.",
        f"It has {named(sent)} bytes." if sent else "",
    ]


def unknown(error: ErrorDocument, anatomy: Anatomy) -> list[str]:
    """Say that a code is not explained here."""
    return ["This code is not explained here; S3's own message says what it is about."]


CODES: Mapping[str, Callable[[ErrorDocument, Anatomy], list[str]]] = {
    "AccessDenied": _access_denied,
    "AuthorizationQueryParametersError": _parameters,
    "AuthorizationHeaderMalformed": _region,
    "InvalidAccessKeyId": _access_key,
    "ExpiredToken": _expired_token,
    "InvalidToken": _invalid_token,
    "InvalidRequest": _invalid_request,
    "InvalidArgument": _invalid_argument,
    "NoSuchKey": _no_such,
    "NoSuchBucket": _no_such,
    "NoSuchVersion": _no_such,
    "RequestTimeTooSkewed": _skewed,
    "XAmzContentSHA256Mismatch": _payload,
    "NotImplemented": _not_implemented,
    "EntityTooLarge": _size,
    "EntityTooSmall": _size,
}
