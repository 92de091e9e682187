"""`trainer dissect`: read a URL, and what goes with it, and print its anatomy; nothing is sent anywhere."""

import os
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

from trainer.errors import UsageError
from trainer.plain.dissect_options import Options, plain_options
from trainer.s3.address import MAX_LENGTH
from trainer.s3.anatomy import Anatomy, dissect
from trainer.s3.anatomy_json import Dissection, as_json
from trainer.s3.parts import parts
from trainer.s3.risks import risks
from trainer.s3.verifying import UNKNOWN, verify

if TYPE_CHECKING:
    from trainer.s3.error_meaning import Meaning

_NAME = r"[A-Z_][A-Z0-9_]{0,39}"
_HEADER = r"([A-Za-z0-9!#$%&'*+.^_`|~-]+):[ \t]*([^\r\n]*)"


def run_plain(arguments: Sequence[str], out: TextIO) -> int | None:
    """Run with the arguments after `dissect` if they are plain, else return None and do nothing."""
    options = plain_options(arguments)
    return run(options, out) if options else None


def run(options: Options, out: TextIO) -> int:
    """Print the anatomy of a URL and return 0.

    Raises UsageError for what is no URL, no answer of S3, no variable or no header.
    """
    if options.url == options.error == "-":
        raise UsageError("the URL and S3's answer cannot both come from standard input; put one into a file")
    headers = _headers(options.headers)
    secret = _secret(options.secret_key_env)
    found = _dissected(dissect(_text(options.url)), secret, headers)
    answer = None if options.error is None else _meaning(found, _bytes(options.error), headers)
    if options.as_json:
        from trainer.content.lines import json_line

        out.write(f"{json_line(as_json(found, answer, show_secrets=options.show_secrets))}\n")
    else:
        from trainer.plain.dissect_text import report

        report(found, answer, datetime.now(UTC), out, show_secrets=options.show_secrets)
    return 0


def _dissected(anatomy: Anatomy, secret: str | None, headers: dict[str, str]) -> Dissection:
    now = datetime.now(UTC)
    verification = verify(anatomy, secret, headers) if secret is not None else UNKNOWN
    method = verification.method or "GET"
    return Dissection(
        anatomy,
        parts(anatomy, now),
        risks(anatomy, now, verification),
        verification,
        anatomy.canonical_request(method, headers),
        anatomy.string_to_sign(method, headers) if anatomy.kind != "plain" else None,
    )


def _meaning(found: Dissection, data: bytes, headers: dict[str, str]) -> "Meaning":
    from trainer.s3.error_meaning import meaning
    from trainer.s3.error_reading import read_error

    return meaning(read_error(data), found.anatomy, found.verification, headers)


def _text(url: str) -> str:
    if url != "-":
        return url
    # A reader at a terminal presses Enter and is done.
    return sys.stdin.readline() if sys.stdin.isatty() else sys.stdin.read(MAX_LENGTH + 1)


def _bytes(name: str) -> bytes:
    from trainer.s3.error_reading import MAX_BYTES

    if name == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with open(name, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UsageError(f"--error: cannot read {name!r} ({reason}); name a file with S3's answer") from None


def _secret(name: str | None) -> str | None:
    if name is None:
        return None
    secret = os.environ.get(name, "").strip()
    if not secret:
        # Somebody may have given the secret itself, and it must not be repeated.
        shown = f"${name}" if re.fullmatch(_NAME, name) else "the variable that it names"
        raise UsageError(f"--secret-key-env: {shown} is not set; export the secret key under that name first")
    return secret


def _headers(given: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for header in given:
        read = re.fullmatch(_HEADER, header)
        if read is None:
            raise UsageError("--header takes a name, a colon and a value, such as 'Content-Type: image/png'")
        found[read[1].lower()] = read[2].strip()
    found.pop("host", None)
    return found
