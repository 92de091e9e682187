"""The calls of STS that the gate answers itself, because sessions live in lab time.

Limits are those of the AWS STS API reference: AssumeRole, GetSessionToken and GetCallerIdentity.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from trainer.cloud import adapter
from trainer.cloud.reply import Reply, RequestIds, query_result, refusal_reply, xml
from trainer.cloud.sessions import RoleHolder, Sessions, TemporaryCredentials, UserHolder
from trainer.s3.verdict import Refusal
from trainer.s3.world import AccessKey, Policy

SHORTEST = 900
LONGEST_ROLE = 43_200
LONGEST_USER = 129_600
DEFAULT_ROLE = 3_600
DEFAULT_USER = 43_200
CHAINED = 3_600
"""Seconds a role's session may last when another session assumed it."""

MAX_POLICY = 2_048
"""Characters of a session policy."""

_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_KNOWN = {
    "AssumeRole": {"RoleArn", "RoleSessionName", "DurationSeconds", "Policy", "ExternalId"},
    "GetSessionToken": {"DurationSeconds"},
    "GetCallerIdentity": set[str](),
}
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
                fields = _assume_role(params, key, sessions, now)
            case "GetSessionToken":
                fields = _get_session_token(params, key, sessions, now)
            case _:
                fields = xml(
                    Arn=key.principal.arn, UserId=key.principal.user_id, Account=key.principal.account
                )
    except CallRefusedError as error:
        return refusal_reply(error.refusal, "sts", "/", ids)
    return query_result(action, "sts", fields, ids)


def _refuse_unknown(action: str, params: Mapping[str, str]) -> None:
    known = _KNOWN.get(action)
    if known is None:
        raise CallRefusedError("NotImplemented", f"sts:{action} is not modelled here", 501, not_modelled=True)
    for name in params:
        attached = action == "AssumeRole" and _POLICY_ARN.fullmatch(name)
        if name not in known and name not in ("Action", "Version") and not attached:
            raise CallRefusedError(
                "NotImplemented", f"{name} of sts:{action} is not modelled here", 501, not_modelled=True
            )


def _assume_role(params: Mapping[str, str], key: AccessKey, sessions: Sessions, now: datetime) -> str:
    name = params.get("RoleSessionName", "")
    if not _SESSION_NAME.fullmatch(name):
        raise CallRefusedError(
            "ValidationError",
            f"1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy constraint: "
            r"Member must satisfy regular expression pattern: [\w+=,.@-]{2,64}",
        )
    role = adapter.role(params.get("RoleArn", ""))
    if role is None:
        raise CallRefusedError("ValidationError", "the role to assume is gone")
    lasts = _seconds(params, DEFAULT_ROLE, LONGEST_ROLE)
    _check_role_limits(lasts, role.max_session, chained=key.session is not None)
    holder = RoleHolder(role.arn, role.role_id, name)
    issued = sessions.issue(
        holder, now=now, lasts=timedelta(seconds=lasts), policies=_session_policies(params)
    )
    user = xml(AssumedRoleId=f"{role.role_id}:{name}", Arn=adapter.assumed_role_arn(holder))
    return _credentials(issued) + f"<AssumedRoleUser>{user}</AssumedRoleUser>"


def _get_session_token(params: Mapping[str, str], key: AccessKey, sessions: Sessions, now: datetime) -> str:
    if key.session is not None or key.principal.user_name is None:
        raise CallRefusedError("AccessDenied", "Cannot call GetSessionToken with session credentials", 403)
    lasts = timedelta(seconds=_seconds(params, DEFAULT_USER, LONGEST_USER))
    holder = UserHolder(key.principal.user_name, key.principal.user_id)
    return _credentials(sessions.issue(holder, now=now, lasts=lasts))


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
    raise CallRefusedError(
        "ValidationError",
        f"1 validation error detected: Value '{given}' at 'durationSeconds' failed to satisfy constraint: "
        f"Member must have value {bound}",
    )


def _check_role_limits(lasts: int, longest: int, *, chained: bool) -> None:
    if lasts > longest:
        raise CallRefusedError(
            "ValidationError",
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        )
    if chained and lasts > CHAINED:
        raise CallRefusedError(
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role "
            "chaining",
        )


def _session_policies(params: Mapping[str, str]) -> list[Policy]:
    policies = [_attached(arn) for name, arn in params.items() if _POLICY_ARN.fullmatch(name)]
    inline = params.get("Policy")
    return policies if inline is None else [*policies, _inline(inline)]


def _attached(arn: str) -> Policy:
    found = adapter.managed_policy(arn, "session")
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
