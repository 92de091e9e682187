"""What S3 answers to an upload form that may not be taken, besides what it answers to any request.

The trail entry that goes with an answer says how it is known.
"""

from trainer.s3.refusals import access_denied, invalid_argument
from trainer.s3.verdict import Refusal


def not_multipart() -> Refusal:
    """Refuse a POST on a bucket that is no form."""
    return Refusal(
        412,
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold",
        (("Condition", "Bucket POST must be of the enclosure-type multipart/form-data"),),
    )


def no_length() -> Refusal:
    """Refuse a form that does not say how long it is."""
    return Refusal(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")


def malformed() -> Refusal:
    """Refuse a body that cannot be read as a form."""
    message = "The body of your POST request is not well-formed multipart/form-data."
    return Refusal(400, "MalformedPOSTRequest", message)


def fields_too_large(limit: int) -> Refusal:
    """Refuse a form with more before its file than S3 reads; `limit` in bytes. The spelling is S3's."""
    message = "Your POST request fields preceeding the upload file was too large."
    return Refusal(400, "MaxPostPreDataLengthExceeded", message, (("MaxPostPreDataLengthBytes", str(limit)),))


def number_of_files(found: int) -> Refusal:
    """Refuse a form without a file, or with several."""
    return invalid_argument("POST requires exactly one file upload per request.", "file", str(found))


def missing_field(name: str) -> Refusal:
    """Refuse a form without a field that it has to have; `name` as S3 spells it."""
    message = (
        f"Bucket POST must contain a field named '{name}'.  If it is specified, please check the order of "
        "the fields."
    )
    return invalid_argument(message, name, "")


def invalid_policy(message: str) -> Refusal:
    """Refuse a policy that is none."""
    return Refusal(400, "InvalidPolicyDocument", f"Invalid Policy: {message}")


def against_policy(message: str) -> Refusal:
    """Refuse a form that its own policy does not allow."""
    return access_denied(f"Invalid according to Policy: {message}")


def too_large(size: int, most: int) -> Refusal:
    """Refuse a file above the policy's content-length-range; both in bytes."""
    return Refusal(
        400,
        "EntityTooLarge",
        "Your proposed upload exceeds the maximum allowed size",
        (("ProposedSize", str(size)), ("MaxSizeAllowed", str(most))),
    )


def too_small(size: int, least: int) -> Refusal:
    """Refuse a file below the policy's content-length-range; both in bytes."""
    return Refusal(
        400,
        "EntityTooSmall",
        "Your proposed upload is smaller than the minimum allowed size",
        (("ProposedSize", str(size)), ("MinSizeAllowed", str(least))),
    )
