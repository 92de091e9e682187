"""S3's operations: which method and subresource asks for which IAM action.

Source: the Actions table of the Service Authorization Reference for Amazon S3. What is not in this table is
not modelled, and a judge refuses it.
"""

from typing import Literal, NamedTuple

Level = Literal["service", "bucket", "object"]

SUBRESOURCES = frozenset(
    """
    abac accelerate acl analytics annotation attributes cors defaultObjectAcl delete encryption
    events intelligent-tiering inventory legal-hold lifecycle location logging metadataConfiguration
    metadataInventoryTable metadataJournalTable metadataTable metrics notification object-lock
    ownershipControls policy policyStatus publicAccessBlock public_access_block renameObject
    replication requestPayment restore retention select session storageClass tagging torrent
    uploadId uploads versioning versions website
    """.split()  # noqa: SIM905 (a table of names reads better as text)
)
"""Names that choose an operation when they stand in a query. Others are options of one, or nothing to S3."""


class Operation(NamedTuple):
    """What a request asks S3 to do."""

    level: Level
    action: str
    """The IAM action it needs, such as `s3:GetObject`."""
    version_action: str | None = None
    """The action it needs instead where `versionId` names a version."""
    reads: bool = False
    """Whether it needs the object to be there."""
    writes_object: bool = False
    """Whether it makes an object, so that headers may ask for further permissions."""
    form: bool = False
    """Whether everything about the object comes in an upload form."""
    deletes: bool = False
    """Whether its body lists objects to delete, each of which needs the action."""


def _objects() -> dict[tuple[str, str], Operation]:
    def reading(name: str) -> Operation:
        return Operation("object", f"s3:GetObject{name}", f"s3:GetObjectVersion{name}", reads=True)

    put = Operation("object", "s3:PutObject", writes_object=True)
    return {
        ("GET", ""): reading(""),
        ("HEAD", ""): reading(""),
        ("GET", "acl"): reading("Acl"),
        ("GET", "attributes"): reading("Attributes"),
        ("GET", "tagging"): reading("Tagging"),
        ("GET", "retention"): Operation("object", "s3:GetObjectRetention", reads=True),
        ("GET", "legal-hold"): Operation("object", "s3:GetObjectLegalHold", reads=True),
        ("GET", "uploadId"): Operation("object", "s3:ListMultipartUploadParts"),
        ("PUT", ""): put,
        ("PUT", "uploadId"): put,
        ("PUT", "acl"): Operation("object", "s3:PutObjectAcl", "s3:PutObjectVersionAcl", reads=True),
        ("PUT", "tagging"): Operation(
            "object", "s3:PutObjectTagging", "s3:PutObjectVersionTagging", reads=True
        ),
        ("PUT", "retention"): Operation("object", "s3:PutObjectRetention", reads=True),
        ("PUT", "legal-hold"): Operation("object", "s3:PutObjectLegalHold", reads=True),
        ("POST", "uploads"): put,
        ("POST", "uploadId"): Operation("object", "s3:PutObject"),
        ("POST", "restore"): Operation("object", "s3:RestoreObject", reads=True),
        ("DELETE", ""): Operation("object", "s3:DeleteObject", "s3:DeleteObjectVersion"),
        ("DELETE", "uploadId"): Operation("object", "s3:AbortMultipartUpload"),
        ("DELETE", "tagging"): Operation("object", "s3:DeleteObjectTagging", "s3:DeleteObjectVersionTagging"),
    }


_CONFIGURATIONS = {
    # subresource: (to read, to write, to delete); empty where there is no such operation
    "accelerate": ("GetAccelerateConfiguration", "PutAccelerateConfiguration", ""),
    "acl": ("GetBucketAcl", "PutBucketAcl", ""),
    "analytics": ("GetAnalyticsConfiguration", "PutAnalyticsConfiguration", "PutAnalyticsConfiguration"),
    "cors": ("GetBucketCORS", "PutBucketCORS", "PutBucketCORS"),
    "encryption": ("GetEncryptionConfiguration", "PutEncryptionConfiguration", "PutEncryptionConfiguration"),
    "inventory": ("GetInventoryConfiguration", "PutInventoryConfiguration", "PutInventoryConfiguration"),
    "lifecycle": ("GetLifecycleConfiguration", "PutLifecycleConfiguration", "PutLifecycleConfiguration"),
    "location": ("GetBucketLocation", "", ""),
    "logging": ("GetBucketLogging", "PutBucketLogging", ""),
    "metrics": ("GetMetricsConfiguration", "PutMetricsConfiguration", "PutMetricsConfiguration"),
    "notification": ("GetBucketNotification", "PutBucketNotification", ""),
    "object-lock": ("GetBucketObjectLockConfiguration", "PutBucketObjectLockConfiguration", ""),
    "ownershipControls": (
        "GetBucketOwnershipControls",
        "PutBucketOwnershipControls",
        "PutBucketOwnershipControls",
    ),
    "policy": ("GetBucketPolicy", "PutBucketPolicy", "DeleteBucketPolicy"),
    "policyStatus": ("GetBucketPolicyStatus", "", ""),
    "publicAccessBlock": (
        "GetBucketPublicAccessBlock",
        "PutBucketPublicAccessBlock",
        "PutBucketPublicAccessBlock",
    ),
    "replication": (
        "GetReplicationConfiguration",
        "PutReplicationConfiguration",
        "PutReplicationConfiguration",
    ),
    "requestPayment": ("GetBucketRequestPayment", "PutBucketRequestPayment", ""),
    "tagging": ("GetBucketTagging", "PutBucketTagging", "PutBucketTagging"),
    "uploads": ("ListBucketMultipartUploads", "", ""),
    "versioning": ("GetBucketVersioning", "PutBucketVersioning", ""),
    "versions": ("ListBucketVersions", "", ""),
    "website": ("GetBucketWebsite", "PutBucketWebsite", "DeleteBucketWebsite"),
}


def _buckets() -> dict[tuple[str, str], Operation]:
    table = {
        ("GET", ""): Operation("bucket", "s3:ListBucket"),
        ("HEAD", ""): Operation("bucket", "s3:ListBucket"),
        ("PUT", ""): Operation("bucket", "s3:CreateBucket"),
        ("DELETE", ""): Operation("bucket", "s3:DeleteBucket"),
    }
    table["POST", "delete"] = Operation("bucket", "s3:DeleteObject", deletes=True)
    for subresource, actions in _CONFIGURATIONS.items():
        for method, action in zip(("GET", "PUT", "DELETE"), actions, strict=True):
            if action:
                table[method, subresource] = Operation("bucket", f"s3:{action}")
    return table


UPLOAD_FORM = Operation("object", "s3:PutObject", writes_object=True, form=True)
"""POST on a bucket: the object comes in an upload form, which names its key."""

OPERATIONS: dict[Level, dict[tuple[str, str], Operation]] = {
    "service": {("GET", ""): Operation("service", "s3:ListAllMyBuckets")},
    "bucket": _buckets(),
    "object": _objects(),
}


def operation_of(level: Level, method: str, names: frozenset[str]) -> Operation | None:
    """Return the operation of a method and the names in its query, or None where it is not modelled."""
    chosen = names & SUBRESOURCES
    if len(chosen) > 1:
        return None
    subresource = next(iter(chosen), "")
    if (level, method, subresource) == ("bucket", "POST", ""):
        return UPLOAD_FORM
    return OPERATIONS[level].get((method, subresource))
