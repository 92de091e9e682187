"""X-Amz-Expires: how long a pre-signed URL lasts, and what S3 takes for a number of seconds."""

import re

from trainer.s3 import refusals
from trainer.s3.refusals import MAX_EXPIRES
from trainer.s3.verdict import Refusal

INTEGER = re.compile(r"[+-]?[0-9]{1,18}")


def expires_seconds(text: str) -> int | None:
    """Return X-Amz-Expires as seconds, or None where S3 would not take it."""
    return None if expires_refusal(text) else int(text)


def expires_refusal(text: str) -> tuple[Refusal, str] | None:
    """Return what S3 answers to X-Amz-Expires that it does not take, and why; None where it takes it."""
    if len(text) > 18 and text.isascii() and text.isdecimal():
        text = str(10**17)
    if not INTEGER.fullmatch(text):
        return refusals.query_parameters("X-Amz-Expires should be a number"), "X-Amz-Expires is not a number"
    if int(text) < 0:
        return refusals.query_parameters("X-Amz-Expires must be non-negative"), "X-Amz-Expires is negative"
    if int(text) > MAX_EXPIRES:
        message = (
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be "
            "less than 604800 seconds"
        )
        return refusals.query_parameters(message), "longer than seven days, the most that S3 takes"
    return None
