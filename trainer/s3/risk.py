"""One thing that may go wrong with a URL, or that already has."""

from typing import Literal, NamedTuple

from trainer.s3.verdict import Evidence, Refusal

Severity = Literal["refused", "caution", "fine"]
"""S3 refuses it as it is; it works and may hurt; it is as it should be."""


class Risk(NamedTuple):
    """A finding about a URL."""

    id: str
    says: str
    """A sentence or two, for a student."""
    severity: Severity
    about: tuple[str, ...] = ()
    """The names of the parts that it is about: `host`, `path`, or a parameter's."""


def refused(name: str, says: str, refusal: Refusal, evidence: Evidence, about: tuple[str, ...] = ()) -> Risk:
    """Return why S3 refuses a URL, with what it answers and how that is known."""
    answer = f"S3 answers {refusal.status} {refusal.code}"
    source = " (inferred, not recorded from AWS)" if evidence == "inferred" else ""
    return Risk(name, f"{says}: {answer}{source}.", "refused", about)


def caution(name: str, says: str, *about: str) -> Risk:
    """Return what may hurt although the URL works."""
    return Risk(name, says, "caution", about)


def fine(name: str, says: str, *about: str) -> Risk:
    """Return what is as it should be."""
    return Risk(name, says, "fine", about)
