"""The WSGI application: the control interface, and before moto the gate, whose every answer is journalled."""

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from trainer.cloud.adapter import ENDPOINT_HOSTS
from trainer.cloud.body import Body, BodyError, read_body
from trainer.cloud.clock import Clock, Moment
from trainer.cloud.control import Control
from trainer.cloud.gate import Gate
from trainer.cloud.incoming import Incoming, awaited_head, request_of
from trainer.cloud.inner import Environ
from trainer.cloud.journal import Journal
from trainer.cloud.network import Network
from trainer.cloud.record import journal_line
from trainer.cloud.reply import Reply, RequestIds, refusal_reply
from trainer.s3.request import Request
from trainer.s3.target import wants
from trainer.s3.verdict import Refusal, Verdict

_LOG = logging.getLogger(__name__)

PIECE = 64 * 1024
"""Bytes handed to the network at once, so that the journal knows how far a transfer came."""

StartResponse = Callable[[str, list[tuple[str, str]]], Any]
_Judged = TypeVar("_Judged", bound=tuple[Verdict, Reply] | None)


class Application:
    """Everything that one port of the local cloud answers."""

    def __init__(
        self, gate: Gate, control: Control, journal: Journal, clock: Clock, network: Network
    ) -> None:
        self._gate = gate
        self._control = control
        self._journal = journal
        self._clock = clock
        self._network = network

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        arrived, epoch, ids = self._clock.read(), self._journal.epoch, RequestIds.new()
        request, verdict, reply = self._answer(environ, arrived, ids)
        if verdict is None:
            start_response(reply.status_line, _with_length(reply))
            return [reply.body]
        start_response(reply.status_line, [*_with_length(reply), *_with_ids(reply, ids)])

        def write_line(sent: int) -> None:
            finished = self._clock.read()
            line = journal_line(request, verdict, reply, arrived, sent=sent, finished=finished)
            self._journal.append(line, epoch)

        content = b"" if request.method == "HEAD" else reply.body
        if len(content) <= PIECE:
            # The kernel takes it as a whole, so the line can be there before anyone has read the answer.
            write_line(len(content))
            return [content]
        return self._leave(content, write_line)

    def _answer(
        self, environ: Environ, arrived: Moment, ids: RequestIds
    ) -> tuple[Request, Verdict | None, Reply]:
        """Return the request, the verdict on it and the answer; the control interface gives no verdict."""
        body: Body | None = None
        try:
            head = awaited_head(environ)
            if head and not self._control.is_for(head):
                head = self._network.apparent(head)
                refused = self._judged(self._gate.refuse, Incoming(environ, head, None, arrived, ids))
                if refused:
                    return head, *refused
            body = read_body(environ)
            request = request_of(environ, body)
            if self._control.is_for(request):
                return request, None, self._control.answer(request, body)
            request = self._network.apparent(request)
            return request, *self._judged(self._gate.decide, Incoming(environ, request, body, arrived, ids))
        except BodyError as error:
            request = self._network.apparent(request_of(environ, None))
            return request, *_refused(request, error.refusal, ids)
        finally:
            if body:
                body.close()

    def _judged(
        self, judge: Callable[[Incoming], _Judged], incoming: Incoming
    ) -> _Judged | tuple[Verdict, Reply]:
        try:
            return judge(incoming)
        except Exception:
            # A fault of ours: it goes to the log, nothing is passed on, the client gets S3's words for it.
            request = incoming.request
            _LOG.exception("%s %s could not be judged", request.method, request.raw_path)
            refusal = Refusal(500, "InternalError", "We encountered an internal error. Please try again.")
            return _refused(request, refusal, incoming.ids)

    def _leave(self, body: bytes, write_line: Callable[[int], None]) -> Iterator[bytes]:
        sent, written = 0, False
        try:
            while len(body) - sent > PIECE:
                yield body[sent : sent + PIECE]
                sent += PIECE
            with self._journal.leaving():
                yield body[sent:]
                written = True
                write_line(len(body))
        finally:
            if not written:
                # The client hung up.
                write_line(sent)


def _refused(request: Request, refusal: Refusal, ids: RequestIds) -> tuple[Verdict, Reply]:
    wanted = wants(request, ENDPOINT_HOSTS)
    verdict = Verdict(
        wanted.auth, (), refusal, wanted.bucket, wanted.key, wanted.action, wanted.access_key_id
    )
    return verdict, refusal_reply(refusal, wanted.service, request.raw_path, ids)


def _with_length(reply: Reply) -> list[tuple[str, str]]:
    headers = list(reply.headers)
    if reply.status not in (204, 304) and not any(name.lower() == "content-length" for name, _ in headers):
        headers.append(("Content-Length", str(len(reply.body))))
    return headers


def _with_ids(reply: Reply, ids: RequestIds) -> list[tuple[str, str]]:
    sent = {name.lower() for name, _ in reply.headers}
    named = (("x-amz-request-id", ids.request_id), ("x-amz-id-2", ids.host_id))
    return [(name, value) for name, value in named if name not in sent]
