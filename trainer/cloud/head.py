"""The head of a request as it arrives: http.server takes what is cut off, or is no field, for headers."""

import re
from typing import Any

_FIELD = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+:[^\0\r]*")
"""Source: RFC 9112, section 5.1: no space before the colon, and no line that continues another."""


class Head:
    """A stream that notes whether a head was read to its end, and whether each line of it is a field."""

    def __init__(self, source: Any) -> None:
        self.source = source
        self._last = b""
        self._are_fields = True

    @property
    def is_whole(self) -> bool:
        """Whether an empty line ended it, and only fields stood before that."""
        return self._are_fields and self._last in (b"\r\n", b"\n")

    def readline(self, size: int = -1) -> bytes:
        """Read a line."""
        line: bytes = self.source.readline(size)
        self._last = line
        content = line.removesuffix(b"\n").removesuffix(b"\r")
        if content and not _FIELD.fullmatch(content):
            self._are_fields = False
        return line
