"""Keys of KMS: the one module that reads moto's backend of them.

Like all of moto's backends it is private; tests/cloud/test_keys.py pins what is relied on.
"""

import json
import sys
from functools import cache
from typing import Any

from trainer.cloud.account import ACCOUNT, REGION, policy_of
from trainer.s3.target import Wants
from trainer.s3.verdict import Refusal
from trainer.s3.world import Encryption, KmsKey

MANAGED = "alias/aws/s3"
"""The key that AWS manages for S3 in an account, and S3 uses where none is named."""

_ARN = f"arn:aws:kms:{REGION}:{ACCOUNT}:"


def kms() -> Any:
    """Return the KMS backend of the account."""
    return _backends()[ACCOUNT][REGION]


def reset() -> None:
    """Forget every key; where moto's part for them was never loaded there is none."""
    if "moto.kms.models" in sys.modules:
        kms().reset()


@cache
def _backends() -> Any:
    """Return moto's keys, loaded when first asked for: no lab should wait for the cryptography they need.

    moto's own reading of key policies is taken away: the judge has decided before moto sees a call.
    """
    from moto.kms import responses
    from moto.kms.models import kms_backends

    unjudged: Any = responses
    unjudged.validate_policy = lambda key, action: None
    return kms_backends


def key_of(key_id: str) -> KmsKey | None:
    """Return a key by its id, its ARN, its alias or the alias's ARN; None if there is no such key."""
    name = key_id.removeprefix(_ARN)
    is_alias = name.startswith("alias/")
    key = kms().keys.get(kms().get_key_id_from_alias(name) if is_alias else name.removeprefix("key/"))
    if key is None:
        return None
    if MANAGED in key.aliases:
        key.policy, key.key_manager = _managed_policy(), "AWS"
    return KmsKey(
        key.arn, policy_of(key.arn, "resource", key.policy or "{}"), tuple(key.aliases), key.key_state
    )


def encryption_of_read(stored: Any) -> Encryption | None:
    """Return the SSE-KMS of a stored object or of an upload, or None."""
    algorithm = getattr(stored, "encryption", None) or getattr(stored, "sse_encryption", None)
    if algorithm != "aws:kms":
        return None
    key_id = stored.kms_key_id or MANAGED
    return Encryption(key_id, key_of(key_id), _flag(getattr(stored, "bucket_key_enabled", None)))


def encryption_of_write(wants: Wants, default: Any) -> Encryption | None:
    """Return the SSE-KMS that an upload asks for, or gets by the bucket's default encryption; else None."""
    rule = default["Rule"] if default else {}
    by_default = rule.get("ApplyServerSideEncryptionByDefault", {})
    if (wants.sse or by_default.get("SSEAlgorithm")) != "aws:kms":
        return None
    # A request for aws:kms without a key is one for the key that AWS manages, whatever the bucket's is.
    key_id = wants.sse_key or (None if wants.sse else by_default.get("KMSMasterKeyID")) or MANAGED
    bucket_key = rule.get("BucketKeyEnabled") if wants.sse_bucket_key is None else wants.sse_bucket_key
    return Encryption(key_id, key_of(key_id), _flag(bucket_key))


def key_of_call(wants: Wants) -> KmsKey | None:
    """Return the key that a call of KMS is about, or None."""
    fields = dict(reversed(wants.parameters))
    key_id = fields.get("KeyId") or fields.get("TargetKeyId")
    if key_id is None and wants.action == "kms:DeleteAlias":
        key_id = fields.get("AliasName")
    return key_of(key_id) if key_id else None


def refusal(wants: Wants) -> Refusal | None:
    """Return KMS's refusal of a key policy that is none, which moto would keep; else None."""
    policy = dict(reversed(wants.parameters)).get("Policy")
    if policy is None or wants.action not in ("kms:CreateKey", "kms:PutKeyPolicy"):
        return None
    try:
        document = json.loads(policy)
    except (ValueError, RecursionError):
        document = None
    if isinstance(document, dict) and "Statement" in document:
        return None
    return Refusal(400, "MalformedPolicyDocumentException", "The new key policy is no policy document.")


def _flag(value: Any) -> bool:
    return str(value).lower() == "true"


def _managed_policy() -> str:
    """Return the fixed policy of the managed key: whoever may use S3 may use it through S3."""
    through_s3 = {
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": ["kms:Encrypt", "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:DescribeKey"],
        "Resource": "*",
        "Condition": {
            "StringEquals": {"kms:CallerAccount": ACCOUNT, "kms:ViaService": f"s3.{REGION}.amazonaws.com"}
        },
    }
    metadata = {
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
        "Action": ["kms:Describe*", "kms:Get*", "kms:List*"],
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Id": "auto-s3-2", "Statement": [through_s3, metadata]})
