"""The verbs about keys of KMS and what is encrypted under them."""

import re
from collections.abc import Mapping
from typing import Any, Literal

from trainer.scenario.fields import Fields, shown
from trainer.scenario.names import Names
from trainer.scenario.problems import Path, Problem
from trainer.scenario.steps import BUCKET, BUCKETS, SetEncryption, SetKmsKey

MANAGED = "aws/s3"
"""The alias of the key that AWS manages for S3."""

_NAME = re.compile(r"(?!aws/)[a-zA-Z0-9/_-]{1,64}", re.ASCII)


def parse_kms(value: object, path: Path, problems: list[Problem], names: Names) -> SetKmsKey:
    """Read `kms: {key, policy, status}`."""
    fields = Fields(value, path, problems, ("key", "policy", "status"))
    fields.need("key", "a name for it")
    name = fields.text("key")
    if name and not _NAME.fullmatch(name):
        fields.wrong(f"expected a name of letters, digits, - and _, found {name!r}", "key")
    names.kms_keys.add(name)
    wanted = fields.optional_text("status", ("enabled", "disabled"))
    status: Literal["enabled", "disabled"] | None = None
    if wanted:
        status = "disabled" if wanted == "disabled" else "enabled"
    return SetKmsKey(name, _policy(fields), status)


def _policy(fields: Fields) -> dict[str, Any] | None:
    if "policy" not in fields:
        return None
    document = fields.values["policy"]
    if not isinstance(document, Mapping) or "Statement" not in document:
        fields.wrong(f"expected a policy document with Statement, found {shown(document)}", "policy", "type")
        return None
    return {"Version": "2012-10-17", **document}


def parse_encryption(value: object, path: Path, problems: list[Problem], names: Names) -> SetEncryption:
    """Read `encryption: {key, bucket}` or `encryption: {remove: true, bucket}`."""
    fields = Fields(value, path, problems, ("key", "bucket", "remove"))
    bucket = fields.text("bucket", BUCKET, BUCKETS)
    if fields.exactly_one("key", "remove") != "key":
        return SetEncryption(bucket, None)
    if fields.values["key"] == MANAGED:
        return SetEncryption(bucket, MANAGED)
    return SetEncryption(bucket, names.kms_key(fields))
