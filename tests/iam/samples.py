"""Principals, policies and questions for the tests of IAM."""

from collections.abc import Mapping
from typing import Any

from trainer.iam.decision import Decision, decide
from trainer.iam.policy import Policy, PolicyKind, Principal
from trainer.iam.statements import RequestContext

ACCOUNT = "111122223333"
OTHER = "444455556666"
OBJECT = "arn:aws:s3:::trainer-private/invoices/jan.pdf"
ANN_ARN = f"arn:aws:iam::{ACCOUNT}:user/ann"
ROLE_ARN = f"arn:aws:iam::{ACCOUNT}:role/reporter"
SESSION_ARN = f"arn:aws:sts::{ACCOUNT}:assumed-role/reporter/lab"
FED_ARN = f"arn:aws:sts::{ACCOUNT}:federated-user/visitor"

Statement = Mapping[str, Any]


def policy(kind: PolicyKind, *statements: Statement, name: str = "", version: str = "2012-10-17") -> Policy:
    return Policy(name or kind, kind, {"Version": version, "Statement": list(statements)})


def allow(action: object = "s3:GetObject", resource: object = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": action, "Resource": resource, **more}


def deny(action: object = "s3:GetObject", resource: object = "*", **more: Any) -> dict[str, Any]:
    return {"Effect": "Deny", "Action": action, "Resource": resource, **more}


def to(principal: object, statement: Statement) -> dict[str, Any]:
    return {**statement, "Principal": principal}


def ann(*policies: Policy, boundary: Policy | None = None, account: str = ACCOUNT) -> Principal:
    arn = f"arn:aws:iam::{account}:user/ann"
    return Principal(arn, account, "user", "AIDAANN", "ann", policies=policies, boundary=boundary)


def reporter(*policies: Policy, boundary: Policy | None = None, account: str = ACCOUNT) -> Principal:
    return Principal(
        f"arn:aws:sts::{account}:assumed-role/reporter/lab",
        account,
        "assumed-role",
        "AROAREPORTER:lab",
        role_arn=f"arn:aws:iam::{account}:role/reporter",
        policies=policies,
        boundary=boundary,
    )


def fed(*policies: Policy, boundary: Policy | None = None) -> Principal:
    """Return the federated user `visitor` whom ann made."""
    return Principal(
        FED_ARN, ACCOUNT, "federated-user", f"{ACCOUNT}:visitor",
        federated_by=ANN_ARN, policies=policies, boundary=boundary,
    )  # fmt: skip


def web_identity(provider: str) -> Principal:
    """Return somebody whom an OpenID Connect provider of the account vouches for."""
    arn = f"arn:aws:iam::{ACCOUNT}:oidc-provider/{provider}"
    return Principal(arn, ACCOUNT, "web-identity", "visitor")


def root() -> Principal:
    return Principal(f"arn:aws:iam::{ACCOUNT}:root", ACCOUNT, "root", ACCOUNT)


def context(
    principal: Principal | None, action: str = "s3:GetObject", resource: str = OBJECT, **keys: str
) -> RequestContext:
    return RequestContext(
        principal, action, resource, {name.replace("_", ":"): (value,) for name, value in keys.items()}
    )


def decided(principal: Principal | None, *resource: Statement, **more: Any) -> Decision:
    """Decide s3:GetObject on an object of the account, with a bucket policy of these statements."""
    own = policy("resource", *resource, name="the bucket policy") if resource else None
    asked = more.pop("asked", context(principal))
    return decide(asked, resource_account=more.pop("resource_account", ACCOUNT), resource_policy=own, **more)
