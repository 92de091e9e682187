"""One HTTP exchange with the local cloud, byte for byte as asked: nothing added, reordered or decoded."""

import http.client
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree

from trainer.errors import CloudError

TIMEOUT = 30.0
"""Seconds that one read or write may take."""

RECEIVE_BUFFER = 16 * 1024
"""Bytes the kernel may hold for a reader: little, so that a slow reader really holds the transfer."""

_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """A whole answer."""

    status: int
    reason: str
    headers: dict[str, str]
    """Names in lower case; the values of a name that recurs are joined with `, `."""
    body: bytes = field(repr=False)

    def element(self, name: str) -> str | None:
        """Return the text of the first element of that name in an XML body, in any namespace, or None."""
        if not self.body.lstrip().startswith(b"<"):
            return None
        try:
            root = ElementTree.fromstring(self.body)
        except ElementTree.ParseError:
            return None
        return next((found.text or "" for found in root.iter() if _local(found.tag) == name), None)

    @property
    def code(self) -> str | None:
        """The error code of the answer's XML; None without an error, and for HEAD, which has no body."""
        return self.element("Code") if self.status >= 300 else None

    @property
    def message(self) -> str | None:
        """The error message of the answer's XML, or None."""
        return self.element("Message") if self.status >= 300 else None


class Download:
    """An answer whose body is read bit by bit, so that the transfer can be held open."""

    def __init__(self, connection: http.client.HTTPConnection, response: http.client.HTTPResponse) -> None:
        self._connection = connection
        self._response = response
        self.status = response.status
        self.reason = response.reason
        self.headers = _headers(response)

    def read(self, amount: int | None = None) -> bytes:
        """Read up to so many bytes, or all that is left; empty at the end.

        Raises CloudError when the transfer was cut.
        """
        try:
            return self._response.read(amount)
        except (OSError, http.client.HTTPException) as error:
            raise CloudError(f"the transfer was cut ({_reason(error)}); begin it again") from error

    def close(self) -> None:
        """Hang up, whether or not everything was read."""
        self._response.close()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def begin(
    endpoint: str, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout: float = TIMEOUT
) -> Download:
    """Send a request to the endpoint and return its answer, the body unread.

    The path, the query and, unless one is given, the Host header are those of the URL. The connection always
    goes to the endpoint, wherever the URL points, so that nothing leaves this machine. Raises CloudError.
    """
    target, host = _target(url)
    connection = http.client.HTTPConnection("127.0.0.1")
    try:
        connection.sock = _connect(endpoint, timeout)
        _send(connection, method, target, _with_host(headers, host), body)
        return Download(connection, connection.getresponse())
    except (OSError, http.client.HTTPException, ValueError) as error:
        connection.close()
        raise CloudError(
            f"{method} {host}{target.partition('?')[0]} got no answer from the local cloud on {endpoint} "
            f"({_reason(error)}); see whether it still runs"
        ) from error


def exchange(
    endpoint: str, method: str, url: str, headers: Mapping[str, str], body: bytes, timeout: float = TIMEOUT
) -> HttpAnswer:
    """Send a request as `begin` does and return the whole answer. Raises CloudError."""
    with begin(endpoint, method, url, headers, body, timeout) as download:
        return HttpAnswer(download.status, download.reason, download.headers, download.read())


def _target(url: str) -> tuple[str, str]:
    scheme, marker, rest = url.partition("://")
    if not marker or scheme.lower() != "http":
        raise CloudError(f"{url!r} is no URL of the local cloud, which speaks http; begin it with http://")
    cut = min((at for at in (rest.find(sign) for sign in "/?#") if at >= 0), default=len(rest))
    host, target = rest[:cut], rest[cut:].partition("#")[0]
    if not target.startswith("/"):
        target = f"/{target}"
    # Every printable ASCII character goes as it stands; the rest could not be told apart on the wire.
    return quote(target, safe=_PRINTABLE), host


def _connect(endpoint: str, timeout: float) -> socket.socket:
    address = urlsplit(endpoint)
    connected = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        # The window is agreed on when connecting, so this comes first.
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connected.settimeout(timeout)
        connected.connect((address.hostname or "127.0.0.1", address.port or 80))
    except OSError:
        connected.close()
        raise
    return connected


def _with_host(headers: Mapping[str, str], host: str) -> Mapping[str, str]:
    named = any(name.lower() == "host" for name in headers)
    return headers if named else {"Host": host, **headers}


def _send(
    connection: http.client.HTTPConnection, method: str, target: str, headers: Mapping[str, str], body: bytes
) -> None:
    names = {name.lower() for name in headers}
    chunked = "transfer-encoding" in names
    connection.putrequest(method, target, skip_host=True, skip_accept_encoding=True)
    for name, value in headers.items():
        connection.putheader(name, value.encode("utf-8"))
    if (body or method in ("PUT", "POST")) and "content-length" not in names and not chunked:
        connection.putheader("Content-Length", str(len(body)))
    try:
        connection.endheaders(body or None, encode_chunked=chunked)
    except (BrokenPipeError, ConnectionResetError):
        # A server may refuse and hang up before it has read everything; its answer is still to be read.
        return


def _headers(response: http.client.HTTPResponse) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in response.getheaders():
        name = name.lower()
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _reason(error: Exception) -> str:
    return str(error) or type(error).__name__
