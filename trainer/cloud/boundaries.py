"""Permissions boundaries of users, which moto does not know, and what IAM asks of any boundary.

Source: PutUserPermissionsBoundary, DeleteUserPermissionsBoundary and CreateUser of the IAM API reference.
"""

from dataclasses import replace

from trainer.cloud import identities
from trainer.cloud.reply import Reply, RequestIds, query_result, refusal_reply, xml
from trainer.cloud.store import StoreAnswer
from trainer.s3.target import Wants
from trainer.s3.verdict import Refusal

_FIELD = "PermissionsBoundary"
_SETTING = frozenset(
    {
        "iam:PutUserPermissionsBoundary",
        "iam:PutRolePermissionsBoundary",
        "iam:CreateUser",
        "iam:CreateRole",
    }
)


def refusal(wanted: Wants) -> Refusal | None:
    """Return IAM's refusal of a boundary that is no policy there is, or None."""
    arn = dict(wanted.parameters).get(_FIELD)
    if arn is None or wanted.action not in _SETTING or identities.managed_policy(arn, "boundary"):
        return None
    return _no_such_entity(f"Scope ARN: {arn} does not exist or is not attachable.")


def answer(wanted: Wants, ids: RequestIds) -> Reply | None:
    """Answer a call that sets or deletes a user's boundary; None for every other call."""
    action = wanted.action.removeprefix("iam:")
    fields = dict(reversed(wanted.parameters))
    name = fields.get("UserName", "")
    match action:
        case "PutUserPermissionsBoundary":
            found = identities.set_user_boundary(name, fields.get(_FIELD))
        case "DeleteUserPermissionsBoundary":
            found = identities.set_user_boundary(name, None)
        case _:
            return None
    if not found:
        missing = _no_such_entity(f"The user with name {name} cannot be found.")
        return refusal_reply(missing, "iam", "/", ids, "store")
    return query_result(action, "iam", None, ids)


def for_store(wanted: Wants) -> Wants:
    """Return what moto can be asked of a CreateUser call: the user without its boundary."""
    if wanted.action != "iam:CreateUser":
        return wanted
    return wanted._replace(parameters=tuple(pair for pair in wanted.parameters if pair[0] != _FIELD))


def with_boundary(wanted: Wants, answer: StoreAnswer) -> StoreAnswer:
    """Give a user that was just made its boundary, and the answer the element that tells so."""
    fields = dict(reversed(wanted.parameters))
    arn = fields.get(_FIELD)
    if wanted.action != "iam:CreateUser" or arn is None or answer.status != 200:
        return answer
    identities.set_user_boundary(fields.get("UserName", ""), arn)
    told = xml(PermissionsBoundaryType="PermissionsBoundaryPolicy", PermissionsBoundaryArn=arn)
    element = f"<{_FIELD}>{told}</{_FIELD}></User>"
    return replace(answer, body=answer.body.replace(b"</User>", element.encode("utf-8"), 1))


def _no_such_entity(message: str) -> Refusal:
    return Refusal(404, "NoSuchEntity", message)
