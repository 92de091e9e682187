import json

from trainer.content.model import QUESTION_MODELS
from trainer.content.schema import as_text, deck_schema
from trainer.paths import shipped_bank


def test_the_shipped_schema_is_current() -> None:
    shipped = (shipped_bank() / "schema.json").read_text(encoding="utf-8")
    assert shipped == as_text(), "run `python -m trainer.content.schema --write`"


def test_the_schema_is_of_draft_7_and_complete() -> None:
    schema = deck_schema()
    text = json.dumps(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert "$defs" not in text
    for model in QUESTION_MODELS.values():
        definition = schema["definitions"][model.__name__]
        assert definition["properties"].keys() == model.model_fields.keys()
        assert definition["additionalProperties"] is False
        assert "^x-" in definition["patternProperties"]
    assert set(schema["required"]) == {"format", "deck", "title", "questions"}
