"""multipart/form-data, read as an upload form needs it: the fields, and where among the bytes the file lies.

Source: RFC 2046, section 5.1, and RFC 7578; what Amazon S3 makes of it is in "POST Object" of its
documentation. The bytes come in blocks, and those of the file are passed over, never kept.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from trainer.s3.upload_form import UploadForm, UploadFormFault

FORM_DATA = "multipart/form-data"
MAX_BEFORE_FILE = 20_480
"""Bytes that may come before the file's own: boundaries, part headers and fields. S3 names this number in its
answer MaxPostPreDataLengthExceeded."""

_MAX_PADDING = 16
"""Blanks after a boundary that a gateway may have added."""
_MAX_HEAD = 8 * 1024
"""Bytes of the headers of a part after the file."""
_UNFINISHED = re.compile(rb"-|[ \t]{0,%d}\r?" % _MAX_PADDING)
"""What may follow a boundary where the bytes run out: more have to be seen to know."""
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")
_HEADER_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PARAMETER = re.compile(r"""[ \t]*;[ \t]*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s";]+))""")
_QUOTED_PAIR = re.compile(r'\\(["\\])')
"""No other: a browser may send `C:\\dir\\file` as it stands."""


class _FaultError(Exception):
    """What is wrong with a body."""

    def __init__(self, fault: UploadFormFault) -> None:
        super().__init__(fault.says)
        self.fault = fault


def is_form_data(content_type: str | None) -> bool:
    """Return whether a Content-Type is that of an upload form, whatever its parameters."""
    return (content_type or "").partition(";")[0].strip().lower() == FORM_DATA


def read_form(content_type: str, blocks: Iterable[bytes]) -> UploadForm | UploadFormFault:
    """Read a form whose body comes in `blocks`, the whole body and nothing else. Never raises."""
    try:
        boundary = _boundary(content_type)
        reader = _Reader(chain((b"\r\n",), blocks), boundary)
        fields, file_name = _before_file(reader)
        file_at = reader.position
        file_length, last = reader.pass_part()
        _after_file(reader, last)
    except _FaultError as error:
        return error.fault
    return UploadForm(tuple(fields), file_name, file_at, file_length)


def _boundary(content_type: str) -> bytes:
    _, semicolon, rest = content_type.partition(";")
    boundary = _parameters(semicolon + rest).get("boundary", "")
    if not _BOUNDARY.fullmatch(boundary):
        raise _malformed("Content-Type names no boundary of 1 to 70 characters")
    return boundary.encode("ascii")


def _before_file(reader: "_Reader") -> tuple[list[tuple[str, str]], str | None]:
    """Return the fields before the file, names in lower case, and the file's name, if it has one."""
    fields: list[tuple[str, str]] = []
    _, last = reader.pass_part()
    while not last:
        head = reader.take_head(MAX_BEFORE_FILE - reader.position, _too_large())
        name, file_name = _disposition(head)
        if name == "file":
            return fields, file_name
        value, last = reader.take_part(MAX_BEFORE_FILE - reader.position)
        fields.append((name, _utf_8(value, f"the field {name[:40]}")))
    raise _FaultError(UploadFormFault("files", "no field is named file", 0))


def _after_file(reader: "_Reader", last: bool) -> None:
    """Pass over what comes after the file, which counts for nothing, unless it is another file."""
    while not last:
        head = reader.take_head(_MAX_HEAD, _malformed("a part after the file has headers without end"))
        name, _ = _disposition(head)
        if name == "file":
            raise _FaultError(UploadFormFault("files", "two fields are named file", 2))
        _, last = reader.pass_part()


class _Reader:
    """Bytes as they come, up to the next delimiter; `position` counts from the start of the body."""

    def __init__(self, blocks: Iterable[bytes], boundary: bytes) -> None:
        self._blocks: Iterator[bytes] = iter(blocks)
        self._held = bytearray()
        # A body may begin with its first boundary, which elsewhere stands on a line of its own.
        self.position = -2
        self._mark = b"\r\n--" + boundary
        self._end = re.compile(rb"(--)|[ \t]{0,%d}\r\n" % _MAX_PADDING)

    def pass_part(self) -> tuple[int, bool]:
        """Pass over a part and its delimiter; return the part's length and whether it was the last."""
        return self._to_delimiter(None)[1:]

    def take_part(self, limit: int) -> tuple[bytes, bool]:
        """Return a part of at most `limit` bytes, and whether it was the last; pass over its delimiter."""
        value, _, last = self._to_delimiter(limit)
        return value, last

    def take_head(self, limit: int, otherwise: _FaultError) -> bytes:
        """Return the headers of a part, and pass over them and the empty line, `limit` bytes at most."""
        while (at := self._held.find(b"\r\n\r\n")) < 0 and len(self._held) <= limit:
            self._more("a part has no end to its headers")
        if not 0 <= at <= limit - 4:
            raise otherwise
        head = bytes(self._held[:at])
        self._drop(at + 4)
        return head

    def _to_delimiter(self, limit: int | None) -> tuple[bytes, int, bool]:
        passed, searched = 0, 0
        while True:
            at = self._held.find(self._mark, searched)
            after = at + len(self._mark)
            ends = self._end.match(self._held, after) if at >= 0 else None
            if ends:
                return self._found(at, ends, passed, limit)
            if at >= 0 and not _UNFINISHED.fullmatch(self._held, after):
                searched = at + 1
                continue
            # What comes before this belongs to the part, whatever follows.
            searched = at if at >= 0 else max(searched, len(self._held) - len(self._mark) + 1)
            if limit is None:
                self._drop(searched)
                passed, searched = passed + searched, 0
            elif searched > limit:
                raise _too_large()
            self._more("a part has no delimiter after it")

    def _found(
        self, at: int, ends: re.Match[bytes], passed: int, limit: int | None
    ) -> tuple[bytes, int, bool]:
        if limit is not None and at > limit:
            raise _too_large()
        value, last = bytes(self._held[:at]) if limit is not None else b"", ends[1] is not None
        self._drop(ends.end())
        return value, passed + at, last

    def _more(self, otherwise: str) -> None:
        block = next(self._blocks, b"")
        if not block:
            raise _malformed(otherwise)
        self._held += block

    def _drop(self, count: int) -> None:
        del self._held[:count]
        self.position += count


def _disposition(head: bytes) -> tuple[str, str | None]:
    """Return the name of a field, in lower case, and the file name that came with it, if any."""
    found = []
    for line in head.split(b"\r\n"):
        name, colon, value = line.partition(b":")
        if not colon or not _HEADER_NAME.fullmatch(name) or b"\r" in value or b"\n" in value:
            raise _malformed("a part has a line that is no header")
        if name.lower() == b"content-disposition":
            found.append(_utf_8(value.strip(b" \t"), "Content-Disposition"))
    if len(found) != 1:
        raise _malformed("a part has no Content-Disposition, or several")
    kind, semicolon, rest = found[0].partition(";")
    parameters = _parameters(semicolon + rest)
    field = parameters.get("name", "").lower()
    if kind.strip().lower() != "form-data" or not field:
        raise _malformed("a part is no form-data with a name")
    return field, parameters.get("filename")


def _parameters(text: str) -> dict[str, str]:
    """Read `; name=value` pairs, values bare or in quotes; names in lower case."""
    found: dict[str, str] = {}
    at = 0
    while match := _PARAMETER.match(text, at):
        name = match[1].lower()
        if name in found:
            raise _malformed(f"the parameter {name[:40]} stands there twice")
        found[name] = match[3] if match[2] is None else _QUOTED_PAIR.sub(r"\1", match[2])
        at = match.end()
    if text[at:].strip("; \t"):
        raise _malformed("a header has parameters that cannot be read")
    return found


def _utf_8(text: bytes, what: str) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _malformed(f"{what} is not UTF-8") from error


def _malformed(says: str) -> _FaultError:
    return _FaultError(UploadFormFault("malformed", says))


def _too_large() -> _FaultError:
    says = f"more than {MAX_BEFORE_FILE:,} bytes come before the file"
    return _FaultError(UploadFormFault("too large", says))
