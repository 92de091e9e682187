"""Questions as JSON, whole: the lines of `trainer bank list --json`."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from trainer.content.exchange.draft import Draft, Source
from trainer.content.exchange.files import decoded
from trainer.content.lines import json_line
from trainer.errors import ContentError

_PLACE = ("deck", "file", "line")
"""Where a question stood; it stands elsewhere now."""


class _TwiceError(ValueError):
    pass


def write(decks: Sequence[tuple[str, Sequence[dict[str, Any]]]]) -> bytes:
    """Return the questions of all decks, one a line, texts as they are."""
    return "".join(f"{json_line(question)}\n" for _, questions in decks for question in questions).encode()


def read(source: bytes) -> Source:
    """Read questions one a line, a list of them, or a deck as JSON; raises ContentError for what is none."""
    text = decoded(source)
    found = Source()
    try:
        whole = _loaded(text)
    except _TwiceError as error:
        raise ContentError(f"{error}; keep one of them") from error
    except (ValueError, RecursionError):
        found.drafts = list(_lines(text, found))
    else:
        found.title = str(whole.get("title", "")) if isinstance(whole, dict) else ""
        items = whole.get("questions", [whole]) if isinstance(whole, dict) else whole
        for number, item in enumerate(items if isinstance(items, list) else [items], start=1):
            found.drafts += _drafts(item, f"question {number}", found)
    if not found.drafts and not found.losses:
        raise ContentError("it holds no question")
    return found


def _lines(text: str, found: Source) -> Iterator[Draft]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            item = _loaded(line)
        except _TwiceError as error:
            raise ContentError(f"line {number}: {error}; keep one of them") from error
        except ValueError as error:
            what = error.msg if isinstance(error, json.JSONDecodeError) else "a number is too long"
            raise ContentError(f"line {number} is no JSON ({what}); one question stands on a line") from error
        except RecursionError as error:
            raise ContentError(f"line {number} is nested too deep; this is no question") from error
        yield from _drafts(item, f"line {number}", found)


def _drafts(item: Any, where: str, found: Source) -> Iterator[Draft]:
    if not isinstance(item, dict):
        found.lose(f"{where}: not imported: it is no question")
        return
    yield Draft(where, {name: value for name, value in item.items() if name not in _PLACE})


def _loaded(text: str) -> Any:
    return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise _TwiceError(f"the key {name!r} stands twice")
        found[name] = value
    return found


def _no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number")
