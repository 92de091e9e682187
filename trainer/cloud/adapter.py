"""The one module that reads moto's backends: what a request needs to be judged, as a fixed snapshot.

moto's backends are private: moto is pinned exactly, and tests/cloud/test_adapter.py pins what is relied on.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, iam_backends
from moto.s3.models import (
    OWNER,
    FakeAcl,
    FakeBucket,
    FakeDeleteMarker,
    FakeGrant,
    FakeGrantee,
    FakeKey,
    PublicAccessBlock,
    s3_backends,
)

from trainer.cloud import keys
from trainer.cloud.account import ACCOUNT as ACCOUNT
from trainer.cloud.account import PARTITION, policy_of
from trainer.cloud.account import REGION as REGION
from trainer.cloud.account import UnreadablePolicyError as UnreadablePolicyError
from trainer.cloud.sessions import RoleHolder, Sessions, TemporaryCredentials, UserHolder
from trainer.s3.acl import Acl, AclGrant
from trainer.s3.target import Wants
from trainer.s3.world import (
    AccessKey,
    BlockPublicAccess,
    Bucket,
    CorsRule,
    Encryption,
    Policy,
    PolicyKind,
    Principal,
    Session,
    World,
)

CANONICAL_USER: str = OWNER
"""The canonical user id by which access control lists know the account."""

ENDPOINT_HOSTS = ("127.0.0.1", "localhost", "[::1]")
DEFAULT_MAX_SESSION = 3600
"""Seconds a role's sessions may last where the role does not say (CreateRole, MaxSessionDuration)."""


_LEGACY_REGIONS = {"EU": "eu-west-1"}
"""Location constraints that are no Region's name."""

_AWS_POLICY = f"arn:{PARTITION}:iam::aws:policy/"


@dataclass(frozen=True, slots=True)
class RoleSettings:
    """What AssumeRole needs of a role."""

    arn: str
    name: str
    role_id: str
    max_session: int
    """Seconds."""


def iam() -> Any:
    """Return the IAM backend of the account."""
    return iam_backends[ACCOUNT][PARTITION]


def s3() -> Any:
    """Return the S3 backend of the account."""
    return s3_backends[ACCOUNT][PARTITION]


def snapshot(wants: Wants, sessions: Sessions, real_now: datetime) -> World:
    """Return everything that the request needs to be judged, and nothing else.

    Raises UnreadablePolicyError.
    """
    bucket = s3().buckets.get(wants.bucket) if wants.bucket else None
    source = wants.copy_source
    source_bucket = s3().buckets.get(source.bucket) if source else None
    stored = _version(bucket, wants.key, wants.version_id) if bucket and wants.key else None
    copied = _version(source_bucket, source.key, source.version_id) if source and source_bucket else None
    return World(
        region=REGION,
        account=ACCOUNT,
        key=_access_key(wants.access_key_id, sessions) if wants.access_key_id else None,
        bucket=_bucket(bucket, stored) if bucket else None,
        object_exists=_exists(stored, wants.version_id),
        copy_source=_bucket(source_bucket, copied) if source_bucket else None,
        copy_source_exists=_exists(copied, source.version_id) if source else False,
        encryption=_encryption(wants, bucket, stored) if bucket and wants.key else None,
        copy_source_encryption=keys.encryption_of_read(copied) if copied else None,
        kms_key=keys.key_of_call(wants) if wants.service == "kms" else None,
        role_trust=_trust(wants.role_arn) if wants.role_arn else None,
        real_now=real_now,
        endpoint_hosts=ENDPOINT_HOSTS,
    )


def role(arn: str) -> RoleSettings | None:
    """Return the settings of the role with that ARN, or None if there is none."""
    found = _role(arn)
    if found is None:
        return None
    longest = int(found.max_session_duration or DEFAULT_MAX_SESSION)
    return RoleSettings(found.arn, found.name, found.id, longest)


def assumed_role_arn(holder: RoleHolder) -> str:
    """Return the ARN under which a role's session acts."""
    name = holder.role_arn.rpartition("/")[2]
    return f"arn:{PARTITION}:sts::{ACCOUNT}:assumed-role/{name}/{holder.session_name}"


def managed_policy(arn: str, kind: PolicyKind) -> Policy | None:
    """Return the default version of a managed policy, or None if there is no such policy."""
    know_aws_managed_policy(arn)
    found = iam().managed_policies.get(arn)
    return _managed(found, kind) if found else None


def know_aws_managed_policy(arn: str) -> None:
    """Let moto know a managed policy of AWS that a request names; others stay unknown to it.

    moto can load them all when it starts, which takes longer than everything else together.
    """
    if arn.startswith(_AWS_POLICY) and arn not in iam().managed_policies:
        name = arn.rpartition("/")[2]
        data = _aws_managed_policies().get(name)
        policy = AWSManagedPolicy.from_data(name, ACCOUNT, REGION, data) if data else None
        if policy and policy.arn == arn:
            iam().managed_policies[arn] = policy


@cache
def _aws_managed_policies() -> dict[str, Any]:
    policies: dict[str, Any] = json.loads(aws_managed_policies_data)
    return policies


def is_delete_marker(wants: Wants) -> bool:
    """Return whether the version that a request names is a delete marker."""
    bucket = s3().buckets.get(wants.bucket)
    if bucket is None or wants.key is None or wants.version_id is None:
        return False
    return isinstance(_version(bucket, wants.key, wants.version_id), FakeDeleteMarker)


def has_upload(wants: Wants, upload_id: str) -> bool:
    """Return whether a multipart upload of that id was begun for the key that a request names."""
    bucket = s3().buckets.get(wants.bucket)
    upload = bucket.multiparts.get(upload_id) if bucket else None
    return upload is not None and upload.key_name == wants.key


def set_user_boundary(user_name: str, arn: str | None) -> bool:
    """Set a user's permissions boundary, or (None) take it away; return whether there is such a user.

    moto knows no boundary of a user, but tells of this attribute in GetUser, as it does for a role.
    """
    user = iam().users.get(user_name)
    if user is None:
        return False
    told = {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": arn}
    user.permissions_boundary = told if arn else None
    return True


def has_access_keys(user_name: str) -> bool:
    """Return whether a user has access keys, active or not."""
    user = iam().users.get(user_name)
    return bool(user and user.access_keys)


def set_defaults_of_new_bucket(name: str) -> None:
    """Give a bucket what S3 gives every new one since April 2023, and moto does not.

    Block Public Access on, and ACLs disabled unless the request asked for another ownership.
    """
    bucket = s3().buckets[name]
    if bucket.public_access_block is None:
        bucket.public_access_block = PublicAccessBlock(True, True, True, True)
    if bucket.ownership_rule is None:
        bucket.ownership_rule = "BucketOwnerEnforced"


def set_bucket_acl(name: str, acl: Acl) -> None:
    """Set what a bucket's list grants, its owner's full control besides."""
    granted = [FakeGrant([_grantee(grant.grantee)], [grant.permission]) for grant in acl]
    owner = FakeGrant([FakeGrantee(grantee_id=CANONICAL_USER)], ["FULL_CONTROL"])
    s3().buckets[name].acl = FakeAcl([owner, *granted])


def neutralise_bucket_policy_check() -> None:
    """Take away moto's own reading of bucket policies, here and nowhere else.

    moto knows neither principals nor conditions: a Deny with a Condition would refuse every request, allowed
    ones too. The judge has already decided by the time moto sees a request.
    """
    from moto.iam.access_control import PermissionResult

    unjudged: Any = FakeBucket
    unjudged.get_permission = lambda self, action, resource: PermissionResult.NEUTRAL


def _access_key(access_key_id: str, sessions: Sessions) -> AccessKey | None:
    session = sessions.find(access_key_id)
    if session:
        return _temporary_key(session)
    found = iam().access_keys.get(access_key_id)
    user = iam().users.get(found.user_name) if found else None
    if user is None:
        return None
    return AccessKey(access_key_id, found.secret_access_key, found.status == "Active", _user(user))


def _temporary_key(issued: TemporaryCredentials) -> AccessKey | None:
    holder = issued.holder
    principal = _user_of(holder) if isinstance(holder, UserHolder) else _assumed(holder)
    if principal is None:
        return None
    session = Session(issued.token, issued.issued_at, issued.expires_at, issued.policies)
    return AccessKey(issued.access_key_id, issued.secret_access_key, True, principal, session)


def _user_of(holder: UserHolder) -> Principal | None:
    user = iam().users.get(holder.user_name)
    return _user(user) if user and user.id == holder.user_id else None


def _user(user: Any) -> Principal:
    groups = [group for group in iam().groups.values() if user in group.users]
    boundary = getattr(user, "permissions_boundary", None)
    return Principal(
        arn=user.arn,
        account=ACCOUNT,
        kind="user",
        user_id=user.id,
        user_name=user.name,
        policies=tuple(policy for owner in (user, *groups) for policy in _identity(owner)),
        boundary=_boundary(boundary["PermissionsBoundaryArn"]) if boundary else None,
    )


def _assumed(holder: RoleHolder) -> Principal:
    # Permissions are those of the role now. A session outlives its role, but then nothing is allowed to it.
    found = iam().roles.get(holder.role_id)
    boundary = found.permissions_boundary_arn if found else None
    return Principal(
        arn=assumed_role_arn(holder),
        account=ACCOUNT,
        kind="assumed-role",
        user_id=f"{holder.role_id}:{holder.session_name}",
        role_arn=holder.role_arn,
        policies=tuple(_identity(found)) if found else (),
        boundary=_boundary(boundary) if boundary else None,
    )


def _boundary(arn: str) -> Policy:
    # A boundary whose policy is gone allows nothing.
    return managed_policy(arn, "boundary") or Policy(
        arn, "boundary", {"Version": "2012-10-17", "Statement": []}
    )


def _identity(owner: Any) -> Iterable[Policy]:
    for name, document in owner.policies.items():
        yield policy_of(name, "identity", document)
    for attached in owner.managed_policies.values():
        yield _managed(attached, "identity")


def _managed(policy: Any, kind: PolicyKind) -> Policy:
    default = next(version for version in policy.versions if version.version_id == policy.default_version_id)
    return policy_of(policy.arn, kind, default.document)


def _role(arn: str) -> Any:
    return next((found for found in iam().roles.values() if found.arn == arn), None)


def _trust(arn: str) -> Policy | None:
    found = _role(arn)
    return policy_of(found.name, "resource", found.assume_role_policy_document) if found else None


def _bucket(bucket: Any, stored: Any) -> Bucket:
    document = bucket.policy.decode("utf-8") if bucket.policy else None
    return Bucket(
        name=bucket.name,
        region=_LEGACY_REGIONS.get(bucket.region_name, bucket.region_name),
        account=bucket.account_id,
        policy=policy_of(bucket.name, "resource", document) if document else None,
        ownership=bucket.ownership_rule or "BucketOwnerEnforced",
        acl=_acl(bucket),
        object_acl=_acl(stored),
        block=_block(bucket.public_access_block),
        cors=tuple(_cors_rule(rule) for rule in bucket.cors),
    )


def _acl(owner: Any) -> Acl:
    listed = getattr(owner, "acl", None)
    return tuple(
        AclGrant(grantee.uri or grantee.id, permission)
        for grant in (listed.grants if listed else ())
        for grantee in grant.grantees
        for permission in grant.permissions
        if grantee.id != CANONICAL_USER
    )


def _cors_rule(rule: Any) -> CorsRule:
    return CorsRule(
        origins=_texts(rule.allowed_origins),
        methods=_texts(rule.allowed_methods),
        headers=_texts(rule.allowed_headers),
        exposed=_texts(rule.exposed_headers),
        max_age=int(rule.max_age_seconds) if rule.max_age_seconds else None,
    )


def _texts(found: list[str | None] | None) -> tuple[str, ...]:
    # An empty element is None.
    return tuple(text or "" for text in found or ())


def _grantee(grantee: str) -> Any:
    return FakeGrantee(uri=grantee) if grantee.startswith("http") else FakeGrantee(grantee_id=grantee)


def _block(block: Any) -> BlockPublicAccess:
    if block is None:
        return BlockPublicAccess()
    return BlockPublicAccess(
        block_public_acls=bool(block.block_public_acls),
        ignore_public_acls=bool(block.ignore_public_acls),
        block_public_policy=bool(block.block_public_policy),
        restrict_public_buckets=bool(block.restrict_public_buckets),
    )


def _encryption(wants: Wants, bucket: Any, stored: Any) -> Encryption | None:
    upload_id = next((value for name, value in wants.parameters if name == "uploadId"), None)
    if upload_id is not None:
        return keys.encryption_of_read(bucket.multiparts.get(upload_id))
    if wants.operation and wants.operation.writes_object:
        return keys.encryption_of_write(wants, bucket.encryption)
    return keys.encryption_of_read(stored)


def _exists(found: Any, version_id: str | None) -> bool:
    # A delete marker asked for by its version is there, though it cannot be read.
    return isinstance(found, FakeKey) or (version_id is not None and isinstance(found, FakeDeleteMarker))


def _version(bucket: Any, key: str, version_id: str | None) -> Any:
    versions = bucket.keys.getlist(key, default=[])
    if version_id is None:
        return versions[-1] if versions else None
    return next((found for found in versions if str(found.version_id) == version_id), None)
