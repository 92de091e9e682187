"""Which bucket policies are public: AWS's own examples, and each key that keeps the public out."""

from typing import Any

import pytest

from tests.s3.samples import ACCOUNT, allow, document
from trainer.s3.public import policy_is_public


def public(principal: object = "*", **more: Any) -> bool:
    return policy_is_public(document({**allow("s3:PutObject"), "Principal": principal, **more}))


@pytest.mark.parametrize(
    ("principal", "expected"),
    [
        ("*", True),
        ({"AWS": "*"}, True),
        ({"AWS": [f"arn:aws:iam::{ACCOUNT}:user/ann", "*"]}, True),
        ({"Federated": "graph.facebook.com"}, True),
        ({"AWS": f"arn:aws:iam::{ACCOUNT}:role/reporter"}, False),
        ({"AWS": ["444455556666"]}, False),
        ({"Service": "cloudtrail.amazonaws.com"}, False),
        ({"CanonicalUser": "79a59df900b949e55d96a1e698fbaced"}, False),
        ({}, True),
    ],
)
def test_principals(principal: object, expected: bool) -> None:
    assert public(principal) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"StringLike": {"aws:SourceVpc": "vpc-*"}}, True),
        ({"StringEquals": {"aws:SourceVpc": "vpc-91237329"}}, False),
        ({"StringEquals": {"AWS:SourceVpce": ["vpce-1", "vpce-2"]}}, False),
        ({"StringLike": {"aws:SourceVpce": "vpce-1a2b3c4d"}}, False),
        ({"StringNotEquals": {"aws:SourceVpce": "vpce-1"}}, True),
        ({"StringEqualsIfExists": {"aws:SourceVpce": "vpce-1"}}, True),
        ({"StringEquals": {"aws:PrincipalAccount": ACCOUNT}}, False),
        ({"StringEquals": {"aws:userid": "AIDAANN"}}, False),
        ({"StringLike": {"aws:userid": "AROLEID:*"}}, True),
        ({"ArnEquals": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/reporter"}}, False),
        ({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::*:role/reporter"}}, True),
        ({"StringEquals": {"aws:SourceVpce": "${aws:username}"}}, True),
        ({"StringEquals": {"aws:Referer": "http://example.com/"}}, True),
        ({"Bool": {"aws:SecureTransport": "true"}}, True),
        ({"NumericLessThan": {"s3:signatureAge": "600000"}}, True),
        ({"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, False),
        ({"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/1"]}}, True),
        ({"IpAddress": {"aws:SourceIp": "128.0.0.0/7"}}, True),
        ({"IpAddress": {"aws:SourceIp": "11.0.0.0/8"}}, False),
        ({"IpAddress": {"aws:SourceIp": "172.16.0.0/12"}}, False),
        ({"IpAddress": {"aws:SourceIp": "2001:db8::/31"}}, True),
        ({"IpAddress": {"aws:SourceIp": "2001:db8::/32"}}, False),
        ({"IpAddress": {"aws:SourceIp": "home"}}, True),
        ({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}}, True),
        ({"StringLike": {"s3:DataAccessPointArn": f"arn:aws:s3:us-west-2:{ACCOUNT}:accesspoint/*"}}, False),
        ({"StringLike": {"s3:DataAccessPointArn": "arn:aws:s3:us-west-2:*:accesspoint/*"}}, True),
    ],
)
def test_conditions(condition: dict[str, Any], expected: bool) -> None:
    assert public(Condition=condition) == expected


def test_one_public_statement_makes_the_policy_public() -> None:
    own = {**allow("s3:GetObject"), "Principal": {"AWS": ACCOUNT}}
    everyone = {**allow("s3:GetObject"), "Principal": "*"}
    assert not policy_is_public(document(own))
    assert policy_is_public(document(own, everyone))
    assert not policy_is_public(document({**everyone, "Effect": "Deny"}))
    assert policy_is_public({"Statement": everyone})


@pytest.mark.parametrize("document", [{}, {"Statement": None}, {"Statement": ["x"]}])
def test_what_is_no_policy_is_not_public(document: dict[str, Any]) -> None:
    assert not policy_is_public(document)


def test_an_allow_to_all_but_one_is_public() -> None:
    assert policy_is_public(document({**allow("s3:GetObject"), "NotPrincipal": {"AWS": ACCOUNT}}))
