"""A proof from a stranger sends requests to the local cloud, and to nothing else, whatever it names."""

import socket
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from tests import cloud_fixture
from trainer.cloud.client import CloudClient
from trainer.errors import TrainerError
from trainer.sessions.proof import prove
from trainer.study.question import Question

cloud_process = cloud_fixture.cloud_process
cloud = cloud_fixture.cloud

REACHES_OUT = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.sendto",
    "subprocess.Popen",
    "os.system",
    "os.exec",
)
_seen: list[tuple[str, Any]] | None = None


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if _seen is not None and event in REACHES_OUT:
        _seen.append((event, arguments[1] if event == "socket.connect" else arguments[:2]))


sys.addaudithook(_watch)


@pytest.fixture
def seen() -> Iterator[list[tuple[str, Any]]]:
    """What this process reaches out to while the test runs."""
    global _seen
    _seen = []
    yield _seen
    _seen = None


@pytest.fixture
def elsewhere() -> Iterator[socket.socket]:
    """Somebody else who listens on this machine, and must not be called."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        yield listener


def asking(proof: list[dict[str, Any]]) -> Question:
    return Question(
        id="q", revision=1, kind="single", deck="d", domain="secure", task="1.1", facts=(), difficulty=1,
        level="apply", proof=tuple(proof),
    )  # fmt: skip


SIGNED = (
    {"put": {"object": "a.txt", "body": "x"}},
    {"presign": {"method": "GET", "object": "a.txt", "expires": 900}},
)


@pytest.mark.parametrize(
    "steps",
    [
        [*SIGNED, {"alter": {"host": "HERE"}}, {"fetch": {}}],
        [*SIGNED, {"alter": {"host": "169.254.169.254"}}, {"fetch": {}}],
        [*SIGNED, {"alter": {"host": "user@HERE"}}, {"fetch": {}}],
        [*SIGNED, {"alter": {"object": "http://HERE/a.txt"}}, {"fetch": {}}],
        [*SIGNED, {"alter": {"bucket": "@HERE/"}}, {"fetch": {}}],
        [*SIGNED, {"fetch": {"headers": {"Host": "HERE", "X-Forwarded-Host": "HERE"}}}],
        [{"fetch": {"object": "//HERE/a.txt"}}],
        [{"fetch": {"bucket": "..", "object": "../../../etc/passwd"}}],
        [{"fetch": {"bucket": "@HERE", "object": "a.txt"}}],
        [{"presign": {"object": "a.txt", "expires": 60, "region": "HERE"}}, {"fetch": {}}],
        [{"bucket": {"name": "@HERE", "region": "eu-west-1"}}],
        [{"network": {"source_ip": "203.0.113.9"}}, *SIGNED, {"fetch": {}}],
    ],
    ids=repr,
)
def test_a_proof_reaches_the_local_cloud_alone(
    steps: list[dict[str, Any]], cloud: CloudClient, seen: list[tuple[str, Any]], elsewhere: socket.socket
) -> None:
    here = f"127.0.0.1:{elsewhere.getsockname()[1]}"
    question = asking(_put_in(steps, here))
    assert len(prove(question, cloud).results) == len(steps)
    host, _, port = cloud.ready.endpoint.removeprefix("http://").partition(":")
    connected = {address for event, address in seen if event == "socket.connect"}
    assert connected <= {(host, int(port))}
    assert {asked[0] for event, asked in seen if event == "socket.getaddrinfo"} <= {host}
    assert {event for event, _ in seen} <= {"socket.connect", "socket.getaddrinfo"}
    with pytest.raises(BlockingIOError):
        elsewhere.accept()


def _put_in(value: Any, here: str) -> Any:
    if isinstance(value, str):
        return value.replace("HERE", here)
    if isinstance(value, dict):
        return {name: _put_in(each, here) for name, each in value.items()}
    return [_put_in(each, here) for each in value] if isinstance(value, list) else value


@pytest.mark.parametrize(
    "step",
    [
        {"run": "curl http://127.0.0.1/"},
        {"put": {"object": "a.txt", "body": {"file": "/etc/passwd"}}},
        {"fetch": {"url": "http://127.0.0.1/"}},
        {"network": {"address": "127.0.0.1"}},
    ],
    ids=repr,
)
def test_what_is_no_step_is_refused_before_anything_is_sent(
    step: dict[str, Any], cloud: CloudClient, seen: list[tuple[str, Any]]
) -> None:
    with pytest.raises(TrainerError):
        prove(asking([step]), cloud)
    assert seen == []


def test_the_watch_sees_what_reaches_out(seen: list[tuple[str, Any]], elsewhere: socket.socket) -> None:
    address = elsewhere.getsockname()
    socket.create_connection(address).close()
    assert ("socket.connect", address) in seen
