"""DeleteObjects once it was judged: a request of its own deletes each key, and all is told in one answer.

moto's own reading of the list is left out: it knows neither Quiet nor versions of what it refuses.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from trainer.cloud import adapter
from trainer.cloud.inner import Content, for_s3
from trainer.cloud.reply import Reply
from trainer.cloud.store import Store, StoreAnswer
from trainer.s3.errors_xml import written
from trainer.s3.operations import OPERATIONS
from trainer.s3.target import Wants
from trainer.s3.verdict import Deletion, Deletions

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/"
_DROPPED = ("CONTENT_TYPE", "HTTP_CONTENT_MD5", "HTTP_CONTENT_ENCODING")


def delete_objects(
    store: Store, environ: Mapping[str, Any], wanted: Wants, region: str, asked: Deletions
) -> Reply:
    """Delete what may be deleted, in the order asked, and say of each key what became of it.

    Raises StoreFailedError and UnknownToStoreError.
    """
    plain = {name: value for name, value in environ.items() if name not in _DROPPED}
    plain["REQUEST_METHOD"] = "DELETE"
    told = [
        element
        for deletion in asked.keys
        for element in _one(store, plain, wanted, region, deletion)
        if not asked.quiet or element.startswith("<Error>")
    ]
    body = f'{_DECLARATION}<DeleteResult xmlns="{_NAMESPACE}">{"".join(told)}</DeleteResult>'
    return Reply(200, (("Content-Type", "application/xml"),), body.encode(), "store")


def _one(
    store: Store, environ: dict[str, Any], wanted: Wants, region: str, deletion: Deletion
) -> Iterator[str]:
    """Delete one key, if it may be deleted, and say what became of it."""
    version, refusal = deletion.version_id, deletion.refusal
    named = [("Key", deletion.key), *([("VersionId", version)] if version else [])]
    if refusal:
        yield _element("Error", [*named, ("Code", refusal.code), ("Message", refusal.message)])
        return
    one = wanted._replace(
        key=deletion.key,
        version_id=version,
        operation=OPERATIONS["object"]["DELETE", ""],
        parameters=(("versionId", version),) if version else (),
    )
    was_marker = adapter.is_delete_marker(one)
    answer = store.perform("s3", for_s3(environ, one, region, Content(io.BytesIO(), 0)))
    if answer.status >= 300:
        # A lock, or what else only the store knows of.
        yield _element(
            "Error", [*named, ("Code", answer.code or "AccessDenied"), ("Message", "Access Denied")]
        )
        return
    yield _element("Deleted", [*named, *_marker(answer, version if was_marker else None)])


def _element(name: str, fields: Iterable[tuple[str, str]]) -> str:
    return f"<{name}>{written(fields)}</{name}>"


def _marker(answer: StoreAnswer, deleted: str | None) -> Iterator[tuple[str, str]]:
    """Say which delete marker was deleted, or was made instead."""
    headers = {name.lower(): value for name, value in answer.headers}
    made = headers.get("x-amz-version-id") if headers.get("x-amz-delete-marker") == "true" else None
    if deleted or made:
        yield "DeleteMarker", "true"
        yield "DeleteMarkerVersionId", deleted or made or "null"
