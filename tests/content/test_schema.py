"""The schema for editors: current, and of one mind with `bank check` as far as a schema can be."""

import json
import re
from pathlib import Path
from typing import Any, get_args

import jsonschema
import pytest
import yaml

from trainer.content.explaining import pages
from trainer.content.model import QUESTION_MODELS, WaivableHabit, WaivableRule
from trainer.content.schema import as_text, bank_schema
from trainer.content.settings import MODELS
from trainer.paths import shipped_bank
from trainer.scenario.parse import VERBS

HERE = Path(__file__).parent
BROKEN = sorted((HERE / "broken").glob("*.yaml"))
OF_FIELDS = {"missing-field", "unknown-field", "wrong-type", "wrong-value", "waiver"}
OF_YAML = {"syntax", "duplicate-key", "ambiguous", "alias", "tag", "key", "tab", "control-character"}
IN_SCHEMA_TOO = {"draw-no-choices"}
"""Files with a mistake of a rule that a schema can tell as well."""
CONTENT = [*sorted(shipped_bank().glob("*.yaml")), *sorted((HERE / "tiny_bank").glob("*.yaml"))]


def rules_of(path: Path) -> set[str]:
    return set(re.findall(r" (?:error|warning)\[([^]]+)\]: ", path.with_suffix(".expected").read_text()))


def problems(data: Any, definition: str = "") -> list[str]:
    """Return what an independent validator of draft 7 has against data."""
    schema = bank_schema()
    if definition:
        schema = {"$schema": schema["$schema"], "definitions": schema["definitions"],
                  "$ref": f"#/definitions/{definition}"}  # fmt: skip
    return [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(data)]


def test_the_shipped_schema_is_current() -> None:
    shipped = (shipped_bank() / "schema.json").read_text(encoding="utf-8")
    assert shipped == as_text(), "run `python -m trainer.content.schema --write`"


def test_the_schema_is_one_of_draft_7_and_complete() -> None:
    schema = bank_schema()
    jsonschema.Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "$defs" not in json.dumps(schema)
    for kind, model in QUESTION_MODELS.items():
        definition = schema["definitions"][kind]
        assert list(definition["properties"]) == model.names()
        assert definition["additionalProperties"] is False
        assert "^x-" in definition["patternProperties"]
    assert set(schema["required"]) == {"format", "deck", "title", "questions"}


def test_every_field_of_a_deck_is_explained() -> None:
    schema = bank_schema()
    parts = [schema, *(schema["definitions"][name] for name in (*QUESTION_MODELS, "option", "reference"))]
    for part in parts:
        for name, field in part["properties"].items():
            assert field.get("description"), name
            if "enum" in field and "enumDescriptions" in field:
                assert len(field["enum"]) == len(field["enumDescriptions"])


def test_what_can_be_chosen_is_offered_with_what_it_means() -> None:
    question = bank_schema()["definitions"]["single"]["properties"]
    steps = question["proof"]["items"]["properties"]
    assert steps.keys() == VERBS.keys()
    assert all(step.get("description") for step in steps.values()), "say in schema.py what a new verb does"
    for waive, rules in (
        (question["waive"], WaivableRule),
        (bank_schema()["properties"]["waive"], WaivableHabit),
    ):
        assert list(waive["properties"]) == list(get_args(rules))
        assert all(field["description"] == pages()[rule].says for rule, field in waive["properties"].items())


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_what_is_checked_clean_is_valid(path: Path) -> None:
    definition = path.stem if path.name in MODELS else ""
    assert problems(yaml.safe_load(path.read_text()), definition) == []


@pytest.mark.parametrize(
    "path",
    [path for path in BROKEN if rules_of(path) and rules_of(path) <= OF_FIELDS],
    ids=lambda path: path.stem,
)
def test_what_breaks_the_fields_breaks_the_schema(path: Path) -> None:
    if path.stem == "waiver-no-effect" or path.stem.startswith("bank-"):
        assert problems(yaml.safe_load(path.read_text())) == [], "only a rule can tell"
        return
    assert problems(yaml.safe_load(path.read_text()))


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in BROKEN
        if not rules_of(path) & (OF_FIELDS | OF_YAML | {"proof"}) and path.stem not in IN_SCHEMA_TOO
    ],
    ids=lambda path: path.stem,
)
def test_what_breaks_only_rules_is_valid(path: Path) -> None:
    assert problems(yaml.safe_load(path.read_text())) == []


@pytest.mark.parametrize("path", sorted(shipped_bank().glob("*.yaml")), ids=lambda path: path.stem)
def test_every_file_of_a_bank_names_the_schema_for_editors(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    found = re.fullmatch(r"# yaml-language-server: \$schema=([^#]+)(?:#/definitions/(\w+))?", first)
    assert found, first
    assert (path.parent / found[1]).resolve() == shipped_bank() / "schema.json"
    assert found[2] == (path.stem if path.name in MODELS else None)
