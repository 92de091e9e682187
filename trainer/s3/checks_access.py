"""Permission, and whether the bucket and the object are there."""

from trainer.iam.decision import Decision, decide, denial_message
from trainer.iam.matching import ContextKeys
from trainer.iam.policy import Policy
from trainer.iam.statements import RequestContext
from trainer.s3 import refusals
from trainer.s3.acl import ANONYMOUS_USER, AclGrant, granting
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.checks_delete import deletions
from trainer.s3.checks_public import restricted, unacceptable
from trainer.s3.context import RequestKeys
from trainer.s3.kms import use_of_keys
from trainer.s3.needs import Need, arn, needs, source_bucket, unmodelled
from trainer.s3.nobodys import decide_on_nobodys, is_nobodys, unsigned_upload
from trainer.s3.target import Source
from trainer.s3.verdict import Evidence, Refusal, TrailEntry
from trainer.s3.world import Bucket

MAX_KEY = 1024
"""Bytes of a key in UTF-8."""
_READS = ("s3:GetObject", "s3:GetObjectVersion")
_DELETES = ("s3:DeleteObject", "s3:DeleteObjectVersion")
_WITH_AN_UPLOAD = ("s3:PutObjectAcl", "s3:PutObjectTagging")
_GROUPS = {"AllUsers": "everyone", "AuthenticatedUsers": "everyone who signs"}


def permission(case: Case) -> TrailEntry | Failure:
    """Ask every policy that has a say; S3 looks for the bucket before it does."""
    what = unmodelled(case)
    if what:
        says = f"{what}: not modelled, so refused"
        return failed("permission", refusals.not_modelled(what), "", case.wants.action, says, "inferred")
    refused = _absent_bucket(case) or _other_owner(case) or unsigned_upload(case)
    if refused:
        return refused
    if case.wants.operation and case.wants.operation.deletes:
        return deletions(case, _failure)
    keys = RequestKeys(case)
    entries: list[TrailEntry] = []
    for need in needs(case):
        entry = _permitted(case, need, keys)
        if isinstance(entry, Failure):
            return entry
        entries.append(entry)
    failure = unacceptable(case)
    if failure:
        return failure
    said = use_of_keys(case)
    if isinstance(said, Failure):
        return said
    return entries[0]._replace(says=f"{entries[0].says}; {said}") if said else entries[0]


def _failure(case: Case) -> Failure | None:
    """Return the first failure of what a request needs, or None where policies permit all of it."""
    keys = RequestKeys(case)
    entries = (_permitted(case, need, keys) for need in needs(case))
    return next((entry for entry in entries if isinstance(entry, Failure)), None)


def _absent_bucket(case: Case) -> Failure | None:
    wants, world = case.wants, case.world
    if wants.bucket is None or wants.action == "s3:CreateBucket":
        return None
    named = [(wants.bucket, world.bucket)]
    if wants.copy_source:
        named.append((wants.copy_source.bucket, source_bucket(case)))
    for name, bucket in named:
        if bucket is None or bucket.name != name:
            says = f"there is no bucket {name[:80]}; S3 looks for it before it asks for permission"
            refusal = refusals.no_such_bucket(name)
            return failed("existence", refusal, "the bucket", f"no {name[:80]}", says, "inferred")
    return None


def _other_owner(case: Case) -> Failure | None:
    """Refuse a bucket that is not of the account that the caller said it would be."""
    expected = (
        ("x-amz-expected-bucket-owner", case.world.bucket),
        ("x-amz-source-expected-bucket-owner", source_bucket(case)),
    )
    for name, bucket in expected:
        account = case.effective_headers.get(name)
        if account is not None and bucket and account.strip() != bucket.account:
            says = f"the bucket belongs to {bucket.account}, not to the account that {name} names"
            refusal = refusals.access_denied()
            return failed("permission", refusal, account[:40], bucket.account, says)
    return None


def _permitted(case: Case, need: Need, keys: ContextKeys) -> TrailEntry | Failure:
    context, decision = _decide(case, need, keys)
    if decision.allowed:
        if context.principal is None and decision.decided_by is None and "uploadId" in case.query:
            what = "a step of a multipart upload that is not signed, and that only a list permits"
            return failed("permission", refusals.not_modelled(what), "", need.action, what, "inferred")
        return passed("permission", need.action, need.resource, decision.says)
    refusal, evidence = _denial(case, need, context, decision)
    return failed("permission", refusal, need.action, need.resource, decision.says, evidence)


def _decide(case: Case, need: Need, keys: ContextKeys) -> tuple[RequestContext, Decision]:
    key = case.key if case.wants.auth != "anonymous" else None
    context = RequestContext(key.principal if key else None, need.action, need.resource, keys)
    bucket, session_policies = need.bucket, key.session.policies if key and key.session else ()
    granted = _granted_to(_acl_grant(case, need))
    decision = restricted(bucket, context.principal) or decide(
        context,
        resource_account=_account(case, bucket),
        resource_policy=_bucket_policy(bucket),
        session_policies=session_policies,
        public=granted,
    )
    if bucket and is_nobodys(case, need):
        decision = decide_on_nobodys(context, bucket, decision, session_policies, granted)
    return context, decision


def _acl_grant(case: Case, need: Need) -> AclGrant | None:
    """Return the entry of a list by which anyone, or anyone who signs, has a permission."""
    bucket, unsigned = need.bucket, case.wants.auth == "anonymous"
    if bucket is None or not bucket.acls_enabled:
        return None
    action, of_bucket = _listed_as(case, need, bucket)
    return granting(
        bucket.acl if of_bucket else bucket.object_acl,
        action,
        of_bucket=of_bucket,
        signed=not unsigned,
        ignore_public=bucket.block.ignore_public_acls,
        account=bucket.owner if not unsigned and is_nobodys(case, need) else None,
    )


def _listed_as(case: Case, need: Need, bucket: Bucket) -> tuple[str, bool]:
    """Return the action by which a list grants a permission, and whether that is the list of the bucket.

    Source: "Mapping of ACL permissions and access policy permissions" of the Amazon S3 user guide.
    """
    action, operation = need.action, case.wants.operation
    exists = case.world.copy_source_exists if need.is_source else case.world.object_exists
    if action == "s3:PutObject" or need.resource == arn(bucket.name, None):
        return action, True
    if case.wants.auth == "anonymous":
        uploads = operation is not None and operation.writes_object and action in _WITH_AN_UPLOAD
        if uploads or (action in _DELETES and bucket.object_owner == ANONYMOUS_USER):
            # Who may write owns what is written, and may delete it again.
            return "s3:PutObject", True
    if action in _READS and not exists:
        # An object that is not there has no list. Who may list the bucket is told so.
        return "s3:ListBucket", True
    return action, False


def _granted_to(grant: AclGrant | None) -> str | None:
    return _GROUPS.get(grant.grantee.rpartition("/")[2], "the bucket's owner") if grant else None


def _account(case: Case, bucket: Bucket | None) -> str:
    """Return whose the resource is; a bucket still to be made will be its maker's."""
    if bucket:
        return bucket.account
    return case.key.principal.account if case.key else case.world.account


def _bucket_policy(bucket: Bucket | None) -> Policy | None:
    if bucket is None or bucket.policy is None:
        return None
    return Policy(f"the bucket policy of {bucket.name}", "resource", bucket.policy.document)


def _denial(case: Case, need: Need, context: RequestContext, decision: Decision) -> tuple[Refusal, Evidence]:
    """Return S3's AccessDenied, with the reason only within an account, and how that wording is known."""
    principal = context.principal
    if principal is None or principal.account != _account(case, need.bucket):
        return refusals.access_denied(), "recorded"
    if is_nobodys(case, need):
        return refusals.access_denied(), "inferred"
    message = denial_message(context, decision, quote_resource=True)
    known = decision.effect == "implicit-deny" and decision.kind == "identity"
    return refusals.access_denied(message), "recorded" if known else "documented"


def existence(case: Case) -> TrailEntry | Failure:
    """Check that what is read is there; who may not list the bucket does not learn that it is not."""
    wants, operation = case.wants, case.wants.operation
    size = len((wants.key or "").encode("utf-8", "surrogatepass"))
    if size > MAX_KEY:
        says = f"a key has {MAX_KEY:,} bytes at most, so that there can be no such object"
        refusal = refusals.key_too_long(size, MAX_KEY)
        evidence: Evidence = "recorded" if operation and operation.writes_object else "inferred"
        return failed("existence", refusal, f"{MAX_KEY} bytes", f"{size} bytes", says, evidence)
    if wants.copy_source and not case.world.copy_source_exists:
        return _absent(case, wants.copy_source, source_bucket(case))
    if operation is None or not operation.reads or wants.bucket is None or wants.key is None:
        return passed("existence", "", "", "nothing has to be there")
    if case.world.object_exists:
        return passed("existence", "the object", arn(wants.bucket, wants.key), "the object is there")
    return _absent(case, Source(wants.bucket, wants.key, wants.version_id), case.world.bucket)


def _absent(case: Case, target: Source, bucket: Bucket | None) -> Failure:
    need = Need("s3:ListBucket", arn(target.bucket, None), bucket)
    context, decision = _decide(case, need, RequestKeys(case))
    found = f"no {arn(target.bucket, target.key)}"
    if not decision.allowed:
        refusal, _ = _denial(case, need, context, decision)
        says = "there is no such object, and without s3:ListBucket S3 does not say so"
        return failed("existence", refusal, "the object", found, says)
    if target.version_id:
        refusal = refusals.no_such_version(target.key, target.version_id)
        return failed("existence", refusal, "the version", found, "there is no such version", "inferred")
    refusal = refusals.no_such_key(target.key)
    return failed("existence", refusal, "the object", found, "there is no such object")
