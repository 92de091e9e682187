"""What is known of a question as tags, which other programs keep: `domain:secure`, `fact:F16`."""

from typing import Any

from trainer.content.exchange.draft import Draft
from trainer.content.exchange.naming import is_id, slug

_SINGLE = ("revision", "domain", "task", "difficulty", "level")
_NUMBERS = frozenset({"revision", "difficulty"})
_FACT = "fact"

MAX_TAG = 50
"""Characters of a tag that Moodle keeps."""


def as_tags(written: dict[str, Any]) -> list[str]:
    """Return the tags of a question in the deck format, its own ones first."""
    tags = list(written.get("tags", ()))
    tags += [f"{name}:{written[name]}" for name in _SINGLE if written.get(name)]
    return tags + ([f"{_FACT}:{fact}" for fact in written.get("facts", ())] if _facts_fit(written) else [])


def in_tags(written: dict[str, Any]) -> set[str]:
    """Return the fields that stand in the tags whole, so that they need not be carried too."""
    whole = {"tags", *_SINGLE}
    return whole | {"facts"} if _facts_fit(written) else whole


def _facts_fit(written: dict[str, Any]) -> bool:
    longest = MAX_TAG - len(_FACT) - 1
    return all(
        fact.isalnum() and fact.isascii() and len(fact) <= longest for fact in written.get("facts", ())
    )


def put_back_tags(draft: Draft, tags: list[str]) -> None:
    """Add to a draft what its tags say; a tag that a deck cannot have is made into one that it can."""
    for tag in tags:
        name, colon, value = tag.partition(":")
        if colon and name in _SINGLE and value:
            draft.fields[name] = int(value) if name in _NUMBERS and value.isdecimal() else value
        elif colon and name == _FACT and value:
            draft.fields["facts"] = [*draft.fields.get("facts", []), value]
        else:
            made = tag if is_id(tag) else slug(tag, "")
            if made != tag:
                draft.lose(f"the tag {tag!r} became {made!r}" if made else f"the tag {tag!r} is left out")
            if made and made not in draft.fields.get("tags", []):
                draft.fields["tags"] = [*draft.fields.get("tags", []), made]
