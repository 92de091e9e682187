"""What Object Ownership and Block Public Access refuse, though a policy permits it.

Sources: "Controlling ownership of objects and disabling ACLs for your bucket" and "Access denied due to Block
Public Access settings" of the Amazon S3 user guide.
"""

import json
import re

from trainer.iam.decision import Decision
from trainer.iam.policy import Principal
from trainer.s3 import refusals
from trainer.s3.acl import ACL_ACTIONS, Acl, AclError, asked_acl, is_public
from trainer.s3.case import Case, Failure, failed
from trainer.s3.needs import arn
from trainer.s3.public import policy_is_public
from trainer.s3.target import effective_headers
from trainer.s3.verdict import Evidence, Refusal
from trainer.s3.world import Bucket

_BY_DOCUMENT = ACL_ACTIONS | {"s3:PutBucketPolicy", "s3:PutBucketOwnershipControls"}
_OWNERSHIP = re.compile(rb"<ObjectOwnership>\s*(\w+)\s*</ObjectOwnership>")


def restricted(bucket: Bucket | None, principal: Principal | None) -> Decision | None:
    """Return the denial of RestrictPublicBuckets: a public policy, and a caller of no or another account."""
    if bucket is None or bucket.policy is None or not bucket.block.restrict_public_buckets:
        return None
    if principal is not None and principal.account == bucket.account:
        return None
    if not policy_is_public(bucket.policy.document):
        return None
    says = (
        f"the policy of {bucket.name} is public, and its RestrictPublicBuckets setting keeps everyone out "
        "who is not of the bucket's account"
    )
    return Decision(False, "explicit-deny", bucket.policy, None, says, "resource")


def unacceptable(case: Case) -> Failure | None:
    """Return the failure of a request that would set a list, a policy or an ownership it may not set."""
    wants = case.wants
    if case.request.body is None and case.request.body_length and wants.action in _BY_DOCUMENT:
        what = "a document of this length"
        return failed("permission", refusals.not_modelled(what), "1 MiB at most", "more", what, "inferred")
    if wants.action == "s3:PutBucketPolicy":
        return _public_policy(case)
    if wants.action == "s3:PutBucketOwnershipControls":
        return _ownership(case)
    writes = wants.operation is not None and wants.operation.writes_object
    if not (writes or wants.action == "s3:CreateBucket" or wants.action in ACL_ACTIONS):
        return None
    try:
        asked = asked_acl(effective_headers(case.request, wants), case.request.body, wants.action)
    except AclError as error:
        found = str(error) or "another one"
        return failed("permission", error.refusal, "a list that S3 takes", found, found, "inferred")
    if wants.action == "s3:CreateBucket":
        return _new_bucket(case, asked or ())
    return _list(case, asked) if asked is not None or wants.action in ACL_ACTIONS else None


def _list(case: Case, asked: Acl | None) -> Failure | None:
    bucket = case.world.bucket
    if bucket is None:
        return None
    full_control = case.effective_headers.get("x-amz-acl") == "bucket-owner-full-control"
    sets_only = case.wants.action in ACL_ACTIONS
    if not bucket.acls_enabled and (sets_only or not full_control):
        says = f"{bucket.name} has ACLs disabled (Bucket owner enforced), so that none can be set"
        return _failed(refusals.acl_not_supported(), "no list, or bucket-owner-full-control", "a list", says)
    if asked is None:
        says = "the request has neither a header nor a body that says which list to set"
        missing = refusals.missing_acl()
        return failed("permission", missing, "a list", "none", says, "inferred")
    if is_public(asked) and bucket.block.block_public_acls:
        says = f"the list is public, and {bucket.name} has the BlockPublicAcls setting on"
        return _blocked(case, "public ACLs are prevented by the BlockPublicAcls setting", says)
    return None


def _new_bucket(case: Case, asked: Acl) -> Failure | None:
    ownership = case.effective_headers.get("x-amz-object-ownership") or "BucketOwnerEnforced"
    if asked and ownership == "BucketOwnerEnforced":
        says = "a new bucket has ACLs disabled unless x-amz-object-ownership says otherwise"
        return _failed(refusals.bucket_acl_with_ownership(), "no list", "a list", says)
    if is_public(asked):
        says = "a new bucket has Block Public Access on, and the list is public"
        return _failed(refusals.bucket_acl_with_block(), "no public list", "a public list", says)
    return None


def _ownership(case: Case) -> Failure | None:
    bucket, found = case.world.bucket, _OWNERSHIP.search(case.request.body or b"")
    if bucket and bucket.acl and found and found[1] == b"BucketOwnerEnforced":
        says = f"the list of {bucket.name} grants something to others: take that away first"
        refusal = refusals.bucket_acl_with_ownership()
        return _failed(refusal, "a list with the owner alone", "a list with others", says)
    return None


def _public_policy(case: Case) -> Failure | None:
    bucket, body = case.world.bucket, case.request.body
    if bucket is None or not bucket.block.block_public_policy or not body:
        return None
    try:
        document = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return None  # It is no policy, which is for the store to say.
    if not isinstance(document, dict) or not policy_is_public(document):
        return None
    says = f"the policy is public, and {bucket.name} has the BlockPublicPolicy setting on"
    return _blocked(case, "public policies are prevented by the BlockPublicPolicy setting", says)


def _blocked(case: Case, because: str, says: str) -> Failure:
    wants, key = case.wants, case.key
    resource = arn(wants.bucket or "", wants.key)
    message = "Access Denied"
    if key and wants.auth != "anonymous":
        message = (
            f"User: {key.principal.arn} is not authorized to perform: {wants.action} on resource: "
            f'"{resource}" because {because} in S3 Block Public Access.'
        )
    # Of an object it is in the notes of many who tried; of a bucket and of a policy AWS documents it.
    evidence: Evidence = "recorded" if wants.key else "documented"
    return failed("permission", refusals.access_denied(message), "nothing public", "public", says, evidence)


def _failed(refusal: Refusal, expected: str, found: str, says: str) -> Failure:
    return failed("permission", refusal, expected, found, says, "recorded")
