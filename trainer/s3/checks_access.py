"""Permission, and whether the bucket and the object are there."""

from trainer.iam.decision import Decision, decide, denial_message
from trainer.iam.matching import ContextKeys
from trainer.iam.policy import Policy
from trainer.iam.statements import RequestContext
from trainer.s3 import refusals
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.context import context_keys
from trainer.s3.target import Source
from trainer.s3.verdict import Evidence, Refusal, TrailEntry
from trainer.s3.world import Bucket

_PUBLIC_ACTIONS = frozenset({"s3:GetObject", "s3:GetObjectVersion", "s3:ListBucket"})
_NEEDS = {
    # a header of an upload, and the permission it asks for besides s3:PutObject
    "x-amz-acl": "s3:PutObjectAcl",
    "x-amz-grant-read": "s3:PutObjectAcl",
    "x-amz-grant-write": "s3:PutObjectAcl",
    "x-amz-grant-read-acp": "s3:PutObjectAcl",
    "x-amz-grant-write-acp": "s3:PutObjectAcl",
    "x-amz-grant-full-control": "s3:PutObjectAcl",
    "x-amz-tagging": "s3:PutObjectTagging",
    "x-amz-object-lock-mode": "s3:PutObjectRetention",
    "x-amz-object-lock-retain-until-date": "s3:PutObjectRetention",
    "x-amz-object-lock-legal-hold": "s3:PutObjectLegalHold",
}
_UNMODELLED_HEADERS = ("x-amz-server-side-encryption-", "x-amz-copy-source-server-side-encryption-")


def permission(case: Case) -> TrailEntry | Failure:
    """Ask every policy that has a say; S3 looks for the bucket before it does."""
    wants = case.wants
    unmodelled = _unmodelled(case)
    if unmodelled:
        says = f"{unmodelled} is not modelled, so it is refused"
        return failed("permission", refusals.not_modelled(unmodelled), "", wants.action, says, "inferred")
    missing = _missing_bucket(case)
    if missing:
        return missing
    keys = context_keys(case)
    first: TrailEntry | None = None
    for action, bucket, resource in _asked(case):
        entry = _permitted(case, action, bucket, resource, keys)
        if isinstance(entry, Failure):
            return entry
        first = first or entry
    return first or passed("permission", "", "", "nothing to ask")


def _unmodelled(case: Case) -> str | None:
    """Return what of a request this judge does not model, in words."""
    wants, operation = case.wants, case.wants.operation
    if operation is None:
        names = "&".join(sorted(case.query.keys() - {n for n in case.query if n.startswith("X-Amz-")}))
        return f"{case.request.method} on {wants.bucket or '/'}{' with ?' + names[:80] if names else ''}"
    for name, value in case.request.headers:
        lower = name.lower()
        if lower.startswith(_UNMODELLED_HEADERS) or (
            lower == "x-amz-server-side-encryption" and value.strip() != "AES256"
        ):
            return f"encryption by {lower}"
    if wants.auth == "query-v4" and operation.level == "object" and case.request.method != "GET":
        # Some SDKs move headers into the query, and S3 takes them from there; not so the store behind us.
        for name in case.query:
            lower = name.lower()
            if lower in _NEEDS or lower == "x-amz-copy-source" or lower.startswith("x-amz-server-side"):
                return f"{lower} as a query parameter"
    source = wants.copy_source
    if source and (not operation.writes_object or not source.key):
        return "x-amz-copy-source here"
    return None


def _missing_bucket(case: Case) -> Failure | None:
    wants = case.wants
    if wants.bucket is None or wants.action == "s3:CreateBucket":
        return None
    for name, bucket in ((wants.bucket, case.world.bucket), *_source_bucket(case)):
        if bucket is None or bucket.name != name:
            says = f"there is no bucket {name[:80]}; S3 looks for it before it asks for permission"
            refusal = refusals.no_such_bucket(name)
            return failed("existence", refusal, "the bucket", f"no {name[:80]}", says, "inferred")
    return None


def _source_bucket(case: Case) -> tuple[tuple[str, Bucket | None], ...]:
    source, world = case.wants.copy_source, case.world
    if source is None:
        return ()
    if world.bucket and world.bucket.name == source.bucket:
        return ((source.bucket, world.bucket),)
    return ((source.bucket, world.copy_source),)


def _asked(case: Case) -> list[tuple[str, Bucket | None, str]]:
    """Return each action needed with the bucket whose policy has a say, and the resource's ARN."""
    wants, bucket = case.wants, case.world.bucket
    operation = wants.operation
    resource = "*" if wants.bucket is None else arn(wants.bucket, wants.key)
    asked: list[tuple[str, Bucket | None, str]] = [(wants.action, bucket, resource)]
    if operation is None:
        return asked
    if operation.writes_object:
        needed = [_NEEDS[name] for sent, _ in case.request.headers if (name := sent.lower()) in _NEEDS]
        asked += [(action, bucket, resource) for action in dict.fromkeys(needed)]
    if case.request.method == "DELETE" and case.request.header("x-amz-bypass-governance-retention"):
        asked.append(("s3:BypassGovernanceRetention", bucket, resource))
    if wants.action in ("s3:GetObjectAttributes", "s3:GetObjectVersionAttributes"):
        asked.append((wants.action.removesuffix("Attributes"), bucket, resource))
    if wants.copy_source:
        source = wants.copy_source
        reading = "s3:GetObjectVersion" if source.version_id else "s3:GetObject"
        asked.append((reading, _source_bucket(case)[0][1], arn(source.bucket, source.key)))
    return asked


def arn(bucket: str, key: str | None) -> str:
    """Return the ARN of a bucket or of an object."""
    return f"arn:aws:s3:::{bucket}/{key}" if key else f"arn:aws:s3:::{bucket}"


def decision_for(
    case: Case, action: str, bucket: Bucket | None, resource: str, keys: ContextKeys
) -> tuple[RequestContext, Decision]:
    """Decide one action on one S3 resource for whoever signed."""
    key = case.key if case.wants.auth != "anonymous" else None
    context = RequestContext(key.principal if key else None, action, resource, keys)
    account = bucket.account if bucket else key.principal.account if key else case.world.account
    decision = decide(
        context,
        resource_account=account,
        resource_policy=_named(bucket),
        session_policies=key.session.policies if key and key.session else (),
        public=bool(bucket and bucket.public_read and action in _PUBLIC_ACTIONS),
    )
    return context, decision


def _named(bucket: Bucket | None) -> Policy | None:
    if bucket is None or bucket.policy is None:
        return None
    return Policy(f"bucket policy of {bucket.name}", "resource", bucket.policy.document)


def _permitted(
    case: Case, action: str, bucket: Bucket | None, resource: str, keys: ContextKeys
) -> TrailEntry | Failure:
    context, decision = decision_for(case, action, bucket, resource, keys)
    if decision.allowed:
        return passed("permission", action, resource, decision.says)
    refusal, evidence = denial(context, decision, bucket.account if bucket else case.world.account)
    return failed("permission", refusal, action, resource, decision.says, evidence)


def denial(context: RequestContext, decision: Decision, account: str) -> tuple[Refusal, Evidence]:
    """Return S3's AccessDenied, with the reason only within an account, and how that wording is known."""
    principal = context.principal
    if principal is None or principal.account != account:
        return refusals.access_denied(), "recorded"
    message = denial_message(context, decision, quote_resource=True)
    evidence: Evidence = "recorded" if decision.effect == "implicit-deny" else "documented"
    return refusals.access_denied(message), evidence


def existence(case: Case) -> TrailEntry | Failure:
    """Check that what is read is there; who may not list the bucket does not learn that it is not."""
    wants, operation = case.wants, case.wants.operation
    source = wants.copy_source
    if source and not case.world.copy_source_exists:
        return _absent(case, source, _source_bucket(case)[0][1])
    if operation is None or not operation.reads or wants.bucket is None or wants.key is None:
        return passed("existence", "", "", "nothing has to be there")
    target = Source(wants.bucket, wants.key, wants.version_id)
    if case.world.object_exists:
        return passed("existence", "the object", arn(target.bucket, target.key), "the object is there")
    return _absent(case, target, case.world.bucket)


def _absent(case: Case, target: Source, bucket: Bucket | None) -> Failure:
    context, decision = decision_for(
        case, "s3:ListBucket", bucket, arn(target.bucket, None), context_keys(case)
    )
    found = f"no {arn(target.bucket, target.key)}"
    if not decision.allowed:
        refusal, _ = denial(context, decision, bucket.account if bucket else case.world.account)
        says = "there is no such object, and without s3:ListBucket S3 does not say so"
        return failed("existence", refusal, "the object", found, says)
    if target.version_id:
        refusal = refusals.no_such_version(target.key, target.version_id)
        return failed("existence", refusal, "the version", found, "there is no such version", "inferred")
    return failed(
        "existence", refusals.no_such_key(target.key), "the object", found, "there is no such object"
    )
