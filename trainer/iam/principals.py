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
    ROLE = 2
    """By its role, or an assumed role by `*`: a boundary and session policies still limit it."""
    DIRECT = 3
    """By the user's or the session's own ARN, or a user by `*`: enough within the account."""


def grant_of(element: object, principal: Principal | None) -> Grant:
    """Return how closely a Principal element names a principal (None: an anonymous caller).

    Raises MalformedPolicyError for an element that is not of a known form.
    """
    return max([_grant(identifier, principal) for identifier in _identifiers(element)], default=Grant.NONE)


def denied_by_not_principal(element: object, principal: Principal | None) -> bool:
    """Tell whether a Deny with NotPrincipal covers a caller.

    To be spared, its ARN (for a role's session, the role's too) and its account have to be listed.
    """
    listed = set(_identifiers(element))
    if "*" in listed:
        return False
    if principal is None:
        return True
    account = {principal.account, f"arn:aws:iam::{principal.account}:root"}
    names = {principal.arn, principal.role_arn} - {None}
    return not (names <= listed and listed & account)


def _grant(identifier: str, principal: Principal | None) -> Grant:
    if identifier == "*":
        session = principal is not None and principal.kind in ("assumed-role", "federated-user")
        return Grant.ROLE if session else Grant.DIRECT
    if principal is None:
        return Grant.NONE
    if identifier == principal.arn:
        return Grant.DIRECT
    if identifier == principal.role_arn:
        return Grant.ROLE
    if identifier in (principal.account, f"arn:aws:iam::{principal.account}:root"):
        return Grant.DIRECT if principal.kind == "root" else Grant.ACCOUNT
    return Grant.NONE


def _identifiers(element: object) -> list[str]:
    """Return the AWS identifiers of an element; services and federations name nobody here."""
    if element == "*":
        return ["*"]
    if not isinstance(element, dict) or not element:
        raise MalformedPolicyError('Principal is neither "*" nor an object')
    found: list[str] = []
    for kind, value in element.items():
        values = value if isinstance(value, list) else [value]
        if kind not in ("AWS", "Service", "Federated", "CanonicalUser") or not all(
            isinstance(one, str) for one in values
        ):
            raise MalformedPolicyError("Principal has an entry that is not understood")
        if kind == "AWS":
            found += values
    return found
