"""A form's POST policy: that it is one, that its time is not over, and that the form is what it allows."""

from trainer.s3 import refusals_post
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.post_policy import (
    Condition,
    FieldCondition,
    PolicyDocumentError,
    PostPolicy,
    SizeCondition,
    VainCondition,
    read_policy,
)
from trainer.s3.upload_form import UploadForm
from trainer.s3.verdict import Evidence, TrailEntry
from trainer.s3.wording import clock, shortened, span

_EXEMPT = frozenset({"file", "policy", "x-amz-signature"})
"""Fields that need no condition. Source: "POST policy" of the Amazon S3 documentation."""
_EXEMPT_V2 = _EXEMPT | {"awsaccesskeyid", "signature"}
_IGNORED = "x-ignore-"
_SECRET = "x-amz-security-token"


def policy(case: Case) -> TrailEntry | Failure:
    """Read the policy, then check its expiration, that it names every field, and its conditions."""
    try:
        read = read_policy(case.fields.get("policy", ""))
    except PolicyDocumentError as error:
        says = f"the policy is none that S3 takes: {error.says[:160]}"
        refusal = refusals_post.invalid_policy(error.says)
        return failed("policy", refusal, "a POST policy", "", says, error.evidence)
    if case.signed_at:
        case.expires_in = int((read.expiration - case.signed_at).total_seconds())
    failure = _expired(case, read) or _vain(read) or _uncovered(case, read) or _unmet(case, read)
    return failure or _met(case, read)


def _expired(case: Case, read: PostPolicy) -> Failure | None:
    if case.now <= read.expiration:
        return None
    until, now = clock(read.expiration, case.now), clock(case.now, case.now)
    late = span((case.now - read.expiration).total_seconds())
    says = f"the policy ended {until}; server time {now}, {late} too late"
    refusal = refusals_post.against_policy("Policy expired.")
    return failed("policy", refusal, f"until {until}", now, says, "recorded")


def _vain(read: PostPolicy) -> Failure | None:
    for condition in read.conditions:
        if isinstance(condition, VainCondition):
            says = "a condition that nothing meets: a field's name begins with $, a bound is a whole number"
            return _failed(condition.text, "", says, "recorded")
    return None


def _uncovered(case: Case, read: PostPolicy) -> Failure | None:
    """Refuse a field without a condition; S3 takes the bucket for one, though the URL names it."""
    exempt = _EXEMPT_V2 if case.wants.auth == "post-v2" else _EXEMPT
    names = [
        name
        for name in ("bucket", *case.fields)
        if name not in exempt and not name.startswith(_IGNORED) and not read.covers(name)
    ]
    if not names:
        return None
    says = f"no condition of the policy names {names[0][:80]}, and each field needs one"
    # Which of several is named has been seen only where there was one.
    evidence: Evidence = "recorded" if len(set(names)) == 1 else "inferred"
    refusal = refusals_post.against_policy(f"Extra input fields: {names[0]}")
    return failed("policy", refusal, "a condition for each field", names[0][:80], says, evidence)


def _unmet(case: Case, read: PostPolicy) -> Failure | None:
    for condition in read.conditions:
        failure = _size(case, condition) if isinstance(condition, SizeCondition) else _field(case, condition)
        if failure:
            return failure
    return None


def _size(case: Case, condition: SizeCondition) -> Failure | None:
    size = _length(case)
    expected = f"{condition.least} to {condition.most} bytes"
    if size > condition.most:
        says = f"the file has {size} bytes, {size - condition.most} more than the policy allows"
        refusal = refusals_post.too_large(size, condition.most)
    elif size < condition.least:
        says = f"the file has {size} bytes, {condition.least - size} fewer than the policy allows"
        refusal = refusals_post.too_small(size, condition.least)
    else:
        return None
    return failed("policy", refusal, expected, f"{size} bytes", says, "recorded")


def _field(case: Case, condition: Condition) -> Failure | None:
    if not isinstance(condition, FieldCondition):
        return None
    name = condition.field
    value = case.wants.bucket if name == "bucket" else case.fields.get(name)
    if condition.met_by(value):
        return None
    found = "no such field" if value is None else shortened(value) if name == _SECRET else value[:80]
    how = "be" if condition.operation == "eq" else "begin with"
    wanted = shortened(condition.wanted) if name == _SECRET else repr(condition.wanted[:80])
    says = f"{name[:80]} has to {how} {wanted}; the form has {found if value is None else repr(found)}"
    # That an entry of a Content-Type list is looked at for itself is documented, not recorded.
    listed = name == "content-type" and "," in (value or "") and condition.operation == "starts-with"
    return _failed(condition.text, found, says, "documented" if listed else "recorded")


def _failed(text: str, found: str, says: str, evidence: Evidence) -> Failure:
    refusal = refusals_post.against_policy(f"Policy Condition failed: {text}")
    # A trail is kept; a session token is not.
    expected = "" if _SECRET in text.lower() else text[:160]
    return failed("policy", refusal, expected, found, says, evidence)


def _met(case: Case, read: PostPolicy) -> TrailEntry:
    until = clock(read.expiration, case.now)
    left = span((read.expiration - case.now).total_seconds())
    count = len(read.conditions)
    says = f"open until {until}, {left} left, and the form meets all {count} conditions"
    return passed("policy", f"until {until}", clock(case.now, case.now), says, "recorded")


def _length(case: Case) -> int:
    form = case.request.form
    return form.file_length if isinstance(form, UploadForm) else 0
