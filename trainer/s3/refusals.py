"""What S3 answers to a request that may not happen: status, code, message, further elements.

Each was recorded from AWS, is documented by AWS, or is what implementations that mirror AWS agree on; the
trail entry that goes with it says which.
"""

from collections.abc import Sequence
from datetime import datetime

from trainer.s3.verdict import Refusal
from trainer.s3.wording import iso

Elements = tuple[tuple[str, str], ...]

MAX_EXPIRES = 604800
"""Seconds: seven days."""
MAX_SKEW = 900
"""Seconds: fifteen minutes."""


def access_denied(message: str = "Access Denied", elements: Elements = ()) -> Refusal:
    """Refuse for want of permission."""
    return Refusal(403, "AccessDenied", message, elements)


def query_parameters(message: str, elements: Elements = ()) -> Refusal:
    """Refuse what a Version 4 query says of itself."""
    return Refusal(400, "AuthorizationQueryParametersError", message, elements)


def query_incomplete() -> Refusal:
    """Refuse a Version 4 query without all of its six parameters."""
    return query_parameters(
        "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
        "X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
    )


def two_mechanisms(header: str | None) -> Refusal:
    """Refuse a request that authenticates twice."""
    return invalid_argument(
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string "
        "parameter or the Authorization header should be specified",
        "Authorization",
        header or "",
    )


def invalid_argument(message: str, name: str, value: str) -> Refusal:
    """Refuse one argument."""
    return Refusal(400, "InvalidArgument", message, (("ArgumentName", name), ("ArgumentValue", value)))


def invalid_request(message: str) -> Refusal:
    """Refuse a combination that S3 does not take."""
    return Refusal(400, "InvalidRequest", message)


def invalid_uri() -> Refusal:
    """Refuse a request line that cannot be decoded."""
    return Refusal(400, "InvalidURI", "Couldn't parse the specified URI.")


def chunked() -> Refusal:
    """Refuse an upload of unknown length."""
    return Refusal(
        501,
        "NotImplemented",
        "A header you provided implies functionality that is not implemented",
        (("Header", "Transfer-Encoding"),),
    )


def not_modelled(what: str) -> Refusal:
    """Refuse what this judge does not model; S3 itself would not answer so."""
    message = f"The local S3 does not model this request, so it refuses it: {what}."
    return Refusal(501, "NotImplemented", message, not_modelled=True)


def expired(expires_at: datetime | None, now: datetime, expires_in: str | None) -> Refusal:
    """Refuse a URL whose time is over; `expires_in` as sent, absent in Version 2."""
    elements = [("X-Amz-Expires", expires_in)] if expires_in is not None else []
    elements += [("Expires", iso(expires_at))] if expires_at else []
    return access_denied("Request has expired", (*elements, ("ServerTime", iso(now))))


def not_yet_valid(signed_at: datetime, expires_at: datetime, now: datetime) -> Refusal:
    """Refuse a URL that was signed for later."""
    milliseconds = str(int(signed_at.timestamp()) * 1000)
    return access_denied(
        "Request is not yet valid",
        (("X-Amz-Date", milliseconds), ("Expires", iso(expires_at)), ("ServerTime", iso(now))),
    )


def time_too_skewed(request_time: str, now: datetime) -> Refusal:
    """Refuse a header-signed request whose clock is too far off."""
    return Refusal(
        403,
        "RequestTimeTooSkewed",
        "The difference between the request time and the current time is too large.",
        (
            ("RequestTime", request_time),
            ("ServerTime", iso(now)),
            ("MaxAllowedSkewMilliseconds", str(MAX_SKEW * 1000)),
        ),
    )


def invalid_access_key_id(access_key_id: str) -> Refusal:
    """Refuse a key that is unknown, inactive, or temporary and without its token."""
    return Refusal(
        403,
        "InvalidAccessKeyId",
        "The AWS Access Key Id you provided does not exist in our records.",
        (("AWSAccessKeyId", access_key_id),),
    )


def invalid_token(token: str) -> Refusal:
    """Refuse a session token that is not the key's."""
    return Refusal(
        400,
        "InvalidToken",
        "The provided token is malformed or otherwise invalid.",
        (("Token-0", token),),
    )


def expired_token(token: str) -> Refusal:
    """Refuse a session that is over."""
    return Refusal(400, "ExpiredToken", "The provided token has expired.", (("Token-0", token),))


def headers_not_signed(names: Sequence[str]) -> Refusal:
    """Refuse headers that a signature should have covered."""
    return access_denied(
        "There were headers present in the request which were not signed",
        (("HeadersNotSigned", ", ".join(names)),),
    )


def signature_does_not_match(
    access_key_id: str, text: str, provided: str, canonical: str | None = None
) -> Refusal:
    """Refuse a signature; S3 shows what it signed itself. Version 2 has no canonical request."""
    elements = [
        ("AWSAccessKeyId", access_key_id),
        ("StringToSign", text),
        ("SignatureProvided", provided),
        ("StringToSignBytes", _bytes(text)),
    ]
    if canonical is not None:
        elements += [("CanonicalRequest", canonical), ("CanonicalRequestBytes", _bytes(canonical))]
    return Refusal(
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. "
        "Check your key and signing method.",
        tuple(elements),
    )


def payload_mismatch(sent: str, computed: str) -> Refusal:
    """Refuse a body that is not the one whose digest was signed."""
    return Refusal(
        400,
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
        (("ClientComputedContentSHA256", sent), ("S3ComputedContentSHA256", computed)),
    )


def timed_out() -> Refusal:
    """Give up a body of which nothing more comes."""
    message = (
        "Your socket connection to the server was not read from or written to within the timeout period. "
        "Idle connections will be closed."
    )
    return Refusal(400, "RequestTimeout", message)


def incomplete_body() -> Refusal:
    """Refuse chunks that cannot be taken apart."""
    return Refusal(400, "IncompleteBody", "The request body terminated unexpectedly")


def wrong_length(expected: str, provided: int) -> Refusal:
    """Refuse a body of another length than was declared."""
    return Refusal(
        400,
        "IncompleteBody",
        "You did not provide the number of bytes specified by the Content-Length HTTP header",
        (("NumberBytesExpected", expected), ("NumberBytesProvided", str(provided))),
    )


def missing_content_length() -> Refusal:
    """Refuse a body whose length was not declared."""
    return Refusal(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")


def invalid_chunk_size(number: int, size: int) -> Refusal:
    """Refuse a small chunk that is not the last; `number` is that of the chunk after it."""
    return Refusal(
        403,
        "InvalidChunkSizeError",
        "Only the last chunk is allowed to have a size less than 8192 bytes",
        (("Chunk", str(number)), ("BadChunkSize", str(size))),
    )


def malformed_trailer() -> Refusal:
    """Refuse trailing headers that are not as announced."""
    return Refusal(
        400,
        "MalformedTrailerError",
        "The request contained trailing data that was not well-formed or did not conform to our published "
        "schema.",
    )


def header_malformed(message: str, elements: Elements = ()) -> Refusal:
    """Refuse what an Authorization header says of itself."""
    return Refusal(
        400,
        "AuthorizationHeaderMalformed",
        f"The authorization header is malformed; {message}",
        elements,
    )


def acl_not_supported() -> Refusal:
    """Refuse a list for a bucket that has ACLs disabled."""
    return Refusal(400, "AccessControlListNotSupported", "The bucket does not allow ACLs")


def malformed_xml() -> Refusal:
    """Refuse a body that is not the document that S3 expects."""
    message = "The XML you provided was not well-formed or did not validate against our published schema"
    return Refusal(400, "MalformedXML", message)


def missing_digest() -> Refusal:
    """Refuse a body that came without a digest of it."""
    return invalid_request("Missing required header for this request: Content-MD5 OR x-amz-checksum-*")


def missing_acl() -> Refusal:
    """Refuse to set a list that nobody named."""
    message = "Your request was missing a required header"
    return Refusal(400, "MissingSecurityHeader", message, (("MissingHeaderName", "x-amz-acl"),))


def bucket_acl_with_ownership() -> Refusal:
    """Refuse a bucket's list together with disabled ACLs."""
    return Refusal(
        400,
        "InvalidBucketAclWithObjectOwnership",
        "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
    )


def bucket_acl_with_block() -> Refusal:
    """Refuse a public list of a new bucket."""
    return Refusal(
        400,
        "InvalidBucketAclWithBlockPublicAccessError",
        "Bucket cannot have public ACLs set with BlockPublicAccess enabled",
    )


def kms_needs_v4() -> Refusal:
    """Refuse an older signature, or none, for what is encrypted under a KMS key."""
    return invalid_argument(
        "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature "
        "Version 4.",
        "Authorization",
        "null",
    )


def kms_key_without_kms() -> Refusal:
    """Refuse a KMS key for an upload that does not ask for KMS."""
    return invalid_argument(
        "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption : "
        "aws:kms",
        "x-amz-server-side-encryption",
        "null",
    )


def kms_not_found(key_id: str) -> Refusal:
    """Refuse a key that KMS does not have."""
    message = f"Alias {key_id} is not found." if "alias/" in key_id else f"Key '{key_id}' does not exist"
    return Refusal(400, "KMS.NotFoundException", message)


def kms_state(key_arn: str, state: str) -> Refusal:
    """Refuse a key that is disabled or waits for its deletion."""
    if state == "Disabled":
        return Refusal(400, "KMS.DisabledException", f"{key_arn} is disabled.")
    waits = "is pending deletion" if state == "PendingDeletion" else f"is {state}"
    return Refusal(400, "KMS.KMSInvalidStateException", f"{key_arn} {waits}.")


def key_too_long(size: int, most: int) -> Refusal:
    """Return the answer to a key of too many bytes.

    Source: XML of Amazon S3 in basho/riak_cs#1233.
    """
    elements = (("Size", str(size)), ("MaxSizeAllowed", str(most)))
    return Refusal(400, "KeyTooLongError", "Your key is too long", elements)


def no_such_bucket(name: str) -> Refusal:
    """Answer that there is no such bucket."""
    return Refusal(404, "NoSuchBucket", "The specified bucket does not exist", (("BucketName", name),))


def no_such_key(key: str) -> Refusal:
    """Answer that there is no such object."""
    return Refusal(404, "NoSuchKey", "The specified key does not exist.", (("Key", key),))


def no_such_version(key: str, version_id: str) -> Refusal:
    """Answer that there is no such version."""
    return Refusal(
        404,
        "NoSuchVersion",
        "The specified version does not exist.",
        (("Key", key), ("VersionId", version_id)),
    )


def _bytes(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").hex(" ")
