"""Policies and the principals they are attached to, as IAM names them."""

from dataclasses import dataclass
from typing import Any, Literal

PolicyKind = Literal["identity", "resource", "boundary", "session"]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy document with where it is attached."""

    name: str
    """As IAM names it: `ReadInvoices`, or the ARN of a managed policy."""
    kind: PolicyKind
    document: dict[str, Any]
    """The parsed JSON document."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who a key acts for."""

    arn: str
    """`arn:aws:iam::ACCOUNT:user/NAME`, `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`,
    `arn:aws:sts::ACCOUNT:federated-user/NAME`, or for a web identity the ARN of its provider."""
    account: str
    kind: Literal["root", "user", "assumed-role", "federated-user", "web-identity"]
    user_id: str
    """aws:userid; for an assumed role `ROLE-ID:SESSION`."""
    user_name: str | None = None
    """aws:username; absent for roles."""
    role_arn: str | None = None
    """`arn:aws:iam::ACCOUNT:role/NAME` behind an assumed role (aws:PrincipalArn)."""
    federated_by: str | None = None
    """`arn:aws:iam::ACCOUNT:user/NAME` of the user who made a federated user."""
    policies: tuple[Policy, ...] = ()
    """Identity policies: those of the user and its groups, of the role, or of the user who federated."""
    boundary: Policy | None = None
