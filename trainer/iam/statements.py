"""One policy against one request: which statements apply, and what they say.

Source: "IAM JSON policy elements reference" and "Policy evaluation logic" of the IAM user guide.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from trainer.iam.conditions import conditions_hold
from trainer.iam.malformed import MalformedPolicyError
from trainer.iam.matching import ContextKeys, like, template
from trainer.iam.policy import Policy, Principal
from trainer.iam.principals import Grant, denied_by_not_principal, grant_of


class RequestContext(NamedTuple):
    """Who asks to do what to what, and under which circumstances."""

    principal: Principal | None
    """None for an anonymous request."""
    action: str
    """Such as `s3:GetObject`."""
    resource: str
    """An ARN, or `*` for an action that knows no resource."""
    keys: ContextKeys
    """Condition keys in lower case."""


class Outcome(NamedTuple):
    """What one policy says on its own."""

    effect: Literal["allow", "deny", "none"]
    policy: Policy
    statement: str | None = None
    """Sid of the statement that decided, or its number from 1."""
    grant: Grant = Grant.NONE
    """For a resource policy's allow: how it names the principal."""
    problem: str | None = None
    """Why a part of the policy could not be evaluated."""


def evaluate(policy: Policy, context: RequestContext) -> Outcome:
    """Return what a policy says of a request: a deny wins, and what is not understood never allows."""
    allowed: Outcome | None = None
    problem: str | None = None
    try:
        for name, statement in _statements(policy):
            applies, found = _applies(statement, policy, context)
            problem = problem or found
            if statement.get("Effect") != "Allow":
                if applies or found:
                    return Outcome("deny", policy, name, problem=found or _effect_problem(statement))
            elif applies and not found:
                outcome = Outcome("allow", policy, name, _grant(statement, policy, context))
                if allowed is None or outcome.grant > allowed.grant:
                    allowed = outcome
    except MalformedPolicyError as error:
        return Outcome("deny", policy, problem=str(error))
    return allowed or Outcome("none", policy, problem=problem)


def _statements(policy: Policy) -> Iterator[tuple[str, dict[str, Any]]]:
    document: object = policy.document
    if not isinstance(document, dict) or "Statement" not in document:
        raise MalformedPolicyError("the document has no Statement")
    if document.get("Version", "2008-10-17") not in ("2008-10-17", "2012-10-17"):
        raise MalformedPolicyError("Version is neither 2012-10-17 nor 2008-10-17")
    statements = document["Statement"]
    for number, statement in enumerate(statements if isinstance(statements, list) else [statements], 1):
        if not isinstance(statement, dict):
            raise MalformedPolicyError(f"statement {number} is not an object")
        sid = statement.get("Sid")
        yield (sid if isinstance(sid, str) and sid else str(number)), statement


def _effect_problem(statement: dict[str, Any]) -> str | None:
    return None if statement.get("Effect") == "Deny" else "Effect is neither Allow nor Deny"


def _applies(statement: dict[str, Any], policy: Policy, context: RequestContext) -> tuple[bool, str | None]:
    """Return whether a statement applies, or the problem: a part is not understood, and no other is false."""
    problem: str | None = None
    for check in _CHECKS:
        try:
            if not check(statement, policy, context):
                return False, None
        except MalformedPolicyError as error:
            problem = problem or str(error)
    return problem is None, problem


def _known_elements(statement: dict[str, Any], policy: Policy, context: RequestContext) -> bool:
    if not statement.keys() <= _ELEMENTS:
        unknown = statement.keys() - _ELEMENTS
        raise MalformedPolicyError(f"element {sorted(map(str, unknown))[0]} is unknown")
    return True


def _principal(statement: dict[str, Any], policy: Policy, context: RequestContext) -> bool:
    if policy.kind != "resource":
        if "Principal" in statement or "NotPrincipal" in statement:
            raise MalformedPolicyError("only a resource-based policy has a Principal")
        return True
    if "NotPrincipal" in statement and "Principal" not in statement:
        if statement.get("Effect") == "Deny":
            return denied_by_not_principal(statement["NotPrincipal"], context.principal)
        return not grant_of(statement["NotPrincipal"], context.principal)
    if "Principal" not in statement or "NotPrincipal" in statement:
        raise MalformedPolicyError("a statement takes one of Principal and NotPrincipal")
    return bool(grant_of(statement["Principal"], context.principal))


def _grant(statement: dict[str, Any], policy: Policy, context: RequestContext) -> Grant:
    if policy.kind != "resource":
        return Grant.NONE
    return grant_of(statement.get("Principal", "*"), context.principal)


def _action(statement: dict[str, Any], policy: Policy, context: RequestContext) -> bool:
    patterns, negated = _one_of(statement, "Action")
    return negated != any(_covers(pattern, context.action) for pattern in patterns)


@lru_cache(maxsize=4096)
def _covers(pattern: str, action: str) -> bool:
    """Tell whether a pattern, which knows no case, covers an action; both are few."""
    return like(((pattern, False),), action, ignore_case=True)


def _resource(statement: dict[str, Any], policy: Policy, context: RequestContext) -> bool:
    if policy.kind == "resource" and context.action.startswith("sts:") and "Resource" not in statement:
        return True  # A trust policy is about the role that it is attached to.
    patterns, negated = _one_of(statement, "Resource")
    variables = _variables(policy)
    found = [template(_whole_arn(text), context.keys, variables=variables) for text in patterns]
    matches = [pieces is not None and like(pieces, context.resource) for pieces in found]
    return negated != any(matches)


def _whole_arn(pattern: str) -> str:
    """Complete an ARN of fewer than six parts with `*` for each that is missing, as IAM does."""
    missing = 5 - pattern.count(":")
    return pattern + ":*" * missing if missing > 0 and pattern.startswith("arn:") else pattern


def _condition(statement: dict[str, Any], policy: Policy, context: RequestContext) -> bool:
    if "Condition" not in statement:
        return True
    return conditions_hold(statement["Condition"], context.keys, variables=_variables(policy))


def _variables(policy: Policy) -> bool:
    return policy.document.get("Version") == "2012-10-17"


def _one_of(statement: dict[str, Any], name: str) -> tuple[list[str], bool]:
    """Return the patterns of an element or of its negation, and whether it is the negation."""
    negation = f"Not{name}"
    if (name in statement) == (negation in statement):
        raise MalformedPolicyError(f"a statement takes one of {name} and {negation}")
    value = statement[name] if name in statement else statement[negation]
    patterns = value if isinstance(value, list) else [value]
    if not patterns or not all(isinstance(pattern, str) for pattern in patterns):
        raise MalformedPolicyError(f"{name} is not text or a list of texts")
    return patterns, negation in statement


_ELEMENTS = frozenset(
    {
        "Sid",
        "Effect",
        "Principal",
        "NotPrincipal",
        "Action",
        "NotAction",
        "Resource",
        "NotResource",
        "Condition",
    }
)
_CHECKS: tuple[Callable[[dict[str, Any], Policy, RequestContext], bool], ...] = (
    _action,
    _resource,
    _principal,
    _condition,
    _known_elements,
)
