"""What a bucket's CORS rules say to a browser: an answer to a preflight, headers on anything else.

S3 refuses a preflight that no rule fits. Anything else it answers in any case; without a fitting rule the
headers are not there, and the browser keeps the answer from the page.
"""

import re

from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.cors import METHODS, CorsRule, CrossOrigin, fitting, response_headers
from trainer.s3.verdict import Evidence, Refusal, TrailEntry

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NO_CORS = "CORSResponse: CORS is not enabled for this bucket."
_NO_BUCKET = "CORSResponse: Bucket not found"
_NO_RULE = (
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, "
    "request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by "
    "the resource's CORS spec."
)
"""The spelling is S3's own."""


def preflight(case: Case) -> TrailEntry | Failure:
    """Answer a browser's OPTIONS: whether it may send what it announces."""
    method = case.headers.get("access-control-request-method")
    asked = _asked(case, method or "OPTIONS")
    if asked is None:
        message = "Insufficient information. Origin request header needed."
        says = "a preflight says in Origin which page asks"
        return _refused(Refusal(400, "BadRequest", message), asked, says, "recorded")
    malformed = _malformed(asked, method)
    if malformed:
        return malformed
    bucket = case.world.bucket
    if bucket is None:
        says = "there is no such bucket, so it has no CORS rules"
        return _refused(_forbidden(_NO_BUCKET, asked, "BUCKET"), asked, says, "recorded")
    if not bucket.cors:
        says = "the bucket has no CORS rules, so no page of another origin may"
        return _refused(_forbidden(_NO_CORS, asked, "BUCKET"), asked, says, "recorded")
    if method is None:
        refusal = Refusal(400, "BadRequest", "Invalid Access-Control-Request-Method: null")
        says = "a preflight says in Access-Control-Request-Method what it asks for"
        return _refused(refusal, asked, says, "inferred")
    rule = fitting(bucket.cors, asked)
    if rule is None:
        kind = "OBJECT" if case.wants.key else "BUCKET"
        refusal = _forbidden(_NO_RULE, asked, kind)
        says = f"no CORS rule lets a page of {asked.origin[:80]} send {_in_words(asked)}"
        return _refused(refusal, asked, says, "recorded")
    case.cors_headers = response_headers(rule, asked)
    says = f"a CORS rule lets a page of {asked.origin[:80]} send {_in_words(asked)}"
    return passed("cors", _rules(bucket.cors), _in_words(asked), says, "recorded")


def cross_origin(case: Case) -> TrailEntry:
    """Say whether a browser will let the page read the answer. S3 itself refuses nothing for it."""
    # Recorded from AWS: the headers of a preflight count even where the request is none.
    asked = _asked(case, case.headers.get("access-control-request-method") or case.request.method)
    rules = case.world.bucket.cors if case.world.bucket else ()
    rule = fitting(rules, asked) if asked else None
    found = f"{_in_words(asked)} from {asked.origin[:80]}" if asked else ""
    if asked is None or rule is None:
        why = "no CORS rule fits" if rules else "the bucket has no CORS rules"
        says = f"{why}: S3 answers all the same, and a browser keeps the answer from the page"
        return passed("cors", _rules(rules), found, says, "recorded")
    case.cors_headers = response_headers(rule, asked)
    says = "a CORS rule fits, so a browser lets the page read the answer"
    return passed("cors", _rules(rules), found, says, "recorded")


def _asked(case: Case, method: str) -> CrossOrigin | None:
    origin = case.headers.get("origin")
    if not origin:
        return None
    names = case.headers.get("access-control-request-headers") or ""
    asked = [name.strip().lower() for name in names.split(",")]
    return CrossOrigin(origin, method, tuple(name for name in asked if name))


def _malformed(asked: CrossOrigin, method: str | None) -> Failure | None:
    if method is not None and method not in METHODS:
        refusal = Refusal(400, "BadRequest", f"Invalid Access-Control-Request-Method: {method}")
        return _refused(refusal, asked, f"{method[:40]} is no method that CORS rules know", "inferred")
    wrong = next((name for name in asked.headers if not _NAME.fullmatch(name)), None)
    if wrong is None:
        return None
    message = f'Access-Control-Request-Headers "{wrong}" contains invalid character.'
    says = f"{wrong[:80]} is no header's name"
    return _refused(Refusal(400, "BadRequest", message), asked, says, "inferred")


def _forbidden(message: str, asked: CrossOrigin, kind: str) -> Refusal:
    return Refusal(403, "AccessForbidden", message, (("Method", asked.method), ("ResourceType", kind)))


def _refused(refusal: Refusal, asked: CrossOrigin | None, says: str, evidence: Evidence) -> Failure:
    found = f"{_in_words(asked)} from {asked.origin[:80]}" if asked else "no Origin"
    return failed("cors", refusal, "a CORS rule", found, says, evidence)


def _in_words(asked: CrossOrigin) -> str:
    named = f" with {', '.join(asked.headers)[:120]}" if asked.headers else ""
    return f"{asked.method[:20]}{named}"


def _rules(rules: tuple[CorsRule, ...]) -> str:
    """Return rules as short as they can be told: `PUT from https://app.example`."""
    told = [f"{' '.join(rule.methods)} from {' '.join(rule.origins)}" for rule in rules]
    return "; ".join(told)[:200] or "no CORS rules"
