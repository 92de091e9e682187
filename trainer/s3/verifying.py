"""Whether the signature of a URL fits, for whoever has the secret key that should have made it."""

import hmac
from collections.abc import Mapping
from typing import NamedTuple

from trainer.s3 import canonical, sigv2
from trainer.s3.anatomy import METHODS, Anatomy


class Verification(NamedTuple):
    """Whether a signature fits; None where that cannot be reckoned."""

    verified: bool | None
    method: str | None = None
    """The method that it was signed for; None unless it fits."""


UNKNOWN = Verification(None)


def verify(
    anatomy: Anatomy, secret_access_key: str, headers: Mapping[str, str] | None = None
) -> Verification:
    """Sign the request anew for each method, and compare.

    `headers` (lower-case names) are those that have to be sent besides Host; without them, or without a field
    that is signed, nothing can be reckoned.
    """
    provided = anatomy.signature
    if not provided:
        return UNKNOWN
    for method in METHODS:
        text = anatomy.string_to_sign(method, headers)
        if text is None:
            return UNKNOWN
        expected = signature_of(anatomy, secret_access_key, text)
        if hmac.compare_digest(canonical.octets(expected), canonical.octets(provided)):
            return Verification(True, method)
    return Verification(False)


def signature_of(anatomy: Anatomy, secret_access_key: str, text: str) -> str:
    """Return the signature of a string to sign under the scope of a URL, or under Version 2."""
    if anatomy.kind == "query-v2":
        return sigv2.signature(secret_access_key, text)
    date, region, service, _ = anatomy.scope
    return canonical.signature(canonical.signing_key(secret_access_key, date, region, service), text)
