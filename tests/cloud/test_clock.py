from datetime import UTC, datetime, timedelta

import pytest

from trainer.cloud.clock import FURTHEST, Clock

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_lab_time_is_real_time_plus_an_offset() -> None:
    real = [NOON]
    clock = Clock(lambda: real[0])
    clock.advance(timedelta(hours=2))
    real[0] += timedelta(minutes=1)
    moment = clock.read()
    assert (moment.real, moment.lab) == (NOON + timedelta(minutes=1), NOON + timedelta(hours=2, minutes=1))
    clock.set_to(NOON - timedelta(days=1))
    assert clock.read().lab == NOON - timedelta(days=1)
    clock.reset()
    assert clock.offset == timedelta()


def test_it_stays_within_a_century() -> None:
    clock = Clock(lambda: NOON)
    clock.advance(FURTHEST)
    with pytest.raises(ValueError, match="within 36525 days"):
        clock.advance(timedelta(seconds=1))
    with pytest.raises(ValueError, match="within 36525 days"):
        clock.set_to(datetime(1900, 1, 1, tzinfo=UTC))
    assert clock.offset == FURTHEST
