"""An upload form: its fields as S3 takes them, and what they ask for.

Source: "POST Object", "Creating an HTML form (using AWS signature version 4)" and "POST policy" of the Amazon
S3 documentation.
"""

import re
from typing import Literal, NamedTuple

FILE_NAME = "${filename}"
V4_FIELDS = {
    "x-amz-algorithm": "X-Amz-Algorithm",
    "x-amz-credential": "X-Amz-Credential",
    "x-amz-date": "X-Amz-Date",
    "x-amz-signature": "X-Amz-Signature",
}
"""The fields that sign a form with Version 4, and how S3 spells them."""
V2_FIELDS = {"awsaccesskeyid": "AWSAccessKeyId", "signature": "Signature"}
"""The same for Version 2."""

_METADATA = "x-amz-meta-"
_METADATA_NAME = re.compile(r"x-amz-meta-[0-9a-z_.-]+")
_HEADERS = {
    # a field, and the header that says the same of a plain upload
    "acl": "x-amz-acl",
    "tagging": "x-amz-tagging",
    "cache-control": "cache-control",
    "content-disposition": "content-disposition",
    "content-encoding": "content-encoding",
    "content-language": "content-language",
    "content-type": "content-type",
    "expires": "expires",
}
_AMZ_HEADERS = frozenset(
    """
    x-amz-checksum-algorithm x-amz-checksum-crc32 x-amz-checksum-crc32c x-amz-checksum-crc64nvme
    x-amz-checksum-sha1 x-amz-checksum-sha256 x-amz-grant-full-control x-amz-grant-read x-amz-grant-read-acp
    x-amz-grant-write-acp x-amz-object-lock-legal-hold x-amz-object-lock-mode
    x-amz-object-lock-retain-until-date x-amz-server-side-encryption
    x-amz-server-side-encryption-aws-kms-key-id x-amz-server-side-encryption-bucket-key-enabled
    x-amz-storage-class x-amz-website-redirect-location
    """.split()  # noqa: SIM905 (a table of names reads better as text)
)
_BESIDE = ("host", "origin", "referer", "user-agent")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
"""All but the tab: no header can carry these."""


class UploadForm(NamedTuple):
    """A form that could be read; field names are in lower case, in the order sent."""

    fields: tuple[tuple[str, str], ...]
    """Those before the file; what comes after it counts for nothing."""
    file_name: str | None
    """As sent; None where the file came as a plain field, without one."""
    file_at: int
    """Where in the body the file begins."""
    file_length: int
    """Bytes."""


class UploadFormFault(NamedTuple):
    """Why a body could not be read as an upload form."""

    kind: Literal["malformed", "too large", "files"]
    says: str
    files: int = 1


def values_of(form: UploadForm) -> dict[str, str]:
    """Return each field's value, the file's name filled in, in the order sent.

    The values of metadata that recurs are joined by commas; of other fields that recur the first counts.
    """
    values: dict[str, str] = {}
    for name, sent in form.fields:
        value = sent if name == "policy" else _expanded(sent, form.file_name)
        if name in values:
            value = f"{values[name]},{value}" if name.startswith(_METADATA) else values[name]
        values[name] = value
    return values


def recurring(form: UploadForm) -> str | None:
    """Return a field that stands there twice though it can have one value only, or None."""
    names = [name for name, _ in form.fields if not name.startswith(_METADATA)]
    return next((name for name in names if names.count(name) > 1), None)


def headers_of(values: dict[str, str]) -> dict[str, str]:
    """Return the headers that say of a plain upload what the fields say of this one."""
    return {
        _HEADERS.get(name, name): value
        for name, value in values.items()
        if name in _HEADERS or name in _AMZ_HEADERS or _METADATA_NAME.fullmatch(name)
    }


def headers_with(values: dict[str, str], sent: dict[str, str]) -> dict[str, str]:
    """Return the headers that count for a form: of those sent only what does not speak of the object.

    The object is stored as if the others had not been sent, so no policy may see them.
    """
    return {name: sent[name] for name in _BESIDE if name in sent} | headers_of(values)


def unmodelled_field(values: dict[str, str]) -> str | None:
    """Return what a field asks for that is not modelled here, in words, or None."""
    headers = headers_of(values)
    known = headers.keys() | V4_FIELDS.keys() | {"x-amz-security-token"}
    for name in values:
        if name.startswith("x-amz-") and name not in known:
            return f"the form field {name[:80]}"
    for name, value in headers.items():
        # Tags are not sent on as they came; nothing else may end a header early.
        if _CONTROL.search(value) and name != "x-amz-tagging":
            return f"a control character in the form field for {name[:80]}"
    return None


def _expanded(value: str, file_name: str | None) -> str:
    """Fill in the file's name, without the folders that some browsers send.

    Where the file came without a name `${filename}` stays as it is: so it was recorded from AWS, though the
    documentation has it empty.
    """
    if file_name is None or FILE_NAME not in value:
        return value
    return value.replace(FILE_NAME, re.split(r"[/\\]", file_name)[-1])
