"""POST policies: what is one, what S3 says of what is none, and which values meet a condition."""

import json
from base64 import b64encode
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.s3.post_policy import (
    FieldCondition,
    PolicyDocumentError,
    SizeCondition,
    VainCondition,
    read_policy,
)

UNTIL = "2026-11-23T11:00:00Z"
BUCKET = {"bucket": "b"}


def encoded(document: object) -> str:
    text = document if isinstance(document, str) else json.dumps(document)
    return b64encode(text.encode()).decode()


def conditions(*found: Any) -> tuple[Any, ...]:
    return read_policy(encoded({"expiration": UNTIL, "conditions": [*found]})).conditions


def fault(policy: str) -> PolicyDocumentError:
    with pytest.raises(PolicyDocumentError) as caught:
        read_policy(policy)
    return caught.value


def wrong(*found: Any) -> str:
    return fault(encoded({"expiration": UNTIL, "conditions": [*found]})).says


def test_a_policy_is_read() -> None:
    read = read_policy(encoded({"expiration": UNTIL, "conditions": [BUCKET]}))
    assert read.expiration == datetime(2026, 11, 23, 11, tzinfo=UTC)
    assert read.conditions == (FieldCondition("eq", "bucket", "b", '["eq", "$bucket", "b"]'),)
    assert read.covers("bucket")
    assert not read.covers("key")


@pytest.mark.parametrize("padding", ["", "=", "==", " \n"])
def test_padding_may_be_left_out(padding: str) -> None:
    policy = encoded({"expiration": UNTIL, "conditions": [BUCKET, {"k": "v" * len(padding)}]})
    assert read_policy(policy.rstrip("=") if padding in ("", "=", "==") else policy + padding)


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ("", "Expecting '{' but found End-of-Input"),
        (" \n", "Expecting '{' but found End-of-Input"),
        ("{policy}", "invalid Base64 encoding."),
        ("e30\u00e9", "invalid Base64 encoding."),
        ("e", "invalid Base64 encoding."),
        (encoded("invalid json"), "Invalid JSON."),
        (encoded("[]"), "Invalid JSON."),
        (encoded('{"expiration": NaN}'), "Invalid JSON."),
        (encoded('{"conditions": [1.0]}'), "Invalid JSON."),
        (encoded('{"a": 1, "a": 2}'), "Invalid JSON."),
        (encoded('{"conditions": [' + "[" * 10_000), "Invalid JSON."),
        (encoded("[" * 7000 + "]" * 7000), "Invalid JSON."),
        (encoded('{"a": ' + "9" * 5000 + "}"), "Invalid JSON."),
        (b64encode(b'{"a": "\xff"}').decode(), "Invalid JSON."),
        (encoded('{"conditions": ["\\ud800"]}'), "Invalid JSON."),
        (encoded({"expiration": UNTIL, "conditions": [BUCKET], "Version": "x"}), 'Unexpected: "Version"'),
        (encoded({"EXPIRATION": UNTIL, "conditions": [BUCKET]}), 'Unexpected: "EXPIRATION"'),
        (encoded({"expiration": UNTIL, "Conditions": [BUCKET]}), 'Unexpected: "Conditions"'),
        (encoded({"conditions": [BUCKET]}), "Policy missing expiration."),
        (encoded({"expiration": UNTIL}), "Policy missing conditions."),
        (encoded({"expiration": UNTIL, "conditions": []}), "Policy missing conditions."),
        (encoded({"expiration": UNTIL, "conditions": {}}), "Invalid 'conditions' value: must be a List."),
        (encoded({"expiration": True, "conditions": [BUCKET]}), "Invalid JSON."),
    ],
)
def test_what_is_none(policy: str, says: str) -> None:
    assert fault(policy).says == says
    assert fault(policy).evidence == "inferred"


@pytest.mark.parametrize(
    "expiration",
    ["x", "", "2026-11-23", "2026-11-23 11:00:00Z", "2026-11-23T11:00:00", "2026-11-23T11:00:00+00:00",
     "2026-13-23T11:00:00Z", "2026-11-23T25:00:00Z", "2026-11-23T11:00:00.Z", "2026-11-23T11:00:00z"],
)  # fmt: skip
def test_what_is_no_expiration(expiration: str) -> None:
    policy = encoded({"expiration": expiration, "conditions": [BUCKET]})
    assert fault(policy).says == f"Invalid 'expiration' value: '{expiration}'"


def test_an_expiration_may_have_a_fraction() -> None:
    policy = encoded({"expiration": "2026-11-23T11:00:00.250Z", "conditions": [BUCKET]})
    assert read_policy(policy).expiration.microsecond == 250_000


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        (1, "Invalid condition test: must be a List or Object."),
        ("eq", "Invalid condition test: must be a List or Object."),
        (None, "Invalid condition test: must be a List or Object."),
        ([], "Invalid Condition: missing operation identifier."),
        ([1, "$key", "a"], "Invalid JSON."),
        (["x", "$key", "a"], "Invalid Condition: unknown operation 'x'."),
        (["eq", "$key"], "Invalid eq: wrong number of arguments."),
        (["starts-with", "$key", "a", "b"], "Invalid starts-with: wrong number of arguments."),
        (["content-length-range", 0], "Invalid content-length-range: wrong number of arguments."),
        (["eq", False, "a"], "Invalid JSON."),
        (["eq", "$key", 1], "Invalid JSON."),
        (["content-length-range", True, 10], "Invalid JSON."),
        (["content-length-range", 0, None], "Invalid JSON."),
        ({"key": 1}, "Invalid Simple-Condition: value must be a string."),
        ({"key": None}, "Invalid JSON."),
    ],
)
def test_what_is_no_condition(condition: object, says: str) -> None:
    assert wrong(condition) == says


@pytest.mark.parametrize("condition", [{}, {"acl": "private", "key": "a"}])
def test_a_simple_condition_has_one_property(condition: dict[str, str]) -> None:
    policy = encoded({"expiration": UNTIL, "conditions": [condition]})
    assert fault(policy).says == (
        "Invalid Simple-Condition: Simple-Conditions must have exactly one property specified."
    )
    assert fault(policy).evidence == "recorded"


def test_how_conditions_are_printed() -> None:
    """As the policy spells them; the object form as a list, all with a blank after each comma."""
    assert [condition.text for condition in conditions({"ACL": "private"}, ["eq", "$Key", 'a"\u00e9'])] == [
        '["eq", "$ACL", "private"]',
        '["eq", "$Key", "a\\"\u00e9"]',
    ]


@pytest.mark.parametrize(
    ("condition", "value", "met"),
    [
        ({"acl": "private"}, "private", True),
        ({"acl": "private"}, "Private", False),
        ({"acl": "private"}, None, False),
        (["eq", "$acl", ""], "", True),
        (["EQ", "$aCl", "private"], "private", True),
        (["starts-with", "$key", "u/"], "u/a", True),
        (["StArTs-WiTh", "$KEY", "u/"], "u/a", True),
        (["starts-with", "$key", "u/"], "U/a", False),
        (["starts-with", "$key", ""], "", True),
        (["starts-with", "$key", ""], None, False),
        (["starts-with", "$key", "a"], "a,b", True),
        (["starts-with", "$Content-Type", "image/"], "image/jpg,image/png, image/gif", True),
        (["starts-with", "$Content-Type", "image/"], "image/jpg,text/plain", False),
        (["starts-with", "$Content-Type", "image/"], ",image/jpg", False),
        (["eq", "$Content-Type", "image/a,image/b"], "image/a,image/b", True),
    ],
)
def test_which_values_meet_a_condition(condition: Any, value: str | None, met: bool) -> None:
    [read] = conditions(condition)
    assert read.met_by(value) == met


def test_bounds_of_the_size_may_be_texts() -> None:
    assert conditions(["content-length-range", 1, "10"]) == (SizeCondition(1, 10),)


@pytest.mark.parametrize(
    "condition",
    [
        ["eq", "key", "a"],
        ["starts-with", "$", ""],
        ["content-length-range", "test", "10"],
        ["content-length-range", 1, ""],
    ],
)
def test_a_condition_that_nothing_meets(condition: list[Any]) -> None:
    assert conditions(condition) == (VainCondition(json.dumps(condition)),)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(
    st.one_of(
        st.text(),
        JSON.map(encoded),
        JSON.map(lambda found: encoded({"expiration": UNTIL, "conditions": [found]})),
    )
)
def test_anything_is_a_policy_or_none(policy: str) -> None:
    with suppress(PolicyDocumentError):
        assert read_policy(policy).conditions
