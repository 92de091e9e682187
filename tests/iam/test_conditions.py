"""Condition operators, keys that are missing, several values, and quantifiers."""

from typing import Any

import pytest

from trainer.iam.conditions import conditions_hold
from trainer.iam.malformed import MalformedPolicyError

KEYS = {
    "aws:username": ("ann",),
    "aws:sourceip": ("203.0.113.9",),
    "aws:securetransport": ("false",),
    "aws:currenttime": ("2026-11-23T10:00:00Z",),
    "aws:epochtime": ("1795428000",),
    "aws:tokenissuetime": ("2026-11-23T09:00:00Z",),
    "aws:principalarn": ("arn:aws:iam::111122223333:role/team/reporter",),
    "s3:signatureage": ("600000",),
    "s3:prefix": ("",),
    "own:colours": ("red", "blue"),
    "own:none": (),
}


def holds(operator: str, key: str, value: Any) -> bool:
    return conditions_hold({operator: {key: value}}, KEYS, variables=True)


@pytest.mark.parametrize(
    ("operator", "key", "value", "expected"),
    [
        ("StringEquals", "aws:username", "ann", True),
        ("StringEquals", "AWS:UserName", "ann", True),
        ("stringequals", "aws:username", "ann", True),
        ("StringEquals", "aws:username", "Ann", False),
        ("StringEquals", "aws:username", ["bob", "ann"], True),
        ("StringEquals", "aws:username", "a*", False),
        ("StringEquals", "aws:username", "${aws:username}", True),
        ("StringEquals", "aws:username", "${aws:missing}", False),
        ("StringEquals", "s3:prefix", "", True),
        ("StringEquals", "aws:missing", "ann", False),
        ("StringEqualsIfExists", "aws:missing", "ann", True),
        ("StringEqualsIfExists", "aws:username", "bob", False),
        ("StringNotEquals", "aws:username", "bob", True),
        ("StringNotEquals", "aws:username", ["bob", "ann"], False),
        ("StringNotEquals", "aws:missing", "ann", True),
        ("StringNotEquals", "aws:username", "${aws:missing}", True),
        ("StringEquals", "s3:prefix", "${aws:missing}", False),
        ("StringEqualsIgnoreCase", "aws:username", "ANN", True),
        ("StringNotEqualsIgnoreCase", "aws:username", "ANN", False),
        ("StringLike", "aws:username", "a?n", True),
        ("StringLike", "aws:username", "A*", False),
        ("StringNotLike", "aws:username", "b*", True),
        ("NumericEquals", "s3:signatureAge", 600000, True),
        ("NumericEquals", "s3:signatureAge", "600000.0", True),
        ("NumericNotEquals", "s3:signatureAge", "1", True),
        ("NumericLessThan", "s3:signatureAge", "600000", False),
        ("NumericLessThanEquals", "s3:signatureAge", "600000", True),
        ("NumericGreaterThan", "s3:signatureAge", "600", True),
        ("NumericGreaterThanEquals", "s3:signatureAge", "600001", False),
        ("NumericGreaterThan", "aws:missing", "1", False),
        ("NumericGreaterThan", "aws:username", "1", False),
        ("DateLessThan", "aws:TokenIssueTime", "2026-11-23T09:30:00Z", True),
        ("DateLessThan", "aws:TokenIssueTime", "2026-11-23T09:00:00.000Z", False),
        ("DateLessThan", "aws:TokenIssueTime", "2026-11-23T10:30:00+01:00", True),
        ("DateGreaterThan", "aws:CurrentTime", "2026-11-23", True),
        ("DateEquals", "aws:EpochTime", "2026-11-23T10:00:00Z", True),
        ("DateGreaterThanEquals", "aws:CurrentTime", "1795428000", True),
        ("DateLessThan", "aws:missing", "2026-11-23T09:30:00Z", False),
        ("DateLessThanIfExists", "aws:missing", "2026-11-23T09:30:00Z", True),
        ("Bool", "aws:SecureTransport", "false", True),
        ("Bool", "aws:SecureTransport", False, True),
        ("Bool", "aws:SecureTransport", "True", False),
        ("Bool", "aws:missing", "false", False),
        ("BoolIfExists", "aws:missing", "false", True),
        ("BinaryEquals", "aws:username", "ann", True),
        ("BinaryEquals", "aws:username", "${aws:username}", False),
        ("IpAddress", "aws:SourceIp", "203.0.113.0/24", True),
        ("IpAddress", "aws:SourceIp", "203.0.113.9", True),
        ("IpAddress", "aws:SourceIp", ["10.0.0.0/8", "2001:db8::/32"], False),
        ("NotIpAddress", "aws:SourceIp", "10.0.0.0/8", True),
        ("NotIpAddress", "aws:SourceIp", ["10.0.0.0/8", "203.0.113.0/24"], False),
        ("NotIpAddress", "aws:missing", "10.0.0.0/8", True),
        ("ArnEquals", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/*", True),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:iam::*:role/team/reporter", True),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:*:*:*:role/team/reporter", True),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:*:*:*:role/reporter", False),
        ("ArnNotLike", "aws:PrincipalArn", "arn:aws:iam::111122223333:user/*", True),
        ("ArnNotEquals", "aws:PrincipalArn", "arn:aws:iam::111122223333:role/*", False),
        ("Null", "aws:missing", "true", True),
        ("Null", "aws:missing", "false", False),
        ("Null", "aws:username", "true", False),
        ("Null", "aws:username", False, True),
        ("ForAnyValue:StringEquals", "own:colours", ["blue", "green"], True),
        ("ForAnyValue:StringEquals", "own:colours", "green", False),
        ("ForAnyValue:StringEquals", "aws:missing", "green", False),
        ("ForAnyValue:StringEqualsIfExists", "aws:missing", "green", True),
        ("ForAnyValue:StringNotEquals", "own:colours", "red", True),
        ("ForAnyValue:StringNotEquals", "own:colours", ["red", "blue"], False),
        ("ForAllValues:StringEquals", "own:colours", ["blue", "red", "green"], True),
        ("ForAllValues:StringEquals", "own:colours", "blue", False),
        ("ForAllValues:StringEquals", "own:none", "blue", True),
        ("ForAllValues:StringEquals", "aws:missing", "blue", True),
        ("ForAllValues:StringNotEquals", "own:colours", "green", True),
        ("ForAllValues:StringNotEquals", "own:colours", "red", False),
        ("StringEquals", "own:colours", "red", True),
        ("StringNotEquals", "own:colours", "red", False),
    ],
)
def test_operator(operator: str, key: str, value: Any, expected: bool) -> None:
    assert holds(operator, key, value) == expected


def test_all_operators_and_all_keys_have_to_hold() -> None:
    condition = {
        "StringEquals": {"aws:username": "ann", "s3:prefix": ""},
        "Bool": {"aws:SecureTransport": "false"},
    }
    assert conditions_hold(condition, KEYS, variables=True)
    condition["Bool"]["aws:SecureTransport"] = "true"
    assert not conditions_hold(condition, KEYS, variables=True)
    assert conditions_hold({}, KEYS, variables=True)


@pytest.mark.parametrize(
    ("operator", "key", "value"),
    [
        ("StringIs", "aws:username", "ann"),
        ("ForSome:StringEquals", "aws:username", "ann"),
        ("NumericLessThan", "s3:signatureAge", "ten minutes"),
        ("NumericLessThan", "s3:signatureAge", ["1", "nan"]),
        ("NumericEquals", "s3:signatureAge", ["600000", "ten"]),
        ("NumericGreaterThan", "aws:missing", "ten"),
        ("DateLessThan", "own:none", "soon"),
        ("DateLessThan", "aws:CurrentTime", "tomorrow"),
        ("DateLessThan", "aws:CurrentTime", "9" * 400),
        ("IpAddress", "aws:SourceIp", "203.0.113.0/99"),
        ("Bool", "aws:SecureTransport", "no"),
        ("Bool", "aws:SecureTransport", "${aws:SecureTransport}"),
        ("NumericEquals", "s3:signatureAge", "${s3:signatureAge}"),
        ("ArnLike", "aws:PrincipalArn", "arn:aws:*:role/team/reporter"),
        ("ArnNotLike", "aws:PrincipalArn", "*"),
        ("StringEquals", "kms:EncryptionContext:owner", "ann"),
        ("Null", "aws:username", "maybe"),
        ("StringEquals", "aws:username", None),
        ("StringEquals", "s3:ExistingObjectTag/owner", "ann"),
        ("StringNotEqualsIfExists", "aws:ResourceTag/owner", "ann"),
    ],
)
def test_what_cannot_be_known(operator: str, key: str, value: Any) -> None:
    with pytest.raises(MalformedPolicyError):
        holds(operator, key, value)


@pytest.mark.parametrize("key", ["sts:ExternalId", "sts:RoleSessionName", "kms:ViaService"])
def test_a_key_of_another_service_that_is_computed_may_be_missing(key: str) -> None:
    assert not holds("StringEquals", key, "ann")
    assert holds("StringNotEquals", key, "ann")
    assert holds("Null", key, "true")


def test_a_false_part_decides_whatever_is_malformed() -> None:
    condition = {"StringIs": {"aws:username": "ann"}, "StringEquals": {"aws:username": "bob"}}
    assert not conditions_hold(condition, KEYS, variables=True)


def test_revoked_sessions_leave_long_term_keys_alone() -> None:
    condition = {"DateLessThan": {"aws:TokenIssueTime": "2026-11-23T09:30:00Z"}}
    assert conditions_hold(condition, KEYS, variables=True)
    without = {name: value for name, value in KEYS.items() if name != "aws:tokenissuetime"}
    assert not conditions_hold(condition, without, variables=True)
