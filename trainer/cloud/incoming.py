"""From the server's environment to the request that is judged, and to the content that is stored."""

import io
from dataclasses import dataclass
from typing import Any

from trainer.cloud.body import MAX_FORM, Body, BodyError, declared_length, unframed
from trainer.cloud.clock import Moment
from trainer.cloud.inner import Content, Environ
from trainer.cloud.reply import RequestIds
from trainer.s3.canonical import EMPTY_SHA256
from trainer.s3.multipart import is_form_data, read_form
from trainer.s3.request import Request
from trainer.s3.upload_form import UploadForm, UploadFormFault

_FORM = "application/x-www-form-urlencoded"


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
    raw_path, _, raw_query = environ["trainer.target"].partition("?")
    return Request(
        method=environ["REQUEST_METHOD"],
        raw_path=raw_path,
        raw_query=raw_query,
        headers=environ["trainer.headers"],
        source_ip=environ["REMOTE_ADDR"],
        body_sha256=_digest(environ, body),
        body_length=body.content.length if body else 0,
        body=body.read() if body and _is_form(environ, body) else None,
        form=_upload_form(environ, body) if body else None,
    )


def file_content(body: Body, form: UploadForm) -> Content:
    """Return the file of an upload form, where it lies in the body that was read."""
    body.content.stream.seek(form.file_at)
    return Content(body.content.stream, form.file_length)


def plain_content(incoming: Incoming) -> tuple[Content, dict[str, Any]]:
    """Return the content without framing, and headers that it brings or takes away. Raises BodyError."""
    request, body = incoming.request, incoming.body
    if "HTTP_TRANSFER_ENCODING" in incoming.environ:
        raise BodyError(
            501, "NotImplemented", "A header you provided implies functionality that is not implemented"
        )
    if len(request.header_values("x-amz-copy-source")) > 1:
        raise BodyError(400, "InvalidArgument", "x-amz-copy-source was sent twice")
    if request.method in ("PUT", "POST") and declared_length(incoming.environ) is None:
        raise BodyError(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
    if body is None:
        return Content(io.BytesIO(), 0), {}
    if not (request.header("x-amz-content-sha256") or "").startswith("STREAMING-"):
        return body.content, {}
    content, trailers = unframed(body.read(), request.header("x-amz-decoded-content-length"))
    headers = {
        f"HTTP_{name.upper().replace('-', '_')}": value
        for name, value in trailers.items()
        if name.startswith("x-amz-checksum-")
    }
    return Content(io.BytesIO(content), len(content)), headers


def _upload_form(environ: Environ, body: Body) -> UploadForm | UploadFormFault | None:
    # The first of several counts, for the judge too.
    sent = (value for name, value in environ["trainer.headers"] if name.lower() == "content-type")
    content_type = next(sent, "")
    if environ["REQUEST_METHOD"] != "POST" or not is_form_data(content_type):
        return None
    form = read_form(content_type, body.blocks())
    body.content.stream.seek(0)
    return form


def _digest(environ: Environ, body: Body | None) -> str | None:
    if body:
        return body.sha256
    # A body of unknown length was not read.
    return None if "HTTP_TRANSFER_ENCODING" in environ else EMPTY_SHA256


def _is_form(environ: Environ, body: Body) -> bool:
    # A call of IAM or STS. S3 has no operation that takes a form of this kind.
    content_type = environ.get("CONTENT_TYPE", "").lower()
    return body.content.length <= MAX_FORM and content_type.startswith(_FORM) and environ["PATH_INFO"] == "/"
