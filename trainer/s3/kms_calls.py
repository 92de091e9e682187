"""Calls of KMS: which are modelled, and whom its policies let make them.

Sources: "AWS KMS permissions" and "Default key policy" of the AWS KMS developer guide.
"""

from trainer.iam.decision import decide, denial_message
from trainer.iam.statements import RequestContext
from trainer.s3 import refusals
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.context import RequestKeys
from trainer.s3.verdict import Refusal, TrailEntry

_OF_A_KEY = """
    DescribeKey EnableKey DisableKey GetKeyPolicy PutKeyPolicy ListKeyPolicies ScheduleKeyDeletion
    CancelKeyDeletion CreateAlias UpdateAlias DeleteAlias
    """
_OF_NONE = "CreateKey ListKeys ListAliases"
KMS_CALLS = frozenset(f"kms:{name}" for name in (_OF_A_KEY + _OF_NONE).split())
"""What makes and governs keys; of what uses one, S3's own use is modelled (`kms.py`), and nothing else."""


def kms_permission(case: Case) -> TrailEntry | Failure:
    """Ask the policies of the caller and of the key, and for an alias the caller's own as well."""
    wants, key = case.wants, case.world.kms_key
    resources = [key.arn if key else "*"]
    alias = case.query.get("AliasName") if wants.action.endswith("Alias") else None
    if alias:
        resources.append(f"arn:aws:kms:{case.world.region}:{case.world.account}:{alias}")
    entries = [_permitted(case, resource) for resource in resources]
    return next((entry for entry in entries if isinstance(entry, Failure)), entries[0])


def _permitted(case: Case, resource: str) -> TrailEntry | Failure:
    wants, signer, key = case.wants, case.key, case.world.kms_key
    about_key = key is not None and resource == key.arn
    principal = signer.principal if signer else None
    context = RequestContext(principal, wants.action, resource, RequestKeys(case))
    decision = decide(
        context,
        resource_account=case.world.account,
        resource_policy=key.policy if key and about_key else None,
        session_policies=signer.session.policies if signer and signer.session else (),
        trust=about_key,
    )
    if decision.allowed:
        return passed("permission", wants.action, resource, decision.says)
    refusal = refusals.access_denied(denial_message(context, decision, quote_resource=False))
    return failed("permission", refusal, wants.action, resource, decision.says, "inferred")


def as_kms(refusal: Refusal) -> Refusal:
    """Return what KMS answers where S3 would answer as given; source: its "Common errors"."""
    if refusal.not_modelled or refusal.code not in _ANSWERS:
        return refusal
    code, message = _ANSWERS[refusal.code]
    return Refusal(400, code, message or refusal.message)


_TOKEN = "The security token included in the request is"
_ANSWERS = {
    "AccessDenied": ("AccessDeniedException", ""),
    "InvalidAccessKeyId": ("UnrecognizedClientException", f"{_TOKEN} invalid."),
    "InvalidToken": ("UnrecognizedClientException", f"{_TOKEN} invalid."),
    "ExpiredToken": ("ExpiredTokenException", f"{_TOKEN} expired"),
    "AuthorizationHeaderMalformed": ("IncompleteSignatureException", ""),
    "RequestTimeTooSkewed": ("InvalidSignatureException", ""),
    "SignatureDoesNotMatch": ("InvalidSignatureException", ""),
}
