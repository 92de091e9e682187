"""For each documented difference a case that shows it, so that none explains what is not there."""

from collections.abc import Mapping
from typing import Any

from tests.iam.cases import ACTIONS, Case, Document, Kind
from tests.iam.samples import ACCOUNT, ANN_ARN, ROLE_ARN, SESSION_ARN, allow, deny, to

ACTION = "s3:GetObject"
EVERYTHING = allow("*")


def document(*statements: Mapping[str, Any]) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def case(kind: Kind, identity: Mapping[str, Any], keys: dict[str, list[str]], **more: Any) -> Case:
    return Case(0, kind, ACCOUNT, ACTION, ACTIONS[ACTION][0], keys, [document(identity)], **more)


def under(operator: str, key: str, value: object, *sent: str) -> Case:
    """Ask as ann, whose one policy allows everything under one condition."""
    condition = {operator: {key: value}}
    return case("user", allow("*", Condition=condition), {key: list(sent)} if sent else {})


SHOWN: dict[str, Case] = {
    "session_named_by_the_resource": case(
        "assumed-role",
        EVERYTHING,
        {"aws:PrincipalArn": [ROLE_ARN]},
        session=document(allow("s3:PutObject")),
        resource_policy=document(to({"AWS": SESSION_ARN}, EVERYTHING)),
    ),
    "part_of_the_caller_spared": case(
        "assumed-role",
        EVERYTHING,
        {"aws:PrincipalArn": [ROLE_ARN]},
        resource_policy=document({**deny("*"), "NotPrincipal": {"AWS": [ROLE_ARN, ANN_ARN]}}),
    ),
    "any_value_of_a_missing_key_if_exists": under(
        "ForAnyValue:StringEqualsIfExists", "aws:CalledVia", "athena.amazonaws.com"
    ),
    "inverted_operator_and_a_variable_without_value": case(
        "assumed-role",
        allow("*", Condition={"StringNotEquals": {"aws:Referer": "${aws:username}"}}),
        {"aws:Referer": ["ann"]},
    ),
    "escaped_sign_without_wildcards": under("StringEquals", "aws:UserAgent", "${*}", "*"),
    "the_whole_of_ipv4": under("IpAddress", "aws:SourceIp", "0.0.0.0/0", "203.0.113.9"),
    "one_address_of_the_other_family": under("NotIpAddress", "aws:SourceIp", "203.0.113.9", "2001:db8::1"),
    "no_arn": under("ArnNotLike", "aws:SourceArn", "*"),
}
