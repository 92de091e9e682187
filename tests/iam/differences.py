"""Where our decisions and iam-simulate's may differ, and what AWS's documentation says of each.

Each difference is a narrow predicate over a case. A case to which one applies is not compared; every other
has to be decided alike.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from tests.iam.cases import Case
from tests.iam.samples import ACCOUNT

Comparison = tuple[str, str, list[str]]
"""Operator, condition key, the policy's values."""


def difference(case: Case) -> str | None:
    """Return the name of the first documented difference that a case may show, or None."""
    return next((name for name, applies in DIFFERENCES.items() if applies(case)), None)


def _statements(case: Case) -> Iterator[Mapping[str, Any]]:
    for document in (*case.identity, case.boundary, case.session, case.resource_policy):
        if document:
            yield from document["Statement"]


def _comparisons(case: Case) -> Iterator[Comparison]:
    for statement in _statements(case):
        for operator, block in statement.get("Condition", {}).items():
            for key, values in block.items():
                listed = values if isinstance(values, list) else [values]
                yield operator, key, [str(value) for value in listed]


def session_named_by_the_resource(case: Case) -> bool:
    """A session with a session policy that the resource's policy names itself, or by `*`.

    IAM user guide, "Policy evaluation logic", IAM role session: what is granted to the session itself is not
    limited by an implicit deny in a session policy. In iam-simulate a session policy limits always.
    """
    if not case.session or not case.resource_policy or case.account != ACCOUNT:
        return False
    allowing = [each for each in case.resource_policy["Statement"] if each["Effect"] == "Allow"]
    named = [_principals(statement, "Principal") for statement in allowing]
    return any({"*", case.arn} & each for each in named)


def part_of_the_caller_spared(case: Case) -> bool:
    """A Deny with NotPrincipal that lists some of the caller's ARNs, but not all.

    IAM user guide, "NotPrincipal": where the ARN of the role or of the account is missing, the role or the
    account may be denied. We deny. iam-simulate spares whoever is listed by any one of them.
    """
    account = {case.account, f"arn:aws:iam::{case.account}:root"}
    source = {
        "assumed-role": {f"arn:aws:iam::{case.account}:role/reporter"},
        "federated-user": {f"arn:aws:iam::{case.account}:user/ann"},
    }
    own = {case.arn} | source.get(case.kind, set())
    listed = [
        _principals(statement, "NotPrincipal")
        for statement in (case.resource_policy or {"Statement": []})["Statement"]
        if statement["Effect"] == "Deny" and "NotPrincipal" in statement
    ]
    return any(each & (own | account) and not (own <= each and each & account) for each in listed)


def any_value_of_a_missing_key_if_exists(case: Case) -> bool:
    """ForAnyValue with IfExists, and the request has no such key.

    IAM user guide, "...IfExists condition operators": without the key the element is true, and IfExists may
    end any operator but Null. iam-simulate keeps to ForAnyValue's own rule, by which it is false.
    """
    return any(
        operator.startswith("ForAnyValue:") and operator.endswith("IfExists") and key not in case.keys
        for operator, key, _ in _comparisons(case)
    )


def inverted_operator_and_a_variable_without_value(case: Case) -> bool:
    """StringNotEquals and the like, compared with a variable that has no value.

    IAM user guide, "Policy variables with no value": inverted operators match against such a value, because
    nothing equals it. In iam-simulate it makes the operator false.
    """
    return "aws:username" not in case.keys and any(
        "Not" in operator and any("${aws:username}" in value for value in values)
        for operator, _, values in _comparisons(case)
    )


def escaped_sign_without_wildcards(case: Case) -> bool:
    """`${*}` or `${?}` with an operator that knows no wildcards, and a request that has such a sign.

    IAM user guide, "Policy variables": they stand for the sign wherever a policy variable may stand.
    iam-simulate reads them so for StringLike, and as plain text for StringEquals.
    """
    return any(
        "String" in operator and "Equals" in operator and any("${?}" in v or "${*}" in v for v in values)
        for operator, key, values in _comparisons(case)
        if any("?" in value or "*" in value for value in case.keys.get(key, []))
    )


def the_whole_of_ipv4(case: Case) -> bool:
    """0.0.0.0/0 holds every IPv4 address (RFC 4632). iam-simulate finds none in it."""
    sent = case.keys.get("aws:SourceIp", [""])[0]
    return "." in sent and any("0.0.0.0/0" in values for _, _, values in _comparisons(case))


def one_address_of_the_other_family(case: Case) -> bool:
    """NotIpAddress with one IPv4 address, asked by an IPv6 address.

    IAM user guide, "IP address condition operators": every address but the one matches. iam-simulate agrees
    where the policy has a range, but not where it has a single address.
    """
    sent = case.keys.get("aws:SourceIp", [""])[0]
    return ":" in sent and any(
        "NotIpAddress" in operator and any("/" not in value for value in values)
        for operator, key, values in _comparisons(case)
        if key == "aws:SourceIp"
    )


def no_arn(case: Case) -> bool:
    """An ARN operator with a value that has not the six parts of an ARN.

    IAM user guide, "ARN condition operators", says how the six are compared, and nothing of other values. We
    fail closed: such a statement allows nothing, and denies if it denies.
    """
    return any(
        operator.partition(":")[2].startswith("Arn") or operator.startswith("Arn")
        for operator, _, values in _comparisons(case)
        if any(value.count(":") < 5 for value in values)
    )


def _principals(statement: Mapping[str, Any], element: str) -> set[str]:
    named = statement.get(element, {"AWS": []})
    listed = named if isinstance(named, str) else named["AWS"]
    return {listed} if isinstance(listed, str) else set(listed)


DIFFERENCES: Mapping[str, Callable[[Case], bool]] = {
    predicate.__name__: predicate
    for predicate in (
        session_named_by_the_resource,
        part_of_the_caller_spared,
        any_value_of_a_missing_key_if_exists,
        inverted_operator_and_a_variable_without_value,
        escaped_sign_without_wildcards,
        the_whole_of_ipv4,
        one_address_of_the_other_family,
        no_arn,
    )
}
