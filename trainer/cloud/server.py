"""The HTTP server: werkzeug's threaded one on the loopback, with requests handed on as they arrived."""

import re
import socket
from datetime import datetime
from email.message import Message
from io import BufferedIOBase
from typing import Any, cast

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import BaseWSGIServer, make_server

from trainer.cloud.application import Application
from trainer.cloud.awaited import CONTINUE, AwaitedBody
from trainer.cloud.body import PATIENCE
from trainer.cloud.clock import Clock
from trainer.cloud.head import Head
from trainer.cloud.reply import RequestIds
from trainer.cloud.rest import Rest
from trainer.errors import CloudError
from trainer.s3.errors_xml import error_document
from trainer.s3.verdict import Refusal

ADDRESS = "127.0.0.1"
SEND_BUFFER = 64 * 1024
"""Bytes the kernel may hold for a client that reads slowly: little, so that it holds the transfer open."""

_NOT_ASCII = re.compile(r"[^\x21-\x7e]")


def listen(port: int) -> socket.socket:
    """Return a listening socket on the loopback; port 0 means a free one. Raises CloudError."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((ADDRESS, port))
        listening.listen(128)
    except OSError as error:
        listening.close()
        raise CloudError(
            f"could not listen on port {port} of {ADDRESS} ({error.strerror}); "
            "choose another with --port, or --port 0 for a free one"
        ) from error
    return listening


def http_server(listening: socket.socket, application: Application, clock: Clock) -> BaseWSGIServer:
    """Return a server of the application on a listening socket; `serve_forever` runs it."""
    handler = type("LabRequestHandler", (RequestHandler,), {"clock": clock})
    port = listening.getsockname()[1]
    return make_server(
        ADDRESS, port, application, threaded=True, request_handler=handler, fd=listening.fileno()
    )


class RequestHandler(MotoRequestHandler):
    """Hands on the request line and the headers as sent; logs nothing, the journal does."""

    clock: Clock
    disable_nagle_algorithm = True

    def setup(self) -> None:
        """Bound what the kernel holds for the client, and the wait for the head of its request."""
        self.request.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        super().setup()
        self.connection.settimeout(PATIENCE)

    def parse_request(self) -> bool:
        """Read the request line and the headers; a request of HTTP 0.9, which has no headers, is none."""
        head = Head(self.rfile)
        self.rfile = cast(BufferedIOBase, head)
        try:
            parsed = super().parse_request()
        finally:
            self.rfile = head.source
        if not parsed:
            return False
        if self.request_version == "HTTP/0.9" or not head.is_whole or _says_two_lengths(self.headers):
            self.send_error(400)
            return False
        self.connection.settimeout(None)
        _say_the_length_once(self.headers)
        self._sent = tuple(self.headers.items())
        # werkzeug would ask for the body before anyone has seen the request.
        self._awaited = self.headers.get("Expect", "").strip().lower() == "100-continue"
        if self._awaited:
            del self.headers["Expect"]
        return True

    def handle_expect_100(self) -> bool:
        """Leave it to whoever reads the body to ask for it."""
        return True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is no HTTP request as S3 answers, in XML, and hang up."""
        self.close_connection = True
        self.request_version = "HTTP/1.1"
        body = error_document(
            Refusal(code, "BadRequest", "An error occurred when parsing the HTTP request."),
            resource="", request_id=(ids := RequestIds.new()).request_id, host_id=ids.host_id,
        )  # fmt: skip
        self.send_response(code)
        for name, value in (
            ("x-amz-request-id", ids.request_id), ("x-amz-id-2", ids.host_id),
            ("Content-Type", "application/xml"), ("Content-Length", str(len(body))), ("Connection", "close"),
        ):  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def make_environ(self) -> dict[str, Any]:
        """Add the target and the headers of the request, undecoded and in the order sent."""
        environ: dict[str, Any] = super().make_environ()
        # http.server merges leading slashes of `path`; the request line still has them.
        environ["trainer.target"] = _ascii(self.requestline.split()[1])
        environ["trainer.headers"] = tuple((name, _utf_8(value)) for name, value in self._sent)
        # What is left of a body is read after the answer: not for longer than a body may take.
        self.rfile = cast(BufferedIOBase, Rest(self.rfile, self.connection, PATIENCE))
        if self._awaited and self.request_version != "HTTP/1.0":
            environ["wsgi.input"] = AwaitedBody(environ["wsgi.input"], lambda: self.wfile.write(CONTINUE))
        return environ

    def date_time_string(self, timestamp: float | None = None) -> str:
        """Return the Date header: lab time, as S3 tells its own."""
        when = self.clock.read().lab if timestamp is None else datetime.fromtimestamp(timestamp)
        return super().date_time_string(when.timestamp())

    def version_string(self) -> str:
        """Return the Server header."""
        return "saa-trainer"

    def log_error(self, format: str, *args: Any) -> None:  # noqa: A002 (http.server's name)
        """Log nothing: a client that sends no request is no error of ours."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Log nothing: the journal has each request."""


def _says_two_lengths(headers: Message) -> bool:
    return len(set(headers.get_all("Content-Length", []))) > 1


def _say_the_length_once(headers: Message) -> None:
    """Take away what repeats a length, as RFC 9112, section 6.3, lets a recipient do."""
    lengths = headers.get_all("Content-Length", [])
    if len(lengths) > 1:
        del headers["Content-Length"]
        headers["Content-Length"] = lengths[0]


def _ascii(target: str) -> str:
    # http.server reads the request line as Latin-1; clients that do not escape send UTF-8.
    return _NOT_ASCII.sub(lambda found: f"%{ord(found[0]):02X}", target)


def _utf_8(value: str) -> str:
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
