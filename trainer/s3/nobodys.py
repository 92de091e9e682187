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
from trainer.s3.acl import ANONYMOUS_USER, OBJECT_ACTIONS
from trainer.s3.case import Case, Failure, failed
from trainer.s3.needs import Need
from trainer.s3.verdict import Evidence
from trainer.s3.world import Bucket


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
    """Return whether a permission is for an object's list to give, and the anonymous user owns the object.

    Everything else that is done to an object is for the owner of its bucket.
    """
    bucket, operation = need.bucket, case.wants.operation
    if bucket is None or bucket.object_owner != ANONYMOUS_USER or need.action not in OBJECT_ACTIONS:
        return False
    # What is written over it will belong to whoever writes.
    return need.is_source or operation is None or not operation.writes_object


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
