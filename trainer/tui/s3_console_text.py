"""What the stand-in for the S3 console shows: objects, and what came of each key."""

import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from trainer.errors import UsageError
from trainer.labs.words import grouped
from trainer.tui.signs import Signs
from trainer.tui.text import cut, hang, shown

if TYPE_CHECKING:
    from trainer.sessions.s3_console import StoredObject

LATEST = 3
"""How many results are kept in view."""

URL_ROWS = 3

_TIME = re.compile(r"(\d{1,6}) *(m|min|minutes|h|hours)?")


class Came(NamedTuple):
    """What came of a key."""

    did: str
    key: str
    answer: str
    good: bool
    says: str
    url: str = ""


def minutes_of(text: str) -> int:
    """Return minutes of `30`, `90m` or `12h`. Raises UsageError."""
    found = _TIME.fullmatch(text.strip().lower())
    if found is None:
        raise UsageError(f"{text.strip()!r} is no time to share for; say minutes as 30, or hours as 12h")
    return int(found[1]) * (60 if (found[2] or "m").startswith("h") else 1)


def object_rows(
    objects: "Sequence[StoredObject]",
    cursor: int,
    url_of: Callable[[str], str],
    signs: Signs,
    width: int,
) -> list[Content]:
    """Draw the list, and the addresses of the object under the cursor."""
    if not objects:
        return [Content.styled("The bucket is being read …", "$muted")]
    sizes = [f"{grouped(each.size)} B" for each in objects]
    longest = max(map(len, sizes))
    rows = [Content.styled("Objects", "bold")]
    for at, (each, size) in enumerate(zip(objects, sizes, strict=True)):
        mark = Content.styled(f"{signs.cursor if at == cursor else ' '} ", "$pen")
        name = shown(each.key, "bold" if at == cursor else "")
        name = cut(name, width - longest - 5, signs.cut).pad_right(0)
        gap = " " * max(width - 4 - name.cell_length - longest, 2)
        rows.append(Content.assemble(mark, name, gap, (size.rjust(longest), "$muted")))
    here = objects[cursor]
    rows += [Content(""), shown(here.key, "bold")]
    rows += hang(Content.styled("  Object URL  ", "$muted"), shown(url_of(here.key)), width)
    return rows


def came_rows(came: Sequence[Came], signs: Signs, width: int) -> list[Content]:
    """Draw the latest results, the newest last; before the first, what the keys are for."""
    if not came:
        return hang(Content("  "), Content.styled(_ADVICE, "$muted"), width)
    rows: list[Content] = []
    for each in came[-LATEST:]:
        sign, style = (signs.passed, "$good") if each.good else (signs.failed, "$bad")
        head = Content.assemble((f"{sign} ", style), (each.did, "bold"), ("  ", ""))
        rows += hang(head, shown(f"{each.key}  {each.answer}"), width)
        rows += hang(Content("  "), shown(each.says, "$muted"), width)
        if each is came[-1] and each.url:
            rows += _address(each.url, signs, width)
    return rows


def _address(url: str, signs: Signs, width: int) -> list[Content]:
    """Draw the beginning of a URL: a session token alone takes ten lines."""
    rows = hang(Content("  "), shown(url), width)
    cut_off = Content.styled(f"  {signs.cut} and so on; y copies it whole", "$muted")
    return rows if len(rows) <= URL_ROWS else [*rows[:URL_ROWS], cut_off]


_ADVICE = (
    "You are signed in as the administrator. Follow the object URL, then open the same object, and "
    "compare: on the lab's wire you see both requests. The real console looks different and may change."
)
