"""What S3 refuses for its size or its form though it is permitted, and moto takes or fails on.

Sources: answers of Amazon S3 in treeverse/lakeFS#9728 and qld-gov-au/ckanext-s3filestore#132 (metadata); the
messages of versity/versitygw; "Error responses" of the Amazon S3 API reference.
"""

import re
from collections.abc import Iterable
from xml.etree import ElementTree

from trainer.cloud import adapter
from trainer.cloud.body import Body
from trainer.s3 import refusals
from trainer.s3.document_type import has_document_type
from trainer.s3.target import Wants
from trainer.s3.verdict import Refusal

MAX_METADATA = 2048
"""Bytes of all names and values of an object's own metadata in UTF-8."""
MAX_PART = 10_000

_METADATA = "x-amz-meta-"
_COPIED = re.compile(r"bytes=[0-9]{1,18}-[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,10}")
_LARGEST = 2**31 - 1
_NUMBERS = {
    "s3:ListBucket": {"max-keys": "maxKeys"},
    "s3:ListBucketVersions": {"max-keys": "maxKeys"},
    "s3:ListBucketMultipartUploads": {"max-uploads": "max-uploads"},
    "s3:ListMultipartUploadParts": {
        "max-parts": "max-parts",
        "part-number-marker": "part-number-marker",
    },
}
"""Options of a listing that are numbers from 0, and how S3 names each where it is negative (recorded of the
first)."""
_ROOTS = {
    "s3:PutAccelerateConfiguration": "AccelerateConfiguration",
    "s3:PutBucketLogging": "BucketLoggingStatus",
    "s3:PutBucketNotification": "NotificationConfiguration",
    "s3:PutBucketObjectLockConfiguration": "ObjectLockConfiguration",
    "s3:PutBucketOwnershipControls": "OwnershipControls",
    "s3:PutBucketPublicAccessBlock": "PublicAccessBlockConfiguration",
    "s3:PutBucketTagging": "Tagging",
    "s3:PutBucketVersioning": "VersioningConfiguration",
    "s3:PutBucketWebsite": "WebsiteConfiguration",
    "s3:PutEncryptionConfiguration": "ServerSideEncryptionConfiguration",
    "s3:PutInventoryConfiguration": "InventoryConfiguration",
    "s3:PutLifecycleConfiguration": "LifecycleConfiguration",
    "s3:PutObjectLegalHold": "LegalHold",
    "s3:PutObjectRetention": "Retention",
    "s3:PutObjectTagging": "Tagging",
    "s3:PutObjectVersionTagging": "Tagging",
    "s3:PutReplicationConfiguration": "ReplicationConfiguration",
    "s3:RestoreObject": "RestoreRequest",
}
"""The document that each setting is written as."""


def too_large(wanted: Wants, headers: Iterable[tuple[str, str]]) -> Refusal | None:
    """Return S3's answer to metadata that is too long, or None.

    `headers` are those that S3 acts on, with names in lower case.
    """
    if wanted.operation is None or not wanted.operation.writes_object:
        return None
    size = sum(
        len(f"{name.removeprefix(_METADATA)}{value}".encode("utf-8", "surrogatepass"))
        for name, value in headers
        if name.startswith(_METADATA)
    )
    if size <= MAX_METADATA:
        return None
    message = "Your metadata headers exceed the maximum allowed metadata size"
    elements = (("Size", str(size)), ("MaxSizeAllowed", str(MAX_METADATA)))
    return Refusal(400, "MetadataTooLarge", message, elements)


def wrong_option(wanted: Wants, headers: Iterable[tuple[str, str]]) -> Refusal | None:
    """Return S3's answer to an option in the query or the headers that is no value of its kind, or None."""
    given = dict(reversed(wanted.parameters))
    for name, argument in _NUMBERS.get(wanted.action, {}).items():
        refusal = _number(name, argument, given[name]) if name in given else None
        if refusal:
            return refusal
    if wanted.action == "s3:ListBucketVersions":
        refusal = _markers(wanted, given.get("key-marker"), given.get("version-id-marker"))
        if refusal:
            return refusal
    token = given.get("continuation-token")
    continues = wanted.action == "s3:ListBucket" and given.get("list-type") == "2"
    if token is not None and continues and not adapter.knows_continuation(token):
        says = "The continuation token provided is incorrect"
        return refusals.invalid_argument(says, "continuation-token", token)
    copied = next((value for name, value in headers if name == "x-amz-copy-source-range"), None)
    if copied is not None and not _COPIED.fullmatch(copied.strip()):
        says = (
            "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are "
            "the zero-based offsets of the first and last bytes to copy"
        )
        return refusals.invalid_argument(says, "x-amz-copy-source-range", copied)
    part = given.get("partNumber")
    if part is not None and not (_NUMBER.fullmatch(part) and 1 <= int(part) <= MAX_PART):
        says = f"Part number must be an integer between 1 and {MAX_PART}, inclusive"
        return refusals.invalid_argument(says, "partNumber", part)
    return None


def wrong_document(wanted: Wants, method: str, body: Body | None) -> Refusal | None:
    """Return S3's answer to a setting whose document is none, or not the one for it, or None."""
    completes = method == "POST" and any(name == "uploadId" for name, _ in wanted.parameters)
    root = "CompleteMultipartUpload" if completes else _ROOTS.get(wanted.action)
    if root is None or method not in ("PUT", "POST"):
        return None
    document = body.read() if body else b""
    if not document.strip() and not completes:
        return Refusal(400, "MissingRequestBodyError", "Request Body is empty")
    try:
        found = None if has_document_type(document) else ElementTree.fromstring(document)
    except (ElementTree.ParseError, ValueError, LookupError):
        found = None
    if found is None or found.tag.rpartition("}")[2] != root:
        return refusals.malformed_xml()
    if root == "VersioningConfiguration" and found.find("{*}Status") is None:
        says = "The Versioning configuration specified in the request is invalid"
        return Refusal(400, "IllegalVersioningConfigurationException", says)
    return None


def _markers(wanted: Wants, key: str | None, version: str | None) -> Refusal | None:
    """Source: XML of Amazon S3 in versity/versitygw#2174."""
    if version is not None and not key:
        says = "A version-id marker cannot be specified without a key marker."
        return refusals.invalid_argument(says, "version-id-marker", version)
    if key and version is None and adapter.versions_of(wanted.bucket or "", key) != 1:
        # moto leaves out the first version of what follows, as if the marker were a key with one version.
        return refusals.not_modelled("a listing of versions from a key that has not exactly one")
    return None


def _number(name: str, argument: str, text: str) -> Refusal | None:
    if not _NUMBER.fullmatch(text) or abs(int(text)) > _LARGEST:
        says = f"Provided {name} not an integer or within integer range"
        return refusals.invalid_argument(says, name, text)
    if int(text) < 0:
        says = f"Argument {argument} must be an integer between 0 and {_LARGEST}"
        return refusals.invalid_argument(says, argument, text)
    return None
