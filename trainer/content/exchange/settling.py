"""A draft made into what a deck may hold: only fields that it knows or that are the author's own."""

from typing import Any

from trainer.content.exchange.draft import Draft
from trainer.content.exchange.naming import slug
from trainer.content.exchange.yaml_writing import cleaned
from trainer.content.model import OWN_FIELD, QUESTION_MODELS, OptionModel, ReferenceModel


def settle(draft: Draft) -> None:
    """Take out what is empty, what no YAML may hold, and what the deck format has no field for."""
    fields, whole = cleaned(draft.fields)
    if not whole:
        draft.lose("characters or numbers that no deck may have were taken out or became text")
    kept: dict[str, Any] = {}
    model = QUESTION_MODELS.get(fields.get("kind") if isinstance(fields.get("kind"), str) else "")
    for name, value in fields.items():
        if value in ("", [], {}, None):
            continue
        if model is None or name in model.names() or name.startswith(OWN_FIELD):
            kept[name] = value.strip() if isinstance(value, str) else value
        else:
            own = f"{OWN_FIELD}{slug(name, 'field')}"
            draft.lose(f"the deck format has no field {name!r} here; it became {own}")
            kept[own] = value
    for name, part in (("options", OptionModel), ("references", ReferenceModel)):
        if isinstance(kept.get(name), list):
            kept[name] = [_part(each, set(part.model_fields), f"{name}, entry {number}", draft)
                          for number, each in enumerate(kept[name], start=1)]  # fmt: skip
    draft.fields = kept


def _part(item: Any, known: set[str], where: str, draft: Draft) -> Any:
    if not isinstance(item, dict):
        return item
    for name in item.keys() - known:
        draft.lose(f"{where}: the deck format has no field {name!r} there; it is left out")
    plain = {
        name: value.strip() if isinstance(value, str) else value
        for name, value in item.items()
        if name in known
    }
    return {
        name: value
        for name, value in plain.items()
        if value not in ("", None) and not (name == "correct" and value is False)
    }
