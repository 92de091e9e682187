"""The fixed snapshot that one request is judged against; judging and performing see the same one."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from trainer.iam.policy import Policy, PolicyKind, Principal
from trainer.s3.acl import Acl
from trainer.s3.cors import CorsRule

__all__ = [
    "AccessKey",
    "BlockPublicAccess",
    "Bucket",
    "CorsRule",
    "IdentityProvider",
    "Policy",
    "PolicyKind",
    "Principal",
    "Session",
    "World",
]

Ownership = Literal["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"]


@dataclass(frozen=True, slots=True)
class Session:
    """Temporary credentials: they live from `issued_at` to `expires_at`, in lab time (aware, UTC)."""

    token: str
    issued_at: datetime
    expires_at: datetime
    policies: tuple[Policy, ...] = ()
    """Session policies; they can only narrow."""
    identity_provider: str | None = None
    """The ARN of the provider whose token began the session, or None."""


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
class BlockPublicAccess:
    """The four settings of a bucket; those of an account are not modelled."""

    block_public_acls: bool = False
    ignore_public_acls: bool = False
    block_public_policy: bool = False
    restrict_public_buckets: bool = False


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket that exists."""

    name: str
    region: str
    account: str
    policy: Policy | None = None
    ownership: Ownership = "BucketOwnerEnforced"
    """Object Ownership; ACLs count for nothing with the first, and are alike with the other two."""
    acl: Acl = ()
    """What the bucket's own list grants to others than its owner."""
    object_acl: Acl = ()
    """What the list of the object (or version) that a request addresses grants to others than its owner."""
    block: BlockPublicAccess = BlockPublicAccess()
    owner: str = ""
    """The canonical user id of the bucket's account."""
    object_owner: str = ""
    """The canonical user id of the owner of the object that a request addresses; empty if there is none."""
    cors: tuple[CorsRule, ...] = ()

    @property
    def acls_enabled(self) -> bool:
        """Whether access control lists count, and can be set."""
        return self.ownership != "BucketOwnerEnforced"


@dataclass(frozen=True, slots=True)
class KmsKey:
    """A key of KMS that exists."""

    arn: str
    policy: Policy
    aliases: tuple[str, ...] = ()
    """Such as `alias/invoices`."""
    state: str = "Enabled"
    """As KMS names it: `Enabled`, `Disabled`, `PendingDeletion`."""

    @property
    def name(self) -> str:
        """Return what to call it in a sentence."""
        return self.aliases[0] if self.aliases else f"key {self.arn.rpartition('/')[2]}"


@dataclass(frozen=True, slots=True)
class Encryption:
    """SSE-KMS of what a request reads or writes."""

    key_id: str
    """The key as the request, the upload or the bucket names it."""
    key: KmsKey | None
    """None if KMS has no such key."""
    bucket_key: bool = False
    """Whether an S3 Bucket Key stands between, so that KMS hears of the bucket, not of the object."""


@dataclass(frozen=True, slots=True)
class IdentityProvider:
    """A provider of OpenID Connect that IAM was told of."""

    arn: str
    """`arn:aws:iam::ACCOUNT:oidc-provider/NAME`."""
    name: str
    """Its issuer without `https://`."""
    audiences: tuple[str, ...]
    """The client ids that it may issue tokens to."""
    key: bytes | None = field(default=None, repr=False)
    """The secret that its tokens are signed by; None where it is not known here."""


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
    encryption: Encryption | None = None
    """SSE-KMS of the object to be read or written; None where S3 manages the key itself."""
    copy_source_encryption: Encryption | None = None
    kms_key: KmsKey | None = None
    """For a call of KMS: the key that it is about, or None if there is no such key."""
    role_trust: Policy | None = None
    """For sts:AssumeRole and its kind: the trust policy of the role asked for, or None if there is none."""
    identity_providers: tuple[IdentityProvider, ...] = ()
    """For sts:AssumeRoleWithWebIdentity: those of the account."""
    real_now: datetime | None = None
    """Real time (aware, UTC). A header-signed request may be within 15 minutes of it or of lab time."""
    endpoint_hosts: tuple[str, ...] = field(default=("127.0.0.1", "localhost", "[::1]"))
    """Host names without port that address the endpoint itself; what stands before one is a bucket."""
