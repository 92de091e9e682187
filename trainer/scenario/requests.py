"""The verbs that make URLs and send them."""

from typing import Literal

from trainer.scenario.fields import Fields
from trainer.scenario.names import Names
from trainer.scenario.problems import Path, Problem
from trainer.scenario.steps import (
    BUCKET,
    Alter,
    Body,
    Download,
    Expectation,
    Fetch,
    Finish,
    ObjectUrl,
    Presign,
    SignedUrl,
    Upload,
)

METHODS = ("GET", "PUT", "HEAD", "DELETE", "POST")
CHECKS = (
    "form",
    "algorithm",
    "scope",
    "time window",
    "access key",
    "session token",
    "unsigned headers",
    "signature",
    "policy",
    "permission",
    "existence",
)
_EXPECTED = ("status", "code", "message", "check", "body", "length")


def parse_presign(value: object, path: Path, problems: list[Problem], names: Names) -> Presign:
    """Read `presign: {method, object, expires, ...}`."""
    fields = Fields(value, path, problems,
        ("method", "object", "bucket", "expires", "version", "region", "headers", "query", "name",
         "object_version"),
    )  # fmt: skip
    fields.need("object", "the key of the object")
    fields.need("expires", "a number of seconds")
    name = fields.optional_text("name")
    names.made_url(name)
    version: Literal["v4", "v2"] = "v2" if fields.text("version", "v4", ("v4", "v2")) == "v2" else "v4"
    return Presign(
        method=fields.text("method", "GET", METHODS),
        bucket=fields.text("bucket", BUCKET),
        object=fields.text("object"),
        # Negative and too long lifetimes are signed like any other: S3 is what refuses them.
        expires=fields.number("expires"),
        version=version,
        headers=fields.texts("headers"),
        query=fields.texts("query"),
        name=name,
        region=fields.optional_text("region"),
        object_version="oldest" if fields.optional_text("object_version", ("oldest",)) else None,
    )


def parse_alter(value: object, path: Path, problems: list[Problem], names: Names) -> Alter:
    """Read `alter: {url, ...what to change}`."""
    changes = ("object", "bucket", "parameter", "remove", "host", "access_key")
    fields = Fields(value, path, problems, ("url", *changes, "name"))
    url = names.url(fields)
    if not any(change in fields for change in changes):
        fields.wrong(f"nothing is changed; give one of {', '.join(changes)}", rule="missing")
    name = fields.optional_text("name")
    names.made_url(name)
    return Alter(
        url=url,
        bucket=fields.optional_text("bucket"),
        object=fields.optional_text("object"),
        parameters=fields.texts("parameter"),
        remove=fields.list_of_texts("remove"),
        host=fields.optional_text("host"),
        name=name,
        access_key=fields.optional_text("access_key"),
    )


def parse_fetch(value: object, path: Path, problems: list[Problem], names: Names) -> Fetch:
    """Read `fetch: {...}` of a URL made earlier, or of an object's plain URL."""
    fields = Fields(value, path, problems,
        ("url", "object", "bucket", "method", "range", "headers", "expect"))  # fmt: skip
    target: SignedUrl | ObjectUrl
    if "object" in fields:
        target = ObjectUrl(fields.text("bucket", BUCKET), fields.text("object"))
        if "url" in fields:
            fields.exactly_one("url", "object")
    else:
        target = SignedUrl(names.url(fields))
        if "bucket" in fields:
            fields.wrong("a bucket belongs to an object; add object, or drop bucket", "bucket", "missing")
    return Fetch(
        target=target,
        method=fields.text("method", "GET", METHODS),
        range=fields.optional_text("range"),
        headers=fields.texts("headers"),
        expect=parse_expectation(fields),
    )


def parse_upload(value: object, path: Path, problems: list[Problem], names: Names) -> Upload:
    """Read `upload: {body | size, ...}`."""
    fields = Fields(value, path, problems, ("url", "body", "size", "headers", "expect"))
    url = SignedUrl(names.url(fields))
    return Upload(url, parse_body(fields, "Uploaded."), fields.texts("headers"), parse_expectation(fields))


def parse_download(value: object, path: Path, problems: list[Problem], names: Names) -> Download:
    """Read `download: {bytes, ...}`."""
    fields = Fields(value, path, problems, ("url", "bytes", "name", "expect"))
    url = SignedUrl(names.url(fields))
    fields.need("bytes", "how many to read before the next step")
    name = fields.optional_text("name")
    names.made_download(name)
    return Download(url, fields.number("bytes", low=0), name, parse_expectation(fields))


def parse_finish(value: object, path: Path, problems: list[Problem], names: Names) -> Finish:
    """Read `finish: {download, expect}`."""
    fields = Fields(value, path, problems, ("download", "expect"))
    return Finish(names.download(fields), parse_expectation(fields))


def parse_body(fields: Fields, default: str) -> Body:
    """Read `body` or `size` of a step; without either the body is a default text."""
    if "body" in fields and "size" in fields:
        fields.exactly_one("body", "size")
    if "size" in fields:
        return Body(size=fields.number("size", low=0, high=100_000_000))
    text = fields.optional_text("body", empty=True)
    return Body(default if text is None else text)


def parse_expectation(step: Fields) -> Expectation:
    """Read `expect` of a step that sends a request; without it nothing is expected."""
    if "expect" not in step:
        return Expectation()
    fields = Fields(step.values["expect"], step.at("expect"), step.problems, _EXPECTED)
    return Expectation(
        status=fields.optional_number("status", 100, 599),
        code=fields.optional_text("code"),
        message=fields.optional_text("message"),
        check=fields.optional_text("check", CHECKS),
        body=fields.optional_text("body", empty=True),
        length=fields.optional_number("length", 0),
    )
