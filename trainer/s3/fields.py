"""The fields that authenticate a pre-signed URL: what each says, in a few words and in sentences."""

from datetime import datetime

from trainer.s3.anatomy import Anatomy
from trainer.s3.canonical import ALGORITHM
from trainer.s3.parameters import Description, parameter_says
from trainer.s3.refusals import MAX_EXPIRES
from trainer.s3.wording import grouped, lasting, moment

NO_SECRET = "The secret key is not in the URL."


def describe(anatomy: Anatomy, name: str, value: str, now: datetime) -> Description:
    """Return what a parameter is about; `now` (aware, UTC) tells how long ago it was signed."""
    if anatomy.kind == "query-v4":
        match name:
            case "X-Amz-Algorithm":
                return _algorithm(value)
            case "X-Amz-Credential":
                return _credential(anatomy)
            case "X-Amz-Date":
                return _date(anatomy, now)
            case "X-Amz-Expires":
                return _expires(anatomy)
            case "X-Amz-SignedHeaders":
                return _signed_headers(anatomy)
            case "X-Amz-Signature":
                return _SIGNATURE
    if anatomy.kind == "query-v2":
        match name:
            case "AWSAccessKeyId":
                return _access_key(anatomy)
            case "Expires":
                return _end(anatomy)
            case "Signature":
                return _SIGNATURE_V2
    if name.lower() == "x-amz-security-token":
        return _TOKEN
    return parameter_says(name, anatomy.kind)


def _algorithm(value: str) -> Description:
    if value == ALGORITHM:
        says = "HMAC with SHA-256, by a key that is made for one day, Region and service."
        return Description("seal", "Algorithm", "Signature Version 4", f"Signature Version 4: {says}")
    return Description("seal", "Algorithm", "not Signature Version 4", f"S3 takes {ALGORITHM} here.")


def _credential(anatomy: Anatomy) -> Description:
    says = "It has to be ACCESS-KEY-ID/yyyyMMdd/region/s3/aws4_request, and is not."
    if len(anatomy.scope) == 4:
        date, region, service, _ = anatomy.scope
        says = (
            f"Who signed: the access key {anatomy.access_key_id}, {_key_says(anatomy)}. Behind it the "
            f"credential scope: signed on {date} for {service} in {region}. {NO_SECRET}"
        )
    return Description("who", "Credential", _key_brief(anatomy), says)


def _access_key(anatomy: Anatomy) -> Description:
    says = f"Who signed: the access key {anatomy.access_key_id}, {_key_says(anatomy)}. {NO_SECRET}"
    return Description("who", "Access key ID", _key_brief(anatomy), says)


def _key_brief(anatomy: Anatomy) -> str:
    prefix = (anatomy.access_key_id or "")[:4]
    if anatomy.temporary:
        return "ASIA: temporary" if prefix == "ASIA" else "temporary, for there is a token"
    return "AKIA: long-term" if prefix == "AKIA" else "an access key ID"


def _key_says(anatomy: Anatomy) -> str:
    if anatomy.temporary:
        return "a temporary one"
    return "a long-term one" if (anatomy.access_key_id or "").startswith("AKIA") else "an ID and no secret"


def _date(anatomy: Anatomy, now: datetime) -> Description:
    signed_at, title = anatomy.signed_at, "Time of signing"
    if signed_at is None:
        says = "It has to be a time in UTC such as 20261123T100000Z, and is not."
        return Description("when", title, "not a time", says)
    age = (now - signed_at).total_seconds()
    brief = f"signed {lasting(age)} ago" if age >= 0 else f"signed for {lasting(-age)} from now"
    says = f"Signed at {moment(signed_at)} by the signer's clock. The lifetime counts from here."
    return Description("when", title, brief, says)


def _expires(anatomy: Anatomy) -> Description:
    seconds, title = anatomy.expires_in, "Lifetime"
    if seconds is None:
        return Description("when", title, "not a number", "It has to be a number of seconds, and is not.")
    if not 0 <= seconds <= MAX_EXPIRES:
        says = f"{grouped(seconds)} s, but S3 takes 1 to 604 800 s, which is seven days."
        return Description("when", title, "outside 1 s to 7 d", says)
    until = f", until {moment(anatomy.expires_at)}" if anatomy.expires_at else ""
    says = (
        f"Good for {grouped(seconds)} s ({lasting(seconds)}) from signing{until}. S3 looks when a request "
        "arrives: a transfer that has begun goes on."
    )
    return Description("when", title, f"{lasting(seconds)}; 7 d is the limit", says)


def _end(anatomy: Anatomy) -> Description:
    if anatomy.expires_at is None:
        says = "It has to be a time in seconds since 1970, and is not."
        return Description("when", "End", "not a time", says)
    until = moment(anatomy.expires_at)
    says = (
        f"Good until {until}, in seconds since 1970. Version 2 does not say when it was signed, and has no "
        "longest lifetime."
    )
    return Description("when", "End", f"until {until}", says)


def _signed_headers(anatomy: Anatomy) -> Description:
    names = ", ".join(anatomy.headers_to_send())
    if not names:
        says = (
            "Of the headers only Host is signed. Whoever uses the URL may send others, but S3 refuses an "
            "x-amz- header that was not signed."
        )
        return Description("seal", "Signed headers", "no other header is bound", says)
    says = (
        f"Signed besides Host: {names}. Each has to be sent exactly as it was signed; the URL does not say "
        "what that was."
    )
    return Description("seal", "Signed headers", f"to send: {names}", says)


_TOKEN = Description(
    "who",
    "Session token",
    "the session",
    "Temporary credentials signed, such as a role's session. When that session ends the URL ends, whatever "
    "its lifetime says. The token is no secret key: alone it signs nothing, but it has to come along.",
)
_SIGNATURE = Description(
    "seal",
    "Signature",
    "change a letter and it breaks",
    "It seals method, path, query, host and signed headers. Only the secret key makes it, and S3 makes it "
    "anew to compare. It hides nothing.",
)
_SIGNATURE_V2 = Description(
    "seal",
    "Signature",
    "change a letter and it breaks",
    "HMAC with SHA-1 over method, bucket, key, the end and a few parameters. Version 2 leaves the host and "
    "all other parameters unsigned.",
)
