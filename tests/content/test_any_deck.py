"""Whatever stands where in a deck, it is reported: checking never fails."""

import copy
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trainer.content.deck import check_deck
from trainer.content.settings import Settings
from trainer.yaml import read

TINY = Path(__file__).parent / "tiny_bank"
TEXT = (TINY / "access.yaml").read_text()
DECK = read(TEXT).data
PATIENT = settings(
    max_examples=200,
    deadline=timedelta(seconds=5),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [here, *(path for key, each in inner for path in paths(each, (*here, key)))]


def put(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    changed = copy.deepcopy(data)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return changed


ODD: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(
            None,
            True,
            False,
            0,
            -1,
            1.5,
            10**17,
            "",
            " ",
            "x",
            "single",
            "recall",
            "https://[",
            "(Select TWO.)",
        ),
        *([], {}, [None], [[]], {"": {}}, {"a": [1]}, [{}], {"as": {}}, [{"fetch": None}], ["T1", "T1"]),
    ]
)


@given(st.sampled_from(paths(DECK)), ODD)
@PATIENT
def test_anything_anywhere(tiny_settings: Settings, path: tuple[Any, ...], value: Any) -> None:
    source = json.dumps(put(DECK, path, value), ensure_ascii=False).encode()
    deck = check_deck("any.yaml", source, tiny_settings)
    lines = source.decode().split("\n")
    for problem in deck.problems:
        assert problem.message
        assert problem.hint
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1


@given(st.integers(0, len(TEXT)), st.integers(0, 40), st.text(max_size=5))
@PATIENT
def test_any_piece_replaced(tiny_settings: Settings, begin: int, length: int, piece: str) -> None:
    source = (TEXT[:begin] + piece + TEXT[begin + length :]).encode("utf-8", "surrogatepass")
    deck = check_deck("any.yaml", source, tiny_settings)
    errors = [problem for problem in deck.problems if problem.is_error]
    assert errors or len(deck.questions) >= 1


@given(st.binary())
@PATIENT
def test_any_bytes(tiny_settings: Settings, source: bytes) -> None:
    assert check_deck("any.yaml", source, tiny_settings).problems
