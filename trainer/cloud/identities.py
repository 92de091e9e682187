"""Who holds a key, and which policies they have; and the one module that reads moto's IAM.

Like all of moto's backends it is private; tests/cloud/test_adapter.py pins what is relied on.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from moto.iam.aws_managed_policies import aws_managed_policies_data
from moto.iam.models import AWSManagedPolicy, iam_backends

from trainer.cloud.account import ACCOUNT, PARTITION, REGION, policy_of
from trainer.cloud.local_provider import ISSUER
from trainer.cloud.sessions import (
    FederatedHolder,
    Holder,
    RoleHolder,
    Sessions,
    TemporaryCredentials,
    UserHolder,
)
from trainer.s3.web_identity import provider_name
from trainer.s3.world import AccessKey, IdentityProvider, Policy, PolicyKind, Principal, Session

DEFAULT_MAX_SESSION = 3600
"""Seconds a role's sessions may last where the role does not say (CreateRole, MaxSessionDuration)."""

_AWS_POLICY = f"arn:{PARTITION}:iam::aws:policy/"


@dataclass(frozen=True, slots=True)
class RoleSettings:
    """What AssumeRole needs of a role."""

    arn: str
    name: str
    role_id: str
    max_session: int
    """Seconds."""


def iam() -> Any:
    """Return the IAM backend of the account."""
    return iam_backends[ACCOUNT][PARTITION]


def identity_providers(sessions: Sessions) -> tuple[IdentityProvider, ...]:
    """Return the identity providers that IAM was told of."""
    local = provider_name(ISSUER)
    return tuple(
        IdentityProvider(
            found.arn,
            found.url,
            tuple(found.client_id_list or ()),
            sessions.provider.key if found.url == local else None,
        )
        for found in iam().open_id_providers.values()
    )


def role(arn: str) -> RoleSettings | None:
    """Return the settings of the role with that ARN, or None if there is none."""
    found = _role(arn)
    if found is None:
        return None
    longest = int(found.max_session_duration or DEFAULT_MAX_SESSION)
    return RoleSettings(found.arn, found.name, found.id, longest)


def assumed_role_arn(holder: RoleHolder) -> str:
    """Return the ARN under which a role's session acts."""
    name = holder.role_arn.rpartition("/")[2]
    return f"arn:{PARTITION}:sts::{ACCOUNT}:assumed-role/{name}/{holder.session_name}"


def provider_arn(name: str) -> str:
    """Return the ARN of the identity provider of that name."""
    return f"arn:{PARTITION}:iam::{ACCOUNT}:oidc-provider/{name}"


def federated_arn(name: str) -> str:
    """Return the ARN under which a federated user acts."""
    return f"arn:{PARTITION}:sts::{ACCOUNT}:federated-user/{name}"


def managed_policy(arn: str, kind: PolicyKind) -> Policy | None:
    """Return the default version of a managed policy, or None if there is no such policy."""
    know_aws_managed_policy(arn)
    found = iam().managed_policies.get(arn)
    return _managed(found, kind) if found else None


def know_aws_managed_policy(arn: str) -> None:
    """Let moto know a managed policy of AWS that a request names; others stay unknown to it.

    moto can load them all when it starts, which takes longer than everything else together.
    """
    if arn.startswith(_AWS_POLICY) and arn not in iam().managed_policies:
        name = arn.rpartition("/")[2]
        data = _aws_managed_policies().get(name)
        policy = AWSManagedPolicy.from_data(name, ACCOUNT, REGION, data) if data else None
        if policy and policy.arn == arn:
            iam().managed_policies[arn] = policy


@cache
def _aws_managed_policies() -> dict[str, Any]:
    policies: dict[str, Any] = json.loads(aws_managed_policies_data)
    return policies


def set_user_boundary(user_name: str, arn: str | None) -> bool:
    """Set a user's permissions boundary, or (None) take it away; return whether there is such a user.

    moto knows no boundary of a user, but tells of this attribute in GetUser, as it does for a role.
    """
    user = iam().users.get(user_name)
    if user is None:
        return False
    told = {"PermissionsBoundaryType": "PermissionsBoundaryPolicy", "PermissionsBoundaryArn": arn}
    user.permissions_boundary = told if arn else None
    return True


def has_access_keys(user_name: str) -> bool:
    """Return whether a user has access keys, active or not."""
    user = iam().users.get(user_name)
    return bool(user and user.access_keys)


def access_key(access_key_id: str, sessions: Sessions) -> AccessKey | None:
    """Return a key of a user or of a session, or None. Raises UnreadablePolicyError."""
    session = sessions.find(access_key_id)
    if session:
        return _temporary_key(session)
    found = iam().access_keys.get(access_key_id)
    user = iam().users.get(found.user_name) if found else None
    if user is None:
        return None
    return AccessKey(access_key_id, found.secret_access_key, found.status == "Active", _user(user))


def _temporary_key(issued: TemporaryCredentials) -> AccessKey | None:
    principal = _holder(issued.holder)
    if principal is None:
        return None
    holder = issued.holder
    session = Session(
        issued.token,
        issued.issued_at,
        issued.expires_at,
        issued.policies,
        holder.identity_provider if isinstance(holder, RoleHolder) else None,
    )
    return AccessKey(issued.access_key_id, issued.secret_access_key, True, principal, session)


def _holder(holder: Holder) -> Principal | None:
    match holder:
        case UserHolder():
            return _user_of(holder)
        case FederatedHolder():
            return _federated(holder)
        case RoleHolder():
            return _assumed(holder)


def _user_of(holder: UserHolder) -> Principal | None:
    user = iam().users.get(holder.user_name)
    return _user(user) if user and user.id == holder.user_id else None


def _federated(holder: FederatedHolder) -> Principal | None:
    # Permissions are those of the user now, as far as the session policies let them through.
    user = _user_of(holder.user)
    if user is None:
        return None
    return Principal(
        arn=federated_arn(holder.name),
        account=ACCOUNT,
        kind="federated-user",
        user_id=f"{ACCOUNT}:{holder.name}",
        federated_by=user.arn,
        policies=user.policies,
        boundary=user.boundary,
    )


def _user(user: Any) -> Principal:
    groups = [group for group in iam().groups.values() if user in group.users]
    boundary = getattr(user, "permissions_boundary", None)
    return Principal(
        arn=user.arn,
        account=ACCOUNT,
        kind="user",
        user_id=user.id,
        user_name=user.name,
        policies=tuple(policy for owner in (user, *groups) for policy in _identity(owner)),
        boundary=_boundary(boundary["PermissionsBoundaryArn"]) if boundary else None,
    )


def _assumed(holder: RoleHolder) -> Principal:
    # Permissions are those of the role now. A session outlives its role, but then nothing is allowed to it.
    found = iam().roles.get(holder.role_id)
    boundary = found.permissions_boundary_arn if found else None
    return Principal(
        arn=assumed_role_arn(holder),
        account=ACCOUNT,
        kind="assumed-role",
        user_id=f"{holder.role_id}:{holder.session_name}",
        role_arn=holder.role_arn,
        policies=tuple(_identity(found)) if found else (),
        boundary=_boundary(boundary) if boundary else None,
    )


def _boundary(arn: str) -> Policy:
    # A boundary whose policy is gone allows nothing.
    return managed_policy(arn, "boundary") or Policy(
        arn, "boundary", {"Version": "2012-10-17", "Statement": []}
    )


def _identity(owner: Any) -> Iterable[Policy]:
    for name, document in owner.policies.items():
        yield policy_of(name, "identity", document)
    for attached in owner.managed_policies.values():
        yield _managed(attached, "identity")


def _managed(policy: Any, kind: PolicyKind) -> Policy:
    default = next(version for version in policy.versions if version.version_id == policy.default_version_id)
    return policy_of(policy.arn, kind, default.document)


def _role(arn: str) -> Any:
    return next((found for found in iam().roles.values() if found.arn == arn), None)


def trust_policy(arn: str) -> Policy | None:
    """Return the trust policy of a role, or None if there is no such role. Raises UnreadablePolicyError."""
    found = _role(arn)
    return policy_of(found.name, "resource", found.assume_role_policy_document) if found else None
