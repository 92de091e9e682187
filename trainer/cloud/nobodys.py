"""Whose an object is once it is stored, and where answers of S3 tell it: the anonymous user owns some."""

import re
from collections.abc import Iterable
from dataclasses import replace
from html import unescape
from urllib.parse import unquote_plus

from trainer.cloud import adapter
from trainer.cloud.adapter import CANONICAL_USER
from trainer.cloud.store import StoreAnswer
from trainer.s3.acl import ANONYMOUS_USER, Acl, AclGrant
from trainer.s3.target import Wants
from trainer.s3.world import World

_OWNER = re.compile(rb"(<Owner>.*?<ID>)[^<]*", re.DOTALL)
_LISTED = re.compile(rb"<(Contents|Version)>.*?</\1>", re.DOTALL)
_KEY = re.compile(rb"<Key>([^<]*)</Key>")
_VERSION = re.compile(rb"<VersionId>([^<]*)</VersionId>")
_LISTS = frozenset({"s3:ListBucket", "s3:ListBucketVersions"})
_FOR_THE_BUCKET = {"bucket-owner-read": "READ", "bucket-owner-full-control": "FULL_CONTROL"}


def owner_of(wanted: Wants, world: World, canned: str | None) -> str:
    """Return the canonical id of whom an object belongs to that a request writes or sets the list of.

    `canned` is the canned list that was asked for. Source: "Controlling ownership of objects and disabling
    ACLs for your bucket" of the Amazon S3 user guide.
    """
    bucket, operation = world.bucket, wanted.operation
    is_part = any(name == "uploadId" for name, _ in wanted.parameters)
    if bucket is None or not bucket.acls_enabled or operation is None or is_part:
        return CANONICAL_USER
    if not operation.writes_object:
        return bucket.object_owner or CANONICAL_USER
    given_up = bucket.ownership == "BucketOwnerPreferred" and canned == "bucket-owner-full-control"
    # A form without signing fields is anonymous too.
    return ANONYMOUS_USER if wanted.auth == "anonymous" and not given_up else CANONICAL_USER


def for_bucket_owner(owner: str, canned: str | None) -> Acl:
    """Return what a canned list grants to the bucket's owner on an object of another's."""
    permission = _FOR_THE_BUCKET.get(canned or "")
    return (AclGrant(CANONICAL_USER, permission),) if permission and owner != CANONICAL_USER else ()


def keep_owner(wanted: Wants, owner: str, answer: StoreAnswer) -> None:
    """Remember whose an object is that was just written."""
    written = wanted.operation is not None and wanted.operation.writes_object and answer.status < 300
    if written and owner == ANONYMOUS_USER:
        adapter.give_to_nobody(wanted)


def canned_of(headers: Iterable[tuple[str, str]]) -> str | None:
    """Return the canned list that headers ask for."""
    return next((value for name, value in headers if name == "x-amz-acl"), None)


def telling_owners(wanted: Wants, world: World, answer: StoreAnswer) -> StoreAnswer:
    """Put the anonymous user in where an answer tells the owner of such an object."""
    bucket = world.bucket
    if bucket is None or answer.status != 200 or not bucket.acls_enabled:
        return answer
    if wanted.action.endswith(("GetObjectAcl", "GetObjectVersionAcl")):
        nobodys = bucket.object_owner == ANONYMOUS_USER
        return replace(answer, body=_anonymous(answer.body)) if nobodys else answer
    if wanted.action not in _LISTS:
        return answer
    escaped = b"<EncodingType>url" in answer.body

    def told(entry: re.Match[bytes]) -> bytes:
        key, version = _KEY.search(entry[0]), _VERSION.search(entry[0])
        name = unescape(key[1].decode("utf-8")) if key else ""
        name = unquote_plus(name) if escaped else name
        number = version[1].decode("utf-8") if version else None
        return _anonymous(entry[0]) if adapter.is_nobodys(bucket.name, name, number) else entry[0]

    return replace(answer, body=_LISTED.sub(told, answer.body))


def _anonymous(xml: bytes) -> bytes:
    return _OWNER.sub(rb"\g<1>" + ANONYMOUS_USER.encode(), xml, count=1)
