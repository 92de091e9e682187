"""An upload form that may happen: what its fields mean to moto, and what S3 answers once the object is there.

moto never sees the form, only a plain PUT that is written anew from the fields that were judged.
"""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, quote_plus, urlencode, urlsplit
from xml.etree import ElementTree

from trainer.cloud.body import BodyError
from trainer.cloud.inner import Environ
from trainer.cloud.reply import Reply
from trainer.cloud.store import StoreAnswer
from trainer.s3.errors_xml import written
from trainer.s3.request import Request
from trainer.s3.target import Wants
from trainer.s3.upload_form import headers_of

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_TAG = re.compile(r"[\w\s.:/=+\-@]*")
"""Source: "Categorizing your storage using tags" of the Amazon S3 user guide."""
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


def plain_put(environ: Mapping[str, Any], fields: dict[str, str]) -> Environ:
    """Return the environment of a PUT with the headers that a form's fields stand for, and no others.

    Raises BodyError where the tags are not those that S3 reads.
    """
    plain = {name: value for name, value in environ.items() if not name.startswith(("HTTP_", "CONTENT_"))}
    for name, value in headers_of(fields).items():
        if name == "x-amz-tagging":
            value = _tags(value)
        if not is_metadata(name):
            plain[_environ_name(name)] = wsgi_text(value)
    return plain | {"REQUEST_METHOD": "PUT"}


def metadata(fields: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Return the metadata of an object, which moto takes from a query too, and there with underscores."""
    return tuple((name, wsgi_text(value)) for name, value in headers_of(fields).items() if is_metadata(name))


def is_metadata(name: str) -> bool:
    """Return whether a header holds metadata of a student's own."""
    return name.startswith("x-amz-meta-")


def wsgi_text(value: str) -> str:
    """Return a text as WSGI has it: each byte of its UTF-8 a character."""
    return value.encode("utf-8").decode("latin-1")


def form_reply(answer: StoreAnswer, request: Request, wants: Wants, fields: dict[str, str]) -> Reply:
    """Return what S3 answers to a form whose object was stored: as the form wishes, else 204."""
    etag = next((value for name, value in answer.headers if name.lower() == "etag"), "")
    bucket, key = wants.bucket or "", wants.key or ""
    redirect = _redirect(fields, {"bucket": bucket, "key": key, "etag": etag})
    if redirect:
        return Reply(303, (("Location", redirect),), b"", "store")
    location = _location(request, wants)
    kept = tuple(header for header in answer.headers if header[0].lower().startswith("x-amz-"))
    headers = (("ETag", etag), ("Location", location), *kept)
    status = fields.get("success_action_status")
    if status == "201":
        document = written([("Location", location), ("Bucket", bucket), ("Key", key), ("ETag", etag)])
        body = f"{_DECLARATION}<PostResponse>{document}</PostResponse>".encode()
        return Reply(201, (*headers, ("Content-Type", "application/xml")), body, "store")
    return Reply(200 if status == "200" else 204, headers, b"", "store")


def _location(request: Request, wants: Wants) -> str:
    # S3 escapes the key's slashes too.
    path = "" if wants.host_bucket else f"/{wants.bucket}"
    return f"http://{request.header('host')}{path}/{quote_plus(wants.key or '')}"


def _redirect(fields: dict[str, str], added: dict[str, str]) -> str | None:
    """Return where the form sends the browser next, or None where it says nothing that S3 can interpret."""
    wanted = fields.get("success_action_redirect") or fields.get("redirect") or ""
    try:
        address = urlsplit(wanted)
    except ValueError:
        return None
    if address.scheme not in ("http", "https") or not address.hostname:
        return None
    query = "&".join([*([address.query] if address.query else []), urlencode(added)])
    # A header has no line ends and no other control characters: what is not printable is escaped.
    return quote(address._replace(query=query).geturl(), safe=_PRINTABLE)


def _tags(document: str) -> str:
    """Return the tags of a form's XML as a header has them.

    Their limits are checked here: moto would store the object first, and then refuse its tags.
    """
    try:
        if "<!" in document:
            raise ValueError("a document type")
        root = ElementTree.fromstring(document)
    except (ElementTree.ParseError, ValueError) as error:
        raise BodyError(
            400,
            "MalformedXML",
            "The XML you provided was not well-formed or did not validate against our published schema",
        ) from error
    found = root.iterfind("{*}TagSet/{*}Tag")
    tags = [(tag.findtext("{*}Key", ""), tag.findtext("{*}Value", "")) for tag in found]
    if len(tags) > 10:
        raise BodyError(400, "BadRequest", "Object tags cannot be greater than 10")
    if len(dict(tags)) < len(tags):
        raise BodyError(400, "InvalidTag", "Cannot provide multiple Tags with the same key")
    for name, value in tags:
        if not 1 <= len(name) <= 128 or not _TAG.fullmatch(name) or name.startswith("aws"):
            raise BodyError(400, "InvalidTag", "The TagKey you have provided is invalid")
        if len(value) > 256 or not _TAG.fullmatch(value):
            raise BodyError(400, "InvalidTag", "The TagValue you have provided is invalid")
    return urlencode(tags)


def _environ_name(header: str) -> str:
    name = header.upper().replace("-", "_")
    return name if name == "CONTENT_TYPE" else f"HTTP_{name}"
