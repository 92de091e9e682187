"""What a judge says: the trail of checks in S3's own order, and S3's answer."""

from datetime import datetime
from typing import Any, Literal, NamedTuple

Outcome = Literal["passed", "failed", "not-reached"]
Evidence = Literal["recorded", "documented", "inferred"]
Auth = Literal["anonymous", "query-v4", "header-v4", "query-v2", "header-v2", "post-v4", "post-v2"]


class TrailEntry(NamedTuple):
    """One check: what was expected, what was found, and a sentence that a student can read."""

    check: str
    """Such as `form`, `algorithm`, `scope`, `time window`, `access key`, `session token`, `unsigned headers`,
    `signature`, `permission`, `existence`; `cors` before all of them where a page of another origin asks."""
    outcome: Outcome
    expected: str = ""
    found: str = ""
    says: str = ""
    evidence: Evidence = "documented"
    """How it is known that S3 does this: recorded from AWS, documented by AWS, or inferred."""

    def as_json(self) -> dict[str, str]:
        """Return the entry in the shape of the journal."""
        return {
            "check": self.check,
            "outcome": self.outcome,
            "expected": self.expected,
            "found": self.found,
            "says": self.says,
            "evidence": self.evidence,
        }


class Refusal(NamedTuple):
    """S3's answer to a request that may not happen."""

    status: int
    code: str
    message: str
    elements: tuple[tuple[str, str], ...] = ()
    """Further elements of the error document, in S3's order."""
    not_modelled: bool = False
    """True where the judge refuses because it does not model the request, not because S3 would."""


class Deletion(NamedTuple):
    """One key of DeleteObjects, and the refusal of it or None."""

    key: str
    version_id: str | None
    refusal: Refusal | None


class Deletions(NamedTuple):
    """What becomes of each key of DeleteObjects, in the order asked."""

    keys: tuple[Deletion, ...]
    quiet: bool
    """Whether only refusals are told."""


class Verdict(NamedTuple):
    """The trail, and either a refusal or None: the request may happen and the store answers it."""

    auth: Auth
    trail: tuple[TrailEntry, ...]
    refusal: Refusal | None = None
    bucket: str | None = None
    key: str | None = None
    """The object key, decoded; None for the bucket itself or for the service."""
    action: str = ""
    """The IAM action judged, such as `s3:GetObject`."""
    access_key_id: str | None = None
    principal: str | None = None
    """ARN of the principal, once the key was found."""
    signed_at: datetime | None = None
    expires_in: int | None = None
    """Seconds; None for what is not pre-signed."""
    signed_headers: tuple[str, ...] = ()
    url_id: str | None = None
    """Short hash of the signature, the same for each use of one URL; None without a signature."""
    session_began_at: datetime | None = None
    """When the session of a temporary key was issued; None for a long-term key."""
    call: tuple[tuple[str, str], ...] = ()
    """For a call of IAM: whom or what it is about, by the names of its parameters."""
    cors_headers: tuple[tuple[str, str], ...] = ()
    """Headers that a browser is told besides the answer, whatever the verdict."""
    deletions: Deletions | None = None
    """For DeleteObjects; None for everything else."""

    def answer_json(self) -> dict[str, Any]:
        """Return the shape of the control interface: status, code, message, trail; 200 when allowed."""
        refusal = self.refusal
        return {
            "status": refusal.status if refusal else 200,
            "code": refusal.code if refusal else None,
            "message": refusal.message if refusal else None,
            "trail": [entry.as_json() for entry in self.trail],
        }
