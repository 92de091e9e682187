"""What S3 does around an operation and moto does not: checks of a bucket policy, defaults of a new bucket."""

import json
import re
from collections.abc import Sequence
from dataclasses import replace

from trainer.cloud import adapter, boundaries, identities
from trainer.cloud.body import Body
from trainer.cloud.configurations import cors_refusal, location_refusal
from trainer.cloud.limits import too_large, wrong_document, wrong_option
from trainer.cloud.store import StoreAnswer
from trainer.s3.acl import ANONYMOUS_USER, PUBLIC_GROUPS, Acl
from trainer.s3.target import Wants
from trainer.s3.verdict import Refusal
from trainer.s3.world import World

_BUCKET_NAME = re.compile(r"(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)
"""Source: "Bucket naming rules" of the Amazon S3 user guide."""

MAX_POLICY = 20 * 1024
"""Bytes of a bucket policy. Source: "Policies and permissions in Amazon S3" of the Amazon S3 user guide; how
S3 words its refusal is not recorded."""

_READS_ACL = frozenset({"s3:GetBucketAcl", "s3:GetObjectAcl", "s3:GetObjectVersionAcl"})
_WITHOUT_CONTENT = frozenset({"s3:PutBucketPolicy", "s3:PutBucketTagging"})
"""What is done is answered 204 (policy: recorded in versity/versitygw#1712, tags: #936); moto answers 200."""
_GRANT = re.compile(rb"<Grant>.*?</Grant>", re.DOTALL)


_KEY_STATUSES = ("Active", "Inactive")
"""IAM API reference, UpdateAccessKey; moto keeps any word, and every other one makes a key useless."""


def before(
    wanted: Wants, body: Body | None, method: str, headers: Sequence[tuple[str, str]]
) -> Refusal | None:
    """Return what S3 refuses although it is permitted, and moto does not; else None.

    `headers` are those that S3 acts on, with names in lower case.
    """
    refused = (
        too_large(wanted, headers) or wrong_option(wanted, headers) or wrong_document(wanted, method, body)
    )
    if refused:
        return refused
    if wanted.action == "s3:PutBucketPolicy" and wanted.bucket:
        return _policy_refusal(body)
    if wanted.action == "s3:PutBucketCORS" and method == "PUT":
        return cors_refusal(body.read() if body else b"")
    if wanted.action == "s3:CreateBucket":
        if not _BUCKET_NAME.fullmatch(wanted.bucket or ""):
            return Refusal(400, "InvalidBucketName", "The specified bucket is not valid.")
        return location_refusal(body.read() if body else b"")
    if wanted.operation and wanted.operation.reads and adapter.is_delete_marker(wanted):
        return Refusal(
            405,
            "MethodNotAllowed",
            "The specified method is not allowed against this resource.",
            (("ResourceType", "DeleteMarker"),),
        )
    return _upload_refusal(wanted)


def _upload_refusal(wanted: Wants) -> Refusal | None:
    # moto finds an upload by its id alone, whatever key permission was asked for.
    upload_id = dict(wanted.parameters).get("uploadId")
    if upload_id is None or wanted.key is None or adapter.has_upload(wanted, upload_id):
        return None
    message = (
        "The specified upload does not exist. The upload ID may be invalid, or the upload may have been "
        "aborted or completed."
    )
    return Refusal(404, "NoSuchUpload", message, (("UploadId", upload_id),))


def before_iam(wanted: Wants) -> Refusal | None:
    """Return what IAM refuses although it is permitted, and moto does not."""
    fields = dict(wanted.parameters)
    if wanted.action == "iam:DeleteUser" and identities.has_access_keys(fields.get("UserName", "")):
        return Refusal(409, "DeleteConflict", "Cannot delete entity, must delete access keys first.")
    status = fields.get("Status", _KEY_STATUSES[0])
    if wanted.action == "iam:UpdateAccessKey" and status not in _KEY_STATUSES:
        return Refusal(
            400,
            "ValidationError",
            f"1 validation error detected: Value '{status}' at 'status' failed to satisfy constraint: Member "
            f"must satisfy enum value set: [{', '.join(_KEY_STATUSES)}]",
        )
    return boundaries.refusal(wanted)


def _policy_refusal(body: Body | None) -> Refusal | None:
    document = body.read() if body else b""
    if len(document) > MAX_POLICY:
        return Refusal(400, "MalformedPolicy", "Policy exceeds the maximum allowed document size.")
    if _is_policy(document):
        return None
    return Refusal(400, "MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'")


def effective(wanted: Wants, world: World, answer: StoreAnswer) -> StoreAnswer:
    """Return an answer as S3 gives it."""
    if wanted.action in _WITHOUT_CONTENT and answer.status == 200:
        headers = tuple(
            (name, value) for name, value in answer.headers if not name.lower().startswith("content-")
        )
        return replace(answer, status=204, headers=headers, body=b"")
    return _in_force(wanted, world, answer)


def _in_force(wanted: Wants, world: World, answer: StoreAnswer) -> StoreAnswer:
    """Take out of a list that is read what does not count: S3 tells the permissions that are in force.

    Sources: "Blocking public access to your Amazon S3 storage" and, for disabled ACLs, "Controlling ownership
    of objects and disabling ACLs for your bucket".
    """
    bucket = world.bucket
    if bucket is None or answer.status != 200 or wanted.action not in _READS_ACL:
        return answer

    def counts(grant: bytes) -> bool:
        if adapter.CANONICAL_USER.encode() in grant or ANONYMOUS_USER.encode() in grant:
            return True
        public = any(group.encode() in grant for group in PUBLIC_GROUPS)
        return bucket.acls_enabled and not (public and bucket.block.ignore_public_acls)

    body = _GRANT.sub(lambda grant: grant[0] if counts(grant[0]) else b"", answer.body)
    if not bucket.acls_enabled:
        # The bucket's owner owns what the anonymous user left, too.
        body = body.replace(ANONYMOUS_USER.encode(), adapter.CANONICAL_USER.encode())
    return replace(answer, body=body)


def after(wanted: Wants, world: World, acl: Acl | None, answer: StoreAnswer) -> None:
    """Give a bucket that was just made the settings of every new bucket, and the list that was asked for."""
    made = wanted.action == "s3:CreateBucket" and world.bucket is None and answer.status == 200
    if made and wanted.bucket:
        adapter.set_defaults_of_new_bucket(wanted.bucket)
        adapter.set_bucket_acl(wanted.bucket, acl or ())


def _is_policy(sent: bytes) -> bool:
    try:
        # Decoded here: `loads` takes other encodings too, which no one who reads the policy later does.
        document = json.loads(sent.decode("utf-8"))
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and "Statement" in document
