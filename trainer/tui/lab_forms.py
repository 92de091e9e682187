"""What the keys of a lab do with its session, each in a line of text; called from threads, never drawing."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.content import Content

from trainer.errors import UsageError
from trainer.labs.words import clock_time, duration
from trainer.study.visible import visible
from trainer.tui.links import Link
from trainer.tui.signs import Signs
from trainer.tui.text import cut

if TYPE_CHECKING:
    from trainer.cloud.client import CloudClient
    from trainer.labs.answer_box import Reply
    from trainer.sessions.lab import LabSession, StepView

METHODS = ("GET", "PUT")
"""What the app's own button signs for."""

ANSWER_LIMIT = 64 * 1024
"""Bytes of a file that is handed in as an answer."""

LAB_ACTIONS = (
    "predict", "console", "clock", "hint", "matrix", "forward", "presign", "fetch", "copy", "dissect",
    "solution", "answer", "back", "open", "reset", "real_time", "own_shell", "s3_console",
    "answer", "back", "open", "reset", "real_time", "own_shell", "s3_console",
)  # fmt: skip
"""Actions that need an open lab."""


def open_session(name: str, client: "CloudClient", data_dir: Path, now: datetime) -> "LabSession":
    """Find a lab and open it, taken up where it was left. Raises TrainerError."""
    from trainer.labs.definition import find_lab
    from trainer.sessions.lab import LabSession, LabStore

    return LabSession.open(find_lab(name), client, LabStore(data_dir), now)


def move_clock(session: "LabSession", text: str) -> str:
    """Move lab time as `+5m1s`, `-1h` or `reset` say, and tell it. Raises UsageError."""
    from trainer.labs.shims.clock import move, told

    words = text.split()
    return told(move(session.client, words))


def presign(session: "LabSession", text: str) -> tuple[str, str]:
    """Presign a URL from `[method] object seconds signer`, the last two optional; return method and URL.

    Raises UsageError.
    """
    method, *words = text.split()
    if method.upper() not in METHODS or not words:
        method, words = "GET", [method, *words]
    if len(words) > 3 or (len(words) > 1 and not words[1].isdecimal()):
        raise UsageError(
            "presign: say the object, how many seconds, and a profile: coffee.jpg 300 default; "
            "PUT before it makes a URL for an upload"
        )
    key, seconds, profile = (*words, *("coffee.jpg", "300", "default")[len(words) :])
    return method.upper(), session.presign(method.upper(), key, int(seconds), profile)


def answer(session: "LabSession", check: str, text: str) -> "Reply":
    """Give an answer; `@FILE` takes it from a file of the lab's folder. Raises TrainerError."""
    if not text.startswith("@"):
        return session.answer(check, text)
    try:
        with (session.folder / text[1:]).open("rb") as file:
            return session.answer(check, file.read(ANSWER_LIMIT).decode("utf-8", "replace"))
    except OSError as error:
        raise UsageError(
            f"{text[1:]} could not be read ({error.strerror}); ls shows what is there"
        ) from error


def fetch(session: "LabSession", url: str) -> str:
    """Send a GET for a URL and tell the answer in a line."""
    answer = session.client.send("GET", url, {"User-Agent": "trainer"})
    said = f"{answer.status} {answer.code or answer.reason}"
    return f"fetched by the app: {said}{f', {visible(answer.message)}' if answer.message else ''}"


def signed_by_real_time(line: Mapping[str, Any], moved_at: datetime) -> bool:
    """Return whether a presigned request was signed by real time after the lab clock was moved on.

    `moved_at` is the real time at which that move was noticed. A URL from before was signed when both clocks
    agreed: it is better to miss one than to blame a client that signs by lab time.
    """
    if not line.get("signed_at") or not str(line.get("auth") or "").startswith("query-"):
        return False
    signed = datetime.fromisoformat(line["signed_at"])
    real = datetime.fromisoformat(line["at"])
    # A signing time has no fraction of a second.
    return moved_at.replace(microsecond=0) <= signed <= real + timedelta(seconds=1)


def passed_words(step: "StepView") -> str:
    """Say that a step was passed, and whether it was foreseen."""
    made = step.prediction
    if made is None or made.chosen is None or made.right is None:
        return f"passed: {step.title}"
    if made.chosen == made.right:
        return f"passed: {step.title}; as you predicted"
    predicted, came = made.options[made.chosen], made.options[made.right]
    return f"passed: {step.title}; you predicted {predicted!r}, it was {came!r}"


def link_rows(links: Sequence[Link], signs: Signs, width: int) -> list[Content]:
    """Draw the last URLs made here, the newest first."""
    if not links:
        return []
    rows = [Content(""), Content.assemble(("Links made here", "bold"), ("  y copies the latest", "$muted"))]
    for number, link in enumerate(reversed(links[-4:]), 1):
        made = Content.assemble((f"{number} ", "$pen"), f"{link.method or 'URL'} {visible(link.key)}")
        rows.append(cut(Content.assemble(made, ("  " + _life(link), "$muted")), width, signs.cut))
    return rows


def _life(link: Link) -> str:
    from urllib.parse import parse_qs, urlsplit

    query = parse_qs(urlsplit(link.url).query)
    date, expires = query.get("X-Amz-Date", [""])[0], query.get("X-Amz-Expires", [""])[0]
    try:
        signed = datetime.strptime(date, "%Y%m%dT%H%M%S%z")
    except ValueError:
        return ""
    lasts = f" + {duration(int(expires))}" if expires.isdecimal() else ""
    return f"{clock_time(signed)}{lasts}"
