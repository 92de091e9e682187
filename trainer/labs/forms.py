"""Upload forms: signed by lab time, and filled in as a step asks."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from trainer.cloud.client import CloudClient
from trainer.labs.results import Sent, SentForm
from trainer.s3.form_signing import encoded_form, signed_fields
from trainer.s3.signing import Credentials
from trainer.scenario.steps import SignForm, Submit

LARGEST = 5 * 1024**3
"""Bytes of the largest object that one upload makes: the upper bound where a step gives none."""


@dataclass(frozen=True, slots=True)
class MadeForm:
    """A signed form: where it is sent to, and its fields."""

    url: str
    fields: Mapping[str, str]
    signed_at: datetime


def signed_form(client: CloudClient, credentials: Credentials, step: SignForm) -> MadeForm:
    """Sign a form with some credentials, by lab time."""
    now = client.clock().now
    key = step.object if step.object is not None else f"{step.prefix or ''}${{filename}}"
    fields = signed_fields(
        credentials,
        {"key": key, **step.fields},
        _conditions(step),
        version=step.version,
        region=client.ready.region,
        now=now,
        expires=step.expires,
    )
    return MadeForm(f"{client.ready.endpoint}/{step.bucket}", fields, now)


def _conditions(step: SignForm) -> list[Mapping[str, str] | list[str | int]]:
    conditions: list[Mapping[str, str] | list[str | int]] = [{"bucket": step.bucket}]
    if step.object is not None:
        conditions.append({"key": step.object})
    else:
        conditions.append(["starts-with", "$key", step.prefix or ""])
    conditions += [{name: value} for name, value in step.fields.items()]
    conditions += [["starts-with", f"${name}", value] for name, value in step.starts_with.items()]
    if step.min_size is not None or step.max_size is not None:
        most = LARGEST if step.max_size is None else step.max_size
        conditions.append(["content-length-range", step.min_size or 0, most])
    return conditions


def submission(made: MadeForm, step: Submit) -> Sent:
    """Return the request that sends a form, filled in as a step asks."""
    fields = {name: value for name, value in made.fields.items() if name not in step.remove} | step.fields
    before = tuple((name, value) for name, value in fields.items() if name not in step.after_file)
    after = tuple((name, value) for name, value in fields.items() if name in step.after_file)
    boundary, content = secrets.token_hex(16), step.body.content()
    return Sent(
        "POST",
        made.url,
        {"Content-Type": f"multipart/form-data; boundary={boundary}"},
        encoded_form(before, step.file_name, content, boundary, after),
        SentForm(before, step.file_name, content, after),
    )
