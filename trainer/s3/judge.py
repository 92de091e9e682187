"""The verdict: one pure function that says whether a request may happen, and what S3 answers if not."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from trainer.s3.case import Case, Check, run
from trainer.s3.checks_access import existence, permission
from trainer.s3.checks_cors import cross_origin, preflight
from trainer.s3.checks_form import form, preflight_form
from trainer.s3.checks_key import access_key, session_token
from trainer.s3.checks_payload import payload
from trainer.s3.checks_policy import policy
from trainer.s3.checks_scope import algorithm, form_scope, scope
from trainer.s3.checks_signature import form_signature, signature_v2, signature_v4, unsigned_headers
from trainer.s3.checks_time import header_window, query_v2_window, query_window, signed_time
from trainer.s3.checks_v2 import region_knows_v2
from trainer.s3.expires import expires_seconds
from trainer.s3.kms_calls import as_kms
from trainer.s3.query_protocol import as_query_protocol, query_protocol_permission, query_protocol_service
from trainer.s3.request import Request
from trainer.s3.target import hoisted_headers, wants
from trainer.s3.times import amz_time, http_time
from trainer.s3.upload_form import UploadForm, headers_with, values_of
from trainer.s3.verdict import Auth, Verdict
from trainer.s3.web_identity import identity_token
from trainer.s3.world import World

_QUERY_V4: Sequence[tuple[str, Check]] = (
    ("form", form),
    ("algorithm", algorithm),
    ("scope", scope),
    ("time window", query_window),
    ("access key", access_key),
    ("session token", session_token),
    ("unsigned headers", unsigned_headers),
    ("signature", signature_v4),
    ("permission", permission),
    ("existence", existence),
)
_HEADER_V4: Sequence[tuple[str, Check]] = (
    ("form", form),
    ("algorithm", algorithm),
    ("scope", scope),
    ("time window", header_window),
    ("access key", access_key),
    ("session token", session_token),
    ("unsigned headers", unsigned_headers),
    ("signature", signature_v4),
    ("payload", payload),
    ("permission", permission),
    ("existence", existence),
)
_QUERY_V2: Sequence[tuple[str, Check]] = (
    ("form", form),
    ("algorithm", region_knows_v2),
    ("time window", query_v2_window),
    ("access key", access_key),
    ("session token", session_token),
    ("signature", signature_v2),
    ("permission", permission),
    ("existence", existence),
)
_HEADER_V2: Sequence[tuple[str, Check]] = (
    ("form", form),
    ("algorithm", region_knows_v2),
    ("time window", header_window),
    ("access key", access_key),
    ("session token", session_token),
    ("signature", signature_v2),
    ("permission", permission),
    ("existence", existence),
)
_POST_V4: Sequence[tuple[str, Check]] = (
    ("form", form),
    ("algorithm", algorithm),
    ("scope", form_scope),
    ("access key", access_key),
    ("session token", session_token),
    ("signature", form_signature),
    ("policy", policy),
    ("permission", permission),
    ("existence", existence),
)
_POST_V2: Sequence[tuple[str, Check]] = (
    ("form", form),
    ("algorithm", region_knows_v2),
    ("access key", access_key),
    ("session token", session_token),
    ("signature", form_signature),
    ("policy", policy),
    ("permission", permission),
    ("existence", existence),
)
_ANONYMOUS: Sequence[tuple[str, Check]] = (
    ("form", form),
    ("permission", permission),
    ("existence", existence),
)
PREFLIGHT: Sequence[tuple[str, Check]] = (
    ("form", preflight_form),
    ("cors", preflight),
)
"""The order for what a browser asks before it sends a request: nothing of it is signed."""
_FROM_A_PAGE: tuple[str, Check] = ("cors", cross_origin)
QUERY_PROTOCOL: Sequence[tuple[str, Check]] = (
    ("form", query_protocol_service),
    ("algorithm", algorithm),
    ("scope", scope),
    ("time window", header_window),
    ("access key", access_key),
    ("session token", session_token),
    ("signature", signature_v4),
    ("permission", query_protocol_permission),
)
"""The order for IAM, STS and KMS."""
WEB_IDENTITY_ORDER: Sequence[tuple[str, Check]] = (
    ("form", query_protocol_service),
    ("identity token", identity_token),
    ("permission", query_protocol_permission),
)
"""The order for the one call of STS that nobody signs."""
ORDERS: Mapping[Auth, Sequence[tuple[str, Check]]] = {
    "query-v4": _QUERY_V4,
    "header-v4": _HEADER_V4,
    "query-v2": _QUERY_V2,
    "header-v2": _HEADER_V2,
    "anonymous": _ANONYMOUS,
    "post-v4": _POST_V4,
    "post-v2": _POST_V2,
}
"""S3's own order of checks, for each kind of authentication."""

_TELLING = frozenset(
    {"UserName", "RoleName", "GroupName", "PolicyName", "PolicyArn", "AccessKeyId", "Status"}
)
"""Parameters of IAM that say whom or what a call is about; policies themselves are too long for a journal."""


def judge(request: Request, world: World, now: datetime) -> Verdict:
    """Judge a request against a snapshot at a time (lab time; aware, UTC). Never raises.

    What is not modelled is refused with 501 and `not_modelled`, never let through.
    """
    case = _case(request, world, now)
    asked = case.wants
    if asked.service == "s3":
        trail, refusal = run(case, _order(case))
    else:
        trail, refusal = run(case, WEB_IDENTITY_ORDER if asked.auth == "anonymous" else QUERY_PROTOCOL)
        told = as_kms if asked.service == "kms" else as_query_protocol
        refusal = told(refusal) if refusal else None
    signature = asked.authorization.signature
    return Verdict(
        auth=asked.auth,
        trail=trail,
        refusal=refusal,
        bucket=asked.bucket,
        key=asked.key,
        action=asked.action,
        access_key_id=asked.access_key_id,
        principal=case.key.principal.arn if case.key else None,
        signed_at=case.signed_at,
        expires_in=case.expires_in,
        signed_headers=case.signed_headers,
        url_id=url_id(signature) if signature else None,
        session_began_at=case.key.session.issued_at if case.key and case.key.session else None,
        call=_about(case),
        cors_headers=case.cors_headers,
        deletions=case.deletions,
    )


def _order(case: Case) -> Sequence[tuple[str, Check]]:
    if case.request.method == "OPTIONS":
        return PREFLIGHT
    order = ORDERS[case.wants.auth]
    return (_FROM_A_PAGE, *order) if "origin" in case.headers else order


def url_id(signature: str) -> str:
    """Return what tells one URL from another in a journal, without its signature."""
    return sha256(signature.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _about(case: Case) -> tuple[tuple[str, str], ...]:
    if case.wants.service != "iam":
        return ()
    return tuple((name, value) for name, value in case.query.items() if name in _TELLING)


def _case(request: Request, world: World, now: datetime) -> Case:
    asked = wants(request, world.endpoint_hosts)
    headers: dict[str, str] = {}
    for name, value in request.headers:
        headers.setdefault(name.lower(), value)
    hoisted = hoisted_headers(asked)
    case = Case(request, world, now, asked, dict(reversed(asked.parameters)), headers, hoisted)
    if asked.operation and asked.operation.form and isinstance(request.form, UploadForm):
        case.fields = values_of(request.form)
        case.headers = headers_with(case.fields, headers)
    signed = asked.authorization.signed_headers
    if signed:
        case.signed_headers = tuple(name.strip().lower() for name in signed.split(";") if name.strip())
    match asked.auth:
        case "query-v4":
            _set_time(case, case.query.get("X-Amz-Date", ""))
            case.expires_in = expires_seconds(case.query.get("X-Amz-Expires", ""))
        case "header-v4":
            _set_time(case, headers.get("x-amz-date", headers.get("date", "")))
        case "header-v2":
            case.signed_at = signed_time(case)
        case "post-v4":
            _set_time(case, case.fields.get("x-amz-date", ""))
        case _:
            pass
    return case


def _set_time(case: Case, text: str) -> None:
    case.signed_at = amz_time(text)
    if case.signed_at:
        case.amz_date = text
    elif case.wants.auth == "header-v4" and (moment := http_time(text)):
        case.signed_at, case.amz_date = moment, moment.strftime("%Y%m%dT%H%M%SZ")
