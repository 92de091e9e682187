"""URLs that the tests of the dissector share: AWS's own examples, and some of ours."""

from datetime import UTC, datetime
from pathlib import Path

SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
MAY_2013 = datetime(2013, 5, 24, 12, tzinfo=UTC)
_VECTORS = Path(__file__).parent / "vectors"


def published(name: str) -> str:
    """Return the URL of one of AWS's published examples, from the request that is kept of it."""
    first, *headers = (_VECTORS / name / "request.http").read_text("utf-8").splitlines()
    host = next(line.partition(":")[2].strip() for line in headers if line.lower().startswith("host:"))
    return f"https://{host}{first.split(' ')[1]}"


DOCUMENTED = published("v4-query-get-object")
"""AWS's documented pre-signed URL, signed 24 May 2013 for 24 hours."""
DOCUMENTED_V2 = published("v2-query-get-object")
