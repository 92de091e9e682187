"""Answers that the gate gives: the error documents of each service, and what they have in common."""

import base64
import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Literal
from xml.sax.saxutils import escape

from trainer.cloud.store import StoreAnswer
from trainer.s3.errors_xml import error_document
from trainer.s3.request import Request
from trainer.s3.target import Wants
from trainer.s3.verdict import Refusal
from trainer.s3.world import World

DecidedBy = Literal["judge", "store", "not-modelled"]

NAMESPACES = {
    "iam": "https://iam.amazonaws.com/doc/2010-05-08/",
    "sts": "https://sts.amazonaws.com/doc/2011-06-15/",
}

_REQUEST_ID = re.compile(rb"<RequestId>[^<]*</RequestId>")
_HOST_ID = re.compile(rb"<HostId>[^<]*</HostId>")
_BARE_ERRORS = {
    403: ("AccessDenied", "Access Denied"),
    404: ("NoSuchKey", "The specified key does not exist."),
    405: ("MethodNotAllowed", "The specified method is not allowed against this resource."),
    412: ("PreconditionFailed", "At least one of the pre-conditions you specified did not hold"),
    416: ("InvalidRange", "The requested range is not satisfiable"),
}


@dataclass(frozen=True, slots=True)
class RequestIds:
    """The two names by which AWS support finds a request."""

    request_id: str
    host_id: str

    @classmethod
    def new(cls) -> "RequestIds":
        """Make ids that no one had before."""
        return cls(secrets.token_hex(8).upper(), base64.b64encode(secrets.token_bytes(56)).decode("ascii"))


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer, and who decided it."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    decided_by: DecidedBy
    code: str | None = None

    @property
    def status_line(self) -> str:
        """Status and reason, as WSGI wants them."""
        try:
            return f"{self.status} {HTTPStatus(self.status).phrase}"
        except ValueError:
            return f"{self.status} Unknown"


def refusal_reply(
    refusal: Refusal,
    service: str,
    resource: str,
    ids: RequestIds,
    decided_by: DecidedBy | None = None,
) -> Reply:
    """Return the error document of a refusal, in the shape of the service that answers."""
    if service == "kms":
        body, content_type = _json_error(refusal), "application/x-amz-json-1.1"
    elif service in NAMESPACES:
        body, content_type = _query_error(refusal, service, ids), "text/xml"
    else:
        body = error_document(refusal, resource=resource, request_id=ids.request_id, host_id=ids.host_id)
        content_type = "application/xml"
    decided = decided_by or ("not-modelled" if refusal.not_modelled else "judge")
    headers = (("Content-Type", content_type), *_service_ids(service, ids))
    return Reply(refusal.status, headers, body, decided, refusal.code)


def _service_ids(service: str, ids: RequestIds) -> tuple[tuple[str, str], ...]:
    """Return the header by which services other than S3 name a request, as aws-azure-login#251 shows it."""
    return (("x-amzn-RequestId", ids.request_id),) if service == "kms" or service in NAMESPACES else ()


def store_reply(answer: StoreAnswer, request: Request, service: str, ids: RequestIds) -> Reply:
    """Return moto's answer, or an error document where it answered an error without one."""
    if answer.status < 400 or answer.code or request.method == "HEAD":
        body = _with_our_ids(answer.body, ids) if answer.code or service == "iam" else answer.body
        headers = tuple(header for header in answer.headers if _is_aws(header, body))
        headers += _service_ids(service, ids)
        return Reply(answer.status, headers, body, "store", answer.code)
    code, message = _BARE_ERRORS.get(answer.status, ("InvalidRequest", "Invalid Request"))
    return refusal_reply(Refusal(answer.status, code, message), service, request.raw_path, ids, "store")


def region_header(wanted: Wants, world: World | None) -> tuple[tuple[str, str], ...]:
    """Return the header that tells clients where a bucket is.

    Source: HeadBucket of the S3 API reference. SDKs go by it when they signed for another Region, and an
    answer to HEAD has no other way to tell.
    """
    if wanted.service != "s3" or world is None or world.bucket is None:
        return ()
    asked = wanted.action == "s3:ListBucket"
    scope = wanted.authorization.scope
    elsewhere = len(scope) == 4 and scope[1] != world.bucket.region
    return (("x-amz-bucket-region", world.bucket.region),) if asked or elsewhere else ()


def with_headers(reply: Reply, headers: Iterable[tuple[str, str]]) -> Reply:
    """Return a reply with further headers, in place of those it had of the same names."""
    added = tuple(headers)
    names = {name.lower() for name, _ in added}
    kept = [header for header in reply.headers if header[0].lower() not in names]
    return replace(reply, headers=(*kept, *added)) if added else reply


def query_result(action: str, service: str, fields: str | None, ids: RequestIds) -> Reply:
    """Return a successful answer of the query protocol; `fields` is the inside of its result, as XML.

    None is for an action that has no result.
    """
    result = "" if fields is None else f"<{action}Result>{fields}</{action}Result>"
    body = (
        f'<{action}Response xmlns="{NAMESPACES[service]}">{result}'
        f"<ResponseMetadata><RequestId>{ids.request_id}</RequestId></ResponseMetadata></{action}Response>"
    )
    headers = (("Content-Type", "text/xml"), *_service_ids(service, ids))
    return Reply(200, headers, body.encode("utf-8"), "judge")


def _is_aws(header: tuple[str, str], body: bytes) -> bool:
    # Frameworks under moto add a type for an empty body, other ids, and a length that may no longer hold.
    name, value = header[0].lower(), header[1]
    if name == "content-length":
        return not body
    if name.startswith("access-control-") or name == "vary":
        # What a browser is told, the judge says.
        return False
    return name not in ("server", "x-amzn-requestid") and (bool(body) or not value.startswith("text/html"))


def _with_our_ids(body: bytes, ids: RequestIds) -> bytes:
    body = _REQUEST_ID.sub(f"<RequestId>{ids.request_id}</RequestId>".encode(), body)
    return _HOST_ID.sub(f"<HostId>{ids.host_id}</HostId>".encode(), body)


def xml(**values: str) -> str:
    """Return one element for each value, its text escaped."""
    return "".join(f"<{name}>{escape(value)}</{name}>" for name, value in values.items())


def _json_error(refusal: Refusal) -> bytes:
    return json.dumps({"__type": refusal.code, "message": refusal.message}).encode("ascii")


def _query_error(refusal: Refusal, service: str, ids: RequestIds) -> bytes:
    error = xml(Type="Sender", Code=refusal.code, Message=refusal.message)
    request_id = xml(RequestId=ids.request_id)
    document = (
        f'<ErrorResponse xmlns="{NAMESPACES[service]}"><Error>{error}</Error>{request_id}</ErrorResponse>'
    )
    return document.encode("utf-8")
