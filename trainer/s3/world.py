"""The fixed snapshot that one request is judged against; judging and performing see the same one."""

from dataclasses import dataclass, field
from datetime import datetime
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


@dataclass(frozen=True, slots=True)
class Session:
    """Temporary credentials: they live from `issued_at` to `expires_at`, in lab time (aware, UTC)."""

    token: str
    issued_at: datetime
    expires_at: datetime
    policies: tuple[Policy, ...] = ()
    """Session policies; they can only narrow."""


@dataclass(frozen=True, slots=True)
class AccessKey:
    """An access key that exists, active or not."""

    access_key_id: str
    secret_access_key: str
    active: bool
    principal: Principal
    session: Session | None = None
    """None for a long-term key."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket that exists."""

    name: str
    region: str
    account: str
    policy: Policy | None = None
    public_read: bool = False
    """Whether an ACL lets anyone read, with ACLs enabled and Block Public Access off."""


@dataclass(frozen=True, slots=True)
class World:
    """What one request needs to be judged; everything else about the cloud is left out."""

    region: str
    """The Region of the endpoint, used where no bucket gives one."""
    account: str
    key: AccessKey | None = None
    """The key that the request names, or None if there is no such key."""
    bucket: Bucket | None = None
    """The bucket that the request addresses, or None if there is no such bucket."""
    object_exists: bool = False
    role_trust: Policy | None = None
    """For sts:AssumeRole: the trust policy of the role asked for, or None if there is no such role."""
    real_now: datetime | None = None
    """Real time (aware, UTC). A header-signed request may be within 15 minutes of it or of lab time."""
    endpoint_hosts: tuple[str, ...] = field(default=("127.0.0.1", "localhost", "[::1]"))
    """Host names without port that address the endpoint itself; a label before one is a bucket."""
