"""What an answer of S3 means for the URL that it was given to, and the likely cause."""

from collections.abc import Mapping
from typing import NamedTuple

from trainer.s3.anatomy import Anatomy
from trainer.s3.differences import Difference, differences, differences_v2
from trainer.s3.error_causes import CODES, other_url, unknown
from trainer.s3.error_reading import ErrorDocument
from trainer.s3.masking import masked
from trainer.s3.parts import named
from trainer.s3.verifying import UNKNOWN, Verification

MESSAGE = 500
"""Characters of S3's message that are repeated at most; its own are shorter."""


class Meaning(NamedTuple):
    """An answer, explained."""

    code: str
    message: str
    says: str
    """What it means."""
    cause: tuple[str, ...]
    """The likely cause, a sentence each, with the times and names of the answer in them."""
    differences: tuple[Difference, ...] = ()
    """For SignatureDoesNotMatch: what S3 saw otherwise than the URL has it."""


def meaning(
    error: ErrorDocument,
    anatomy: Anatomy,
    verification: Verification = UNKNOWN,
    headers: Mapping[str, str] | None = None,
) -> Meaning:
    """Explain an answer; `verification` and `headers` are what is known of the signature and the request."""
    if error.code == "SignatureDoesNotMatch":
        return _signature(error, anatomy, verification, headers)
    explain = CODES.get(error.code, unknown)
    says, *cause = explain(error, anatomy)
    return _meaning(error, says, cause)


def _meaning(
    error: ErrorDocument, says: str, cause: list[str], found: tuple[Difference, ...] = ()
) -> Meaning:
    message = masked(error.message)[:MESSAGE]
    return Meaning(named(error.code), message, says, tuple(filter(None, cause)), found)


def _signature(
    error: ErrorDocument, anatomy: Anatomy, verification: Verification, headers: Mapping[str, str] | None
) -> Meaning:
    says = "S3 signed what it saw with the secret of the access key, and got another signature."
    canonical, text = error.text("CanonicalRequest"), error.text("StringToSign")
    found: tuple[Difference, ...] | None = None
    if anatomy.kind == "query-v4" and canonical is not None:
        found = differences(anatomy, canonical, verification, headers)
    elif anatomy.kind == "query-v2" and text is not None:
        found = differences_v2(anatomy, text, verification)
    cause = [*other_url(error, anatomy), *_cause(found, verification)]
    return _meaning(error, says, cause, found or ())


def _cause(found: tuple[Difference, ...] | None, verification: Verification) -> list[str]:
    if found is None:
        return ["The answer does not show what S3 signed, so it cannot be compared with the URL."]
    certain = [difference for difference in found if difference.certain]
    if certain:
        names = ", ".join(difference.what for difference in certain[:5])
        return [f"S3 saw another request than was signed. What differs: {names}."]
    if verification.verified:
        return ["The URL is as it was signed with this secret, but S3 knows another secret for its key."]
    same = "S3 saw just what the URL says"
    if found:
        return [f"{same}, but for what a URL does not say: see below."]
    if verification.verified is False:
        return [f"{same}, and the secret given does not make its signature: another secret key signed."]
    return [f"{same}. So another secret key signed, or it was signed for another method."]
