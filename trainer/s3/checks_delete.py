"""DeleteObjects: what its body asks to delete, and which of it the policies let the caller delete.

Source: DeleteObjects of the Amazon S3 API reference. A missing digest was answered so in s3ql/s3ql#444 and
versity/versitygw#1040, too many keys in aws/aws-sdk-java#1293, and an empty list in aws/aws-sdk-ruby#1114.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from xml.etree import ElementTree

from trainer.s3 import refusals
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.document_type import has_document_type
from trainer.s3.operations import OPERATIONS
from trainer.s3.refusals import malformed_xml
from trainer.s3.verdict import Deletion, Deletions, TrailEntry

MOST_KEYS = 1_000
_DELETE = OPERATIONS["object"]["DELETE", ""]
_CHECKSUM = "x-amz-checksum-"

Asked = tuple[str, str | None]
"""A key and the version of it, or None."""


class _NotModelledError(Exception):
    """The body asks for a thing that is not modelled; its text says which."""


def deletions(case: Case, permitted: Callable[[Case], Failure | None]) -> TrailEntry | Failure:
    """Decide on each key by its own, and leave the decisions in the case.

    A request of which nothing may happen is answered all the same: S3 says so of each key. `permitted` asks
    the policies about the deletion of one object.
    """
    if not _has_digest(case):
        says = "DeleteObjects needs a digest of its body, Content-MD5 or a checksum"
        return failed("permission", refusals.missing_digest(), "a digest", "none", says, "recorded")
    try:
        read = _read(b"" if case.request.body_length == 0 else case.request.body)
    except _NotModelledError as error:
        return failed("permission", refusals.not_modelled(str(error)), "", case.wants.action, str(error))
    if read is None:
        says = "the body is no list of keys as S3 reads them"
        return failed("permission", malformed_xml(), "a list of keys", "another body", says)
    asked, quiet = read
    if not 1 <= len(asked) <= MOST_KEYS:
        says = f"a list has 1 to {MOST_KEYS:,} keys; S3 answers as if it were no list"
        found = f"{len(asked):,} keys"
        return failed("permission", malformed_xml(), "a list of keys", found, says, "recorded")
    decided = [(one, permitted(_deleting(case, *one))) for one in asked]
    case.deletions = Deletions(
        tuple(Deletion(*one, failure.refusal if failure else None) for one, failure in decided), quiet
    )
    return _told(case, decided)


def _told(case: Case, decided: Sequence[tuple[Asked, Failure | None]]) -> TrailEntry:
    """Return the entry of a list that is answered: how much may be deleted, and why the rest may not."""
    refused = [(key, failure) for (key, _), failure in decided if failure]
    says = f"{len(decided) - len(refused)} of {len(decided)} keys may be deleted, each decided by its own"
    found = f"{len(decided)} keys"
    if not refused:
        return passed("permission", case.wants.action, found, says)
    key, failure = refused[0]
    says += f"; {key[:80]} may not: {failure.refusal.message}"
    return passed("permission", case.wants.action, found, says, failure.entry.evidence)


def _has_digest(case: Case) -> bool:
    framing = case.request.framing
    names = [*case.headers, *(name for name, _ in (framing.named_trailers if framing else ()))]
    return any(name == "content-md5" or name.startswith(_CHECKSUM) for name in names)


def _deleting(case: Case, key: str, version: str | None) -> Case:
    action = (_DELETE.version_action if version else None) or _DELETE.action
    return replace(
        case, wants=case.wants._replace(key=key, version_id=version, action=action, operation=_DELETE)
    )


def _read(body: bytes | None) -> tuple[list[Asked], bool] | None:
    """Return what a body asks to delete, and whether the answer is to name refusals alone; None for no list.

    Raises _NotModelledError.
    """
    if body is None:
        raise _NotModelledError("a list of keys that is longer than 1 MiB")
    if has_document_type(body):
        return None
    try:
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, ValueError, LookupError):
        return None
    if _local(root) != "Delete":
        return None
    asked: list[Asked] = []
    for element in root.iterfind("{*}Object"):
        key = element.findtext("{*}Key")
        unknown = [_local(child) for child in element if _local(child) not in ("Key", "VersionId")]
        if unknown:
            raise _NotModelledError(f"a deletion by {unknown[0][:80]}")
        if not key or len(element) != len({_local(child) for child in element}):
            return None
        asked.append((key, element.findtext("{*}VersionId") or None))
    quiet = (root.findtext("{*}Quiet") or "").strip().lower() == "true"
    return asked, quiet


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
