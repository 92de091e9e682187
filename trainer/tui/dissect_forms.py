"""What is asked on the Dissect screen, and what the answers mean."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from textual.content import Content

from trainer.errors import UsageError
from trainer.labs.shims.clock import seconds
from trainer.s3.anatomy import METHODS, Anatomy
from trainer.s3.changes import At, Change, SetHeader, SetHost, SetMethod, SetParameter, SetPath, in_words
from trainer.s3.masking import masked, masked_value
from trainer.s3.parts import Part
from trainer.s3.what_if import what_if
from trainer.tui.dissect_text import Trial
from trainer.tui.signs import Signs
from trainer.tui.widgets.keybar import Hint
from trainer.tui.widgets.trail import one_line

EXAMPLE = (
    "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
    "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
    "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404"
)
"""The pre-signed URL that the Amazon S3 API reference signs as its example."""
LONGEST = 2000
"""Characters of a value that are put into a line to be changed."""


def empty_rows(signs: Signs, *, first: bool) -> list[Content]:
    """Return what stands there while a URL is awaited: what it would show."""
    void = signs.void * 12
    rows = [
        ("where", "bucket, key and Region"),
        ("who", "the access key that signed, and its session"),
        ("when", "from when, and how long"),
        ("seal", "what is signed, and what the holder may change"),
    ]
    colours = {"where": "$pen", "who": "$who", "when": "$warn", "seal": "$seal"}
    lines = [Content(""), Content.styled("Paste a pre-signed URL of S3, a real one too", "bold")]
    lines.append(Content.styled("It is read on this machine alone, and sent nowhere.", "$muted"))
    lines.append(Content(""))
    for kind, says in rows:
        lines.append(
            Content.assemble("  ", (f"{kind:<7}", colours[kind]), (f"{void}  ", "$rule"), (says, "$muted"))
        )
    alone = "shows the example of AWS's documentation" if first else "goes back to the URL from before"
    return [*lines, Content(""), Content.styled(f"Enter alone {alone}.", "$muted")]


def line_hints(*, first: bool) -> list[Hint]:
    """Return how a URL is handed over, and what else can be done in the line."""
    enter = "dissect; alone: an example" if first else "dissect"
    return [Hint("enter", enter), Hint("esc", "back", "leave")]


def question(part: Part) -> tuple[str, str]:
    """Return what to ask for a part, and the value to start from; a secret is not put into a line."""
    safe = masked_value(part.name, part.value) == part.value
    value = part.value[:LONGEST] if safe else ""
    if part.number < 3:
        return part.name, value
    return f"{one_line(masked(part.name))[:30]}  (empty takes it out)", value


def change_of(part: Part, given: str) -> Change:
    """Return the change of a part to a new value. Raises UsageError for an empty host."""
    if part.number == 2:
        return SetPath(given)
    if part.number == 1:
        host = given.strip().removeprefix("https://").removeprefix("http://").rstrip("/")
        if not host:
            raise UsageError("a request needs a host; name one, such as s3.eu-west-1.amazonaws.com")
        return SetHost(host)
    return SetParameter(part.name, given or None)


def method(given: str) -> Change:
    """Return the change to another method. Raises UsageError for one that S3 does not know."""
    name = given.strip().upper()
    if name not in METHODS:
        raise UsageError(f"S3 takes {', '.join(METHODS)}; {one_line(given)[:20]!r} is none of them")
    return SetMethod(name)


def time(given: str, anatomy: Anatomy | None) -> Change:
    """Return the change to a time such as `+24h1s` after signing. Raises UsageError."""
    since = (anatomy.signed_at or anatomy.expires_at) if anatomy else None
    try:
        moved = seconds(given.strip())
        return At(since + timedelta(seconds=moved) if since else datetime.max)
    except (UsageError, ValueError):
        raise UsageError(f"{one_line(given)[:20]!r} is no time; +1h, +24h1s and -20m are") from None
    except OverflowError:
        raise UsageError("that is beyond the calendar; try a nearer time") from None


def addition(given: str) -> Change:
    """Return the change that adds `name=value` to the query, or `Name: value` to the headers."""
    name, sign, value = given.partition("=")
    header, colon, text = given.partition(":")
    if colon and (not sign or len(header) < len(name)):
        if not header.strip().replace("-", "").isalnum():
            raise UsageError(f"{one_line(header)[:20]!r} is no name of a header; x-amz-acl: private is one")
        return SetHeader(header.strip(), text.strip())
    if not sign or not name.strip():
        raise UsageError("say name=value for a parameter, or Name: value for a header")
    return SetParameter(name.strip(), value)


def part_of(change: Change, parts: Sequence[Part]) -> int | None:
    """Return the number of the part that a change is about, if the URL has it."""
    match change:
        case SetHost():
            return 1
        case SetPath():
            return 2
        case SetParameter(name, _):
            return next((part.number for part in parts[2:] if part.name == name), None)
    return None


def trial_of(anatomy: Anatomy, parts: Sequence[Part], change: Change) -> Trial:
    """Try a change of a URL that can be tried."""
    return Trial(change, in_words(change, anatomy), part_of(change, parts), what_if(anatomy, change))
