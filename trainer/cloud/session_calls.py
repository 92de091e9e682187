"""The calls of STS that the gate answers itself, because sessions live in lab time.

Limits are those of the AWS STS API reference, for each call by its name.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from trainer.cloud import identities
from trainer.cloud.reply import Reply, RequestIds, query_result, refusal_reply, xml
from trainer.cloud.sessions import FederatedHolder, RoleHolder, Sessions, TemporaryCredentials, UserHolder
from trainer.s3.target import WEB_IDENTITY
from trainer.s3.verdict import Refusal
from trainer.s3.web_identity import provider_name, read_token
from trainer.s3.world import AccessKey, Policy

SHORTEST = 900
LONGEST_ROLE = 43_200
LONGEST_USER = 129_600
DEFAULT_ROLE = 3_600
DEFAULT_USER = 43_200
CHAINED = 3_600
"""Seconds a role's session may last when another session assumed it."""

SHORTEST_NAME = 2
"""Characters of the name of a session or of a federated user."""

MAX_POLICY = 2_048
"""Characters of a session policy."""

_KNOWN = {
    "AssumeRole": {"RoleArn", "RoleSessionName", "DurationSeconds", "Policy", "ExternalId"},
    WEB_IDENTITY: {"RoleArn", "RoleSessionName", "WebIdentityToken", "DurationSeconds", "Policy"},
    "GetSessionToken": {"DurationSeconds"},
    "GetFederationToken": {"Name", "DurationSeconds", "Policy"},
    "GetCallerIdentity": set[str](),
}
_NAME = r"[\w+=,.@-]*"
_TAKES_POLICIES = frozenset({"AssumeRole", WEB_IDENTITY, "GetFederationToken"})
_NOTHING = Policy("no session policy", "session", {"Version": "2012-10-17", "Statement": []})
"""What a federated user has whom no policy was passed for: what names it in a resource's policy, and no more.

Source: GetFederationToken of the AWS STS API reference, Policy.
"""
_POLICY_ARN = re.compile(r"PolicyArns\.member\.\d+\.arn")


class CallRefusedError(Exception):
    """A session call whose parameters STS does not accept."""

    def __init__(self, code: str, message: str, status: int = 400, *, not_modelled: bool = False) -> None:
        super().__init__(message)
        self.refusal = Refusal(status, code, message, not_modelled=not_modelled)


def answer(
    action: str, params: Mapping[str, str], key: AccessKey, sessions: Sessions, now: datetime, ids: RequestIds
) -> Reply:
    """Answer a call that was already judged to be permitted; `now` is lab time."""
    try:
        _refuse_unknown(action, params)
        match action:
            case "AssumeRole":
                fields = _assumed(params, sessions, now, chained=key.session is not None)
            case "GetSessionToken":
                fields = _get_session_token(params, key, sessions, now)
            case "GetFederationToken":
                fields = _get_federation_token(params, key, sessions, now)
            case _:
                fields = xml(
                    Arn=key.principal.arn, UserId=key.principal.user_id, Account=key.principal.account
                )
    except CallRefusedError as error:
        return refusal_reply(error.refusal, "sts", "/", ids)
    return query_result(action, "sts", fields, ids)


def answer_web_identity(
    params: Mapping[str, str], sessions: Sessions, now: datetime, ids: RequestIds
) -> Reply:
    """Answer a call by whoever has a token of an identity provider, which was judged to be permitted."""
    identity = read_token(params.get("WebIdentityToken", ""))
    try:
        _refuse_unknown(WEB_IDENTITY, params)
        if identity is None:
            raise CallRefusedError("InvalidIdentityToken", "The ID Token provided is not a valid JWT.")
        provider = identities.provider_arn(provider_name(identity.issuer))
        fields = _assumed(params, sessions, now, chained=False, provider=provider)
    except CallRefusedError as error:
        return refusal_reply(error.refusal, "sts", "/", ids)
    told = xml(
        SubjectFromWebIdentityToken=identity.subject, Audience=identity.audience, Provider=identity.issuer
    )
    return query_result(WEB_IDENTITY, "sts", fields + told, ids)


def _refuse_unknown(action: str, params: Mapping[str, str]) -> None:
    known = _KNOWN.get(action)
    if known is None:
        raise CallRefusedError("NotImplemented", f"sts:{action} is not modelled here", 501, not_modelled=True)
    for name in params:
        attached = action in _TAKES_POLICIES and _POLICY_ARN.fullmatch(name)
        if name not in known and name not in ("Action", "Version") and not attached:
            raise CallRefusedError(
                "NotImplemented", f"{name} of sts:{action} is not modelled here", 501, not_modelled=True
            )


def _assumed(
    params: Mapping[str, str],
    sessions: Sessions,
    now: datetime,
    *,
    chained: bool,
    provider: str | None = None,
) -> str:
    name = params.get("RoleSessionName", "")
    _check_name(name, "roleSessionName", 64)
    role = identities.role(params.get("RoleArn", ""))
    if role is None:
        raise CallRefusedError("ValidationError", "the role to assume is gone")
    lasts = _seconds(params, DEFAULT_ROLE, LONGEST_ROLE)
    _check_role_limits(lasts, role.max_session, chained=chained)
    holder = RoleHolder(role.arn, role.role_id, name, provider)
    issued = sessions.issue(
        holder, now=now, lasts=timedelta(seconds=lasts), policies=_session_policies(params)
    )
    user = xml(AssumedRoleId=f"{role.role_id}:{name}", Arn=identities.assumed_role_arn(holder))
    return _credentials(issued) + f"<AssumedRoleUser>{user}</AssumedRoleUser>"


def _check_name(name: str, field: str, longest: int) -> None:
    # In the words of LocalStack's test_sts_invalid_parameters and test_assume_role_session_name_too_long.
    if len(name) > longest:
        raise _constraint(name, field, f"have length less than or equal to {longest}")
    if not re.fullmatch(_NAME, name, re.ASCII):
        raise _constraint(name, field, f"satisfy regular expression pattern: {_NAME}")
    if len(name) < SHORTEST_NAME:
        raise _constraint(name, field, f"have length greater than or equal to {SHORTEST_NAME}")


def _constraint(value: str, field: str, what: str) -> CallRefusedError:
    where = f"1 validation error detected: Value '{value}' at '{field}' failed to satisfy constraint"
    return CallRefusedError("ValidationError", f"{where}: Member must {what}")


def _get_session_token(params: Mapping[str, str], key: AccessKey, sessions: Sessions, now: datetime) -> str:
    lasts = timedelta(seconds=_seconds(params, DEFAULT_USER, LONGEST_USER))
    return _credentials(sessions.issue(_user(key), now=now, lasts=lasts))


def _get_federation_token(
    params: Mapping[str, str], key: AccessKey, sessions: Sessions, now: datetime
) -> str:
    name = params.get("Name", "")
    _check_name(name, "name", 32)
    lasts = timedelta(seconds=_seconds(params, DEFAULT_USER, LONGEST_USER))
    policies = _session_policies(params) or [_NOTHING]
    issued = sessions.issue(FederatedHolder(name, _user(key)), now=now, lasts=lasts, policies=policies)
    user = xml(FederatedUserId=f"{key.principal.account}:{name}", Arn=identities.federated_arn(name))
    return _credentials(issued) + f"<FederatedUser>{user}</FederatedUser>"


def _user(key: AccessKey) -> UserHolder:
    if key.session is not None or key.principal.user_name is None:
        raise CallRefusedError("AccessDenied", "Only a user's own key may call this", 403)
    return UserHolder(key.principal.user_name, key.principal.user_id)


def _seconds(params: Mapping[str, str], default: int, longest: int) -> int:
    given = params.get("DurationSeconds")
    if given is None:
        return default
    if not re.fullmatch(r"-?[0-9]{1,9}", given):
        raise CallRefusedError("MalformedInput", f"DurationSeconds {given!r} is no whole number")
    lasts = int(given)
    if SHORTEST <= lasts <= longest:
        return lasts
    bound = f"greater than or equal to {SHORTEST}" if lasts < SHORTEST else f"less than or equal to {longest}"
    raise _constraint(given, "durationSeconds", f"have value {bound}")


def _check_role_limits(lasts: int, longest: int, *, chained: bool) -> None:
    if lasts > longest:
        raise CallRefusedError(
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        )
    if chained and lasts > CHAINED:
        # Recorded in 99designs/aws-vault#263. A session of GetSessionToken counts as well, as it did in
        # mmmorris1975/aws-runas#11.
        raise CallRefusedError(
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role "
            "chaining.",
        )


def _session_policies(params: Mapping[str, str]) -> list[Policy]:
    policies = [_attached(arn) for name, arn in params.items() if _POLICY_ARN.fullmatch(name)]
    inline = params.get("Policy")
    return policies if inline is None else [*policies, _inline(inline)]


def _attached(arn: str) -> Policy:
    found = identities.managed_policy(arn, "session")
    if found is None:
        raise CallRefusedError("ValidationError", f"Policy {arn} does not exist or is not attachable.")
    return found


def _inline(text: str) -> Policy:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if len(text) > MAX_POLICY or not isinstance(document, dict) or "Statement" not in document:
        raise CallRefusedError("MalformedPolicyDocument", "Syntax errors in policy.")
    return Policy("session policy", "session", document)


def _credentials(issued: TemporaryCredentials) -> str:
    fields = xml(
        AccessKeyId=issued.access_key_id,
        SecretAccessKey=issued.secret_access_key,
        SessionToken=issued.token,
        Expiration=f"{issued.expires_at:%Y-%m-%dT%H:%M:%SZ}",
    )
    return f"<Credentials>{fields}</Credentials>"
