"""A body that its client holds back: `Expect: 100-continue`."""

from collections.abc import Callable
from typing import Any

CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


class AwaitedBody:
    """The stream of a body that is asked for when it is first read, and not before.

    A request that is refused by its head then sends none. Source: RFC 9110, section 10.1.1.
    """

    def __init__(self, source: Any, ask: Callable[[], object]) -> None:
        self._source = source
        self._ask: Callable[[], object] | None = ask

    def read(self, size: int = -1) -> bytes:
        """Read up to so many bytes."""
        if self._ask:
            self._ask()
            self._ask = None
        read: bytes = self._source.read(size)
        return read
