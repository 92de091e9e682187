"""One policy: actions, resources, principals, variables, and what is malformed."""

from typing import Any

import pytest

from tests.iam.samples import (
    ACCOUNT,
    ANN_ARN,
    FED_ARN,
    ROLE_ARN,
    SESSION_ARN,
    allow,
    ann,
    context,
    decided,
    deny,
    fed,
    policy,
    reporter,
)
from trainer.iam.policy import Policy, PolicyKind, Principal
from trainer.iam.statements import evaluate

ANN = context(ann(), aws_username="ann")


def effect(statement: Any, kind: PolicyKind = "identity", version: str = "2012-10-17", **more: str) -> str:
    asked = context(ann(), **{"aws_username": "ann", **more})
    return evaluate(policy(kind, statement, version=version), asked).effect


@pytest.mark.parametrize(
    ("action", "matches"),
    [
        ("s3:GetObject", True),
        ("S3:getobject", True),
        ("s3:Get*", True),
        ("s3:*", True),
        ("*", True),
        ("s3:GetObjec?", True),
        ("s3:GetObjectVersion", False),
        ("s3:GetObject?", False),
        ("s3.GetObject", False),
        ("iam:*", False),
        (["iam:*", "s3:G*t"], True),
    ],
)
def test_action(action: object, matches: bool) -> None:
    assert (effect(allow(action)) == "allow") == matches
    statement = {"Effect": "Allow", "NotAction": action, "Resource": "*"}
    assert (effect(statement) == "allow") != matches


@pytest.mark.parametrize(
    ("resource", "matches"),
    [
        ("arn:aws:s3:::trainer-private/invoices/jan.pdf", True),
        ("arn:aws:s3:::trainer-private/*", True),
        ("arn:aws:s3:::trainer-*/jan.pdf", True),
        ("arn:aws:s3:::trainer-private/invoices/j??.pdf", True),
        ("arn:aws:s3:::trainer-private/invoices/j?.pdf", False),
        ("arn:aws:s3:::trainer-private", False),
        ("arn:aws:s3:::trainer-private/INVOICES/*", False),
        ("arn:aws:s3:::trainer-private/invoices/jan_pdf", False),
        (["arn:aws:s3:::other/*", "*jan.pdf"], True),
        ("arn:aws:s3:::trainer-private/${aws:username}/*", False),
        ("arn:aws:s3", True),
        ("arn:aws:s3:*", True),
        ("arn:aws:sqs", False),
        ("arn:aws:s3:*jan.pdf", False),
        ("arn:*", True),
    ],
)
def test_resource(resource: object, matches: bool) -> None:
    assert (effect(allow(resource=resource)) == "allow") == matches
    statement = {"Effect": "Allow", "Action": "*", "NotResource": resource}
    assert (effect(statement) == "allow") != matches


@pytest.mark.parametrize(
    ("key", "resource", "version", "matches"),
    [
        ("ann/a", "${aws:username}/*", "2012-10-17", True),
        ("bob/a", "${aws:username}/*", "2012-10-17", False),
        ("ann/a", "${AWS:UserName}/*", "2012-10-17", True),
        ("ann/a", "${aws:username}/*", "2008-10-17", False),
        ("${aws:username}/a", "${aws:username}/*", "2008-10-17", True),
        ("nobody/a", "${aws:userid, 'nobody'}/*", "2012-10-17", True),
        ("x/a", "${aws:userid}/*", "2012-10-17", False),
        ("a*b", "a${*}b", "2012-10-17", True),
        ("axb", "a${*}b", "2012-10-17", False),
        ("a?$", "a${?}${$}", "2012-10-17", True),
    ],
)
def test_policy_variables(key: str, resource: str, version: str, matches: bool) -> None:
    statement = allow(resource=f"arn:aws:s3:::b/{resource}")
    asked = context(ann(), resource=f"arn:aws:s3:::b/{key}", aws_username="ann")
    outcome = evaluate(policy("identity", statement, version=version), asked)
    assert (outcome.effect == "allow") == matches


def test_a_value_is_never_read_as_a_wildcard() -> None:
    statement = allow(resource="arn:aws:s3:::b/${aws:username}/*")
    asked = context(ann(), resource="arn:aws:s3:::b/bob/a", aws_username="*")
    assert evaluate(policy("identity", statement), asked).effect == "none"


@pytest.mark.parametrize(
    ("principal", "listed", "denied"),
    [
        (ann(), [ANN_ARN, ACCOUNT], False),
        (ann(), [ANN_ARN], True),
        (ann(), [ACCOUNT], True),
        (ann(), ["arn:aws:iam::111122223333:user/bob", ACCOUNT], True),
        (reporter(), [SESSION_ARN, ROLE_ARN, f"arn:aws:iam::{ACCOUNT}:root"], False),
        (reporter(), [ROLE_ARN, ACCOUNT], True),
        (None, [ANN_ARN, ACCOUNT], True),
        (ann(), ["*"], False),
        (None, ["*"], False),
        (fed(), [FED_ARN, ANN_ARN, ACCOUNT], False),
        (fed(), [FED_ARN, ACCOUNT], True),
        (ann(boundary=policy("boundary", allow("*"))), [ANN_ARN, ACCOUNT], True),
        (ann(boundary=policy("boundary", allow("*"))), ["*"], True),
    ],
)
def test_a_deny_to_all_but(principal: Principal | None, listed: list[str], denied: bool) -> None:
    statement = {"Effect": "Deny", "Action": "*", "Resource": "*", "NotPrincipal": {"AWS": listed}}
    assert (evaluate(policy("resource", statement), context(principal)).effect == "deny") == denied


MALFORMED: dict[str, dict[str, Any]] = {
    "no action": {"Resource": "*"},
    "no resource": {"Action": "*"},
    "action and its negation": {"Action": "*", "NotAction": "iam:*", "Resource": "*"},
    "an action that is no text": {"Action": 7, "Resource": "*"},
    "no actions at all": {"Action": [], "Resource": "*"},
    "a principal in an identity policy": {"Action": "*", "Resource": "*", "Principal": "*"},
    "an unknown element": {"Action": "*", "Resource": "*", "Conditions": {}},
    "an unknown operator": {"Action": "*", "Resource": "*", "Condition": {"StringIs": {"aws:username": "a"}}},
    "an unknown quantifier": {
        "Action": "*",
        "Resource": "*",
        "Condition": {"ForSomeValues:StringEquals": {"aws:username": "ann"}},
    },
    "a condition that is no object": {"Action": "*", "Resource": "*", "Condition": ["aws:username"]},
    "a condition value that is an object": {
        "Action": "*",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:username": {}}},
    },
    "a number that is none": {
        "Action": "*",
        "Resource": "*",
        "Condition": {"NumericLessThan": {"aws:username": "ten"}},
    },
    "a key that is not modelled": {
        "Action": "*",
        "Resource": "*",
        "Condition": {"StringEqualsIfExists": {"aws:PrincipalTag/team": "blue"}},
    },
    "a variable that is not modelled": {"Action": "*", "Resource": "arn:aws:s3:::b/${aws:PrincipalTag/team}"},
    "such a variable with a default": {"Action": "*", "Resource": "*${aws:PrincipalTag/team, 'x'}"},
    "such a variable in a negation": {"Action": "*", "NotResource": "arn:aws:s3:::${aws:PrincipalTag/t}"},
    "such a variable in a condition": {
        "Action": "*",
        "Resource": "*",
        "Condition": {"StringNotEquals": {"aws:username": "${aws:PrincipalTag/team}"}},
    },
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
def test_what_is_malformed_fails_closed(body: dict[str, Any]) -> None:
    assert effect({"Effect": "Allow", **body}) == "none"
    assert effect({"Effect": "Deny", **body}) == "deny"
    refused = decided(ann(policy("identity", {"Effect": "Allow", **body}, name="odd")))
    assert refused.says.startswith("no identity policy allows s3:GetObject to ann; identity policy odd has")
    denied = decided(ann(policy("identity", {"Effect": "Deny", **body}, name="odd")))
    assert "so it counts as a deny" in denied.says


def test_a_malformed_deny_about_something_else_denies_nothing() -> None:
    statement = deny("s3:PutObject", Condition={"StringIs": {"aws:username": "ann"}})
    assert effect(statement) == "none"


@pytest.mark.parametrize("value", ["allow", "", None, 1])
def test_an_effect_that_is_neither(value: object) -> None:
    assert effect({"Effect": value, "Action": "*", "Resource": "*"}) == "deny"


@pytest.mark.parametrize(
    "document",
    [{}, {"Statement": None}, {"Statement": ["x"]}, {"Version": "2020-01-01", "Statement": []}, [], None],
)
def test_a_document_that_is_none(document: Any) -> None:
    decision = decided(ann(Policy("odd", "identity", document)))
    assert decision.effect == "explicit-deny"


def test_one_statement_need_not_be_in_a_list() -> None:
    document = {"Version": "2012-10-17", "Statement": allow()}
    assert decided(ann(Policy("one", "identity", document))).allowed


def test_a_resource_policy_needs_a_principal() -> None:
    assert effect(allow(), "resource") == "none"
    assert effect(deny(), "resource") == "deny"
    assert effect({**deny(), "Principal": {"Aws": "*"}}, "resource") == "deny"
    assert effect({**deny(), "Principal": {}}, "resource") == "deny"
    assert effect({**allow(), "Principal": {"Aws": "*"}}, "resource") == "none"
    assert evaluate(policy("resource", {**allow(), "Principal": "*"}), ANN).effect == "allow"
