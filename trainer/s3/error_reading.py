"""An error document of S3, read: from curl, a browser or a log, and never trusted."""

import re
from typing import NamedTuple
from xml.parsers import expat

from trainer.errors import UsageError

MAX_BYTES = 1 << 20
"""S3's own are a few thousand bytes long."""
_WHAT = "what --error names"
_BEGIN = re.compile(r"<\?xml|<Error\b")
_END = re.compile(r"</Error>")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})+")
_SPACES = re.compile(r"\s+")


class ErrorDocument(NamedTuple):
    """What S3 answered: its code, its message, and the further elements."""

    code: str
    message: str
    elements: dict[str, str]
    """By name, the code and the message among them; of a name that recurs the first."""

    def text(self, name: str) -> str | None:
        """Return an element; where it is there as bytes too, those: their line ends survive copying."""
        written = self.elements.get(f"{name}Bytes", "")
        digits = _SPACES.sub("", written)
        if digits and _HEX.fullmatch(digits):
            return bytes.fromhex(digits).decode("utf-8", "replace")
        return self.elements.get(name)


def read_error(data: bytes) -> ErrorDocument:
    """Read an error document; what stands before and after it, such as headers, is left out.

    Raises UsageError for what is none: no XML, other XML, XML that declares entities, or far too much of it.
    """
    if len(data) > MAX_BYTES:
        raise UsageError(f"{_WHAT} is over {MAX_BYTES:,} bytes, as no answer of S3 is; give that alone")
    text = _cut_out(_decoded(data))
    reader = _Reader()
    try:
        reader.parser.Parse(text, True)
    except expat.ExpatError as error:
        raise UsageError(f"{_WHAT} is no XML ({_reason(error)}); give the answer as S3 sent it") from None
    found = reader.elements
    if not found.get("Code"):
        raise UsageError(f"{_WHAT} is XML, but not of S3: it has no Code in an Error; give the answer of S3")
    return ErrorDocument(found["Code"], found.get("Message", ""), found)


def _decoded(data: bytes) -> str:
    # A shell of Windows writes UTF-16, and says so in the first two bytes.
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return data.decode(encoding, "replace")


def _cut_out(text: str) -> str:
    begin = _BEGIN.search(text)
    if begin is None:
        raise UsageError(f"{_WHAT} has no XML in it; give the answer as S3 sent it, from <Error> on")
    text = text[begin.start() :]
    end = _END.search(text)
    if end is None or "<ErrorResponse" in text[: end.start()]:
        return text
    return text[: end.end()]


def _reason(error: expat.ExpatError) -> str:
    return f"{expat.ErrorString(error.code)}, line {error.lineno}"


class _Reader:
    """Keeps the text of the elements just below an Error, and refuses a document type: S3 declares none."""

    def __init__(self) -> None:
        self.elements: dict[str, str] = {}
        self._path: list[str] = []
        self._text: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text.append
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, name: str, _: dict[str, str]) -> None:
        self._path.append(name.rpartition(":")[2])
        self._text.clear()

    def _end(self, name: str) -> None:
        self._path.pop()
        if self._path[-1:] == ["Error"]:
            self.elements.setdefault(name.rpartition(":")[2], "".join(self._text))
        self._text.clear()

    def _doctype(self, *_: object) -> None:
        # Entities could make a document of a few bytes grow without end.
        raise UsageError(f"{_WHAT} declares a document type, which S3 never does; give the answer of S3")
