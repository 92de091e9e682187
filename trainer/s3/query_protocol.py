"""Calls of IAM, STS and KMS: signed as S3's are, but what they ask stands in the body."""

from trainer.iam.decision import decide, denial_message
from trainer.iam.statements import RequestContext
from trainer.s3 import refusals
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.checks_form import form
from trainer.s3.context import RequestKeys
from trainer.s3.kms_calls import KMS_CALLS, kms_permission
from trainer.s3.verdict import Refusal, TrailEntry

SERVICES = frozenset({"iam", "sts", "kms"})
_OPEN_TO_ALL = frozenset({"sts:GetCallerIdentity", "sts:GetSessionToken"})
"""Actions that need no permission, by their documentation."""
_ABOUT_NOTHING = frozenset(
    f"iam:List{kind}" for kind in ("Users", "Groups", "Roles", "Policies", "InstanceProfiles")
)
"""Lists of everything there is."""
_RESOURCES = (
    # a part of an IAM action's name, the form field that names what such an action is about, and its kind;
    # the first that fits counts: AttachUserPolicy is about the user, AddUserToGroup about the group.
    ("sts:AssumeRole", "RoleArn", ""),
    ("Account", "", ""),
    ("Virtual", "", ""),
    ("ForUser", "UserName", "user/"),
    ("ForRole", "RoleName", "role/"),
    ("ForPolicy", "PolicyArn", ""),
    ("InstanceProfile", "InstanceProfileName", "instance-profile/"),
    ("Group", "GroupName", "group/"),
    ("Role", "RoleName", "role/"),
    ("User", "UserName", "user/"),
    ("AccessKey", "UserName", "user/"),
    ("LoginProfile", "UserName", "user/"),
    ("SigningCertificate", "UserName", "user/"),
    ("SSHPublicKey", "UserName", "user/"),
    ("ServiceSpecificCredential", "UserName", "user/"),
    ("MFADevice", "UserName", "user/"),
    ("ChangePassword", "", "user/"),
    ("CreatePolicyVersion", "PolicyArn", ""),
    ("CreatePolicy", "PolicyName", "policy/"),
    ("Policy", "PolicyArn", ""),
)


def query_protocol_service(case: Case) -> TrailEntry | Failure:
    """Check the form of a call to another service; those that are not modelled are refused."""
    wants = case.wants
    if wants.service not in SERVICES:
        what = f"the service {wants.service[:40]}"
        return failed(
            "form", refusals.not_modelled(what), "s3, iam, sts or kms", wants.service[:40], what, "inferred"
        )
    if wants.service == "kms" and wants.action not in KMS_CALLS:
        what = f"the call {wants.action[:60] or 'of KMS without an action'}"
        return failed("form", refusals.not_modelled(what), "a modelled call", "", what, "inferred")
    if not wants.action:
        what = f"a call to {wants.service} without an Action"
        return failed("form", refusals.not_modelled(what), "Action", "", what, "inferred")
    if len(wants.parameters) != len(case.query):
        # A judge and a service may each read another of two fields of one name.
        what = "a call with a field that recurs"
        return failed("form", refusals.not_modelled(what), "each field once", "", what, "inferred")
    return form(case)


def query_protocol_permission(case: Case) -> TrailEntry | Failure:
    """Ask the policies; to assume a role, its trust policy always has to allow."""
    wants, key = case.wants, case.key
    resource = _resource(case)
    if wants.service == "iam" and key and key.session and key.principal.kind == "user":
        says = "a session of GetSessionToken without MFA may not call IAM, whatever its user may do"
        refusal = Refusal(*_ANSWERS["InvalidToken"])
        return failed("permission", refusal, wants.action, resource, says, "inferred")
    if wants.action in _OPEN_TO_ALL:
        return passed("permission", wants.action, resource, f"{wants.action} needs no permission")
    if wants.service == "kms":
        return kms_permission(case)
    context = RequestContext(key.principal if key else None, wants.action, resource, RequestKeys(case))
    account = resource.split(":")[4] if resource.count(":") >= 5 else case.world.account
    if account == "aws":
        # A managed policy of AWS belongs to no other account that would have to allow it too.
        account = case.world.account
    decision = decide(
        context,
        resource_account=account,
        resource_policy=case.world.role_trust,
        session_policies=key.session.policies if key and key.session else (),
        trust=wants.action == "sts:AssumeRole",
    )
    if decision.allowed:
        return passed("permission", wants.action, resource, decision.says)
    refusal = refusals.access_denied(denial_message(context, decision, quote_resource=False))
    return failed("permission", refusal, wants.action, resource, decision.says, "inferred")


def as_query_protocol(refusal: Refusal) -> Refusal:
    """Return what IAM and STS answer where S3 would answer as given; source: their "Common errors"."""
    if refusal.not_modelled or refusal.code not in _ANSWERS:
        return refusal
    status, code, message = _ANSWERS[refusal.code]
    return Refusal(status, code, message or refusal.message)


_ANSWERS = {
    "InvalidAccessKeyId": (
        403,
        "InvalidClientTokenId",
        "The security token included in the request is invalid.",
    ),
    "InvalidToken": (403, "InvalidClientTokenId", "The security token included in the request is invalid."),
    "ExpiredToken": (403, "ExpiredToken", "The security token included in the request is expired"),
    "AuthorizationHeaderMalformed": (400, "IncompleteSignature", ""),
    "RequestTimeTooSkewed": (
        403,
        "SignatureDoesNotMatch",
        "Signature expired: the time it was signed at is too far from the current time.",
    ),
    "SignatureDoesNotMatch": (
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided. Check your AWS "
        "Secret Access Key and signing method. Consult the service documentation for details.",
    ),
}


def _resource(case: Case) -> str:
    """Return the ARN of what a call is about, or `*`.

    The action alone says which field names it: any other field may name anything. Source: the Actions table
    of the Service Authorization Reference for IAM.
    """
    action, account = case.wants.action, case.world.account
    about = next((entry for entry in _RESOURCES if entry[0] in action), None)
    if about is None or action in _ABOUT_NOTHING:
        return "*"
    _, field, kind = about
    value = case.query.get(field) if field else None
    if value:
        return f"arn:aws:iam::{account}:{kind}{value}" if kind else value
    return _caller(case) if kind == "user/" else "*"


def _caller(case: Case) -> str:
    """Return the user who calls: what a call about a user is about if it names none."""
    principal = case.key.principal if case.key else None
    return principal.arn if principal and principal.kind == "user" else "*"
