"""Whether a bucket policy is public, as Block Public Access understands it.

Source: "Blocking public access to your Amazon S3 storage", The meaning of "public", of the S3 user guide.
"""

from collections.abc import Iterator, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

_FIXING = frozenset(
    {
        "aws:principalorgid",
        "aws:principalaccount",
        "aws:principalarn",
        "aws:sourcearn",
        "aws:sourcevpc",
        "aws:sourcevpce",
        "aws:sourceowner",
        "aws:sourceaccount",
        "aws:userid",
        "s3:x-amz-server-side-encryption-aws-kms-key-id",
        "s3:dataaccesspointarn",
        "s3:dataaccesspointaccount",
    }
)
"""Condition keys that, compared with fixed values, keep the public out."""

_EQUAL = ("stringequals", "stringequalsignorecase", "stringlike", "arnequals", "arnlike")
_WIDEST_IPV4, _WIDEST_IPV6 = 8, 32
"""Prefix lengths: a wider range of addresses counts as public."""

_PRIVATE = [ip_network(text) for text in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")]


def policy_is_public(document: Mapping[str, Any]) -> bool:
    """Tell whether a policy document allows something to more than a fixed set of callers."""
    statements = document.get("Statement")
    listed = statements if isinstance(statements, list) else [statements]
    return any(
        _is_public(each) for each in listed if isinstance(each, dict) and each.get("Effect") == "Allow"
    )


def _is_public(statement: Mapping[str, Any]) -> bool:
    if _names_fixed_principals(statement):
        return False
    return not any(_fixes(operator, key, values) for operator, key, values in _comparisons(statement))


def _names_fixed_principals(statement: Mapping[str, Any]) -> bool:
    principal = statement.get("Principal")
    if not isinstance(principal, dict) or not principal:
        return False
    # A federation may vouch for anybody.
    return all(kind in ("AWS", "Service", "CanonicalUser") and "*" not in _texts(value)
               for kind, value in principal.items())  # fmt: skip


def _comparisons(statement: Mapping[str, Any]) -> Iterator[tuple[str, str, list[str]]]:
    condition = statement.get("Condition")
    for operator, block in condition.items() if isinstance(condition, dict) else ():
        for key, values in block.items() if isinstance(block, dict) else ():
            yield str(operator).lower().removeprefix("foranyvalue:"), str(key).lower(), _texts(values)


def _fixes(operator: str, key: str, values: list[str]) -> bool:
    if key == "aws:sourceip":
        return operator == "ipaddress" and all(map(_is_narrow, values))
    return operator in _EQUAL and key in _FIXING and all(_is_fixed(key, value) for value in values)


def _is_fixed(key: str, value: str) -> bool:
    if key == "s3:dataaccesspointarn" and value.count(":") >= 5:
        # The name of the access point may be left open, as long as the account is not.
        value = value.split(":")[4]
    return bool(value) and not any(sign in value for sign in ("*", "?", "${"))


def _is_narrow(text: str) -> bool:
    try:
        network = ip_network(text, strict=False)
    except ValueError:
        return False
    match network:
        case IPv4Network():
            private = any(network.subnet_of(known) for known in _PRIVATE if isinstance(known, IPv4Network))
            return private or network.prefixlen >= _WIDEST_IPV4
        case IPv6Network():
            return network.prefixlen >= _WIDEST_IPV6


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
