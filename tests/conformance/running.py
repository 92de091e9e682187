"""Runs one case against one S3 and says what does not hold."""

import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple
from xml.etree import ElementTree

from tests.conformance.bending import bent
from tests.conformance.model import Case, CaseFile, Expect, Request, Signer
from tests.conformance.signing import signed
from tests.conformance.target import Sent, Target, exchange
from tests.conformance.words import filled, who_signs, words_of
from trainer.cloud.exchange import HttpAnswer
from trainer.s3.signing import Credentials

EVIDENCE = {"A": "recorded", "D": "documented", "I": "inferred", "U": "inferred"}
"""What the trail has to say of each grade."""


class Shape(NamedTuple):
    """What the answers of a service have in common."""

    ids: Mapping[str, str]
    """Elements of an error, and the headers with the same ids."""
    content_type: str
    root: str
    """The element of an error, its namespace before it."""


SHAPES = {
    "s3": Shape({"RequestId": "x-amz-request-id", "HostId": "x-amz-id-2"}, "application/xml", "Error"),
    "sts": Shape(
        {"RequestId": "x-amzn-requestid"},
        "text/xml",
        "{https://sts.amazonaws.com/doc/2011-06-15/}ErrorResponse",
    ),
}

_AGENT = f"conformance/{secrets.token_hex(4)}"


def problems(file: CaseFile, case: Case, target: Target, signer: Signer) -> list[str]:
    """Run a case and return what does not hold, in words. Raises NotRunnableError and OSError."""
    signing = [target.begin(case.only_here)]
    try:
        if any(request.wait or request.wait_inside for request in case.requests):
            target.wait(0)
        for step in case.given:
            signing.append(target.given(step, signing[-1]))
        return list(_run(file, case, target, signer, signing))
    finally:
        target.end()


def _run(
    file: CaseFile, case: Case, target: Target, signer: Signer, signing: Sequence[Credentials]
) -> Iterator[str]:
    words = words_of(target, signing)
    for number, request in enumerate(case.requests, 1):
        made = signed(target, request.sign, signing[-1], signer, words)
        if request.wait:
            target.wait(request.wait)
        sent = bent(made, request.send, target, request.sign, words)
        if sent.method in ("PUT", "POST") and not request.sign.call:
            target.made(filled(request.sign.bucket, words), filled(request.sign.object, words))
        for time in range(1, request.times + 1):
            answer, line = _answered(target, request, sent)
            shape = SHAPES["sts" if request.sign.call else "s3"]
            for problem in _unmet(file, request.expect, sent.method, answer, line, words, shape):
                yield f"request {number}, time {time}: {problem}"
        words |= _kept(request, answer)
        if request.signs:
            signing = [*signing, _issued(answer)]
            words |= who_signs(signing)


def _issued(answer: HttpAnswer) -> Credentials:
    names = ("AccessKeyId", "SecretAccessKey", "SessionToken")
    return Credentials(*(answer.element(name) or "" for name in names))


def _answered(target: Target, request: Request, sent: Sent) -> tuple[HttpAnswer, Mapping[str, Any] | None]:
    """Send a request under a name of its own, by which its line is found in a journal."""
    agent = f"{_AGENT}.{secrets.token_hex(4)}"
    sent = replace(sent, headers=(*sent.headers, ("User-Agent", agent)))
    seconds = request.wait_inside
    between = (lambda: target.wait(seconds)) if seconds else None
    return exchange(target.endpoint, sent, between), target.line_of(agent)


def _kept(request: Request, answer: HttpAnswer) -> dict[str, str]:
    return {
        name: answer.headers.get(source.lower()) or answer.element(source) or ""
        for name, source in request.keep.items()
    }


def _unmet(
    file: CaseFile,
    expect: Expect,
    method: str,
    answer: HttpAnswer,
    line: Mapping[str, Any] | None,
    words: Mapping[str, str],
    shape: Shape,
) -> Iterator[str]:
    if answer.status != expect.status:
        yield f"status {answer.status} {answer.code} ({answer.message}), not {expect.status}"
        return
    code = answer.code
    if method == "HEAD":
        code = line["code"] if line else expect.code
    if code != expect.code:
        yield f"code {code}, not {expect.code}"
    if expect.message is not None and method != "HEAD":
        yield from _fits("message", answer.message, expect.message, words)
    for name, wanted in expect.elements.items():
        yield from _fits(f"element {name}", answer.element(name), wanted, words)
    for name in expect.no_elements:
        if answer.element(name) is not None:
            yield f"element {name} is there"
    for name, wanted in expect.headers.items():
        yield from _fits(f"header {name}", answer.headers.get(name.lower()), wanted, words)
    for name in expect.no_headers:
        if name.lower() in answer.headers:
            yield f"header {name} is there: {answer.headers[name.lower()]}"
    if expect.length is not None and len(answer.body) != expect.length:
        yield f"{len(answer.body)} bytes, not {expect.length}"
    if expect.body is not None:
        yield from _fits("body", answer.body.decode("utf-8", "replace"), expect.body, words)
    yield from _misshapen(shape, method, answer)
    if line:
        yield from _trail(file, expect, line)


def _fits(what: str, found: str | None, wanted: str, words: Mapping[str, str]) -> Iterator[str]:
    escaped = {name: re.escape(value) for name, value in words.items()}
    text = filled(wanted, escaped if wanted.startswith("~") else words)
    fits = found is not None and (
        re.fullmatch(text[1:], found, re.DOTALL) is not None if text.startswith("~") else found == text
    )
    if not fits:
        yield f"{what} {found!r}, not {text!r}"


def _misshapen(shape: Shape, method: str, answer: HttpAnswer) -> Iterator[str]:
    """Check what every answer of a service has: ids, and an error document, but none for HEAD."""
    for name in shape.ids.values():
        if not answer.headers.get(name):
            yield f"no header {name}"
    if answer.status < 400:
        return
    if method == "HEAD":
        if answer.body:
            yield "an answer to HEAD has a body"
        return
    if answer.headers.get("content-type") != shape.content_type:
        yield f"the error's type is {answer.headers.get('content-type')}"
    try:
        root = ElementTree.fromstring(answer.body)
    except ElementTree.ParseError as error:
        yield f"the error is no XML: {error}"
        return
    if root.tag != shape.root:
        yield f"the error's root is {root.tag}"
    for name, header in shape.ids.items():
        if answer.element(name) != answer.headers.get(header):
            yield f"{name} is not that of the header"


def _trail(file: CaseFile, expect: Expect, line: Mapping[str, Any]) -> Iterator[str]:
    """Check the entry of the trail that the row is about: its outcome, and what it says of its evidence."""
    if expect.decided_by and line["decided_by"] != expect.decided_by:
        yield f"decided by {line['decided_by']}, not {expect.decided_by}"
    trail = line["trail"]
    if expect.status < 400 and any(entry["outcome"] != "passed" for entry in trail):
        yield "it was allowed, yet not every check passed"
    check = expect.check or file.check
    if check is None or (expect.status >= 300 and line["decided_by"] == "store"):
        # A trail tells of the judge alone.
        return
    entry = next((entry for entry in trail if entry["check"] == check), None)
    if entry is None:
        yield f"no {check} on the trail {[entry['check'] for entry in trail]}"
        return
    outcome = "failed" if expect.status >= 400 else "passed"
    if entry["outcome"] != outcome:
        failed = next((entry["check"] for entry in trail if entry["outcome"] == "failed"), None)
        yield f"{check} {entry['outcome']}, not {outcome}; {failed} failed"
    elif not (file.of_rule or file.about[0].startswith("order/")):
        wanted = EVIDENCE[expect.grade or file.grade]
        if entry["evidence"] != wanted:
            yield f"{check} is {entry['evidence']} on the trail, and {wanted} by its grade"
