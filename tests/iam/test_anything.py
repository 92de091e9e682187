"""Any document gives a decision, quickly, and only what is understood allows."""

from fnmatch import fnmatchcase
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.iam.samples import ann, context, decided, policy
from trainer.iam.matching import like
from trainer.iam.policy import Policy
from trainer.iam.statements import evaluate

FEW = settings(max_examples=200, deadline=None)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)
ELEMENTS = ["Effect", "Action", "NotAction", "Resource", "NotResource", "Principal", "Condition", "Sid"]
OPERATORS = ["StringEquals", "NumericLessThan", "DateLessThan", "IpAddress", "ArnLike", "Bool", "Null"]
LIKELY: st.SearchStrategy[Any] = st.one_of(
    JSON,
    st.just("*"),
    st.sampled_from(["Allow", "Deny", "s3:*"]),
    st.dictionaries(
        st.sampled_from(OPERATORS),
        st.dictionaries(st.sampled_from(["aws:username", "aws:sourceip"]), JSON, max_size=2),
        max_size=2,
    ),
)
STATEMENTS = st.dictionaries(st.sampled_from(ELEMENTS), LIKELY, max_size=6)
KNOWN = {"aws_username": "ann", "aws_sourceip": "203.0.113.9"}


@FEW
@given(JSON)
def test_any_document(document: Any) -> None:
    assert not decided(ann(Policy("any", "identity", document))).allowed


@FEW
@given(STATEMENTS)
def test_any_statement(statement: dict[str, Any]) -> None:
    outcome = evaluate(policy("identity", statement), context(ann(), **KNOWN))
    if outcome.effect == "allow":
        assert statement["Effect"] == "Allow"
        assert "Principal" not in statement
        assert {"Action", "NotAction"} & statement.keys()
        assert {"Resource", "NotResource"} & statement.keys()
    elif outcome.effect == "deny":
        assert statement.get("Effect") != "Allow"


@FEW
@given(st.text("ab*?[].\n", max_size=12), st.text("ab[].\n", max_size=12))
def test_wildcards_are_those_of_a_shell_without_brackets(pattern: str, text: str) -> None:
    expected = fnmatchcase(text, pattern.replace("[", "[[]"))
    assert like(((pattern, False),), text) == expected


def test_no_pattern_takes_long() -> None:
    assert not like((("a*" * 200 + "b", False),), "a" * 2000)
