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
    """`arn:aws:iam::ACCOUNT:user/NAME` or `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION`."""
    account: str
    kind: Literal["root", "user", "assumed-role", "federated-user"]
    user_id: str
    """aws:userid; for an assumed role `ROLE-ID:SESSION`."""
    user_name: str | None = None
    """aws:username; absent for roles."""
    role_arn: str | None = None
    """`arn:aws:iam::ACCOUNT:role/NAME` behind an assumed role (aws:PrincipalArn)."""
    policies: tuple[Policy, ...] = ()
    """Identity policies: the user's, its groups', or the role's."""
    boundary: Policy | None = None
