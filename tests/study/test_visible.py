"""Control characters of a bank's text are shown, not obeyed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.study.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", r"\x1b[31mred\x1b[0m"),
        ("bell\a", r"bell\x07"),
        ("\x9b2J", r"\x9b2J"),
        ("over\rwritten", r"over\x0dwritten"),
        ("s3:\u202etcejbOteG\u202c", r"s3:\u202etcejbOteG\u202c"),
        ("\u2066isolate\u2069", r"\u2066isolate\u2069"),
        ("zero\u200bwidth\ufeff", r"zero\u200bwidth\ufeff"),
        ("lone \ud800", r"lone \ud800"),
        ("tag \U000e0041", r"tag \U000e0041"),
        ("two\r\nlines\n\tand a tab", "two\nlines\n    and a tab"),
        ("naïve — 日本 ✓ e\u0301 👩\u200d💻 شكرا", "naïve — 日本 ✓ e\u0301 👩\u200d💻 شكرا"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text())
def test_no_control_character_gets_through(text: str) -> None:
    shown = visible(text)
    assert not {c for c in shown if unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp")} - {"\n"}
    assert not {c for c in shown if unicodedata.bidirectional(c) in BIDI}


BIDI = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
