"""Version 4's algorithm and credential scope: the day, Region and service that a signature is good for."""

from trainer.s3 import refusals
from trainer.s3.canonical import ALGORITHM, TERMINATOR
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.times import amz_time
from trainer.s3.verdict import Evidence, Refusal, TrailEntry

_EXPECTING = 'expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'


def algorithm(case: Case) -> TrailEntry | Failure:
    """Check that the algorithm is one that S3 knows, and that this judge models."""
    found = case.wants.authorization.algorithm or ""
    if found == ALGORITHM:
        return passed("algorithm", ALGORITHM, found, "Signature Version 4", "recorded")
    if found == "AWS4-ECDSA-P256-SHA256":
        what = "Signature Version 4A"
        return failed(
            "algorithm", refusals.not_modelled(what), ALGORITHM, found, f"{what} is not modelled", "inferred"
        )
    refusal = refusals.query_parameters(
        'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"'
    )
    if case.wants.auth == "post-v4":
        message = "Only AWS4-HMAC-SHA256 is supported"
        refusal = refusals.invalid_argument(message, "X-Amz-Algorithm", found)
    return failed("algorithm", refusal, ALGORITHM, found[:40], "S3 knows no such algorithm", "inferred")


def form_scope(case: Case) -> TrailEntry | Failure:
    """Check that a form's x-amz-date is a time, then its credential as `scope` does."""
    if case.signed_at is None:
        sent = case.fields.get("x-amz-date", "")
        message = "X-Amz-Date must be formated via ISO8601 Long format"
        refusal = refusals.invalid_argument(message, "X-Amz-Date", sent)
        says = "x-amz-date is not of the form 20261123T100000Z"
        return failed("scope", refusal, "yyyyMMddTHHmmssZ", sent[:40], says, "inferred")
    return scope(case)


def scope(case: Case) -> TrailEntry | Failure:
    """Check the credential's form, terminator, service, date and Region, then its date against the time."""
    credential = case.wants.authorization.credential or ""
    parts = credential.split("/")
    if len(parts) != 5:
        twice = " (is / escaped twice, as %252F?)" if "%2f" in credential.lower() else ""
        says = f"the credential has {len(parts)} parts, not five{twice}"
        return _malformed(case, f"the Credential is mal-formed; {_EXPECTING}", credential, says, "recorded")
    key, date, region, service, terminator = parts
    expected_region = region_of(case)
    wanted = f"{date}/{expected_region}/{case.wants.service}/{TERMINATOR}"
    found = "/".join(parts[1:])
    if not key:
        message = "a non-empty Access Key (AKID) must be provided in the credential."
        # Recorded in ex-aws/ex_aws#987 and stefansundin/s3verify#1, of a signed header.
        evidence: Evidence = "recorded" if case.wants.auth == "header-v4" else "inferred"
        return _malformed(case, message, found, "the credential names no access key", evidence, wanted)
    if terminator != TERMINATOR:
        message = f'incorrect terminal "{terminator}". This endpoint uses "{TERMINATOR}".'
        says = f"a scope ends in {TERMINATOR}, not {terminator}"
        return _malformed(case, message, found, says, "inferred", wanted)
    if service != case.wants.service:
        message = f'incorrect service "{service}". This endpoint belongs to "{case.wants.service}".'
        says = f"signed for the service {service}; this is {case.wants.service}"
        return _malformed(case, message, found, says, "inferred", wanted)
    # The day of a time that was read is one.
    if date != case.amz_date[:8] and amz_time(f"{date}T000000Z") is None:
        message = (
            f'incorrect date format "{date}". This date in the credential must be in the format "yyyyMMdd".'
        )
        says = f"the scope's date {date!r} is no day of eight digits"
        return _malformed(case, message, found, says, "inferred", wanted)
    if region != expected_region and _answers_everywhere(case, region):
        says = f"signed for {region}, which tells where any bucket is; this one is in {expected_region}"
        return passed("scope", wanted, found, says, "inferred")
    if region != expected_region:
        refusal = _region_refusal(case, region, expected_region)
        says = f"signed for {region}; the bucket is in {expected_region}"
        return failed("scope", refusal, wanted, found, says, "recorded")
    # S3 compares the day of a signed header later: another time there is first found to be too far off.
    is_later = case.wants.auth == "header-v4" and service == "s3"
    wrong_day = None if is_later else same_day(case, "scope")
    return wrong_day or passed(
        "scope", wanted, found, f"good for {service} in {region}, signed on {date}", "recorded"
    )


def region_of(case: Case) -> str:
    """Return the Region that has to be signed for: the bucket's, or the endpoint's."""
    bucket, wants = case.world.bucket, case.wants
    if "v4" in wants.auth and (wants.service != "s3" or wants.action == "s3:CreateBucket"):
        # One endpoint stands for those of every Region: IAM has none, STS is in all, and a bucket that is
        # still to be made will be where the request says.
        return wants.authorization.scope[1]
    return bucket.region if bucket else case.world.region


def _answers_everywhere(case: Case, region: str) -> bool:
    """Tell whether the first of S3's endpoints answers this for buckets in every Region, as SDKs rely on."""
    return case.wants.action == "s3:GetBucketLocation" and region == case.world.region


def _region_refusal(case: Case, region: str, expected: str) -> Refusal:
    message = f"the region '{region}' is wrong; expecting '{expected}'"
    return _refusal(case, message, (("Region", expected),))


def _refusal(case: Case, message: str, elements: refusals.Elements = ()) -> Refusal:
    match case.wants.auth:
        case "query-v4":
            message = f"Error parsing the X-Amz-Credential parameter; {message}"
            return refusals.query_parameters(message, elements)
        case "post-v4":
            credential = case.wants.authorization.credential or ""
            refusal = refusals.invalid_argument(message, "X-Amz-Credential", credential)
            return Refusal(refusal.status, refusal.code, message, refusal.elements + elements)
    return refusals.header_malformed(message, elements)


def same_day(case: Case, check: str) -> Failure | None:
    """Compare the scope's date with the signing time, if that is well formed: another check looks at it."""
    stamp, date = case.amz_date, case.wants.authorization.scope[0]
    if not stamp or stamp[:8] == date:
        return None
    message = f'Invalid credential date "{date}". This date is not the same as X-Amz-Date: "{stamp[:8]}".'
    says = f"the scope's date is {date}, but X-Amz-Date is of {stamp[:8]}"
    in_query = case.wants.auth == "query-v4"
    refusal = refusals.query_parameters(message) if in_query else _refusal(case, message)
    return failed(check, refusal, stamp[:8], date, says, "inferred")


def _malformed(
    case: Case, message: str, found: str, says: str, evidence: Evidence, expected: str = ""
) -> Failure:
    expected = expected or "<access key ID>/yyyyMMdd/region/service/aws4_request"
    if case.wants.auth == "post-v4":
        # What S3 says of a form's credential was recorded for the Region alone.
        evidence = "inferred"
    return failed("scope", _refusal(case, message), expected, found[:120], says, evidence)
