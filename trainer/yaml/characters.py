"""From the bytes of a file to a text without the characters that may not stand in it."""

import codecs
import re

from trainer.yaml.document import MAX_MISTAKES, Document, Mistake, Position, too_many

MAX_BYTES = 16 * 1024 * 1024
MAX_VALUES = 1_000_000
"""Bounded by the signs that part values: a file of nothing else would be read for minutes."""

# What neither libyaml nor a terminal should be given: controls, surrogates, non-characters, and the line
# separators that YAML 1.1 counts as line breaks and editors do not.
FORBIDDEN = re.compile(
    "[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]|\r(?!\n)"
)
FORBIDDEN_ESCAPED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")

_HARMLESS = bytes([0x0A, *range(0x20, 0x7F)])


def decoded(source: bytes | str, document: Document) -> str | None:
    """Return the text of a file; None, with a mistake, when it is too large or not UTF-8."""
    if len(source) > MAX_BYTES:
        _refuse(document, f"the file is larger than {MAX_BYTES // 2**20} MiB", "split it")
        return None
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    if source.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        _refuse(document, "the file is not UTF-8 but UTF-16 or UTF-32", "save it as UTF-8")
        return None
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = source[: error.start].decode("utf-8-sig", "replace")
        position = _after(before)
        byte = f"the byte 0x{source[error.start]:02X} is not UTF-8"
        _refuse(document, byte, "save the file as UTF-8", position)
        return None


def has_too_many_values(text: str, document: Document) -> bool:
    """Tell whether a file may hold more values than anybody writes, and report it then."""
    if len(text) <= MAX_VALUES or sum(text.count(sign) for sign in ("\n", ",", "- ")) <= MAX_VALUES:
        return False
    _refuse(document, f"the file holds more than {MAX_VALUES:,} lines and values", "split it")
    return True


def _refuse(document: Document, message: str, hint: str, position: Position | None = None) -> None:
    document.mistakes.append(Mistake(position or Position(1, 1), "syntax", message, hint))
    document.cut_short = True


def _after(text: str) -> Position:
    return Position(text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)


def cleaned(text: str, document: Document) -> str:
    """Report the characters that may not stand in a file, and return the text without them."""
    if _is_plainly_clean(text) or not FORBIDDEN.search(text):
        return text
    for number, line in enumerate(text.split("\n"), start=1):
        found = FORBIDDEN.search(line.removesuffix("\r"))
        if found and len(document.mistakes) >= MAX_MISTAKES:
            document.mistakes.append(too_many(Position(number, found.start() + 1)))
            document.cut_short = True
            break
        if found:
            _report_character(document, found.group(), Position(number, found.start() + 1))
    return FORBIDDEN.sub(lambda found: " " if found.group() == "\t" else "\ufffd", text)


def _is_plainly_clean(text: str) -> bool:
    """Tell quickly what holds for most files, ten times faster than the expression."""
    return text.isascii() and not text.encode("ascii").translate(None, _HARMLESS)


def _report_character(document: Document, character: str, position: Position) -> None:
    if character == "\t":
        mistake = Mistake(position, "tab", "a tab", "write spaces")
    else:
        name = f"the control character U+{ord(character):04X}"
        mistake = Mistake(position, "control-character", name, "remove it")
    document.mistakes.append(mistake)
