"""Headers that narrow a read, as moto reads them: what S3 would not understand is left out, as S3 does.

Sources: RFC 9110, sections 13.1.3, 13.1.4, 13.2.2 and 14.2; three forms of a date in section 5.6.7.
"""

import re
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from typing import Any

_RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-[0-9]{1,18})")
_DATES = {"HTTP_IF_MODIFIED_SINCE": "HTTP_IF_NONE_MATCH", "HTTP_IF_UNMODIFIED_SINCE": "HTTP_IF_MATCH"}
"""A date, and the header about entity tags that it gives way to."""


def understood(environ: dict[str, Any]) -> dict[str, Any]:
    """Return a request's environment without a range or a date that is none."""
    kept = dict(environ)
    if not _is_range(kept.get("HTTP_RANGE", "")):
        kept.pop("HTTP_RANGE", None)
    for name, overruled_by in _DATES.items():
        moment = _moment(kept.pop(name, ""))
        if moment and overruled_by not in kept:
            kept[name] = format_datetime(moment, usegmt=True)
    return kept


def _moment(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _is_range(text: str) -> bool:
    found = _RANGE.fullmatch(text.strip())
    if found is None:
        return False
    return not found[2] or int(found[1]) <= int(found[2])
