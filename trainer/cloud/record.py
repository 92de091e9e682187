"""One line of the journal, from a request, its verdict and its answer; without signatures and tokens."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from trainer.cloud.clock import Moment
from trainer.cloud.reply import Reply
from trainer.s3.query import decode, parse_query
from trainer.s3.request import Request
from trainer.s3.upload_form import UploadForm
from trainer.s3.verdict import Verdict

_SECRET_PARAMETERS = frozenset({"signature", "x-amz-signature", "x-amz-security-token"})
_SECRET_FIELDS = _SECRET_PARAMETERS | {"policy"}
_HEADER_SIGNATURE = re.compile(r"Signature=([0-9A-Za-z+/=]+)")
_HEADER_V2_SIGNATURE = re.compile(r"AWS [^:\s]+:(\S+)")
_IN_PATH = re.compile(r"(?:signature|x-amz-security-token)=([^&]+)", re.IGNORECASE)
"""A URL whose `?` was lost on the way has all of its query in the key."""
MAX_NAME = 48
_ANY_SIGNATURE = re.compile(r"\b[0-9a-f]{64}\b")


def journal_line(
    request: Request,
    verdict: Verdict,
    reply: Reply,
    arrived: Moment,
    *,
    sent: int,
    finished: Moment,
) -> dict[str, Any]:
    """Return the line, without its number; `sent` are the bytes of the body that left."""
    secrets = _secrets(request)
    return {
        "at": iso(arrived.real),
        "lab_at": iso(arrived.lab),
        "method": request.method,
        "host": _without(request.header("host"), secrets),
        "bucket": _shown(verdict.bucket, secrets),
        "key": _shown(verdict.key, secrets),
        "auth": verdict.auth,
        "access_key_id": verdict.access_key_id,
        "principal": verdict.principal,
        "signed_at": iso(verdict.signed_at) if verdict.signed_at else None,
        "expires_in": verdict.expires_in,
        "signed_headers": list(verdict.signed_headers),
        "parameters": _parameter_names(request, secrets),
        "range": request.header("range"),
        "user_agent": _without(request.header("user-agent"), secrets),
        "source_ip": request.source_ip,
        "vpce": request.vpce,
        "tls": request.secure,
        "url_id": verdict.url_id,
        "status": reply.status,
        "code": reply.code,
        "decided_by": reply.decided_by,
        "action": verdict.action,
        "call": {name: _shown(value, secrets) for name, value in verdict.call},
        "session_began_at": iso(verdict.session_began_at) if verdict.session_began_at else None,
        "trail": _trail(verdict, secrets),
        "bytes_sent": sent,
        "finished_at": iso(finished.real),
        "finished_lab_at": iso(finished.lab),
    }


def trail_json(request: Request, verdict: Verdict) -> list[dict[str, str]]:
    """Return the trail in the shape of the journal, with every signature and token left out."""
    return _trail(verdict, _secrets(request))


def iso(when: datetime) -> str:
    """Return UTC in ISO 8601 with `Z`, to the millisecond where there are any."""
    when = when.astimezone(UTC)
    spec = "milliseconds" if when.microsecond else "seconds"
    return when.isoformat(timespec=spec).removesuffix("+00:00") + "Z"


def _parameter_names(request: Request, secrets: Sequence[str]) -> list[str]:
    """Return the names of the query's parameters in the order sent."""
    names = [name for name, _ in parse_query(request.raw_query)]
    # No parameter of S3 has so long a name: a `=` that was lost on the way makes one of name and value.
    return [(_without(name, secrets) or "")[:MAX_NAME] for name in names]


def _trail(verdict: Verdict, secrets: Sequence[str]) -> list[dict[str, str]]:
    trail = [entry.as_json() for entry in verdict.trail]
    # Looked through once as a whole: most trails have nothing to leave out, and every request waits for this.
    whole = "\n".join([text for entry in trail for text in entry.values()])
    if not any(secret in whole for secret in secrets) and not _ANY_SIGNATURE.search(whole):
        return trail
    return [{name: _without(text, secrets) or "" for name, text in entry.items()} for entry in trail]


def _shown(text: str | None, secrets: Sequence[str]) -> str | None:
    for secret in secrets:
        text = text.replace(secret, _shortened(secret)) if text else text
    return text


def _without(text: str | None, secrets: Sequence[str]) -> str | None:
    text = _shown(text, secrets)
    if not text:
        return text
    # A signature that the judge calculated is as good as one that was sent.
    return _ANY_SIGNATURE.sub(lambda found: _shortened(found[0]), text)


def _secrets(request: Request) -> list[str]:
    found = [value for name, value in parse_query(request.raw_query) if name.lower() in _SECRET_PARAMETERS]
    for part in request.raw_query.split("&"):
        name, _, value = part.partition("=")
        if name.lower() in _SECRET_PARAMETERS:
            found.append(value)
    found += _IN_PATH.findall(decode(request.raw_path))
    found += request.header_values("x-amz-security-token")
    if isinstance(request.form, UploadForm):
        found += [value for name, value in request.form.fields if name in _SECRET_FIELDS]
    for header in request.header_values("authorization"):
        found += _HEADER_SIGNATURE.findall(header) + _HEADER_V2_SIGNATURE.findall(header)
    return sorted((secret for secret in set(found) if len(secret) >= 8), key=len, reverse=True)


def _shortened(secret: str) -> str:
    return f"{secret[:4]}…{secret[-4:]}" if len(secret) >= 16 else "…"
