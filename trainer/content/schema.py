"""The JSON schema of a bank's files, for editors; made anew with `python -m trainer.content.schema --write`.

Its root describes a deck; its definitions `facts`, `misconceptions` and `exam` what stands beside the decks.
"""

import json
import sys
from typing import Any

from trainer.content.explaining import pages
from trainer.content.model import OWN_FIELD, QUESTION_MODELS, DeckModel, Model
from trainer.content.settings import MODELS
from trainer.paths import shipped_bank
from trainer.scenario.parse import VERBS
from trainer.study.expression import NAME

DRAFT = "http://json-schema.org/draft-07/schema#"

_KINDS = {
    "single": "one right answer of four",
    "multiple": "several right answers of five or more",
    "recall": "a card, graded by the student",
}

_VALUES = {
    "domain": ["Secure architectures", "Resilient architectures", "High-performing architectures", "Cost"],
    "difficulty": ["easy", "as in the exam", "hard"],
    "level": [
        "recall a fact",
        "tell what it means",
        "decide in a scene",
        "take apart a scene in which several facts meet",
    ],
}
"""What the values of a field mean, in the order of the model."""

_STEPS = {
    "as": "From here on, who signs: ann, bob, administrator, or {role: reporter, lasts: 900}.",
    "put": "The administrator stores an object: {object: a.txt, body: hello}.",
    "delete": "The administrator deletes an object: {object: coffee.jpg}.",
    "presign": "Sign a URL: {object: coffee.jpg, expires: 3600}; method, version, headers, query, name.",
    "bucket": "Make a bucket in a Region: {name: trainer-frankfurt, region: eu-central-1}.",
    "form": "Sign an upload form: {prefix: u/, expires: 300}; object, fields, starts_with, max_size, name.",
    "submit": "Send an upload form with a file: {body: hello}; form, filename, fields, remove, expect.",
    "alter": "Change a URL and keep its signature: {object: other.jpg}; parameter, remove, host.",
    "fetch": "Send a URL: {expect: {status: 200}}; url, method, range, headers; object: its plain address.",
    "upload": "Send a URL with a body: {body: hello, expect: {status: 200}}.",
    "download": "Begin a download and keep it open: {bytes: 1000}.",
    "finish": "Read an open download to its end: {expect: {length: 3000000}}.",
    "clock": "Move the lab clock: {advance: 901} in seconds, or {set: TIME}.",
    "network": "Where requests seem to come from: {source_ip: 203.0.113.9}; vpce, vpc, tls.",
    "policy": "Change a policy: {bucket: trainer-private, document: {Statement: [...]}}; user, role, remove.",
    "key": "Change a user's access key: {user: ann, status: inactive}; active, deleted.",
    "revoke": "Revoke the sessions that a role has now: {role: reporter}.",
    "versioning": "Switch versioning: {status: enabled}, or suspended.",
    "kms": "Make or change a KMS key: {key: invoices}; policy, status: enabled or disabled.",
    "encryption": "Encrypt a bucket's new objects: {key: invoices}; aws/s3, bucket, remove.",
    "expect": "Look at the store: {object: coffee.jpg, exists: true}.",
}


def bank_schema() -> dict[str, Any]:
    """Return the schema of draft 7, which is what editors' YAML servers read best."""
    schema = _plain(DeckModel)
    for model in MODELS.values():
        beside = _plain(model)
        schema["definitions"] |= beside.pop("definitions", {})
        schema["definitions"][_name(model.__name__)] = beside
    for kind in QUESTION_MODELS:
        definition = schema["definitions"][kind]
        definition["title"] = f"a {kind} question: {_KINDS[kind]}"
        definition["patternProperties"] = {
            f"^{OWN_FIELD}": {"description": "A field of your own, not read here."}
        }
        definition["properties"]["proof"]["items"] = _step()
        _numbers(definition["properties"])
        _name_rules(definition["properties"]["waive"])
        for name, says in _VALUES.items():
            definition["properties"][name]["enumDescriptions"] = says
    _name_rules(schema["properties"]["waive"])
    return {"$schema": DRAFT, **schema, "title": "A deck of questions"}


def as_text() -> str:
    """Return the schema as the file has it."""
    return json.dumps(bank_schema(), indent=2, ensure_ascii=False) + "\n"


def _name_rules(waive: dict[str, Any]) -> None:
    """Turn the rules that may be waived into fields, which an editor offers with what they say."""
    rules, reason = waive.pop("propertyNames")["enum"], waive["additionalProperties"]
    known = pages()
    waive["properties"] = {rule: {**reason, "description": known[rule].says} for rule in rules}
    waive["additionalProperties"] = False


def _step() -> dict[str, Any]:
    """Return the schema of one step of a proof: one verb, whose details the scenario language checks."""
    verbs = {verb: {"description": _STEPS[verb]} if verb in _STEPS else {} for verb in VERBS}
    return {
        "type": "object", "properties": verbs, "additionalProperties": False,
        "minProperties": 1, "maxProperties": 1,
    }  # fmt: skip


def _numbers(fields: dict[str, Any]) -> None:
    """Say what may be drawn, computed and asserted; what it comes to, only the check can tell."""
    value = {"type": ["integer", "string"]}
    names = {"pattern": f"^{NAME}$"}
    choices = {
        "type": "array",
        "items": value,
        "minItems": 1,
        "description": "One of these is drawn: numbers, durations (15 min), times (14:20) or texts.",
    }
    steps = {
        "type": "object",
        "description": "One of the steps from one value to another is drawn, both included.",
        "properties": {
            "from": {**value, "description": "The first value."},
            "to": {**value, "description": "The last value; the steps end there."},
            "step": {**value, "description": "1 for numbers that name none; of times a duration: 15 min."},
        },
        "required": ["from", "to"],
        "additionalProperties": False,
    }
    fields["draw"] |= {"additionalProperties": {"anyOf": [choices, steps]}, "propertyNames": names}
    fields["let"] |= {"additionalProperties": value, "propertyNames": names}
    fields["assert"] |= {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


def _plain(model: type[Model]) -> dict[str, Any]:
    """Return pydantic's schema of a model in the words of draft 7, its definitions by short names."""
    schema: dict[str, Any] = _draft7(model.model_json_schema())
    if "definitions" in schema:
        schema["definitions"] = {_name(name): each for name, each in schema["definitions"].items()}
    return schema


def _draft7(value: Any) -> Any:
    """Rename what later drafts call otherwise, and drop what only repeats a field's name."""
    if isinstance(value, list):
        return [_draft7(each) for each in value]
    if not isinstance(value, dict):
        before, found, name = value.partition("#/$defs/") if isinstance(value, str) else (value, "", "")
        return f"{before}#/definitions/{_name(name)}" if found else value
    kept = {key: each for key, each in value.items() if key != "discriminator" and not _is_name(key, each)}
    return {"definitions" if key == "$defs" else key: _draft7(each) for key, each in kept.items()}


def _is_name(key: str, value: Any) -> bool:
    """Tell whether this is the title pydantic derives from a name, not a field called `title`."""
    return key == "title" and isinstance(value, str)


def _name(model: str) -> str:
    """Return the name of a definition: `single` for SingleModel."""
    return model.removesuffix("Model").lower()


def main(arguments: list[str]) -> None:
    """Print the schema; with --write, put it beside the shipped decks."""
    if arguments == ["--write"]:
        (shipped_bank() / "schema.json").write_text(as_text(), encoding="utf-8")
    else:
        sys.stdout.write(as_text())


if __name__ == "__main__":
    main(sys.argv[1:])
