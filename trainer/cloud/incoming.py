"""From the server's environment to the request that is judged, and to the content that is stored."""

import io
import re
from dataclasses import dataclass
from typing import Any

from trainer.cloud.awaited import AwaitedBody
from trainer.cloud.body import MAX_FORM, Body, BodyError, declared_length
from trainer.cloud.clock import Moment
from trainer.cloud.inner import Content, Environ
from trainer.cloud.reply import RequestIds
from trainer.s3 import refusals
from trainer.s3.acl import ACL_ACTIONS
from trainer.s3.canonical import EMPTY_SHA256
from trainer.s3.checks_chunks import framing_fault
from trainer.s3.framing import STREAMING, Framing
from trainer.s3.multipart import is_form_data, read_form
from trainer.s3.query import parse_query
from trainer.s3.request import Request
from trainer.s3.upload_form import UploadForm, UploadFormFault

_DIGEST = re.compile(r"[0-9a-f]{64}")
_CALLS = ("application/x-www-form-urlencoded", "application/x-amz-json-1.1")
_SETTINGS = {"PUT": frozenset({"acl", "policy", "ownershipControls"}), "POST": frozenset({"delete"})}


@dataclass(frozen=True, slots=True)
class Incoming:
    """One request under way: what was sent, when it arrived, and the ids it will be known by."""

    environ: Environ
    request: Request
    body: Body | None
    arrived: Moment
    ids: RequestIds


def request_of(environ: Environ, body: Body | None) -> Request:
    """Return the request as it arrived."""
    return _head(environ)._replace(
        body_sha256=_digest(environ, body),
        body_length=body.content.length if body else 0,
        body=body.read() if body and _has_a_say(environ, body) else None,
        form=_upload_form(environ, body) if body else None,
        framing=_framing(environ, body),
    )


def awaited_head(environ: Environ) -> Request | None:
    """Return the head of a request whose body is held back; None where it is not, or has a say itself."""
    awaited = isinstance(environ["wsgi.input"], AwaitedBody)
    if not awaited or _is_form(environ) or _is_call(environ) or _is_setting(environ):
        return None
    return _head(environ)


def _head(environ: Environ) -> Request:
    raw_path, _, raw_query = environ["trainer.target"].partition("?")
    return Request(
        method=environ["REQUEST_METHOD"],
        raw_path=raw_path,
        raw_query=raw_query,
        headers=environ["trainer.headers"],
        source_ip=environ["REMOTE_ADDR"],
    )


def file_content(body: Body, form: UploadForm) -> Content:
    """Return the file of an upload form, where it lies in the body that was read."""
    body.content.stream.seek(form.file_at)
    return Content(body.content.stream, form.file_length)


def plain_content(incoming: Incoming, action: str) -> tuple[Content, dict[str, Any]]:
    """Return the content without framing, and headers that it brings or takes away. Raises BodyError."""
    request, body = incoming.request, incoming.body
    if body is None and "HTTP_TRANSFER_ENCODING" in incoming.environ:
        raise BodyError.of(refusals.chunked())
    if len(request.header_values("x-amz-copy-source")) > 1:
        raise BodyError(400, "InvalidArgument", "x-amz-copy-source was sent twice")
    if body is None and declared_length(incoming.environ) is None and request.method in ("PUT", "POST"):
        _check_what_has_no_length(request, action)
    if body is None or request.framing is None:
        return (body.content if body else Content(io.BytesIO(), 0)), {}
    # Only a header-signed request was judged by its chunks.
    fault = framing_fault(request.framing, request.header("x-amz-decoded-content-length"))
    if fault:
        raise BodyError.of(fault)
    headers = {
        f"HTTP_{name.upper().replace('-', '_')}": value
        for name, value in request.framing.named_trailers
        if name.startswith("x-amz-checksum-")
    }
    return body.content, headers


def _check_what_has_no_length(request: Request, action: str) -> None:
    if action != "s3:CreateBucket" and action not in ACL_ACTIONS:
        raise BodyError.of(refusals.missing_content_length())
    signed = request.header("x-amz-content-sha256") or ""
    if _DIGEST.fullmatch(signed) and signed != EMPTY_SHA256:
        raise BodyError.of(refusals.payload_mismatch(signed, EMPTY_SHA256))


def _framing(environ: Environ, body: Body | None) -> Framing | None:
    if body:
        return body.framing
    if environ.get("HTTP_X_AMZ_CONTENT_SHA256", "").startswith(STREAMING):
        return Framing(fault="there is no body")
    return None


def _upload_form(environ: Environ, body: Body) -> UploadForm | UploadFormFault | None:
    if not _is_form(environ):
        return None
    form = read_form(_content_type(environ), body.blocks())
    body.content.stream.seek(0)
    return form


def _is_form(environ: Environ) -> bool:
    return environ["REQUEST_METHOD"] == "POST" and is_form_data(_content_type(environ))


def _content_type(environ: Environ) -> str:
    # The first of several counts, for the judge too.
    sent = (value for name, value in environ["trainer.headers"] if name.lower() == "content-type")
    return next(sent, "")


def _digest(environ: Environ, body: Body | None) -> str | None:
    if body:
        return body.sha256
    # A body of unknown length was not read; an upload without one is told so once it is judged.
    if "HTTP_TRANSFER_ENCODING" in environ:
        return None
    uploads = environ["REQUEST_METHOD"] in ("PUT", "POST") and "CONTENT_LENGTH" not in environ
    return None if uploads else EMPTY_SHA256


def _has_a_say(environ: Environ, body: Body) -> bool:
    return body.content.length <= MAX_FORM and (_is_call(environ) or _is_setting(environ))


def _is_setting(environ: Environ) -> bool:
    # What it sets or deletes is for the judge to refuse: a list, a policy, an ownership, the keys of objects.
    names = {name for name, _ in parse_query(environ["trainer.target"].partition("?")[2])}
    asked = _SETTINGS.get(environ["REQUEST_METHOD"], frozenset())
    return not names.isdisjoint(asked)


def _is_call(environ: Environ) -> bool:
    # A call of IAM, STS or KMS. S3 has no operation that takes a body of this kind.
    content_type: str = environ.get("CONTENT_TYPE", "").lower()
    return environ["PATH_INFO"] == "/" and content_type.startswith(_CALLS)
