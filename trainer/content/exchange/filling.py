"""What the one who imports says of all the questions, for those that do not say it themselves."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from trainer.content.exchange import target
from trainer.errors import UsageError


def filling(
    deck: Path,
    *,
    task: str = "",
    difficulty: int | None = None,
    level: str | None = None,
    facts: Sequence[str] = (),
    references: Sequence[str] = (),
    today: date,
) -> dict[str, Any]:
    """Return the fields that a question of a deck gets where it has none; the task brings its domain along.

    `references` are addresses that somebody has read `today`. Raises UsageError for a task that the exam of
    the deck's bank does not have.
    """
    fields: dict[str, Any] = {"difficulty": difficulty, "level": level, "facts": list(facts)}
    if task:
        tasks = target.settings_beside(deck).tasks
        if task not in tasks:
            raise UsageError(f"the exam has no task {task!r}; use one of {', '.join(tasks)}")
        fields |= {"domain": tasks[task], "task": task}
    read = {"checked": today.isoformat(), "via": "live", "evidence": "documented"}
    fields["references"] = [{"url": address, **read} for address in references]
    return {name: value for name, value in fields.items() if value}


def filled(fields: Mapping[str, Any], common: Mapping[str, Any]) -> dict[str, Any]:
    """Return a question's fields with those of `common` that it lacks; task and domain come as a pair."""
    has_place = "task" in fields or "domain" in fields
    lacking = {
        name: value for name, value in common.items() if not (has_place and name in ("task", "domain"))
    }
    return lacking | dict(fields)
