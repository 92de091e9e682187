"""What a request needs to be judged, as a fixed snapshot; and the one module that reads moto's S3.

moto's backends are private: moto is pinned exactly, and tests/cloud/test_adapter.py pins what is relied on.
"""

from datetime import datetime
from typing import Any

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

from trainer.cloud import identities, keys
from trainer.cloud.account import ACCOUNT, PARTITION, REGION, policy_of
from trainer.cloud.sessions import Sessions
from trainer.s3.acl import ANONYMOUS_USER, Acl, AclGrant
from trainer.s3.target import Wants
from trainer.s3.world import BlockPublicAccess, Bucket, CorsRule, Encryption, Ownership, World

CANONICAL_USER: str = OWNER
"""The canonical user id by which access control lists know the account."""

ENDPOINT_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_LEGACY_REGIONS = {"EU": "eu-west-1"}
"""Location constraints that are no Region's name."""


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
        key=identities.access_key(wants.access_key_id, sessions) if wants.access_key_id else None,
        bucket=_bucket(bucket, stored) if bucket else None,
        object_exists=_exists(stored, wants.version_id),
        copy_source=_bucket(source_bucket, copied) if source_bucket else None,
        copy_source_exists=_exists(copied, source.version_id) if source else False,
        encryption=_encryption(wants, bucket, stored) if bucket and wants.key else None,
        copy_source_encryption=keys.encryption_of_read(copied) if copied else None,
        kms_key=keys.key_of_call(wants) if wants.service == "kms" else None,
        role_trust=identities.trust_policy(wants.role_arn) if wants.role_arn else None,
        identity_providers=identities.identity_providers(sessions) if wants.service == "sts" else (),
        real_now=real_now,
        endpoint_hosts=ENDPOINT_HOSTS,
    )


def is_delete_marker(wants: Wants) -> bool:
    """Return whether the version that a request names is a delete marker."""
    bucket = s3().buckets.get(wants.bucket)
    if bucket is None or wants.key is None or wants.version_id is None:
        return False
    return isinstance(_version(bucket, wants.key, wants.version_id), FakeDeleteMarker)


def give_to_nobody(wants: Wants) -> None:
    """Make the object that was just written the anonymous user's."""
    _version(s3().buckets[wants.bucket], wants.key or "", None).trainer_owner = ANONYMOUS_USER


def is_nobodys(bucket: str, key: str, version_id: str | None) -> bool:
    """Return whether an object, or the version of it, belongs to the anonymous user."""
    found = s3().buckets.get(bucket)
    return found is not None and _owner(_version(found, key, version_id)) == ANONYMOUS_USER


def versions_of(bucket: str, key: str) -> int:
    """Return how many versions, delete markers among them, a key has."""
    found = s3().buckets.get(bucket)
    return len(found.keys.getlist(key, default=[])) if found else 0


def knows_continuation(token: str) -> bool:
    """Return whether a listing was cut short with this token."""
    return token in s3()._pagination_tokens


def has_upload(wants: Wants, upload_id: str) -> bool:
    """Return whether a multipart upload of that id was begun for the key that a request names."""
    bucket = s3().buckets.get(wants.bucket)
    upload = bucket.multiparts.get(upload_id) if bucket else None
    return upload is not None and upload.key_name == wants.key


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


def spread_grants(wants: Wants) -> None:
    """Give each grantee of a list that was just set an entry: moto shows the first of an entry's alone."""
    bucket = s3().buckets.get(wants.bucket)
    listing = _version(bucket, wants.key, wants.version_id) if bucket and wants.key else bucket
    listed = getattr(listing, "acl", None)
    if listed:
        listing.acl = FakeAcl(
            [FakeGrant([each], grant.permissions) for grant in listed.grants for each in grant.grantees]
        )


def neutralise_bucket_policy_check() -> None:
    """Take away moto's own reading of bucket policies, here and nowhere else.

    moto knows neither principals nor conditions: a Deny with a Condition would refuse every request, allowed
    ones too. The judge has already decided by the time moto sees a request.
    """
    from moto.iam.access_control import PermissionResult

    unjudged: Any = FakeBucket
    unjudged.get_permission = lambda self, action, resource: PermissionResult.NEUTRAL


def _bucket(bucket: Any, stored: Any) -> Bucket:
    document = bucket.policy.decode("utf-8") if bucket.policy else None
    ownership: Ownership = bucket.ownership_rule or "BucketOwnerEnforced"
    return Bucket(
        name=bucket.name,
        region=_LEGACY_REGIONS.get(bucket.region_name, bucket.region_name),
        account=bucket.account_id,
        policy=policy_of(bucket.name, "resource", document) if document else None,
        ownership=ownership,
        acl=_acl(bucket),
        object_acl=_acl(stored),
        block=_block(bucket.public_access_block),
        owner=CANONICAL_USER,
        # With ACLs disabled, everything in a bucket belongs to its account.
        object_owner=CANONICAL_USER if ownership == "BucketOwnerEnforced" else _owner(stored),
        cors=tuple(_cors_rule(rule) for rule in bucket.cors),
    )


def _owner(stored: Any) -> str:
    owner: str = getattr(stored, "trainer_owner", CANONICAL_USER)
    return owner if isinstance(stored, FakeKey) else ""


def _acl(listing: Any) -> Acl:
    listed, owner = getattr(listing, "acl", None), _owner(listing) or CANONICAL_USER
    return tuple(
        AclGrant(grantee.uri or grantee.id, permission)
        for grant in (listed.grants if listed else ())
        for grantee in grant.grantees
        for permission in grant.permissions
        if grantee.id != owner
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
