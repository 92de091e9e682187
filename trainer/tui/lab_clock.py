"""The lab clock in a header: amber and with its distance when it was moved."""

from datetime import UTC, datetime

from textual.content import Content

from trainer.labs.words import clock_time, duration

SMALL = 1.0
"""Seconds of offset that count as none."""


def clock_fact(now: datetime, offset: float) -> Content:
    """Draw lab time, and how far it is from real time if it was moved: `lab clock +1 h  11:00:01Z`."""
    time = clock_time(now.astimezone(UTC))
    if abs(offset) < SMALL:
        return Content.styled(f"lab clock {time}", "$muted")
    return Content.assemble((f"lab clock {distance(offset)}", "$warn"), (f"  {time}", "$muted"))


def distance(offset: float) -> str:
    """Return an offset in its two largest units that matter: `+1 h`, `+15 min 1 s`, `-2 d`."""
    sign = "-" if offset < 0 else "+"
    seconds = round(abs(offset))
    for unit in (86_400, 3_600, 60):
        if seconds >= 2 * unit or (unit != 86_400 and seconds >= unit):
            # Seconds say nothing beside hours, and hours little beside days.
            grain = {86_400: 3_600, 3_600: 60, 60: 1}[unit]
            seconds -= seconds % grain
            break
    return sign + duration(seconds)
