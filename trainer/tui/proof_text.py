"""What a proof says: its steps, the request of one step, and S3's answer, drawn as text."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from textual.content import Content

from trainer.cloud.client import HttpAnswer
from trainer.labs.results import SentForm, StepResult
from trainer.labs.words import duration
from trainer.tui.signs import Signs
from trainer.tui.widgets.band import Verdict
from trainer.tui.widgets.trail import clip, failed_check, one_line

ELEMENTS = 10
"""Elements of an error document that are shown at most."""


@dataclass(frozen=True, slots=True)
class Row:
    """A step of the proof on the screen: planned, running or carried out."""

    number: int
    title: str
    result: StepResult | None = None
    running: bool = False
    broken: bool = False
    """Whether the cloud was lost while it ran."""


def step_line(row: Row, signs: Signs, width: int, column: int, digits: int, *, current: bool) -> Content:
    """Draw a step in one row: its mark, its number, its title and what came of it."""
    titled = step_title(row, signs, digits, current=current)
    line = Content.assemble(
        titled.pad_right(column - titled.cell_length), came_of(row, signs, marked=current)
    )
    return clip(line, width, signs)


def step_title(row: Row, signs: Signs, digits: int, *, current: bool) -> Content:
    """Draw a step's mark, its number in so many digits, and its title."""
    mark, style = _mark(row, signs)
    return Content.assemble(
        (f" {signs.here} ", "bold $pen") if current else (f" {mark} ", style),
        (f"{row.number:>{digits}} ", "bold" if current else "$muted"),
        (one_line(row.title), "bold" if current else _ink(row)),
    )


def came_of(row: Row, signs: Signs, *, marked: bool) -> Content:
    """Draw what came of a step; with its mark where the row's own shows the cursor."""
    if row.running:
        return Content.styled("running", "$muted")
    if row.result is None:
        return Content.styled("not run", "$muted")
    detail = one_line(row.result.detail)
    if not row.result.held:
        return Content.assemble((f"{signs.failed} {detail}, not as expected", "$bad"))
    mark = (f"{signs.passed} ", "$good") if marked else ""
    return Content.assemble(mark, (detail, "$muted"))


def detail_column(rows: Sequence[Row], digits: int) -> int:
    """Return the column in which what came of the steps stands, three cells behind the longest title."""
    longest = max((len(one_line(row.title)) for row in rows), default=0)
    return max(longest + digits + 7, 24)


def window(count: int, cursor: int, room: int) -> range:
    """Return which of `count` rows to show where only `room` fit, the cursor in view."""
    room = max(room, 1)
    start = min(max(cursor - room // 2, 0), max(count - room, 0))
    return range(start, min(start + room, count))


def request_title(line: Mapping[str, Any] | None, row: Row) -> Content:
    """Draw the request of a step, or say why it made none."""
    if line is None:
        return Content.assemble((one_line(row.title), "bold"), ("   ", ""), (_without_request(row), "$muted"))
    key = line.get("key")
    what = f"{line['method']} /{key}" if key else f"{line['method']} {line.get('bucket') or '/'}"
    return Content.assemble((one_line(what), "bold"), ("   ", ""), (_when(line), "$muted"))


def answer_band(
    answer: HttpAnswer, line: Mapping[str, Any] | None, signs: Signs, width: int, *, whole: bool
) -> tuple[Verdict, Content]:
    """Draw S3's answer: its code and message, or the whole document; and how it is known."""
    good = answer.status < 400
    sign, colour = (signs.passed, "bold $good") if good else (signs.failed, "bold $bad")
    head = Content.assemble(
        (f"{sign} {answer.status} {one_line(answer.reason)}", colour), ("   ", ""), (source(line), "$muted")
    )
    body = _success(answer) if good else _error(answer, whole=whole)
    lines = [head, *(clip(part, width, signs) for part in body)]
    return ("good" if good else "bad"), Content("\n").join(lines)


def source(line: Mapping[str, Any] | None) -> str:
    """Say how well it is known that S3 answers this."""
    trail = (line or {}).get("trail") or []
    failed = failed_check(trail)
    if line and line.get("decided_by") == "not-modelled":
        return "the local cloud does not model this; S3 would answer something else"
    return {
        None: "what S3 answers",
        "recorded": "what S3 answers, recorded from AWS",
        "documented": "what S3 answers, documented by AWS",
        "inferred": "inferred, not recorded from AWS",
    }[failed["evidence"] if failed else None]


def curl(method: str, url: str, headers: Mapping[str, str], body: bytes) -> str:
    """Return a request as a curl command for a shell, its signature included."""
    words = ["curl", "-i", *(["-I"] if method == "HEAD" else ["-X", method] if method != "GET" else [])]
    for name, value in headers.items():
        if name.lower() != "user-agent":
            words += ["-H", f"{name}: {value}"]
    if method == "PUT":
        words += ["--data-binary", _readable(body)]
    return shlex.join([*words, url])


def curl_form(url: str, form: SentForm) -> str:
    """Return an upload form as a curl command for a shell, its signature included."""
    words = ["curl", "-i"]
    for name, value in form.before_file:
        words += ["--form-string", f"{name}={value}"]
    # Quoted, as curl wants a text that may hold its own signs.
    content, file_name = (
        text.replace("\\", r"\\").replace('"', r"\"") for text in (_readable(form.content), form.file_name)
    )
    words += ["-F", f'file="{content}";filename="{file_name}"']
    for name, value in form.after_file:
        words += ["--form-string", f"{name}={value}"]
    return shlex.join([*words, url])


def _readable(body: bytes) -> str:
    # The body's exact bytes matter to no answer here but its length may: long ones are cut short.
    return body[:2000].decode("utf-8", "replace")


def _mark(row: Row, signs: Signs) -> tuple[str, str]:
    if row.running:
        return signs.here, "$pen"
    if row.broken:
        return signs.failed, "bold $bad"
    if row.result is None:
        return signs.none, "$muted"
    return (signs.passed, "$good") if row.result.held else (signs.failed, "bold $bad")


def _ink(row: Row) -> str:
    return "$ink" if row.result or row.running else "$muted"


def _without_request(row: Row) -> str:
    if row.result is None:
        return "not run"
    if row.result.verb in ("presign", "alter", "form"):
        return "on this machine alone: S3 is not asked"
    if row.result.verb == "download":
        return "the transfer is still open; its line comes when it ends"
    return one_line(row.result.detail)


def _when(line: Mapping[str, Any]) -> str:
    if not line.get("signed_at"):
        return "unsigned" if line.get("auth") == "anonymous" else ""
    signed = datetime.fromisoformat(line["signed_at"])
    age = (datetime.fromisoformat(line["lab_at"]) - signed).total_seconds()
    return "as soon as it was signed" if 0 <= age < 1 else f"{duration(age)} after signing"


def _success(answer: HttpAnswer) -> list[Content]:
    if not answer.body:
        return [Content.styled("no body", "$muted")]
    kind = one_line(answer.headers.get("content-type", ""))
    size = f"{len(answer.body):,}".replace(",", " ")
    lines = [Content.styled(f"{size} bytes, {kind}" if kind else f"{size} bytes", "$muted")]
    text = answer.body[:200].decode("utf-8", "replace")
    return [*lines, Content(one_line(text))] if kind.startswith("text/") else lines


def _error(answer: HttpAnswer, *, whole: bool) -> list[Content]:
    if not answer.body:
        return [Content.styled("no body: S3 says no more than the status to HEAD", "$muted")]
    try:
        root = ElementTree.fromstring(answer.body)
    except ElementTree.ParseError:
        return [Content(one_line(answer.body[:200].decode("utf-8", "replace")))]
    elements = [(found.tag.rpartition("}")[2], found.text or "") for found in root]
    shown = elements[:ELEMENTS] if whole else [found for found in elements if found[0] in ("Code", "Message")]
    indent = "  " if whole else ""
    lines = [_element(indent, name, text) for name, text in shown]
    if not whole:
        return lines
    return [Content.styled("<Error>", "$muted"), *lines, Content.styled("</Error>", "$muted")]


def _element(indent: str, name: str, text: str) -> Content:
    value = one_line(" ".join(text.split()))
    style = "bold" if name == "Code" else "$ink"
    return Content.assemble(
        (f"{indent}<{one_line(name)}>", "$muted"), (value, style), (f"</{one_line(name)}>", "$muted")
    )
