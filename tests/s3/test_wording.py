"""Times and spans as a trail says them."""

from datetime import UTC, datetime

import pytest

from trainer.s3.times import amz_time, epoch_time, http_time, later
from trainer.s3.wording import clock, iso, shortened, span

NOW = datetime(2026, 11, 23, 11, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (0.5, "less than 1 s"),
        (45, "45 s"),
        (60, "1 min"),
        (61, "1 min 1 s"),
        (3600, "1 h"),
        (3659, "1 h"),
        (82799, "22 h 59 min"),
        (604800, "7 d"),
        (90000, "1 d 1 h"),
    ],
)
def test_span(seconds: float, text: str) -> None:
    assert span(seconds) == text


def test_clock() -> None:
    assert clock(NOW, NOW) == "11:00:01Z"
    assert clock(NOW.replace(day=24), NOW) == "24 Nov 11:00:01Z"
    assert clock(NOW.replace(year=2027), NOW) == "23 Nov 2027 11:00:01Z"
    assert iso(NOW.replace(year=7)) == "0007-11-23T11:00:01Z"


def test_a_signature_is_shortened_beyond_use() -> None:
    assert shortened("aeeed9bbccd4d02ee5c0d404") == "aeee…d404"
    assert shortened("short") == "…"
    assert shortened("") == ""


def test_times() -> None:
    assert amz_time("20261123T110001Z") == NOW
    assert amz_time("20260230T000000Z") is None
    assert amz_time("\u0662\u0660261123T110001Z") is None
    assert http_time("Mon, 23 Nov 2026 11:00:01 GMT") == NOW
    assert http_time("Mon, 23 Nov 2026 11:00:01 +0000") == NOW
    assert http_time("Mon, 23 Xyz 2026 11:00:01 GMT") is None
    assert epoch_time(10**17) is None
    assert later(NOW.replace(year=9999, month=12), 10**9).year == 9999
