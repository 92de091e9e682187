"""The anatomy of a URL as `trainer dissect --json` prints it."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from trainer.s3.anatomy import Anatomy
from trainer.s3.masking import masked, masked_value
from trainer.s3.parts import Part
from trainer.s3.risk import Risk
from trainer.s3.verifying import Verification
from trainer.s3.wording import iso, shortened

if TYPE_CHECKING:
    # Reading an answer needs an XML parser; most calls have no answer to read.
    from trainer.s3.error_meaning import Meaning


class Dissection(NamedTuple):
    """A URL with all that is told of it at one moment."""

    anatomy: Anatomy
    parts: tuple[Part, ...]
    risks: tuple[Risk, ...]
    verification: Verification
    canonical_request: str | None
    """For the method that it was signed for where that is known, else for GET."""
    string_to_sign: str | None


def as_json(found: Dissection, meaning: "Meaning | None" = None, *, show_secrets: bool) -> dict[str, Any]:
    """Return what JSON is made of; signature and session token are shortened unless they are asked for.

    `meaning` is what an answer of S3 means for the URL.
    """
    anatomy = found.anatomy
    fields: dict[str, Any] = {
        "kind": anatomy.kind,
        "bucket": anatomy.bucket,
        "key": anatomy.key,
        "host": anatomy.address.host,
        "region": anatomy.region,
        "access_key_id": anatomy.access_key_id,
        "temporary": anatomy.temporary,
        "credential_scope": anatomy.credential_scope,
        "signed_at": _time(anatomy.signed_at),
        "expires_in": anatomy.expires_in,
        "expires_at": _time(anatomy.expires_at),
        "signed_headers": list(anatomy.signed_headers),
        "signature": anatomy.signature if show_secrets else _shortened(anatomy.signature),
        "parameters": list(_parameters(found, show_secrets)),
        "risks": [_risk(risk) for risk in found.risks if risk.severity != "fine"],
        "canonical_request": found.canonical_request,
        "string_to_sign": found.string_to_sign,
        "signature_verified": found.verification.verified,
        "method": found.verification.method,
    }
    if meaning is not None:
        fields["error"] = _error(meaning)
    return fields if show_secrets else {name: _masked(value) for name, value in fields.items()}


def _time(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None


def _shortened(signature: str | None) -> str | None:
    return shortened(signature) if signature is not None else None


def _parameters(found: Dissection, show_secrets: bool) -> Iterator[dict[str, str]]:
    for part in found.parts[2:]:
        value = part.value if show_secrets else masked_value(part.name, part.value)
        yield {"name": part.name, "value": value, "kind": part.kind, "says": part.says}


def _risk(risk: Risk) -> dict[str, str]:
    return {"id": risk.id, "says": risk.says, "severity": risk.severity}


def _error(meaning: "Meaning") -> dict[str, Any]:
    return {
        "code": meaning.code,
        "message": meaning.message,
        "says": meaning.says,
        "cause": list(meaning.cause),
        "differences": [difference._asdict() for difference in meaning.differences],
    }


def _masked(value: Any) -> Any:
    """Shorten what is left in any text: a URL that lost its question mark has its signature in the path."""
    match value:
        case str():
            return masked(value)
        case list():
            return [_masked(each) for each in value]
        case dict():
            return {name: _masked(each) for name, each in value.items()}
        case _:
            return value
