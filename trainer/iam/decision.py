"""All the policies of one request: the decision, which policy made it, and how AWS words a refusal.

Source: "Policy evaluation logic" and "Troubleshoot access denied error messages" of the IAM user guide.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from trainer.iam.policy import Policy, PolicyKind
from trainer.iam.principals import Grant
from trainer.iam.statements import Outcome, RequestContext, evaluate

_KINDS: dict[PolicyKind, str] = {
    "identity": "identity-based policy",
    "resource": "resource-based policy",
    "boundary": "permissions boundary",
    "session": "session policy",
}
_ARTICLES: dict[PolicyKind, str] = {"identity": "an", "resource": "a", "boundary": "a", "session": "a"}


class Decision(NamedTuple):
    """Whether a request is allowed, and why."""

    allowed: bool
    effect: Literal["allow", "explicit-deny", "implicit-deny"]
    decided_by: Policy | None
    """The policy that allowed or denied; None where nothing allowed."""
    statement: str | None
    """Sid of the statement in it, or its number from 1."""
    says: str
    """A sentence for a student."""
    kind: PolicyKind | None = None
    """The kind of policy that denied, or that would have had to allow."""

    def reason_for(self, action: str) -> str:
        """Return how AWS ends its message about a refusal of an action; empty where it was allowed."""
        if self.kind is None or self.allowed:
            return ""
        if self.effect == "explicit-deny":
            return f"with an explicit deny in {_ARTICLES[self.kind]} {_KINDS[self.kind]}"
        return f"because no {_KINDS[self.kind]} allows the {action} action"


def decide(
    context: RequestContext,
    *,
    resource_account: str,
    resource_policy: Policy | None = None,
    session_policies: Sequence[Policy] = (),
    public: str | None = None,
    trust: bool = False,
) -> Decision:
    """Decide a request: an explicit deny first, then whatever has to allow it.

    Within an account an identity policy or the resource's policy is enough, between accounts both have to
    allow; a permissions boundary and session policies limit. `public` says whom an access control list lets
    do it, such as `everyone`. With `trust` the resource policy is a role's trust policy or a key's policy,
    which always has to allow.
    """
    principal = context.principal
    identity = [evaluate(policy, context) for policy in (principal.policies if principal else ())]
    boundary = [evaluate(principal.boundary, context)] if principal and principal.boundary else []
    session = [evaluate(policy, context) for policy in session_policies]
    resource = [evaluate(resource_policy, context)] if resource_policy else []
    outcomes = [*identity, *resource, *boundary, *session]
    denied = next((outcome for outcome in outcomes if outcome.effect == "deny"), None)
    if denied:
        return _denied(denied, context)
    if public and not trust:
        says = f"an access control list lets {public} do {context.action}"
        return Decision(True, "allow", None, None, says)
    same_account = principal is None or principal.account == resource_account
    return _weigh(context, identity, boundary, session, resource, same_account, trust)


def _weigh(
    context: RequestContext,
    identity: list[Outcome],
    boundary: list[Outcome],
    session: list[Outcome],
    resource: list[Outcome],
    same_account: bool,
    trust: bool,
) -> Decision:
    """Decide where nothing denies."""
    principal = context.principal
    granted = _allow(resource)
    grant = granted.grant if granted else Grant.NONE
    if granted and same_account and grant is Grant.DIRECT:
        return _allowed(granted, context)
    needs_resource = principal is None or trust or not same_account
    if needs_resource and granted is None:
        return _refused("resource", resource, context)
    root = same_account and principal is not None and principal.kind == "root"
    if root and not trust:
        says = f"the root user may do anything in its account, {context.action} included"
        return Decision(True, "allow", None, None, says)
    owned = _allow(identity)
    by = granted if granted and same_account and grant is Grant.SOURCE else owned
    if by is None and not root:
        return _refused("identity", identity, context)
    if boundary and not _allow(boundary):
        return _refused("boundary", boundary, context)
    if session and not _allow(session):
        return _refused("session", session, context)
    chosen = by or granted
    return _allowed(chosen, context) if chosen else _refused("identity", identity, context)


def _allow(outcomes: list[Outcome]) -> Outcome | None:
    return next((outcome for outcome in outcomes if outcome.effect == "allow"), None)


def _allowed(outcome: Outcome, context: RequestContext) -> Decision:
    says = f"{name_of(outcome.policy)} allows {context.action} (statement {outcome.statement})"
    return Decision(True, "allow", outcome.policy, outcome.statement, says, outcome.policy.kind)


def _denied(outcome: Outcome, context: RequestContext) -> Decision:
    where = f" (statement {outcome.statement})" if outcome.statement else ""
    why = f": {outcome.problem}, so it counts as a deny" if outcome.problem else ""
    says = f"{name_of(outcome.policy)} denies {context.action}{where}{why}"
    return Decision(False, "explicit-deny", outcome.policy, outcome.statement, says, outcome.policy.kind)


def _refused(kind: PolicyKind, outcomes: list[Outcome], context: RequestContext) -> Decision:
    says = f"no {_WORDS[kind]} allows {context.action} to {_who(context)}"
    problem = next((outcome for outcome in outcomes if outcome.problem), None)
    if problem:
        says += f"; {name_of(problem.policy)} has a statement that does not count: {problem.problem}"
    return Decision(False, "implicit-deny", None, None, says, kind)


def _who(context: RequestContext) -> str:
    if context.principal is None:
        return "anyone"
    principal = context.principal
    return principal.user_name or (principal.role_arn or principal.arn).rpartition("/")[2]


def name_of(policy: Policy) -> str:
    """Return a policy's kind and name, such as `identity policy objects`."""
    if policy.kind == "resource":
        return policy.name or "the resource policy"
    return f"{_WORDS[policy.kind]} {policy.name}"


_WORDS: dict[PolicyKind, str] = {
    "identity": "identity policy",
    "resource": "resource policy",
    "boundary": "permissions boundary",
    "session": "session policy",
}


def denial_message(context: RequestContext, decision: Decision, *, quote_resource: bool) -> str:
    """Return AWS's message to a caller of the same account; S3 quotes the resource, other services do not."""
    if context.principal is None or decision.kind is None:
        return "Access Denied"
    what = f"User: {context.principal.arn} is not authorized to perform: {context.action}"
    if quote_resource and context.resource == "*":
        return f"{what} {decision.reason_for(context.action)}"
    resource = f'"{context.resource}"' if quote_resource else context.resource
    return f"{what} on resource: {resource} {decision.reason_for(context.action)}"
