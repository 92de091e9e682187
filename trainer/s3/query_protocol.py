"""Calls of IAM, STS and KMS: signed as S3's are, but what they ask stands in the body."""

import re

from trainer.iam.decision import Decision, decide, denial_message
from trainer.iam.policy import Principal
from trainer.iam.statements import RequestContext
from trainer.s3 import refusals
from trainer.s3.case import Case, Failure, failed, passed
from trainer.s3.checks_form import form
from trainer.s3.context import RequestKeys
from trainer.s3.kms_calls import KMS_CALLS, kms_permission
from trainer.s3.target import WEB_IDENTITY
from trainer.s3.verdict import Evidence, Refusal, TrailEntry
from trainer.s3.web_identity import provider_name, provider_of

SERVICES = frozenset({"iam", "sts", "kms"})
_OPEN_TO_ALL = frozenset({"sts:GetCallerIdentity", "sts:GetSessionToken"})
"""Actions that need no permission, by their documentation."""
_WEB_IDENTITY = f"sts:{WEB_IDENTITY}"
_OF_LONG_TERM_KEYS = frozenset({"sts:GetSessionToken", "sts:GetFederationToken"})
_ARN = re.compile(r"arn:[^:]+:[^:]+:[^:]*:[^:]*:.+", re.DOTALL)
"""LocalStack's test_sts_invalid_parameters recorded what is none."""
_ABOUT_NOTHING = frozenset(
    f"iam:List{kind}"
    for kind in ("Users", "Groups", "Roles", "Policies", "InstanceProfiles", "OpenIDConnectProviders")
)
"""Lists of everything there is."""
_RESOURCES = (
    # a part of an IAM action's name, the form field that names what such an action is about, and its kind;
    # the first that fits counts: AttachUserPolicy is about the user, AddUserToGroup about the group.
    ("sts:AssumeRole", "RoleArn", ""),
    ("OpenIDConnectProvider", "OpenIDConnectProviderArn", ""),
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
    if (wants.action == _WEB_IDENTITY) != (wants.auth == "anonymous"):
        what = f"{wants.action[:60]} with a signature"
        return failed("form", refusals.not_modelled(what), "no signature", "a signature", what, "inferred")
    if not wants.action:
        what = f"a call to {wants.service} without an Action"
        return failed("form", refusals.not_modelled(what), "Action", "", what, "inferred")
    role = case.query.get("RoleArn", "")
    if wants.action == "sts:AssumeRole" and role and not _ARN.fullmatch(role):
        refusal = Refusal(400, "ValidationError", f"{role} is invalid")
        says = "RoleArn is not of the form of an ARN"
        return failed("form", refusal, "an ARN", role[:80], says, "recorded")
    if len(wants.parameters) != len(case.query):
        # A judge and a service may each read another of two fields of one name.
        what = "a call with a field that recurs"
        return failed("form", refusals.not_modelled(what), "each field once", "", what, "inferred")
    return form(case)


def query_protocol_permission(case: Case) -> TrailEntry | Failure:
    """Ask the policies; to assume a role, its trust policy always has to allow."""
    wants, key = case.wants, case.key
    resource = _resource(case)
    closed = _closed_to_sessions(case, resource)
    if closed:
        return closed
    if wants.action in _OPEN_TO_ALL:
        return passed("permission", wants.action, resource, f"{wants.action} needs no permission")
    if wants.service == "kms":
        return kms_permission(case)
    principal = key.principal if key else _vouched_for(case)
    context = RequestContext(principal, wants.action, resource, RequestKeys(case))
    account = resource.split(":")[4] if resource.count(":") >= 5 else case.world.account
    if account == "aws":
        # A managed policy of AWS belongs to no other account that would have to allow it too.
        account = case.world.account
    decision = decide(
        context,
        resource_account=account,
        resource_policy=case.world.role_trust,
        session_policies=key.session.policies if key and key.session else (),
        trust=wants.action.startswith("sts:AssumeRole"),
    )
    if decision.allowed:
        return passed("permission", wants.action, resource, decision.says)
    if wants.action == _WEB_IDENTITY:
        # It says as little of a role that trusts others as of one that is not there.
        refusal = refusals.access_denied(f"Not authorized to perform {wants.action}")
        return failed("permission", refusal, wants.action, resource, decision.says, "recorded")
    refusal, evidence = _denial(wants.service, context, decision)
    return failed("permission", refusal, wants.action, resource, decision.says, evidence)


def _denial(service: str, context: RequestContext, decision: Decision) -> tuple[Refusal, Evidence]:
    """Return the refusal and how its words are known; of what nobody allowed STS gives no reason.

    AssumeRole was answered so within an account in aws/karpenter-provider-aws#4680, to another account in
    aws-actions/configure-aws-credentials#1810, and GetFederationToken in ryanto/next-s3-upload#182.
    """
    if service == "sts" and decision.effect == "implicit-deny" and context.principal:
        who, what = context.principal.arn, f"{context.action} on resource: {context.resource}"
        return refusals.access_denied(f"User: {who} is not authorized to perform: {what}"), "recorded"
    return refusals.access_denied(denial_message(context, decision, quote_resource=False)), "inferred"


def _vouched_for(case: Case) -> Principal | None:
    """Return for whom a token speaks, by the provider's name."""
    provider = provider_of(case)
    account = case.world.account
    return Principal(provider.arn, account, "web-identity", "") if provider else None


def _closed_to_sessions(case: Case, resource: str) -> Failure | None:
    """Refuse what temporary credentials may not call, whatever their policies say.

    Source: "Comparing the AWS STS API operations" of the IAM user guide, and GetSessionToken and
    GetFederationToken of the AWS STS API reference. The words are those recorded in hashicorp/vault#4108 and
    aws/aws-sdk-php#1876.
    """
    action, key = case.wants.action, case.key
    if key is None or key.session is None:
        return None
    if case.wants.service == "iam" and key.principal.kind != "assumed-role":
        says = "a user's session without MFA and a federated user may not call IAM, whatever the user may do"
        refusal = Refusal(*_ANSWERS["InvalidToken"])
        return failed("permission", refusal, action, resource, says, "inferred")
    federated = key.principal.kind == "federated-user" and action.startswith("sts:")
    if action in _OF_LONG_TERM_KEYS or (federated and action != "sts:GetCallerIdentity"):
        says = f"temporary credentials of this kind cannot call {action}"
        refusal = refusals.access_denied(f"Cannot call {action[4:]} with session credentials")
        evidence: Evidence = "recorded" if action in _OF_LONG_TERM_KEYS else "inferred"
        return failed("permission", refusal, action, resource, says, evidence)
    return None


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
    # Without a full stop, as recorded in aws-azure-login/aws-azure-login#251 and cloudyr/aws.iam#15.
    "InvalidToken": (403, "InvalidClientTokenId", "The security token included in the request is invalid"),
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
    if action == "iam:CreateOpenIDConnectProvider":
        return f"arn:aws:iam::{account}:oidc-provider/{provider_name(case.query.get('Url', ''))}"
    if action == "sts:GetFederationToken":
        return f"arn:aws:sts::{account}:federated-user/{case.query.get('Name', '')}"
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
