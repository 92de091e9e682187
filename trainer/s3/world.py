"""The fixed snapshot that one request is judged against; judging and performing see the same one."""

from dataclasses import dataclass, field
from datetime import datetime

from trainer.iam.policy import Policy, PolicyKind, Principal
from trainer.s3.cors import CorsRule

__all__ = ["AccessKey", "Bucket", "CorsRule", "Policy", "PolicyKind", "Principal", "Session", "World"]


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
    cors: tuple[CorsRule, ...] = ()


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
    copy_source: Bucket | None = None
    """For a copy: the bucket of its source, or None if there is no such bucket."""
    copy_source_exists: bool = False
    role_trust: Policy | None = None
    """For sts:AssumeRole: the trust policy of the role asked for, or None if there is no such role."""
    real_now: datetime | None = None
    """Real time (aware, UTC). A header-signed request may be within 15 minutes of it or of lab time."""
    endpoint_hosts: tuple[str, ...] = field(default=("127.0.0.1", "localhost", "[::1]"))
    """Host names without port that address the endpoint itself; what stands before one is a bucket."""
