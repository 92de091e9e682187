"""Which permissions a request needs, on which resources; and what of a request is not modelled."""

from typing import NamedTuple

from trainer.s3.authorization import QUERY_V2_PARAMETERS, QUERY_V4_PARAMETERS
from trainer.s3.case import Case
from trainer.s3.framing import STREAMING, UNSIGNED_TRAILER
from trainer.s3.target import BUCKET_KEY_HEADER, ENCRYPTION_HEADER, KMS_KEY_HEADER, Source, bucket_of_host
from trainer.s3.upload_form import unmodelled_field
from trainer.s3.world import Bucket

_OBJECT_HEADERS = {
    # a header of an upload, and the permission it asks for besides s3:PutObject
    "x-amz-acl": "s3:PutObjectAcl",
    "x-amz-grant-read": "s3:PutObjectAcl",
    "x-amz-grant-read-acp": "s3:PutObjectAcl",
    "x-amz-grant-write-acp": "s3:PutObjectAcl",
    "x-amz-grant-full-control": "s3:PutObjectAcl",
    "x-amz-tagging": "s3:PutObjectTagging",
    "x-amz-object-lock-mode": "s3:PutObjectRetention",
    "x-amz-object-lock-retain-until-date": "s3:PutObjectRetention",
    "x-amz-object-lock-legal-hold": "s3:PutObjectLegalHold",
}
_BUCKET_HEADERS = {
    # a header of CreateBucket, and the permission it asks for besides s3:CreateBucket
    "x-amz-acl": "s3:PutBucketAcl",
    "x-amz-grant-read": "s3:PutBucketAcl",
    "x-amz-grant-write": "s3:PutBucketAcl",
    "x-amz-grant-read-acp": "s3:PutBucketAcl",
    "x-amz-grant-write-acp": "s3:PutBucketAcl",
    "x-amz-grant-full-control": "s3:PutBucketAcl",
    "x-amz-bucket-object-lock-enabled": "s3:PutBucketObjectLockConfiguration",
    "x-amz-object-ownership": "s3:PutBucketOwnershipControls",
}
_AUTHENTICATION = frozenset({*QUERY_V4_PARAMETERS, *QUERY_V2_PARAMETERS, "X-Amz-Security-Token"})
_KMS_HEADERS = (KMS_KEY_HEADER, BUCKET_KEY_HEADER)
_ENCRYPTIONS = frozenset({"AES256", "aws:kms"})
_COPY_IF = "x-amz-copy-source-if-"
_IN_QUERY = ("x-amz-expected-bucket-owner", "x-amz-bypass-governance", ENCRYPTION_HEADER)


class Need(NamedTuple):
    """One permission: an action on a resource, and the bucket whose policy has a say."""

    action: str
    resource: str
    """An ARN; `*` for the service."""
    bucket: Bucket | None
    is_source: bool = False
    """Whether it is about what a copy reads."""


def arn(bucket: str, key: str | None) -> str:
    """Return the ARN of a bucket or of an object."""
    return f"arn:aws:s3:::{bucket}/{key}" if key else f"arn:aws:s3:::{bucket}"


def source_bucket(case: Case) -> Bucket | None:
    """Return the bucket that a copy reads from, if there is one of its name."""
    source, world = case.wants.copy_source, case.world
    # The snapshot of either bucket tells of the object that is addressed there, so the source's comes first.
    for bucket in (world.copy_source, world.bucket):
        if source and bucket and bucket.name == source.bucket:
            return bucket
    return None


def needs(case: Case) -> list[Need]:
    """Return every permission that a request needs, its own action first."""
    wants, bucket = case.wants, case.world.bucket
    resource = "*" if wants.bucket is None else arn(wants.bucket, wants.key)
    actions = [wants.action]
    if wants.operation and wants.operation.writes_object:
        actions += _asked_by_headers(case, _OBJECT_HEADERS)
    if wants.action == "s3:CreateBucket":
        actions += _asked_by_headers(case, _BUCKET_HEADERS)
    if case.effective_headers.get("x-amz-bypass-governance-retention"):
        actions.append("s3:BypassGovernanceRetention")
    if wants.action in ("s3:GetObjectAttributes", "s3:GetObjectVersionAttributes"):
        actions.append(wants.action.removesuffix("Attributes"))
    needed = [Need(action, resource, bucket) for action in dict.fromkeys(actions)]
    if wants.copy_source:
        source = wants.copy_source
        reading = "s3:GetObjectVersion" if source.version_id else "s3:GetObject"
        needed.append(Need(reading, arn(source.bucket, source.key), source_bucket(case), True))
    return needed


def _asked_by_headers(case: Case, asked: dict[str, str]) -> list[str]:
    return [asked[name] for name in case.effective_headers if name in asked]


def unmodelled(case: Case) -> str | None:
    """Return what of a request this judge does not model, in words; None if it models all of it."""
    wants, operation = case.wants, case.wants.operation
    if operation is None:
        return _operation_in_words(case)
    if operation.form:
        if case.fields.get("bucket", wants.bucket) != wants.bucket:
            return "a form field bucket that names another bucket than the URL does"
        field = unmodelled_field(case.fields)
        if field:
            return field
    payload = case.headers.get("x-amz-content-sha256") or ""
    if payload.startswith(STREAMING) and payload != UNSIGNED_TRAILER and wants.auth != "header-v4":
        return f"a body signed in chunks, {payload[:60]}, without a signed header"
    for name, value in case.effective_headers.items():
        if "server-side-encryption" in name and not _is_modelled_encryption(name, value):
            return f"encryption by {name[:80]}"
    for name in case.query.keys() - _AUTHENTICATION:
        lower = name.lower()
        if lower.startswith("x-amz-copy-source") or (lower not in case.hoisted and _is_header(lower)):
            return f"{lower[:80]} as a query parameter"
    return _unmodelled_copy(case, wants.copy_source) if wants.copy_source else None


def _unmodelled_copy(case: Case, source: Source) -> str | None:
    operation = case.wants.operation
    if operation is None or not (operation.writes_object and source.key):
        return "x-amz-copy-source with this operation"
    conditional = next((name for name in case.effective_headers if name.startswith(_COPY_IF)), None)
    return f"a copy by {conditional[:80]}" if conditional else None


def _is_modelled_encryption(name: str, value: str) -> bool:
    return name in _KMS_HEADERS or (name == ENCRYPTION_HEADER and value.strip() in _ENCRYPTIONS)


def _is_header(lower: str) -> bool:
    """Tell whether a parameter has the name of a header that S3 acts on."""
    return lower in _OBJECT_HEADERS or lower in _BUCKET_HEADERS or lower.startswith(_IN_QUERY)


def _operation_in_words(case: Case) -> str:
    host = case.headers.get("host") or ""
    if not bucket_of_host(host, case.world.endpoint_hosts)[1]:
        return f"the host {host[:80]!r}, which is not this endpoint's"
    level = "an object" if case.wants.key else "a bucket" if case.wants.bucket else "the service"
    names = "&".join(sorted(name for name in case.query if not name.startswith("X-Amz-")))
    return f"{case.request.method[:20]} on {level}{f' with ?{names[:80]}' if names else ''}"
