"""The verbs of upload forms are read whole, and every mistake is found at its place."""

from typing import Any

import pytest

from trainer.scenario.parse import parse
from trainer.scenario.problems import ScenarioError
from trainer.scenario.steps import Body, Expectation, SignForm, Submit

FORM = {"form": {"object": "u/a.txt", "expires": 300}}


def problems(*steps: Any) -> list[str]:
    """Return what is wrong with some steps."""
    with pytest.raises(ScenarioError) as caught:
        parse(list(steps), at=("proof",))
    return [str(problem) for problem in caught.value.problems]


def test_the_verbs_are_read() -> None:
    steps = [
        {"form": {"prefix": "", "expires": -1, "version": "v2", "bucket": "b", "fields": {"acl": "private"},
                  "starts_with": {"Content-Type": "image/"}, "min_size": 1, "max_size": 9, "name": "photos"}},
        FORM,
        {"submit": {"form": "photos", "size": 9, "filename": "cat.jpg", "fields": {"acl": "x"},
                    "remove": "policy", "after_file": ["key", "acl"],
                    "expect": {"status": 403, "check": "policy"}}},
        {"submit": {}},
    ]  # fmt: skip
    assert parse(steps) == [
        SignForm("b", None, "", -1, "v2", {"acl": "private"}, {"Content-Type": "image/"}, 1, 9, "photos"),
        SignForm("trainer-private", "u/a.txt", None, 300),
        Submit("photos", Body(size=9), "cat.jpg", {"acl": "x"}, ("policy",), ("key", "acl"),
               Expectation(status=403, check="policy")),
        Submit(None, Body("Uploaded.")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        ([{"form": {"expires": 1}}], "proof[0].form: expected exactly one of object, prefix, found none"),
        ([{"form": {"object": "a", "prefix": "b", "expires": 1}}],
         "proof[0].form: expected exactly one of object, prefix, found object and prefix"),
        ([{"form": {"object": "a"}}], "proof[0].form: expires is missing; add expires: a number of seconds"),
        ([{"form": {"object": "a", "expires": 1, "feilds": {}}}],
         "proof[0].form.feilds: unknown field; did you mean 'fields'?"),
        ([{"form": {"object": "a", "expires": 1, "fields": {"Key": "b"}}}],
         "proof[0].form.fields.Key: Key is not given here; use object, prefix or bucket"),
        ([{"form": {"object": "a", "expires": 1, "starts_with": {"bucket": "b"}}}],
         "proof[0].form.starts_with.bucket: bucket is not given here; use object, prefix or bucket"),
        ([{"form": {"object": "a", "expires": 1, "fields": {"x-amz-meta-n": 7}}}],
         'proof[0].form.fields.x-amz-meta-n: expected a text, found 7; quote it: "7"'),
        ([{"form": {"object": "a", "expires": 1, "max_size": -1}}],
         "proof[0].form.max_size: expected a number at least 0, found -1"),
        ([{"submit": {}}], "proof[0].submit: no form was made before this step; put a form step before it"),
        ([FORM, {"submit": {"form": "x"}}],
         "proof[1].submit.form: no form is named 'x' before this step; give a form step before it name: x"),
        ([FORM, {"submit": {"body": "a", "size": 1}}],
         "proof[1].submit: expected exactly one of body, size, found body and size"),
        ([FORM, {"submit": {"expect": {"check": "polcy"}}}],
         "proof[1].submit.expect.check: 'polcy' is not known here; did you mean 'policy'?"),
    ],
)  # fmt: skip
def test_a_mistake_says_what_to_do(steps: list[Any], says: str) -> None:
    assert says in problems(*steps)


@pytest.mark.parametrize("verb", ["form", "submit"])
@pytest.mark.parametrize("value", [None, 3, "x", [], [1], {}, {"fields": 3, "remove": {}, "expect": []}])
def test_no_value_breaks_the_parser(verb: str, value: object) -> None:
    assert problems({verb: value})
