"""Upload forms over real HTTP: each case in post/ with S3's answer, the check that gave it, its evidence."""

import pytest

from tests.cloud.world import BUCKET, Key, key_of, last, put_policy, session_of
from tests.cloud_fixture import cloud, cloud_process
from tests.conformance.running import EVIDENCE
from tests.conformance.upload_forms import Case, answered, cases, filled_in, found, signed_by
from tests.s3.forms import KEY
from trainer.cloud.client import CloudClient

__all__ = ["cloud", "cloud_process"]

ROWS = {
    "ok",
    "policy expired",
    "condition not met",
    "$ missing in condition name",
    "form field not covered by a condition",
    "no bucket condition",
    "too large",
    "too small",
    "range not a number",
    "simple condition with 2 keys",
    "other malformed policy",
    "policy bytes changed after signing",
    "one auth field missing",
    "policy but no signature fields at all / anonymous to private bucket",
    "not multipart/form-data",
    "bad boundary/body",
}
"""The rows that have to have a case; others are the order of checks and facts about fields."""

KNOWN = {
    "case": {"case", "row", "grade", "source", "sign", "send", "answer", "check"},
    "sign": {"as", "version", "region", "expires", "fields", "given", "conditions", "policy",
             "encoded_policy"},
    "send": {"fields", "remove", "rename", "replace", "after_file", "filename", "file_field", "all_named",
             "size", "content_type", "cut"},
    "answer": {"status", "code", "message", "elements", "headers", "body"},
}  # fmt: skip


FORMS = dict(cases())
CASES = [pytest.param(case, id=name) for name, case in FORMS.items()]


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_written_in_known_words(case: Case) -> None:
    assert case.keys() <= KNOWN["case"]
    for part in ("sign", "send", "answer"):
        assert case.get(part, {}).keys() <= KNOWN[part]
    assert case["grade"] in EVIDENCE
    assert case["source"]
    assert case["answer"]


def test_every_row_has_a_case() -> None:
    assert {case["row"] for case in FORMS.values()} >= ROWS


@pytest.mark.parametrize("case", CASES)
def test_a_case(cloud: CloudClient, case: Case) -> None:
    key = principal(cloud, case.get("sign", {}).get("as", "ann"))
    fields = signed_by(key, case.get("sign", {}), cloud.clock().now)
    fields, sent, body = filled_in(fields, key, case.get("send", {}))
    answer = cloud.send("POST", f"{cloud.ready.endpoint}/{BUCKET}", sent, body)
    expected = answered(case, key, fields, cloud.ready.endpoint, BUCKET)
    assert found(answer, expected) == expected, answer.body
    failed = [entry for entry in last(cloud)["trail"] if entry["outcome"] == "failed"]
    if "check" in case:
        assert [entry["check"] for entry in failed] == [case["check"]]
        assert failed[0]["evidence"] == EVIDENCE[case["grade"]], failed
    else:
        assert not failed
        assert answer.status < 400


def principal(cloud: CloudClient, name: str) -> Key:
    """Return a key of a user, or a session of the role, which then may write too."""
    if name != "reporter":
        return key_of(cloud, name)
    write = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}
    put_policy(cloud, "role/reporter", "write", write)
    return session_of(cloud, key_of(cloud, "ann"), 900)


def test_the_good_form_is_good(cloud: CloudClient) -> None:
    """What every case differs from is accepted, so that only the difference is at fault."""
    key = key_of(cloud, "ann")
    fields = signed_by(key, {}, cloud.clock().now)
    _, sent, body = filled_in(fields, key, {})
    assert cloud.send("POST", f"{cloud.ready.endpoint}/{BUCKET}", sent, body).status == 204
    assert last(cloud)["key"] == KEY
