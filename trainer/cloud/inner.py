"""The plain request that moto gets once a request may happen: what was judged, and nothing else.

Everything that chooses what moto does (path, query, account, copy source, form) is written anew from what the
judge read, so that moto cannot read the same bytes another way.
"""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO
from urllib.parse import urlencode

from trainer.cloud.account import ACCOUNT, REGION
from trainer.cloud.adapter import CANONICAL_USER
from trainer.s3.acl import ACL_ACTIONS, GRANT_HEADERS, Acl
from trainer.s3.operations import SUBRESOURCES
from trainer.s3.query import encode
from trainer.s3.target import Source, Wants, hoisted_headers
from trainer.s3.world import Encryption

Environ = dict[str, Any]

_READ_FROM_BUCKET = """
    accelerate acl cors encryption inventory lifecycle location logging notification object-lock
    ownershipControls policy policyStatus publicAccessBlock replication tagging uploads versioning
    versions website
    """
_WRITTEN_TO_BUCKET = """
    accelerate acl cors encryption inventory lifecycle logging notification object-lock ownershipControls
    policy publicAccessBlock replication tagging versioning website
    """
_DELETED_FROM_BUCKET = """
    cors encryption lifecycle ownershipControls policy publicAccessBlock replication tagging website
    """
_KNOWN_TO_MOTO = {
    ("service", "GET"): frozenset[str](),
    ("bucket", "HEAD"): frozenset[str](),
    ("bucket", "GET"): frozenset(_READ_FROM_BUCKET.split()),
    ("bucket", "PUT"): frozenset(_WRITTEN_TO_BUCKET.split()),
    ("bucket", "DELETE"): frozenset(_DELETED_FROM_BUCKET.split()),
    ("object", "HEAD"): frozenset[str](),
    ("object", "GET"): frozenset({"acl", "attributes", "legal-hold", "tagging", "uploadId"}),
    ("object", "PUT"): frozenset({"acl", "legal-hold", "retention", "tagging", "uploadId"}),
    ("object", "POST"): frozenset({"restore", "uploadId", "uploads"}),
    ("object", "DELETE"): frozenset({"tagging", "uploadId"}),
}
"""The subresources that moto tells apart. It takes any other for the bare operation: a listing for a setting
that it does not have, or worse, DELETE of one for DELETE of the bucket."""

_AUTHENTICATION = frozenset(
    {
        "AWSAccessKeyId",
        "Expires",
        "Signature",
        "X-Amz-Algorithm",
        "X-Amz-Content-Sha256",
        "X-Amz-Credential",
        "X-Amz-Date",
        "X-Amz-Expires",
        "X-Amz-Security-Token",
        "X-Amz-Signature",
        "X-Amz-SignedHeaders",
        "x-amz-security-token",
    }
)
_OPTIONS_NAMES = """
    continuation-token delimiter encoding-type fetch-owner key-marker list-type marker max-keys max-parts
    max-uploads part-number-marker partNumber prefix bucket-region max-buckets id response-cache-control
    response-content-disposition response-content-encoding response-content-language response-content-type
    response-expires start-after upload-id-marker version-id-marker versionId
    """
_OPTIONS = frozenset(_OPTIONS_NAMES.split())
_DROPPED_HEADERS_NAMES = """
    HTTP_ACCESS_CONTROL_REQUEST_HEADERS HTTP_ACCESS_CONTROL_REQUEST_METHOD HTTP_AUTHORIZATION
    HTTP_CONNECTION HTTP_DATE HTTP_EXPECT HTTP_ORIGIN HTTP_TRANSFER_ENCODING
    HTTP_X_AMZ_ACL HTTP_X_AMZ_CONTENT_SHA256 HTTP_X_AMZ_COPY_SOURCE HTTP_X_AMZ_DATE
    HTTP_X_AMZ_DECODED_CONTENT_LENGTH HTTP_X_AMZ_GRANT_FULL_CONTROL HTTP_X_AMZ_GRANT_READ
    HTTP_X_AMZ_GRANT_READ_ACP HTTP_X_AMZ_GRANT_WRITE HTTP_X_AMZ_GRANT_WRITE_ACP HTTP_X_AMZ_SECURITY_TOKEN
    HTTP_X_AMZ_SERVER_SIDE_ENCRYPTION HTTP_X_AMZ_SERVER_SIDE_ENCRYPTION_AWS_KMS_KEY_ID
    HTTP_X_AMZ_SERVER_SIDE_ENCRYPTION_BUCKET_KEY_ENABLED HTTP_X_AMZ_TARGET HTTP_X_AMZ_TRAILER
    HTTP_X_MOTO_ACCOUNT_ID
    """
_DROPPED_HEADERS = frozenset(_DROPPED_HEADERS_NAMES.split())
_CHECKSUMS = frozenset(
    f"HTTP_X_AMZ_CHECKSUM_{name}" for name in ("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256")
)


_ABOUT_THE_CALLER = frozenset(
    f"iam:{verb}" for verb in ("CreateAccessKey", "DeleteAccessKey", "ListAccessKeys", "UpdateAccessKey")
)
"""Actions about the user who calls where they name none (IAM API reference, UserName of each). They were
judged so; moto would act on the owner of the key that is named."""


class UnknownToStoreError(Exception):
    """The judge would let the request happen, but moto would do something else for it."""


@dataclass(frozen=True, slots=True)
class Content:
    """A body that was read in full."""

    stream: BinaryIO
    length: int

    def read(self) -> bytes:
        """Return the whole of it, and leave it to be read again."""
        self.stream.seek(0)
        read = self.stream.read()
        self.stream.seek(0)
        return read


def for_s3(
    environ: Mapping[str, Any],
    wants: Wants,
    region: str,
    content: Content,
    acl: Acl | None = None,
    encryption: Encryption | None = None,
    owner: str = CANONICAL_USER,
) -> Environ:
    """Return the environment of moto's S3 for a request that may happen. Raises UnknownToStoreError.

    `acl` is the list that the request sets, `encryption` the SSE-KMS of what it writes, `owner` the
    canonical user id of whom the object belongs to.
    """
    if wants.operation is None:
        raise UnknownToStoreError("no operation was recognised")
    query = _query(wants, wants.operation.level, environ["REQUEST_METHOD"])
    inner = _hoisted(wants) | _plain(environ, "s3", wants.access_key_id, region, content)
    is_part = any(name == "uploadId" for name, _ in wants.parameters)
    if wants.action in ACL_ACTIONS or (wants.operation.writes_object and not is_part):
        inner |= _acl_headers(acl or (), owner)
    if wants.operation.writes_object and not is_part:
        inner |= _encryption_headers(encryption)
    if wants.copy_source:
        inner["HTTP_X_AMZ_COPY_SOURCE"] = _copy_source(wants.copy_source)
    path = "/" + "/".join(_hidden(part) for part in (wants.bucket, wants.key) if part is not None)
    return inner | {
        # Flask finds the handler by this path, and would merge slashes in a key.
        "PATH_INFO": {"service": "/", "bucket": "/bucket", "object": "/bucket/key"}[wants.operation.level],
        "RAW_URI": f"{path}?{query}" if query else path,
        "REQUEST_URI": f"{path}?{query}" if query else path,
        "QUERY_STRING": query,
    }


def _acl_headers(acl: Acl, owner: str) -> Environ:
    # Always written out: without a list, moto gives an object that of its bucket.
    granted = {"FULL_CONTROL": [f'id="{owner}"']}
    for grant in acl:
        kind = "uri" if grant.grantee.startswith("http") else "id"
        granted.setdefault(grant.permission, []).append(f'{kind}="{grant.grantee}"')
    headers = {permission: name for name, permission in GRANT_HEADERS.items()}
    return {
        f"HTTP_{headers[permission].upper().replace('-', '_')}": ", ".join(grantees)
        for permission, grantees in granted.items()
    }


def _encryption_headers(encryption: Encryption | None) -> Environ:
    # Always written out: moto would take the key of the bucket where a request asks for another.
    if encryption is None or encryption.key is None:
        return {"HTTP_X_AMZ_SERVER_SIDE_ENCRYPTION": "AES256"}
    return {
        "HTTP_X_AMZ_SERVER_SIDE_ENCRYPTION": "aws:kms",
        "HTTP_X_AMZ_SERVER_SIDE_ENCRYPTION_AWS_KMS_KEY_ID": encryption.key.arn,
        "HTTP_X_AMZ_SERVER_SIDE_ENCRYPTION_BUCKET_KEY_ENABLED": str(encryption.bucket_key).lower(),
    }


def for_kms(environ: Mapping[str, Any], wants: Wants, body: bytes) -> Environ:
    """Return the environment of moto's KMS: the call that was judged, its body written anew."""
    asked = json.loads(body or b"{}")
    if ":key/" in str(asked.get("KeyId")):
        # Where moto looks for a key to switch or to delete, it knows its id alone.
        asked["KeyId"] = asked["KeyId"].rpartition("/")[2]
    document = json.dumps(asked).encode("ascii")
    inner = _plain(environ, "kms", wants.access_key_id, REGION, Content(io.BytesIO(document), len(document)))
    return inner | {
        "REQUEST_METHOD": "POST",
        "HTTP_X_AMZ_TARGET": f"TrentService.{wants.action.removeprefix('kms:')}",
        "PATH_INFO": "/",
        "RAW_URI": "/",
        "REQUEST_URI": "/",
        "QUERY_STRING": "",
    }


def for_iam(environ: Mapping[str, Any], wants: Wants, caller: str | None) -> Environ:
    """Return the environment of moto's IAM: the parameters that were judged, as a form.

    `caller` is the name of the user who calls; None for a session of a role.
    """
    form = {name: value for name, value in reversed(wants.parameters) if name not in _AUTHENTICATION}
    if caller and wants.action in _ABOUT_THE_CALLER:
        form.setdefault("UserName", caller)
    body = urlencode(form).encode("ascii")
    inner = _plain(environ, "iam", wants.access_key_id, REGION, Content(io.BytesIO(body), len(body)))
    # moto takes the Region, and with it the partition, from a user agent that names one.
    inner.pop("HTTP_USER_AGENT", None)
    return inner | {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "PATH_INFO": "/",
        "RAW_URI": "/",
        "REQUEST_URI": "/",
        "QUERY_STRING": "",
    }


def _plain(
    environ: Mapping[str, Any], service: str, access_key_id: str | None, region: str, content: Content
) -> Environ:
    inner = {name: value for name, value in environ.items() if name not in _DROPPED_HEADERS}
    inner.pop("wsgi.input_terminated", None)
    credential = f"{access_key_id or 'ANONYMOUS'}/20000101/{region}/{service}/aws4_request"
    return inner | {
        "HTTP_HOST": "localhost",
        # Not verified by anyone any more: it says which service, Region and key this is.
        "HTTP_AUTHORIZATION": f"AWS4-HMAC-SHA256 Credential={credential}, SignedHeaders=host, Signature=0",
        "HTTP_X_MOTO_ACCOUNT_ID": ACCOUNT,
        "CONTENT_LENGTH": str(content.length),
        "wsgi.input": content.stream,
    }


def _query(wants: Wants, level: str, method: str) -> str:
    given = dict(reversed(wants.parameters))
    if not given.get("key-marker"):
        given.pop("key-marker", None)  # moto would leave out the first version.
    known = _KNOWN_TO_MOTO[level, method] | _OPTIONS
    kept = {name: value for name, value in given.items() if name in known or _of_a_form(wants, name)}
    hoisted = hoisted_headers(wants)
    dropped = set(given) - set(kept) - _AUTHENTICATION - {"x-id"}
    _refuse_what_moto_mistakes({name for name in dropped if name.lower() not in hoisted}, level, method, kept)
    return "&".join(f"{_hidden(name)}={_hidden(value)}" for name, value in kept.items())


def _of_a_form(wants: Wants, name: str) -> bool:
    # Metadata of an upload form: moto takes it from a query too, and there with underscores.
    return bool(wants.operation and wants.operation.form) and name.lower().startswith("x-amz-meta-")


def _refuse_what_moto_mistakes(dropped: set[str], level: str, method: str, kept: Mapping[str, str]) -> None:
    unknown = sorted(name for name in dropped if name in SUBRESOURCES or name.lower().startswith("x-amz-"))
    if unknown:
        raise UnknownToStoreError(f"{method} with the query parameter {unknown[0]} on a {level}")
    if (level, method) == ("object", "PUT") and "uploadId" in kept and "partNumber" not in kept:
        raise UnknownToStoreError("an upload of a part without partNumber")


def _hoisted(wants: Wants) -> Environ:
    # S3 takes headers from the query of a pre-signed URL, but for checksums; moto takes none.
    found = {
        f"HTTP_{name.upper().replace('-', '_')}": value for name, value in hoisted_headers(wants).items()
    }
    return {name: value for name, value in found.items() if name not in _DROPPED_HEADERS | _CHECKSUMS}


def _copy_source(source: Source) -> str:
    path = f"{_hidden(source.bucket)}/{_hidden(source.key)}"
    return f"{path}?versionId={_hidden(source.version_id)}" if source.version_id else path


def _hidden(text: str) -> str:
    # moto looks for host names such as `s3.REGION.amazonaws.com` anywhere in a URL, keys included.
    return encode(text).replace(".", "%2E").replace("%2F", "/")
