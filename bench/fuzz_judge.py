"""Coverage-guided fuzzing of the judge: pip install atheris, then

    python -m bench.fuzz_judge [-max_total_time=SECONDS] [options of libFuzzer]

No request may make the judge raise, and none may pass its signature check but the one that was signed.
"""

import sys
from datetime import UTC, datetime
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.s3.samples import LONG_TERM, world
from trainer.s3.judge import judge
from trainer.s3.request import Request
from trainer.s3.signing import presign_v4
from trainer.s3.verdict import Verdict

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
URL = presign_v4(
    LONG_TERM, "GET", "http://127.0.0.1:5000/trainer-private/coffee.jpg",
    region="us-east-1", now=NOW, expires=300, headers={}, query=(),
)  # fmt: skip
PARTS = urlsplit(URL)


def one_input(data: bytes) -> None:
    """Judge a request that is made of the signed one and of anything."""
    text = data.decode("latin-1")
    path, _, rest = text.partition("\n")
    query, _, headers = rest.partition("\n")
    sent = tuple(
        (name, value) for name, colon, value in (line.partition(":") for line in headers.split("\n")) if colon
    )
    for raw_path, raw_query in (
        (PARTS.path + path, f"{PARTS.query}{query}"),
        (path or "/", query),
        (PARTS.path, f"{query}&{PARTS.query}"),
    ):
        request = Request("GET", raw_path, raw_query, (("Host", PARTS.netloc), *sent))
        verdict = judge(request, world(), NOW)
        if _signature_passed(verdict) and not _same(raw_path, raw_query):
            raise AssertionError(f"accepted what was not signed: {raw_path!r} {raw_query!r} {sent!r}")


def _signature_passed(verdict: Verdict) -> bool:
    return any(entry.check == "signature" and entry.outcome == "passed" for entry in verdict.trail)


def _same(raw_path: str, raw_query: str) -> bool:
    """Tell, with the standard library's own reading, whether this is the request that was signed."""
    signed, sent = (sorted(parse_qsl(query, keep_blank_values=True)) for query in (PARTS.query, raw_query))
    return unquote(raw_path) == unquote(PARTS.path) and signed == sent


def main() -> int:
    """Run libFuzzer with the options given."""
    try:
        atheris: Any = import_module("atheris")
    except ImportError:
        print("fuzz_judge: atheris is not installed; pip install atheris", file=sys.stderr)
        return 2
    atheris.instrument_all()
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
