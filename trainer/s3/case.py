"""One request before the judge: what the checks share, and how they are taken in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from trainer.s3.request import Request
from trainer.s3.target import Wants
from trainer.s3.verdict import Deletions, Evidence, Refusal, TrailEntry
from trainer.s3.world import AccessKey, World


@dataclass(slots=True)
class Case:
    """A request with its world; checks leave here what later ones need."""

    request: Request
    world: World
    now: datetime
    wants: Wants
    query: dict[str, str]
    """The query (of IAM and STS: with the form body), decoded; names that recur keep their first value."""
    headers: dict[str, str]
    """The headers by lower-case name; names that recur keep their first value.

    Of an upload form also those that its fields stand for.
    """
    hoisted: dict[str, str] = field(default_factory=dict)
    """Headers that a pre-signed URL carries as parameters, by lower-case name: S3 takes them as if sent."""
    signed_headers: tuple[str, ...] = ()
    signed_at: datetime | None = None
    amz_date: str = ""
    """The signing time as sent, `yyyyMMddTHHmmssZ`."""
    expires_in: int | None = None
    fields: dict[str, str] = field(default_factory=dict)
    """Of an upload form the fields by lower-case name, the file's name filled in."""
    cors_headers: tuple[tuple[str, str], ...] = ()
    """What a browser is told, whatever the verdict."""
    deletions: Deletions | None = None
    """For DeleteObjects: what becomes of each key."""

    @property
    def effective_headers(self) -> dict[str, str]:
        """Return the headers that S3 acts on: those sent, and those that the URL carries in their place."""
        return self.hoisted | self.headers if self.hoisted else self.headers

    @property
    def key(self) -> AccessKey | None:
        """Return the key the request names, if the world has it."""
        key = self.world.key
        return key if key and key.access_key_id == self.wants.access_key_id else None


@dataclass(frozen=True, slots=True)
class Failure:
    """A check that failed, and S3's answer."""

    entry: TrailEntry
    refusal: Refusal


Check = Callable[[Case], TrailEntry | Failure]


def passed(check: str, expected: str, found: str, says: str, evidence: Evidence = "documented") -> TrailEntry:
    """Return the entry of a check that passed."""
    return TrailEntry(check, "passed", expected, found, says, evidence)


def failed(
    check: str, refusal: Refusal, expected: str, found: str, says: str, evidence: Evidence = "documented"
) -> Failure:
    """Return the entry of a check that failed, with S3's answer and how that is known."""
    return Failure(TrailEntry(check, "failed", expected, found, says, evidence), refusal)


def run(case: Case, checks: Sequence[tuple[str, Check]]) -> tuple[tuple[TrailEntry, ...], Refusal | None]:
    """Take checks in order until one fails; the rest were not reached."""
    trail: list[TrailEntry] = []
    for _, check in checks:
        result = check(case)
        if isinstance(result, Failure):
            # A check may find that a later one fails: S3 looks for a bucket before it asks for permission.
            rest = [
                result.entry if name == result.entry.check else TrailEntry(name, "not-reached")
                for name, _ in checks[len(trail) :]
            ]
            return (*trail, *rest), result.refusal
        trail.append(result)
    return tuple(trail), None
