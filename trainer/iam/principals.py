"""The Principal element of a resource-based policy: whom it names, and how closely.

Source: "AWS JSON policy elements: Principal" and "NotPrincipal" of the IAM user guide.
"""

from enum import IntEnum

from trainer.iam.malformed import MalformedPolicyError
from trainer.iam.policy import Principal


class Grant(IntEnum):
    """How closely a resource-based policy names a principal; a closer one needs less from elsewhere."""

    NONE = 0
    ACCOUNT = 1
    """By its account, which delegates: an identity policy has to allow as well."""
    SOURCE = 2
    """By the role or the user that a session is of: a boundary and session policies still limit it."""
    DIRECT = 3
    """By its own ARN or by `*`: enough within the account, whatever limits it elsewhere.

    Source for `*` and sessions: "IAM role principals", where a wildcard with aws:PrincipalArn is not limited.
    """


def grant_of(element: object, principal: Principal | None) -> Grant:
    """Return how closely a Principal element names a principal (None: an anonymous caller).

    Raises MalformedPolicyError for an element that is not of a known form.
    """
    named = [_grant(kind, identifier, principal) for kind, identifier in _identifiers(element)]
    return max(named, default=Grant.NONE)


def denied_by_not_principal(element: object, principal: Principal | None) -> bool:
    """Tell whether a Deny with NotPrincipal covers a caller.

    To be spared, its ARN (for a session, that of its role or user too) and its account have to be listed. A
    principal with a permissions boundary is never spared ("Permissions boundaries for IAM entities").
    """
    listed = {identifier for _, identifier in _identifiers(element)}
    if principal is None:
        return "*" not in listed
    if principal.boundary:
        return True
    if "*" in listed:
        return False
    account = {principal.account, f"arn:aws:iam::{principal.account}:root"}
    names = {principal.arn, principal.role_arn, principal.federated_by} - {None}
    return not (names <= listed and listed & account)


def _grant(kind: str, identifier: str, principal: Principal | None) -> Grant:
    if identifier == "*":
        return Grant.DIRECT if kind == "AWS" else Grant.NONE
    if principal is None:
        return Grant.NONE
    if (kind == "Federated") != (principal.kind == "web-identity"):
        return Grant.NONE
    if identifier == principal.arn:
        return Grant.DIRECT
    if identifier in (principal.role_arn, principal.federated_by):
        return Grant.SOURCE
    if identifier in (principal.account, f"arn:aws:iam::{principal.account}:root"):
        return Grant.DIRECT if principal.kind == "root" else Grant.ACCOUNT
    return Grant.NONE


def _identifiers(element: object) -> list[tuple[str, str]]:
    """Return what an element names, each with its kind; services and canonical users are nobody here."""
    if element == "*":
        return [("AWS", "*")]
    if not isinstance(element, dict) or not element:
        raise MalformedPolicyError('Principal is neither "*" nor an object')
    found: list[tuple[str, str]] = []
    for kind, value in element.items():
        values = value if isinstance(value, list) else [value]
        if kind not in ("AWS", "Service", "Federated", "CanonicalUser") or not all(
            isinstance(one, str) for one in values
        ):
            raise MalformedPolicyError("Principal has an entry that is not understood")
        if kind in ("AWS", "Federated"):
            found += [(kind, one) for one in values]
    return found
