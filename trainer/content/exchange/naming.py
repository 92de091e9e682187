"""Ids for questions whose source has none: made from what they ask, so that they come out the same again."""

import re
import unicodedata
from collections.abc import Iterable

from trainer.content.exchange.draft import Draft

_ID = re.compile(r"[a-z0-9]+([-_.][a-z0-9]+)*")
_MAX_ID = 80
_MAX_MADE = 60
_FILLERS = re.compile(
    r"an?|and|are|as|at|be|by|can|do|does|for|from|has|have|how|if|in|is|its?|of|on|or"
    r"|that|the|their|this|to|was|what|when|where|which|who|why|will|with|would|your?"
)
"""Words that say little about what is asked."""


def is_id(name: object) -> bool:
    """Tell whether this can be the id of a question or the name of a deck."""
    return isinstance(name, str) and len(name) <= _MAX_ID and bool(_ID.fullmatch(name))


def slug(text: str, otherwise: str) -> str:
    """Return a text as an id, without the words that say little; `otherwise` where nothing is left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    telling = [word for word in words if not _FILLERS.fullmatch(word)] or words
    made = ""
    for word in telling:
        longer = f"{made}-{word}" if made else word[:_MAX_MADE]
        if len(longer) > _MAX_MADE:
            break
        made = longer
    return made or otherwise


def give_ids(drafts: Iterable[Draft]) -> None:
    """Give each draft an id of its own: its source's where that is one, else one made from what it asks."""
    taken: set[str] = set()
    used: dict[str, int] = {}
    for number, draft in enumerate(drafts, start=1):
        given = draft.fields.get("id")
        if is_id(given):
            taken.add(str(given))
            continue
        if given is not None:
            draft.lose(f"its id was {given!r}, which a deck cannot have")
        asked = draft.fields.get("stem") or draft.fields.get("front") or ""
        made = slug(given if isinstance(given, str) and slug(given, "") else str(asked), f"question-{number}")
        draft.fields["id"] = _free(made, taken, used)
        taken.add(draft.fields["id"])


def _free(made: str, taken: set[str], used: dict[str, int]) -> str:
    """Return the id, with a number where it is taken; `used` has the last number of each."""
    number = used.get(made, 0) + 1
    while (name := made if number == 1 else f"{made}-{number}") in taken:
        number += 1
    used[made] = number
    return name
