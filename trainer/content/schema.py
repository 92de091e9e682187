"""The JSON schema of a deck, for editors; made anew with `python -m trainer.content.schema --write`."""

import json
import sys
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from trainer.content.model import OWN_FIELD, DeckModel
from trainer.paths import shipped_bank

DRAFT = "http://json-schema.org/draft-07/schema#"


def deck_schema() -> dict[str, Any]:
    """Return the schema of draft 7, which is what editors' YAML servers read best."""
    schema = _draft7(DeckModel.model_json_schema(schema_generator=GenerateJsonSchema))
    for name, definition in schema["definitions"].items():
        if name in ("SingleModel", "MultipleModel", "RecallModel"):
            definition["patternProperties"] = {f"^{OWN_FIELD}": {}}
    return {"$schema": DRAFT, **schema, "title": "A deck of questions"}


def as_text() -> str:
    """Return the schema as the file has it."""
    return json.dumps(deck_schema(), indent=2, ensure_ascii=False) + "\n"


def _draft7(value: Any) -> Any:
    """Rename what later drafts call otherwise, and drop what only repeats a field's name."""
    if isinstance(value, list):
        return [_draft7(each) for each in value]
    if not isinstance(value, dict):
        return value.replace("#/$defs/", "#/definitions/") if isinstance(value, str) else value
    kept = {key: each for key, each in value.items() if key != "discriminator" and not _is_name(key, each)}
    return {"definitions" if key == "$defs" else key: _draft7(each) for key, each in kept.items()}


def _is_name(key: str, value: Any) -> bool:
    """Tell whether this is the title pydantic derives from a name, not a field called `title`."""
    return key == "title" and isinstance(value, str)


def main(arguments: list[str]) -> None:
    """Print the schema; with --write, put it beside the shipped decks."""
    if arguments == ["--write"]:
        (shipped_bank() / "schema.json").write_text(as_text(), encoding="utf-8")
    else:
        sys.stdout.write(as_text())


if __name__ == "__main__":
    main(sys.argv[1:])
