"""Whether a POST on a bucket is an upload form that S3 can read, with the fields that it needs."""

from trainer.s3 import refusals, refusals_post
from trainer.s3.case import Case, Failure, failed
from trainer.s3.multipart import MAX_BEFORE_FILE, is_form_data
from trainer.s3.upload_form import V2_FIELDS, V4_FIELDS, UploadForm, UploadFormFault, recurring
from trainer.s3.verdict import Evidence


def upload_form(case: Case) -> Failure | None:
    """Refuse what is no whole form, in S3's order: Content-Type, body, key, fields that sign."""
    for check in (_content_type, _length, _body, _key, _signing_fields, _recurring, _headers):
        failure = check(case)
        if failure:
            return failure
    return None


def _content_type(case: Case) -> Failure | None:
    sent = case.request.header("content-type") or ""
    if is_form_data(sent):
        return None
    says = "a POST on a bucket has to be a form, with Content-Type multipart/form-data"
    # The answer was recorded, its status was not.
    return failed(
        "form", refusals_post.not_multipart(), "multipart/form-data", sent[:60] or "none", says, "inferred"
    )


def _length(case: Case) -> Failure | None:
    """Refuse a form of unknown length, which nobody has read."""
    if case.request.form is not None:
        return None
    encoding = case.headers.get("transfer-encoding", "")
    if encoding:
        says = f"a form has to say its Content-Length; Transfer-Encoding: {encoding[:40]} does not"
        return failed("form", refusals.chunked(), "Content-Length", encoding[:40], says, "inferred")
    if "content-length" in case.headers:
        return None
    says = "a form has to say its Content-Length"
    return failed("form", refusals_post.no_length(), "Content-Length", "none", says, "inferred")


def _body(case: Case) -> Failure | None:
    form = case.request.form
    if isinstance(form, UploadForm):
        return None
    fault = form or UploadFormFault("malformed", "there is no body")
    match fault.kind:
        case "too large":
            refusal = refusals_post.fields_too_large(MAX_BEFORE_FILE)
            evidence: Evidence = "recorded"
        case "files":
            refusal = refusals_post.number_of_files(fault.files)
            # Recorded for a form without a file; that two are one too many is known, but not that element.
            evidence = "inferred" if fault.files else "recorded"
        case "malformed":
            refusal, evidence = refusals_post.malformed(), "inferred"
    return failed("form", refusal, "an upload form", fault.kind, fault.says, evidence)


def _key(case: Case) -> Failure | None:
    if case.wants.key:
        return None
    empty = "key" in case.fields
    says = "the field key is empty" if empty else "before the file there is no field named key"
    refusal = refusals_post.missing_field("key")
    return failed("form", refusal, "a field key", "", says, "inferred" if empty else "recorded")


def _signing_fields(case: Case) -> Failure | None:
    """Refuse a form that is signed in part; one without any of these fields is anonymous."""
    if case.wants.auth == "anonymous":
        return None
    spelled = {"policy": "policy", **(V4_FIELDS if case.wants.auth == "post-v4" else V2_FIELDS)}
    missing = [name for name in spelled if name not in case.fields]
    if not missing:
        return None
    says = f"a signed form needs {' and '.join(missing)} too, before its file"
    # Recorded for each of these, but for the policy and the date.
    evidence: Evidence = "inferred" if missing[0] in ("policy", "x-amz-date") else "recorded"
    refusal = refusals_post.missing_field(spelled[missing[0]])
    return failed("form", refusal, ", ".join(spelled), "", says, evidence)


def _recurring(case: Case) -> Failure | None:
    """Refuse a field that stands there twice: a judge and a store may each take another of the two."""
    form = case.request.form
    twice = recurring(form) if isinstance(form, UploadForm) else None
    if twice is None:
        return None
    what = f"the form field {twice[:80]} more than once"
    return failed("form", refusals.not_modelled(what), f"one {twice[:80]}", "several", what, "inferred")


def _headers(case: Case) -> Failure | None:
    """Refuse x-amz- headers beside a form, whose fields say what headers say elsewhere."""
    for name, _ in case.request.headers:
        if name.lower().startswith("x-amz-"):
            what = f"the header {name.lower()[:80]} beside an upload form"
            return failed("form", refusals.not_modelled(what), "a field", name[:80], what, "inferred")
    return None
