"""What S3 does around an operation and moto does not: checks of a bucket policy, defaults of a new bucket."""

import json

from trainer.cloud import adapter
from trainer.cloud.body import Body
from trainer.cloud.store import StoreAnswer
from trainer.s3.target import Wants
from trainer.s3.verdict import Refusal
from trainer.s3.world import World


def before(wanted: Wants, body: Body | None) -> Refusal | None:
    """Return what S3 refuses although it is permitted, and moto does not; else None."""
    if wanted.action == "s3:PutBucketPolicy" and wanted.bucket:
        return _policy_refusal(wanted.bucket, body)
    if wanted.operation and wanted.operation.reads and adapter.is_delete_marker(wanted):
        return Refusal(
            405,
            "MethodNotAllowed",
            "The specified method is not allowed against this resource.",
            (("ResourceType", "DeleteMarker"),),
        )
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
        document = json.loads(sent)
    except ValueError:
        return False
    return isinstance(document, dict) and "Statement" in document
