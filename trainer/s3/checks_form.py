"""The first check: whether a request says in one clear way what it asks and how it authenticates."""

import re

from trainer.s3 import refusals
from trainer.s3.authorization import QUERY_V2_PARAMETERS, QUERY_V4_PARAMETERS
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.checks_upload import upload_form
from trainer.s3.query import well_formed
from trainer.s3.verdict import Evidence, TrailEntry

RESPONSE_OVERRIDES = frozenset(
    {
        "response-cache-control",
        "response-content-disposition",
        "response-content-encoding",
        "response-content-language",
        "response-content-type",
        "response-expires",
    }
)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_ONCE = frozenset(
    {*QUERY_V4_PARAMETERS, *QUERY_V2_PARAMETERS, "X-Amz-Security-Token", "versionId", "uploadId"}
)


def form(case: Case) -> TrailEntry | Failure:
    """Check the request line, that one mechanism authenticates, and that all its fields are there."""
    for check in (
        _request_line,
        _mechanisms,
        _fields,
        _upload_form,
        _recurring,
        _unsigned_parameters,
        _overrides,
        _empty_version,
        _unknown_length,
    ):
        failure = check(case)
        if failure:
            return failure
    return _passed(case)


def preflight_form(case: Case) -> TrailEntry | Failure:
    """Check the request line of a browser's OPTIONS, which authenticates nobody."""
    says = "a browser asks before it sends: nothing is signed"
    return _request_line(case) or passed("form", "", "OPTIONS", says, "recorded")


def _request_line(case: Case) -> Failure | None:
    request = case.request
    if request.raw_path.startswith("/") and well_formed(request.raw_path) and well_formed(request.raw_query):
        return None
    says = "the path or the query is not ASCII with whole percent-escapes that spell UTF-8"
    return failed("form", refusals.invalid_uri(), "a URI", request.raw_path[:80], says, "inferred")


def _mechanisms(case: Case) -> Failure | None:
    found = case.wants.authorization.mechanisms
    if len(found) < 2:
        return None
    refusal = refusals.two_mechanisms(case.headers.get("authorization"))
    says = f"it authenticates twice, by {' and '.join(found)}; S3 takes one"
    return failed("form", refusal, "one mechanism", ", ".join(found), says, "recorded")


def _fields(case: Case) -> Failure | None:
    match case.wants.auth:
        case "query-v4":
            missing = [name for name in QUERY_V4_PARAMETERS if not case.query.get(name)]
            if missing:
                says = f"of the six parameters of a pre-signed URL, {_listed(missing)} missing"
                return failed("form", refusals.query_incomplete(), "six parameters", "", says, "recorded")
        case "query-v2":
            missing = [name for name in QUERY_V2_PARAMETERS if not case.query.get(name)]
            if missing:
                says = f"of the three parameters of a Version 2 URL, {_listed(missing)} missing"
                refusal = refusals.access_denied(
                    "Query-string authentication requires the Signature, Expires and "
                    "AWSAccessKeyId parameters"
                )
                return failed("form", refusal, "three parameters", "", says, "recorded")
        case "header-v4" | "header-v2":
            return _header_fields(case)
        case "post-v4" | "post-v2" if not (case.wants.operation and case.wants.operation.form):
            what = "an upload form that is not sent to a bucket"
            return failed("form", refusals.not_modelled(what), "POST on a bucket", "", what, "inferred")
        case _:
            pass
    return None


def _upload_form(case: Case) -> Failure | None:
    operation = case.wants.operation
    return upload_form(case) if operation and operation.form else None


def _listed(missing: list[str]) -> str:
    return f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'}"


def _header_fields(case: Case) -> Failure | None:
    """Check the algorithm and the fields; answered so in ex-aws/ex_aws#537 and zendesk/apt-s3#10."""
    authorization = case.wants.authorization
    header = case.headers.get("authorization") or ""
    if authorization.algorithm not in ("AWS4-HMAC-SHA256", "AWS"):
        refusal = refusals.invalid_argument("Unsupported Authorization Type", "Authorization", header)
        found = (authorization.algorithm or "")[:40]
        says = f"{found!r} is not a way to authenticate to S3"
        return failed("form", refusal, "AWS4-HMAC-SHA256", found, says, "recorded")
    wanted = {"Credential": authorization.credential, "Signature": authorization.signature}
    if case.wants.auth == "header-v4":
        wanted["SignedHeaders"] = authorization.signed_headers
    missing = [name for name, value in wanted.items() if not value]
    if not missing:
        return None
    says = f"in the Authorization header, {_listed(missing)} missing"
    if case.wants.auth == "header-v2":
        message = "AWS authorization header is invalid.  Expected AwsAccessKeyId:signature"
        refusal = refusals.invalid_argument(message, "Authorization", header)
        return failed("form", refusal, ", ".join(wanted), "", says, "inferred")
    message = "the authorization header requires three components: Credential, SignedHeaders, and Signature."
    parts = [part.strip() for part in header.partition(" ")[2].split(",")]
    odd = next((part for part in parts if part.count("=") > 1), None)
    if odd and len(parts) == len(wanted):
        message = f'the authorization component "{odd}" is malformed.'
        says = f"in the Authorization header, {odd[:80]} is not one name and one value"
    refusal = refusals.header_malformed(message)
    return failed("form", refusal, ", ".join(wanted), "", says, "recorded")


def _recurring(case: Case) -> Failure | None:
    """Refuse what stands there twice: a judge and a store may each read another of the two."""
    parameters = case.wants.authorization.parameters
    once = len(parameters) == len(case.query) and len(case.headers) == len(case.request.headers)
    if once and not case.hoisted:
        return None
    names = [name.lower() for name, _ in parameters if name in _ONCE or _once(name.lower())]
    headers = [name for sent, _ in case.request.headers if _once(name := sent.lower())]
    for found in (names, headers):
        twice = next((name for name in found if found.count(name) > 1), None)
        if twice:
            what = f"{twice} stands there more than once"
            return failed("form", refusals.not_modelled(what), f"one {twice}", "several", what, "inferred")
    return None


def _once(header: str) -> bool:
    if header.startswith("x-amz-"):
        return not header.startswith("x-amz-meta-")
    return header in ("host", "authorization")


def _unsigned_parameters(case: Case) -> Failure | None:
    """Refuse x-amz- parameters that a Version 2 signature leaves out, but a store may take for headers."""
    if case.wants.auth not in ("query-v2", "header-v2"):
        return None
    signed = dict(case.headers)
    for name, value in case.wants.parameters:
        lower = name.lower()
        if not lower.startswith("x-amz-"):
            continue
        if case.wants.auth == "header-v2" or signed.setdefault(lower, value).strip() != value.strip():
            what = f"{lower[:80]} as a query parameter that is not signed"
            return failed("form", refusals.not_modelled(what), "a header", lower[:80], what, "inferred")
    return None


def _overrides(case: Case) -> Failure | None:
    """Refuse response- parameters where they may not be, or that no header could carry."""
    if RESPONSE_OVERRIDES.isdisjoint(case.query):
        return None
    for name in sorted(RESPONSE_OVERRIDES & case.query.keys()):
        if case.wants.auth == "anonymous":
            refusal = refusals.invalid_request(
                "Request specific response headers cannot be used for anonymous GET requests."
            )
            says = f"{name} is only for signed requests"
            return failed("form", refusal, "a signed request", name, says, "recorded")
        value = case.query[name]
        if not _latin(value) or _CONTROL.search(value):
            message = "Header value cannot be represented using ISO-8859-1."
            refusal = refusals.invalid_argument(message, name, value)
            says = f"{name} has characters that a response header cannot carry"
            evidence: Evidence = "inferred" if _latin(value) else "recorded"
            return failed("form", refusal, "ISO-8859-1", value[:80], says, evidence)
    return None


def _empty_version(case: Case) -> Failure | None:
    if case.query.get("versionId") != "":
        return None
    refusal = refusals.invalid_argument("Version id cannot be the empty string", "versionId", "")
    return failed("form", refusal, "a version", "", "versionId names no version", "inferred")


def _unknown_length(case: Case) -> Failure | None:
    encoding = case.headers.get("transfer-encoding", "")
    if case.request.method != "PUT" or "chunked" not in encoding.lower():
        return None
    if "content-length" in case.headers or "x-amz-decoded-content-length" in case.headers:
        return None
    says = "an upload has to say its Content-Length; Transfer-Encoding: chunked does not"
    return failed("form", refusals.chunked(), "Content-Length", encoding[:40], says, "recorded")


def _passed(case: Case) -> TrailEntry:
    auth = case.wants.auth
    if auth == "anonymous" and "policy" in case.fields:
        says = "no field signs the policy, so it binds nobody: an anonymous request"
        return passed("form", "", _FORMS[auth], says, "recorded")
    return passed("form", "", _FORMS[auth], _FORM_SAYS[auth], "recorded")


def _latin(text: str) -> bool:
    try:
        text.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True


_FORMS = {
    "anonymous": "no signature",
    "query-v4": "X-Amz- query parameters",
    "query-v2": "Signature query parameter",
    "header-v4": "Authorization header",
    "header-v2": "Authorization header",
    "post-v4": "form fields",
    "post-v2": "form fields",
}
_FORM_SAYS = {
    "anonymous": "nothing is signed: an anonymous request",
    "query-v4": "all six parameters of a pre-signed URL are there",
    "query-v2": "all three parameters of a Version 2 URL are there",
    "header-v4": "credential, signed headers and signature are there",
    "header-v2": "access key ID and signature are there",
    "post-v4": "a form with a file, a key, a policy and the four fields that sign it",
    "post-v2": "a form with a file, a key, a policy and the two fields that sign it",
}
