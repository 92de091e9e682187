"""The control interface, `/_lab/`, for the holder of the token alone: clock, network,
tokens of the local identity provider, journal, judging."""

import hmac
import json
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from trainer.cloud.body import Body
from trainer.cloud.clock import Clock
from trainer.cloud.gate import Gate
from trainer.cloud.hosts import is_endpoint, is_own_host
from trainer.cloud.journal import Journal
from trainer.cloud.local_provider import ISSUER
from trainer.cloud.network import Network, path_of
from trainer.cloud.record import iso, trail_json
from trainer.cloud.reply import Reply
from trainer.s3.query import parse_query
from trainer.s3.request import Request

PREFIX = "/_lab/"
"""No bucket can have this name: it would have to begin with a letter or a digit."""


class BadCallError(Exception):
    """A control request that cannot be understood; its text is the answer."""


class Control:
    """Answers control requests."""

    def __init__(
        self,
        token: str,
        gate: Gate,
        journal: Journal,
        clock: Clock,
        network: Network,
        rebuild: Callable[[], None],
        port: int,
    ) -> None:
        self._token = token
        self._gate = gate
        self._journal = journal
        self._clock = clock
        self._network = network
        self._rebuild = rebuild
        self._port = port

    def is_for(self, request: Request) -> bool:
        """Return whether a request is one to the control interface, allowed or not."""
        return request.raw_path.startswith(PREFIX) and is_endpoint(request.header("host") or "")

    def answer(self, request: Request, body: Body | None) -> Reply:
        """Answer a control request; without the token nothing happens and the answer is 403."""
        if not self._is_allowed(request):
            return _text(
                403, "the control interface answers to its token alone; send it as Authorization: Bearer"
            )
        try:
            match request.method, request.raw_path.removeprefix(PREFIX):
                case "GET", "clock":
                    return self._clock_reply()
                case "POST", "clock":
                    return self._set_clock(_document(body))
                case "GET", "network":
                    return _json(self._network.path.as_json())
                case "POST", "network":
                    return self._set_network(_document(body))
                case "POST", "web-identity":
                    return self._web_identity(_document(body))
                case "GET", "journal":
                    return self._journal_reply(request)
                case "POST", "reset":
                    return self._reset()
                case "POST", "judge":
                    return self._judge(_document(body))
        except BadCallError as error:
            return _text(400, str(error))
        return _text(404, f"no control call {request.method} {request.raw_path}")

    def _is_allowed(self, request: Request) -> bool:
        hosts = request.header_values("host")
        if len(hosts) != 1 or not is_own_host(hosts[0], self._port):
            return False
        scheme, _, token = (request.header("authorization") or "").partition(" ")
        same = hmac.compare_digest(token.strip().encode("utf-8"), self._token.encode("utf-8"))
        return same and scheme.lower() == "bearer"

    def _clock_reply(self) -> Reply:
        offset = self._clock.offset
        return _json({"now": iso(self._clock.read().lab), "offset": offset.total_seconds()})

    def _set_clock(self, asked: dict[str, Any]) -> Reply:
        match asked:
            case {"advance": int() | float() as seconds} if not isinstance(seconds, bool):
                self._move(lambda: self._clock.advance(_seconds(seconds)))
            case {"set": str() as when}:
                self._move(lambda: self._clock.set_to(_time(when)))
            case _:
                raise BadCallError('the clock takes {"advance": seconds} or {"set": "2026-11-23T10:00:00Z"}')
        return self._clock_reply()

    def _move(self, move: Callable[[], None]) -> None:
        try:
            move()
        except (ValueError, OverflowError) as error:
            raise BadCallError(f"the clock cannot be set so: {error}") from error

    def _set_network(self, asked: dict[str, Any]) -> Reply:
        try:
            self._network.set(path_of(asked))
        except ValueError as error:
            raise BadCallError(f"the network cannot be set so: {error}") from error
        return _json(self._network.path.as_json())

    def _web_identity(self, asked: dict[str, Any]) -> Reply:
        match asked:
            case {"subject": str() as subject, "audience": str() as audience, "lasts": int() as seconds} if (
                0 < seconds < 10**8
            ):
                now, provider = self._clock.read().lab, self._gate.sessions.provider
                return _json({"token": provider.token(subject, audience, now, seconds), "issuer": ISSUER})
        raise BadCallError('web-identity takes {"subject", "audience", "lasts": seconds}')

    def _journal_reply(self, request: Request) -> Reply:
        after = dict(parse_query(request.raw_query)).get("after", "0")
        if not after.isascii() or not after.isdecimal() or len(after) > 15:
            raise BadCallError(f"after={after!r} is no number of a journal line")
        dropped, lines = self._journal.after(int(after))
        body = "".join(f"{line}\n" for line in lines).encode("utf-8")
        headers = (("Content-Type", "application/jsonl"), ("X-Lab-Dropped-Lines", str(dropped)))
        return Reply(200, headers, body, "judge")

    def _reset(self) -> Reply:
        with self._gate.world_lock:
            self._rebuild()
            self._gate.sessions.clear()
            self._clock.reset()
            self._network.reset()
            self._journal.clear()
        return _json({"reset": True})

    def _judge(self, asked: dict[str, Any]) -> Reply:
        request = self._network.apparent(_request(asked))
        verdict = self._gate.verdict_on(request, self._clock.read())
        return _json(verdict.answer_json() | {"trail": trail_json(request, verdict)})


def _request(asked: dict[str, Any]) -> Request:
    match asked:
        case {"method": str() as method, "url": str() as url}:
            headers, length = asked.get("headers") or {}, asked.get("body_length")
        case _:
            raise BadCallError('judge takes {"method", "url", "headers", "body_length"?}')
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise BadCallError("headers is an object of names and texts")
    if length is not None and (not isinstance(length, int) or length < 0):
        raise BadCallError("body_length is a number of bytes")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise BadCallError(f"{url!r} is no URL: {error}") from error
    sent = tuple(headers.items())
    if not any(name.lower() == "host" for name in headers):
        sent = (("Host", parts.netloc), *sent)
    return Request(method.upper(), parts.path or "/", parts.query, sent, body_length=length)


def _document(body: Body | None) -> dict[str, Any]:
    try:
        document = json.loads(body.read()) if body else {}
    except (ValueError, RecursionError) as error:
        raise BadCallError(f"the body is no JSON: {error}") from error
    if not isinstance(document, dict):
        raise BadCallError("the body is no JSON object")
    return document


def _seconds(seconds: float) -> timedelta:
    if not math.isfinite(seconds):
        raise ValueError(f"{seconds} is no number of seconds")
    return timedelta(seconds=seconds)


def _time(text: str) -> datetime:
    when = datetime.fromisoformat(text)
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def _json(document: dict[str, Any]) -> Reply:
    body = json.dumps(document).encode("utf-8")
    return Reply(200, (("Content-Type", "application/json"),), body, "judge")


def _text(status: int, line: str) -> Reply:
    one_line = " ".join(line.split())
    return Reply(status, (("Content-Type", "text/plain; charset=utf-8"),), f"{one_line}\n".encode(), "judge")
