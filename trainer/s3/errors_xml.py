"""Error documents as S3 writes them, and as IAM and STS do."""

from collections.abc import Iterable
from xml.sax.saxutils import escape

from trainer.s3.verdict import Refusal

_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def error_document(refusal: Refusal, *, resource: str, request_id: str, host_id: str) -> bytes:
    """Return S3's error document; `resource`, the path asked for, is written in refusals that are our own.

    Characters that XML cannot carry become U+FFFD.
    """
    elements = [("Code", refusal.code), ("Message", refusal.message), *refusal.elements]
    if refusal.not_modelled:
        elements.append(("Resource", resource))
    elements += [("RequestId", request_id), ("HostId", host_id)]
    return f"{_DECLARATION}<Error>{written(elements)}</Error>".encode()


def query_error_document(refusal: Refusal, *, request_id: str) -> bytes:
    """Return the error document of IAM and STS."""
    error = written([("Type", "Sender"), ("Code", refusal.code), ("Message", refusal.message)])
    request = written([("RequestId", request_id)])
    return f"<ErrorResponse><Error>{error}</Error>{request}</ErrorResponse>".encode()


def written(elements: Iterable[tuple[str, str]]) -> str:
    """Return elements one after the other; characters that XML cannot carry become U+FFFD."""
    return "".join([f"<{name}>{escape(_printable(value))}</{name}>" for name, value in elements])


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join([character if _allowed(character) else "\ufffd" for character in text])


def _allowed(character: str) -> bool:
    """Tell whether XML 1.0 carries a character unchanged: parsers turn a carriage return into a newline."""
    code = ord(character)
    return code in (0x9, 0xA) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000
