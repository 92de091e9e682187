"""What a journal line is asked to be: conditions on its fields and on what follows from them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any

from trainer.labs.results import failed_check
from trainer.labs.urls import MadeUrl
from trainer.labs.words import clock_time, grouped

JOURNAL_FIELDS = (
    "method", "host", "bucket", "key", "auth", "access_key_id", "principal", "expires_in", "signed_headers",
    "range", "user_agent", "source_ip", "status", "code", "decided_by", "bytes_sent", "action",
)  # fmt: skip
DERIVED_FIELDS = (
    "presigned", "signed_by", "failed_check", "has_range", "finished_after_expiry", "new_url", "key_name",
    "signature_of", "reordered",
)  # fmt: skip
"""What is computed from a line: see `facts`."""

LAB_FIELDS = (
    "profile", "in_force", "session_began", "of_user", "of_role", "of_key", "key_status",
)  # fmt: skip
"""What a lab adds to a line when it reads it: see `trainer.labs.matrix.JournalReader`."""

FIELDS = LAB_FIELDS + JOURNAL_FIELDS + DERIVED_FIELDS
"""In the order in which a student is told what a request lacks: what was in force may explain the rest."""

NOTHING_IN_FORCE = "nothing"
"""What `in_force` is where no measure of the lab's matrix is."""

COMPARISONS = ("at_least", "at_most", "not", "like")

_WORDS = {
    "expires_in": "lifetime in s", "key": "object", "of_user": "user", "of_role": "role", "of_key": "key of",
}  # fmt: skip

_FLAGS = {
    "presigned": ("it was not pre-signed", "it was pre-signed"),
    "has_range": ("it asked for no range", "it asked for a range"),
    "finished_after_expiry": ("it did not run past the expiry", "it ran past the expiry"),
    "new_url": ("it was no new URL", "it was a new URL"),
    "reordered": ("its parameters stand as they were signed", "its parameters stand in another order"),
}
"""How a request falls short of a flag: where true is wanted, and where false is."""

_MISSES = {
    "profile": "{found} signed it, wanted {wanted}",
    "in_force": "in force was {found}, wanted {wanted}",
    "session_began": "its session began {found} the measure",
}
"""How a request falls short of what only a lab knows."""


GivenUrl = tuple[str, MadeUrl]
"""A URL that a lab has given, with its name."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One field of a request and what it has to be."""

    field: str
    comparison: str
    """`is`, `one_of`, or one of COMPARISONS."""
    wanted: Any

    def met_by(self, value: Any) -> bool:
        """Return whether a value is what is wanted."""
        match self.comparison:
            case "is":
                return bool(value == self.wanted)
            case "one_of":
                return value in self.wanted
            case "not":
                return bool(value != self.wanted)
            case "like":
                return isinstance(value, str) and fnmatchcase(value, self.wanted)
        if not isinstance(value, (int, float)):
            return False
        return bool(value >= self.wanted if self.comparison == "at_least" else value <= self.wanted)

    def words(self) -> str:
        """Return what is wanted, for a student: `status 200`, `lifetime in s at least 604 800`."""
        name = _WORDS.get(self.field, self.field.replace("_", " "))
        if self.wanted is True:
            return name
        wanted = " or ".join(map(shown, self.wanted)) if self.comparison == "one_of" else shown(self.wanted)
        how = "" if self.comparison in ("is", "one_of") else f"{self.comparison.replace('_', ' ')} "
        return f"{name} {how}{wanted}"

    def miss(self, value: object) -> str:
        """Return how a value falls short: `status is 200, not 403`."""
        if self.field in _FLAGS:
            return _FLAGS[self.field][0 if self.wanted else 1]
        if self.field == "signature_of":
            has = "has the" if self.comparison == "not" else "has not the"
            return f"it {has} signature of ${str(self.wanted).upper()}"
        name = _WORDS.get(self.field, self.field.replace("_", " "))
        wanted = self.words().removeprefix(name).strip()
        says = _MISSES.get(self.field, name + " is {found}, wanted {wanted}")
        return says.format(found=shown(value), wanted=wanted)


def shown(value: object) -> str:
    """Return a value of a journal line as a student reads it."""
    match value:
        case None:
            return "none"
        case bool():
            return "yes" if value else "no"
        case int():
            return grouped(value)
        case Sequence() if not isinstance(value, str):
            return ";".join(map(str, value))
    return str(value)


def facts(
    line: Mapping[str, Any], seen_urls: Collection[str] = (), given: Mapping[str, GivenUrl] | None = None
) -> dict[str, Any]:
    """Return the fields of a journal line together with what follows from them.

    `seen_urls` holds the ids of the URLs that were used before the step began, `given` the lab's own URLs by
    their ids.
    """
    url = line.get("url_id")
    name, made = (given or {}).get(url or "", (line.get("signature_of"), None))
    key_id = str(line.get("access_key_id") or "")
    return {
        **line,
        "presigned": str(line.get("auth", "")).startswith("query-"),
        # AWS IAM user guide, unique identifiers: ASIA begins a temporary access key id, AKIA a long-term one.
        "signed_by": "session" if key_id.startswith("ASIA") else "key" if key_id else None,
        "failed_check": failed_check(line),
        "has_range": bool(line.get("range")),
        "finished_after_expiry": _finished_after_expiry(line),
        "new_url": bool(url) and url not in seen_urls,
        "key_name": str(line.get("key") or "").rpartition("/")[2],
        "signature_of": name,
        "reordered": _reordered(line, made) if made else line.get("reordered", False),
    }


def _reordered(line: Mapping[str, Any], made: MadeUrl) -> bool:
    sent, signed = line.get("parameters") or [], made.parameter_names
    return bool(sent != signed and sorted(sent) == sorted(signed))


def _finished_after_expiry(line: Mapping[str, Any]) -> bool:
    finished, signed, lifetime = line.get("finished_lab_at"), line.get("signed_at"), line.get("expires_in")
    if finished is None or signed is None or lifetime is None:
        return False
    ends = when(signed) + timedelta(seconds=lifetime)
    return when(line["lab_at"]) <= ends < when(finished)


def when(text: str) -> datetime:
    """Return a time of the journal as an aware datetime."""
    return datetime.fromisoformat(text)


def seen(line: Mapping[str, Any]) -> str:
    """Return what came of a request: `403 AccessDenied at 10:05:02Z`."""
    answer = f"{line['status']} {line.get('code') or ''}".rstrip()
    return f"{answer} at {clock_time(when(line['lab_at']))}"


def misses(conditions: Sequence[Condition], found: Mapping[str, Any]) -> list[str]:
    """Return how a request falls short of some conditions; empty where it meets them all."""
    return [
        condition.miss(found.get(condition.field))
        for condition in conditions
        if not condition.met_by(found.get(condition.field))
    ]
