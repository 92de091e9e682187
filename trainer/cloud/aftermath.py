"""What S3 does around an operation and moto does not: checks of a bucket policy, defaults of a new bucket."""

import json
import re

from trainer.cloud import adapter
from trainer.cloud.body import Body
from trainer.cloud.configurations import cors_refusal, location_refusal
from trainer.cloud.store import StoreAnswer
from trainer.s3.target import Wants
from trainer.s3.verdict import Refusal
from trainer.s3.world import World

_BUCKET_NAME = re.compile(r"(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", re.ASCII)
"""Source: "Bucket naming rules" of the Amazon S3 user guide."""


_KEY_STATUSES = ("Active", "Inactive")
"""IAM API reference, UpdateAccessKey; moto keeps any word, and every other one makes a key useless."""


def before(wanted: Wants, body: Body | None, method: str) -> Refusal | None:
    """Return what S3 refuses although it is permitted, and moto does not; else None."""
    if wanted.action == "s3:PutBucketPolicy" and wanted.bucket:
        return _policy_refusal(wanted.bucket, body)
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
    """Return what IAM refuses although it is permitted, and moto does not, or what moto passes over."""
    fields = dict(wanted.parameters)
    if wanted.action == "iam:DeleteUser" and adapter.has_access_keys(fields.get("UserName", "")):
        return Refusal(409, "DeleteConflict", "Cannot delete entity, must delete access keys first.")
    status = fields.get("Status", _KEY_STATUSES[0])
    if wanted.action == "iam:UpdateAccessKey" and status not in _KEY_STATUSES:
        return Refusal(
            400,
            "ValidationError",
            f"1 validation error detected: Value '{status}' at 'status' failed to satisfy constraint: Member "
            f"must satisfy enum value set: [{', '.join(_KEY_STATUSES)}]",
        )
    if wanted.action == "iam:CreateUser" and "PermissionsBoundary" in fields:
        message = "The local store cannot do this: a permissions boundary of a user"
        return Refusal(501, "NotImplemented", message, not_modelled=True)
    return None


def _policy_refusal(bucket: str, body: Body | None) -> Refusal | None:
    document = body.read() if body else b""
    if not _is_policy(document):
        return Refusal(400, "MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'")
    if adapter.blocks_public_policy(bucket) and adapter.is_public(document.decode("utf-8")):
        return Refusal(
            403,
            "AccessDenied",
            f"User is not authorized to perform: s3:PutBucketPolicy on resource: "
            f'"arn:aws:s3:::{bucket}" because public policies are prevented by the BlockPublicPolicy '
            "setting in S3 Block Public Access.",
        )
    return None


def after(wanted: Wants, world: World, answer: StoreAnswer) -> None:
    """Give a bucket that was just made the settings of every new bucket."""
    made = wanted.action == "s3:CreateBucket" and world.bucket is None and answer.status == 200
    if made and wanted.bucket:
        adapter.set_defaults_of_new_bucket(wanted.bucket)


def _is_policy(sent: bytes) -> bool:
    try:
        # Decoded here: `loads` takes other encodings too, which no one who reads the policy later does.
        document = json.loads(sent.decode("utf-8"))
    except (ValueError, RecursionError):
        return False
    return isinstance(document, dict) and "Statement" in document
