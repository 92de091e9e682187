"""How long until a question comes back."""

from datetime import timedelta

import pytest

from trainer.study.durations import short


@pytest.mark.parametrize(
    ("duration", "words"),
    [
        (timedelta(0), "1 min"),
        (timedelta(seconds=-5), "1 min"),
        (timedelta(minutes=1), "1 min"),
        (timedelta(minutes=5.5), "6 min"),
        (timedelta(minutes=59.4), "59 min"),
        (timedelta(minutes=59.6), "1 h"),
        (timedelta(hours=23.4), "23 h"),
        (timedelta(hours=23.6), "1 d"),
        (timedelta(days=8), "8 d"),
        (timedelta(days=59), "59 d"),
        (timedelta(days=75), "2.5 months"),
        (timedelta(days=438), "1.2 years"),
    ],
)
def test_words(duration: timedelta, words: str) -> None:
    assert short(duration) == words
