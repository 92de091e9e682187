"""What a request is aimed at: service, bucket, key and the IAM action it needs."""

import json
import re
from collections.abc import Sequence
from typing import NamedTuple

from trainer.s3.authorization import ANONYMOUS, QUERY_V4_PARAMETERS, Authorization, authorization_of
from trainer.s3.operations import Level, Operation, operation_of
from trainer.s3.query import decode, parse_query
from trainer.s3.request import Request
from trainer.s3.upload_form import UploadForm, headers_of, values_of
from trainer.s3.verdict import Auth

WEB_IDENTITY = "AssumeRoleWithWebIdentity"
"""The call of STS that nobody signs: a token of an identity provider speaks for who calls."""
_ASSUMING = frozenset({"AssumeRole", WEB_IDENTITY})
_KMS_TARGET = "TrentService"
"""The name by which X-Amz-Target knows KMS."""
ENCRYPTION_HEADER = "x-amz-server-side-encryption"
KMS_KEY_HEADER = f"{ENCRYPTION_HEADER}-aws-kms-key-id"
BUCKET_KEY_HEADER = f"{ENCRYPTION_HEADER}-bucket-key-enabled"
_OWN = (*QUERY_V4_PARAMETERS, "X-Amz-Security-Token", "X-Amz-Content-Sha256")
_OF_SIGNATURE = frozenset([*_OWN, *[name.lower() for name in _OWN]])
"""Parameters of a pre-signed URL that are its signature's own, and no headers."""
_HEADER = re.compile("x-amz-[a-z0-9-]+")
"""Names with other characters, such as `_`, may be another header to a store."""


class Source(NamedTuple):
    """The object that a copy reads."""

    bucket: str
    key: str
    version_id: str | None = None


class Wants(NamedTuple):
    """What a request asks for, and so which snapshot it has to be judged against."""

    service: str
    """`s3`, or the service of a header's credential scope: `iam`, `sts`, `kms` or another."""
    auth: Auth
    access_key_id: str | None = None
    bucket: str | None = None
    key: str | None = None
    """The object key, decoded; of an upload form with the file's name filled in.

    None for the bucket itself or for the service.
    """
    version_id: str | None = None
    role_arn: str | None = None
    """For sts:AssumeRole and sts:AssumeRoleWithWebIdentity: the role asked for."""
    action: str = ""
    """The IAM action, such as `s3:GetObject`; empty where the operation is not modelled."""
    operation: Operation | None = None
    """The S3 operation; None where it is not modelled, or for another service."""
    copy_source: Source | None = None
    sse: str | None = None
    """For an upload: `x-amz-server-side-encryption` as sent, or as a form or a URL carries it."""
    sse_key: str | None = None
    """For an upload: the KMS key as named."""
    sse_bucket_key: str | None = None
    host_bucket: str | None = None
    """The bucket, where the host names it (virtual-host style)."""
    parameters: tuple[tuple[str, str], ...] = ()
    """The query (of other services: the body's texts as well), decoded."""
    authorization: Authorization = ANONYMOUS


def wants(request: Request, endpoint_hosts: Sequence[str]) -> Wants:
    """Read what a request asks for; never raises. `endpoint_hosts` are host names without port."""
    authorization = authorization_of(request)
    if authorization.auth == "header-v4" and len(authorization.scope) == 4 and authorization.scope[2] != "s3":
        return _query_protocol(request, authorization, authorization.scope[2])
    if request.body and _is_unsigned_call(request, authorization, endpoint_hosts):
        return _query_protocol(request, authorization, "sts")
    return _s3(request, authorization, endpoint_hosts)


def _is_unsigned_call(request: Request, authorization: Authorization, endpoint_hosts: Sequence[str]) -> bool:
    if authorization.auth != "anonymous" or request.method != "POST" or request.raw_path != "/":
        return False
    at_endpoint = bucket_of_host(request.header("host") or "", endpoint_hosts) == (None, True)
    asked = dict(reversed(parse_query((request.body or b"").decode("utf-8", "replace"))))
    return at_endpoint and asked.get("Action") == WEB_IDENTITY


def _query_protocol(request: Request, authorization: Authorization, service: str) -> Wants:
    """Read a call of a service such as IAM, whose form body names the action."""
    if service == "kms":
        return _kms(request, authorization)
    body = (request.body or b"").decode("utf-8", "replace")
    parameters = parse_query(body) + authorization.parameters
    form = dict(reversed(parameters))
    action = form.get("Action", "")
    return Wants(
        service=service,
        auth=authorization.auth,
        access_key_id=authorization.access_key_id,
        role_arn=form.get("RoleArn") if action in _ASSUMING else None,
        action=f"{service}:{action}" if action else "",
        parameters=parameters,
        authorization=authorization,
    )


def _kms(request: Request, authorization: Authorization) -> Wants:
    """Read a call of KMS: a header names the action, and the body is a JSON object."""
    target = request.header("x-amz-target") or ""
    service, _, action = target.partition(".")
    return Wants(
        service="kms",
        auth=authorization.auth,
        access_key_id=authorization.access_key_id,
        action=f"kms:{action}" if service == _KMS_TARGET and action else "",
        parameters=_json_parameters(request.body) + authorization.parameters,
        authorization=authorization,
    )


def _json_parameters(body: bytes | None) -> tuple[tuple[str, str], ...]:
    try:
        pairs = json.loads(body or b"{}", object_pairs_hook=list)
    except (ValueError, RecursionError):
        return ()
    if not isinstance(pairs, list) or not all(isinstance(pair, tuple) for pair in pairs):
        return ()
    return tuple((name, value) for name, value in pairs if isinstance(value, str))


def _s3(request: Request, authorization: Authorization, endpoint_hosts: Sequence[str]) -> Wants:
    host_bucket, addressed = bucket_of_host(request.header("host") or "", endpoint_hosts)
    bucket, key = host_bucket, decode(request.raw_path).removeprefix("/")
    if host_bucket is None:
        bucket, _, key = key.partition("/")
    names = frozenset([name for name, _ in authorization.parameters])
    level: Level = "object" if key else "bucket" if bucket else "service"
    operation = operation_of(level, request.method, names) if addressed and (bucket or not key) else None
    if operation and operation.form:
        return _upload_form(request, authorization, operation, bucket, host_bucket)
    version_id = dict(authorization.parameters).get("versionId") if "versionId" in names else None
    action = ""
    if operation:
        action = operation.version_action if version_id and operation.version_action else operation.action
    asked = Wants(
        service="s3",
        auth=authorization.auth,
        access_key_id=authorization.access_key_id,
        bucket=bucket or None,
        key=key or None,
        version_id=version_id,
        action=action,
        operation=operation,
        copy_source=_copy_source(request),
        host_bucket=host_bucket,
        parameters=authorization.parameters,
        authorization=authorization,
    )
    return _with_encryption(asked, request) if operation and operation.writes_object else asked


def _upload_form(
    request: Request,
    authorization: Authorization,
    operation: Operation,
    bucket: str | None,
    host_bucket: str | None,
) -> Wants:
    """Read what an upload form asks for: only its fields can sign it, and they name the key."""
    values = values_of(request.form) if isinstance(request.form, UploadForm) else {}
    of_a_form = not authorization.auth.startswith(("query", "header"))
    asked = Wants(
        service="s3",
        auth=authorization.auth,
        access_key_id=authorization.access_key_id,
        bucket=bucket,
        key=values.get("key") or None,
        action=operation.action if of_a_form else "",
        operation=operation if of_a_form else None,
        host_bucket=host_bucket,
        parameters=authorization.parameters,
        authorization=authorization,
    )
    return _with_encryption(asked, request)


def _with_encryption(asked: Wants, request: Request) -> Wants:
    """Add what an upload says of its encryption."""
    headers = dict(reversed(effective_headers(request, asked)))
    return asked._replace(
        sse=headers.get(ENCRYPTION_HEADER),
        sse_key=headers.get(KMS_KEY_HEADER),
        sse_bucket_key=headers.get(BUCKET_KEY_HEADER),
    )


def effective_headers(request: Request, asked: Wants) -> list[tuple[str, str]]:
    """Return the headers that S3 acts on, by lower-case name; one that was sent twice stands there twice.

    They are those sent and those that the URL carries in their place; of an upload form those that its fields
    stand for.
    """
    if asked.operation and asked.operation.form:
        values = values_of(request.form) if isinstance(request.form, UploadForm) else {}
        return list(headers_of(values).items())
    sent = [(name.lower(), value) for name, value in request.headers]
    names = {name for name, _ in sent}
    return sent + [header for header in hoisted_headers(asked).items() if header[0] not in names]


def hoisted_headers(wants: Wants) -> dict[str, str]:
    """Return the headers that a pre-signed URL carries as parameters, by lower-case name.

    Some SDKs move x-amz- headers into the query when they pre-sign, and S3 applies them from there; so it was
    recorded by LocalStack, test_presigned_url_v4_x_amz_in_qs.
    """
    if wants.auth not in ("query-v4", "query-v2"):
        return {}
    found: dict[str, str] = {}
    for name, value in wants.parameters:
        lower = name.lower()
        if name not in _OF_SIGNATURE and lower not in _OF_SIGNATURE and _HEADER.fullmatch(lower):
            found.setdefault(lower, value)
    return found


def bucket_of_host(host: str, endpoint_hosts: Sequence[str]) -> tuple[str | None, bool]:
    """Return the bucket that stands before an endpoint's name, and whether the host is an endpoint's."""
    name = host.strip().lower()
    head, colon, port = name.rpartition(":")
    if colon and (port.isdecimal() or not port):
        name = head
    for endpoint in endpoint_hosts:
        if name == endpoint:
            return None, True
        if name.endswith("." + endpoint) and len(name) > len(endpoint) + 1:
            return name[: -len(endpoint) - 1], True
    return None, False


def _copy_source(request: Request) -> Source | None:
    """Read `x-amz-copy-source`: `bucket/key`, escaped, perhaps after a slash, perhaps with a version."""
    header = request.header("x-amz-copy-source")
    if header is None:
        return None
    path, _, query = header.partition("?")
    bucket, _, key = decode(path.removeprefix("/")).partition("/")
    return Source(bucket, key, dict(parse_query(query)).get("versionId"))
