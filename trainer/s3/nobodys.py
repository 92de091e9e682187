"""Objects that somebody uploaded without signing: they belong to the anonymous user, and to no account.

Sources: "How can I change the ownership of publicly (anonymously) owned objects in my Amazon S3 bucket?" of
the AWS knowledge center; "Access control list (ACL) overview" and "Multipart upload overview" of the Amazon
S3 user guide. The words for a multipart upload are those of Amazon S3 in the documentation of Apache Pulsar's
tiered storage, those for a copy are versity/versitygw's.
"""

from collections.abc import Sequence

from trainer.iam.decision import Decision, decide
from trainer.iam.policy import Policy
from trainer.iam.statements import RequestContext
from trainer.s3 import refusals
from trainer.s3.acl import ANONYMOUS_USER
from trainer.s3.case import Case, Failure, failed
from trainer.s3.needs import Need, arn
from trainer.s3.verdict import Evidence
from trainer.s3.world import Bucket

_OF_THE_BUCKET = frozenset(
    {
        "s3:AbortMultipartUpload",
        "s3:DeleteObject",
        "s3:DeleteObjectVersion",
        "s3:ListMultipartUploadParts",
        "s3:PutObject",
        "s3:RestoreObject",
    }
)
"""What a bucket's owner may do to every object in it, whoever owns the object."""


_TAGGING = frozenset(
    f"s3:{verb}Object{version}Tagging" for verb in ("Get", "Put", "Delete") for version in ("", "Version")
)
"""What the bucket's owner may do by default, says the Amazon S3 API reference of each of these."""


def unsigned_upload(case: Case) -> Failure | None:
    """Refuse what nobody can begin without signing, whatever lists and policies permit."""
    operation = case.wants.operation
    if case.wants.auth != "anonymous" or operation is None or not operation.writes_object:
        return None
    if "uploads" in case.query:
        says = "a multipart upload has an initiator, so that it cannot be begun without signing"
        return _failed("Anonymous users cannot initiate multipart uploads.  Please authenticate.", says)
    if case.wants.copy_source:
        says = "a copy is made by somebody, so that it cannot be asked for without signing"
        return _failed("Anonymous users cannot copy objects. Please authenticate.", says, "inferred")
    return None


def is_nobodys(case: Case, need: Need) -> bool:
    """Return whether a permission is for an object's owner to give, and that owner is the anonymous user."""
    bucket, operation = need.bucket, case.wants.operation
    if bucket is None or need.resource == arn(bucket.name, None) or need.action in _OF_THE_BUCKET:
        return False
    if operation and operation.writes_object and not need.action.startswith("s3:GetObject"):
        # The tags or the list of an object to be: it will belong to whoever writes it.
        return case.wants.auth == "anonymous" and bucket.acls_enabled
    return bucket.object_owner == ANONYMOUS_USER and need.action not in _TAGGING


def decide_on_nobodys(
    context: RequestContext,
    bucket: Bucket,
    decision: Decision,
    session_policies: Sequence[Policy],
    granted: str | None,
) -> Decision:
    """Decide on such an object, given what would be decided on one of the bucket owner's.

    The bucket's policy can deny, but not allow. Whoever does not sign is the owner; an account needs an
    entry of the object's list (`granted`), and lets its own users through by their policies.
    """
    if decision.effect == "explicit-deny":
        return decision
    if context.principal is None and not bucket.block.ignore_public_acls:
        says = "an object that is uploaded without signing has whoever does not sign for its owner"
        return Decision(True, "allow", None, None, says)
    if context.principal is None or granted is None:
        says = (
            "the object was uploaded without signing: it does not belong to the bucket's account, and its "
            f"list does not allow {context.action}"
        )
        return Decision(False, "implicit-deny", None, None, says, "resource")
    return decide(context, resource_account=bucket.account, session_policies=session_policies)


def _failed(message: str, says: str, evidence: Evidence = "recorded") -> Failure:
    return failed("permission", refusals.access_denied(message), "a signature", "none", says, evidence)
