"""Upload forms over real HTTP: each case in post/ with S3's answer, the check that gave it, and its evidence.

A file is a row of the table of recorded answers, a case one form: `sign` says how it differs from a good one
when botocore signs it, `send` how it is changed afterwards, `answer` what S3 answers. The grade is A for
recorded from AWS, D for documented, I for what other implementations do, U for unverified.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from urllib3.fields import RequestField
from urllib3.filepost import encode_multipart_formdata

from tests.cloud.world import BUCKET, Key, key_of, last, put_policy, session_of
from tests.cloud_fixture import cloud, cloud_process
from tests.s3.forms import KEY, encoded, signature_of, signed
from trainer import yaml
from trainer.cloud.client import CloudClient, HttpAnswer

__all__ = ["cloud", "cloud_process"]

FOLDER = Path(__file__).parent / "post"
EVIDENCE = {"A": "recorded", "D": "documented", "I": "inferred", "U": "inferred"}
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

Case = dict[str, Any]
KNOWN = {
    "case": {"case", "row", "grade", "source", "sign", "send", "answer", "check"},
    "sign": {"as", "version", "region", "expires", "fields", "given", "conditions", "policy",
             "encoded_policy"},
    "send": {"fields", "remove", "rename", "replace", "after_file", "filename", "file_field", "all_named",
             "size", "content_type", "cut"},
    "answer": {"status", "code", "message", "elements", "headers", "body"},
}  # fmt: skip


def cases() -> Iterator[Any]:
    for path in sorted(FOLDER.glob("*.yaml")):
        file = yaml.load(path).data
        for case in file["cases"]:
            yield pytest.param({"row": file["row"], **case}, id=f"{path.stem}: {case['case']}")


CASES = list(cases())


@pytest.mark.parametrize("case", CASES)
def test_a_case_is_written_in_known_words(case: Case) -> None:
    assert case.keys() <= KNOWN["case"]
    for part in ("sign", "send", "answer"):
        assert case.get(part, {}).keys() <= KNOWN[part]
    assert case["grade"] in EVIDENCE
    assert case["source"]
    assert case["answer"]


def test_every_row_has_a_case() -> None:
    assert {case.values[0]["row"] for case in CASES} >= ROWS


@pytest.mark.parametrize("case", CASES)
def test_a_case(cloud: CloudClient, case: Case) -> None:
    key = principal(cloud, case.get("sign", {}).get("as", "ann"))
    fields = signed_by(cloud, key, case.get("sign", {}))
    fields, sent, body = filled_in(fields, key, case.get("send", {}))
    answer = cloud.send("POST", f"{cloud.ready.endpoint}/{BUCKET}", sent, body)
    known = {
        "<endpoint>": cloud.ready.endpoint,
        "<bucket>": BUCKET,
        "<access key ID>": key.access_key_id,
        "<credential>": fields.get("x-amz-credential", ""),
        "<signature>": fields.get("x-amz-signature") or fields.get("signature", ""),
    }
    expected = json.loads(replaced(json.dumps(case["answer"]), known))
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


def signed_by(cloud: CloudClient, key: Key, sign: Case) -> dict[str, str]:
    """Let botocore sign a form as a case says."""
    now = cloud.clock().now
    options = {name: sign[name] for name in ("version", "region", "expires", "given") if name in sign}
    fields = signed(sign.get("fields"), sign.get("conditions", ()), credentials=key, now=now, **options)
    if "policy" in sign or "encoded_policy" in sign:
        fields["policy"] = sign.get("encoded_policy", encoded(sign.get("policy", "")))
        fields["x-amz-signature"] = signature_of(key, fields["policy"], now)
    return fields


def filled_in(fields: dict[str, str], key: Key, send: Case) -> tuple[dict[str, str], dict[str, str], bytes]:
    """Return the fields as they are sent, the headers and the body."""
    fields = {name: value for name, value in fields.items() if name not in send.get("remove", ())}
    fields |= send.get("fields", {})
    for name, (old, new) in send.get("replace", {}).items():
        fields[name] = fields[name].replace(replaced(old, {"<access key ID>": key.access_key_id}), new)
    late = send.get("after_file", ())
    renamed = {send.get("rename", {}).get(name, name): value for name, value in fields.items()}
    named = "field.txt" if send.get("all_named") else None
    content = bytes(send["size"]) if "size" in send else b"content"
    file = part(send.get("file_field", "file"), content, send.get("filename", "photo.jpg"))
    before = [part(name, value, named) for name, value in renamed.items() if name not in late]
    after = [part(name, value, named) for name, value in renamed.items() if name in late]
    body, content_type = encode_multipart_formdata([*before, file, *after])
    sent = {"Content-Type": send.get("content_type", content_type)}
    return fields, sent, body[: len(body) - send.get("cut", 0)]


def part(name: str, value: str | bytes, file_name: str | None) -> RequestField:
    """Return one part of a form."""
    made = RequestField(name, value, filename=file_name)
    made.make_multipart()
    return made


def found(answer: HttpAnswer, expected: Case) -> Case:
    """Return of an answer what a case speaks of."""
    whole = {
        "status": answer.status,
        "code": answer.code,
        "message": answer.message,
        "elements": {name: answer.element(name) for name in expected.get("elements", ())},
        "headers": {name: answer.headers.get(name) for name in expected.get("headers", ())},
        "body": answer.body.decode("utf-8", "replace"),
    }
    return {name: whole[name] for name in expected}


def replaced(text: str, known: dict[str, str]) -> str:
    for name, value in known.items():
        text = text.replace(name, value)
    return text


def test_the_good_form_is_good(cloud: CloudClient) -> None:
    """What every case differs from is accepted, so that only the difference is at fault."""
    fields = signed_by(cloud, key_of(cloud, "ann"), {})
    _, sent, body = filled_in(fields, key_of(cloud, "ann"), {})
    assert cloud.send("POST", f"{cloud.ready.endpoint}/{BUCKET}", sent, body).status == 204
    assert last(cloud)["key"] == KEY
