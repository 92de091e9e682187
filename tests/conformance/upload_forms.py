"""Upload forms as the files of post/ tell them: what is signed, what is sent, and what S3 answers.

A file is a row of the table of recorded answers, a case one form: `sign` says how it differs from a good one
when botocore signs it, `send` how it is changed afterwards, `answer` what S3 answers. The grade is A for
recorded from AWS, D for documented, I for what other implementations do, U for unverified.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from urllib3.fields import RequestField
from urllib3.filepost import encode_multipart_formdata

from tests.conformance.target import NotRunnableError, Sent, Target, exchange
from tests.s3.forms import BUCKET, KEY, encoded, signature_of, signed
from trainer import yaml
from trainer.cloud.exchange import HttpAnswer
from trainer.s3.signing import Credentials as Key

FOLDER = Path(__file__).parent / "post"
REGION = "us-east-1"
"""The bucket and the Region that the files speak of; another S3 has others."""

Case = dict[str, Any]


def cases() -> Iterator[tuple[str, Case]]:
    """Yield each case with its name; `row` is that of its file."""
    for path in sorted(FOLDER.glob("*.yaml")):
        file = yaml.load(path).data
        for case in file["cases"]:
            yield f"{path.stem}: {case['case']}", {"row": file["row"], **case}


def problems(case: Case, target: Target) -> list[str]:
    """Run a case against some S3 and return what does not hold, in words.

    Raises NotRunnableError and OSError.
    """
    if case.get("sign", {}).get("as", "ann") != "ann":
        raise NotRunnableError("it needs a user or a session besides the key given")
    case = json.loads(replaced(json.dumps(case), {BUCKET: target.bucket, REGION: target.region}))
    key = target.begin(None)
    fields = signed_by(key, case.get("sign", {}), target.now(), target.bucket, target.region)
    fields, sent, body = filled_in(fields, key, case.get("send", {}))
    target.made(target.bucket, fields.get("key", KEY).replace("${filename}", "photo.jpg"))
    headers = (("Host", target.endpoint.split("//")[1]), *sent.items())
    url = f"{target.endpoint}/{target.bucket}"
    answer = exchange(target.endpoint, Sent("POST", url, headers, body))
    expected = answered(case, key, fields, target.endpoint, target.bucket)
    got = found(answer, expected)
    return [
        f"{name} {got[name]!r}, not {wanted!r}" for name, wanted in expected.items() if got[name] != wanted
    ]


def answered(case: Case, key: Key, fields: dict[str, str], endpoint: str, bucket: str) -> Case:
    """Return what has to be answered, its placeholders filled in."""
    known = {
        "<endpoint>": endpoint,
        "<bucket>": bucket,
        "<access key ID>": key.access_key_id,
        "<credential>": fields.get("x-amz-credential", ""),
        "<signature>": fields.get("x-amz-signature") or fields.get("signature", ""),
    }
    expected: Case = json.loads(replaced(json.dumps(case["answer"]), known))
    return expected


def signed_by(
    key: Key, sign: Case, now: datetime, bucket: str = BUCKET, region: str = REGION
) -> dict[str, str]:
    """Let botocore sign a form as a case says."""
    options: Case = {"region": region, "given": [{"bucket": bucket}, {"key": KEY}]}
    options |= {name: sign[name] for name in ("version", "region", "expires", "given") if name in sign}
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
