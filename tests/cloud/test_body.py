import io
import socket
from hashlib import sha256

import pytest

from trainer.cloud import body as body_module
from trainer.cloud.body import MAX_BODY, BodyError, read_body


def environ(body: bytes, **fields: str | None) -> dict[str, object]:
    return {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body), **fields}


def test_a_body_is_read_hashed_and_can_be_read_again() -> None:
    body = read_body(environ(b"abc"))
    assert body
    assert body.sha256 == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert (body.read(), body.content.stream.read(), body.content.length) == (b"abc", b"abc", 3)
    body.close()


@pytest.mark.parametrize(
    "fields", [{"CONTENT_LENGTH": None}, {"CONTENT_LENGTH": "0"}, {"HTTP_TRANSFER_ENCODING": "chunked"}]
)
def test_no_declared_body_is_none(fields: dict[str, str | None]) -> None:
    assert read_body(environ(b"", **fields)) is None


@pytest.mark.parametrize(
    ("length", "code"),
    [
        ("4", "IncompleteBody"),
        ("-1", "InvalidRequest"),
        ("", "InvalidRequest"),
        ("1e3", "InvalidRequest"),
        (str(MAX_BODY + 1), "EntityTooLarge"),
    ],
)
def test_lengths_that_do_not_hold(length: str, code: str) -> None:
    with pytest.raises(BodyError) as error:
        read_body(environ(b"abc", CONTENT_LENGTH=length))
    assert (error.value.refusal.status, error.value.refusal.code) == (400, code)


def test_chunks_are_taken_apart_and_hashed_as_sent() -> None:
    framed = b"3\r\nabc\r\n0\r\n\r\n"
    body = read_body(environ(framed, HTTP_X_AMZ_CONTENT_SHA256="STREAMING-UNSIGNED-PAYLOAD-TRAILER"))
    assert body
    assert body.framing
    assert (body.read(), body.content.length, body.framing.length) == (b"abc", 3, 3)
    assert body.sha256 == sha256(framed).hexdigest()
    body.close()


def test_of_a_body_that_does_not_come_there_is_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_module, "PATIENCE", 0.1)
    ours, theirs = socket.socketpair()
    with ours, theirs, ours.makefile("rb") as stream:
        theirs.sendall(b"half")
        sent = {"CONTENT_LENGTH": "8", "wsgi.input": stream, "werkzeug.socket": ours}
        with pytest.raises(BodyError) as error:
            read_body(sent)
        assert (error.value.refusal.status, error.value.refusal.code) == (400, "RequestTimeout")
        assert ours.gettimeout() is None, "the answer may be read slowly"
