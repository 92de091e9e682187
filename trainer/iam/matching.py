"""Text of a policy against text of a request: wildcards and policy variables.

Source: "IAM JSON policy elements: Variables and tags" and "Resource" of the IAM user guide.
"""

import re
from collections.abc import Mapping
from functools import lru_cache

from trainer.iam.malformed import MalformedPolicyError

NOT_MODELLED = (
    "aws:principaltag/",
    "aws:requesttag/",
    "aws:resourcetag/",
    "aws:tagkeys",
    "s3:existingobjecttag/",
    "s3:requestobjecttag/",
    "s3:requestobjecttagkeys",
    "s3:object-lock-",
    "s3:locationconstraint",
    "s3:bucket",
    "s3:accesspoint",
    "s3:dataaccesspoint",
    "iam:",
    "kms:",
    "sts:",
)
"""Starts of keys that a request would have, but that are not computed here: never taken as missing."""

MODELLED = frozenset(
    {
        "sts:externalid",
        "sts:rolesessionname",
        "kms:calleraccount",
        "kms:encryptioncontext:aws:s3:arn",
        "kms:encryptioncontextkeys",
        "kms:resourcealiases",
        "kms:viaservice",
    }
)
"""Keys with such a start that are computed: where a request has none of them, they are missing."""

ContextKeys = Mapping[str, tuple[str, ...]]
"""Condition keys of a request, in lower case, with their values; a key that is not there is missing."""

Template = tuple[tuple[str, bool], ...]
"""Pieces of text; True marks a piece that stands for itself, wildcards included."""

_VARIABLE = re.compile(r"\$\{([^}]*)\}")
_DEFAULT = re.compile(r"\s*([^,\s]+)\s*,\s*'([^']*)'\s*")


def template(text: str, keys: ContextKeys, *, variables: bool) -> Template | None:
    """Put values in place of `${...}`; None where one has neither a value nor a default.

    `variables` is false for a policy older than version 2012-10-17, in which `${...}` is plain text. Raises
    MalformedPolicyError for a variable that a request may have, but that is not computed here.
    """
    if not variables or "${" not in text:
        return ((text, False),)
    pieces: list[tuple[str, bool]] = []
    end = 0
    for variable in _VARIABLE.finditer(text):
        value = _value(variable[1], keys)
        if value is None:
            return None
        pieces += [(text[end : variable.start()], False), (value, True)]
        end = variable.end()
    return (*pieces, (text[end:], False))


def _value(name: str, keys: ContextKeys) -> str | None:
    if name in ("*", "?", "$"):
        return name
    with_default = _DEFAULT.fullmatch(name)
    key = (with_default[1] if with_default else name).strip().lower()
    values = keys.get(key)
    if values is None and is_not_modelled(key):
        raise MalformedPolicyError(f"policy variable {key} is not modelled")
    if values is not None and len(values) == 1:
        return values[0]
    return with_default[2] if with_default else None


def is_not_modelled(key: str) -> bool:
    """Tell whether a request may have a condition key (in lower case) that is not computed here."""
    return key.startswith(NOT_MODELLED) and key not in MODELLED


def plain(pieces: Template) -> str:
    """Return a template as text, for operators that know no wildcards."""
    return "".join([text for text, _ in pieces])


def like(pieces: Template, text: str, *, ignore_case: bool = False) -> bool:
    """Tell whether a template with the wildcards `*` and `?` covers the whole text."""
    if len(pieces) == 1:
        pattern = pieces[0][0]
        if pattern == "*" or (pattern == text and "*" not in pattern and "?" not in pattern):
            return True
    return _compiled(pieces, ignore_case).fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _compiled(pieces: Template, ignore_case: bool) -> re.Pattern[str]:
    parts = [""]
    for text, literal in pieces:
        for character in text:
            if character == "*" and not literal:
                parts.append("")
            else:
                parts[-1] += "." if character == "?" and not literal else re.escape(character)
    flags = re.DOTALL | (re.IGNORECASE if ignore_case else 0)
    if len(parts) == 1:
        return re.compile(parts[0], flags)
    # Atomic groups: each middle part keeps the first place it takes, so that no pattern is slow.
    middle = "".join([f"(?>.*?{part})" for part in parts[1:-1] if part])
    return re.compile(f"{parts[0]}{middle}.*{parts[-1]}", flags)
