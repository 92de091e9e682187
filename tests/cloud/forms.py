"""Upload forms that several tests of the cloud send."""

from collections.abc import Mapping
from typing import Any

from tests.cloud.world import BUCKET, Key, presigned
from trainer.cloud.client import CloudClient, HttpAnswer
from trainer.s3.form_signing import encoded_form, signed_fields

CONTENT = b"what was uploaded"


def form(
    cloud: CloudClient,
    key: Key,
    fields: Mapping[str, str] | None = None,
    *,
    object_key: str = "u/note.txt",
    expires: int = 3600,
    version: Any = "v4",
    **more: Any,
) -> dict[str, str]:
    """Return the fields of a form signed at lab time, with a condition for each."""
    given = {"key": object_key, **(fields or {})}
    conditions = [{"bucket": BUCKET}, *({name: value} for name, value in given.items())]
    options = {"region": "us-east-1", "now": cloud.clock().now, "expires": expires, "version": version}
    return signed_fields(key, given, conditions, **(options | more))


def submit(
    cloud: CloudClient, fields: Mapping[str, str], content: bytes = CONTENT, name: str = "note.txt"
) -> HttpAnswer:
    """Send a form as a browser does."""
    sent = {"Content-Type": "multipart/form-data; boundary=xyz"}
    body = encoded_form(fields.items(), name, content, "xyz")
    return cloud.send("POST", f"{cloud.ready.endpoint}/{BUCKET}", sent, body)


def stored(cloud: CloudClient, object_key: str = "u/note.txt") -> HttpAnswer:
    """Return the object as the administrator sees it."""
    return cloud.send("GET", presigned(cloud, cloud.ready.credentials, object_key))
