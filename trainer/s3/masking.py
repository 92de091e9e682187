"""Signatures and session tokens, shortened wherever they stand in a text: to be recognised, not used."""

import re

from trainer.s3.wording import shortened

_NAMED = re.compile(
    r"(?P<name>signature|security-token|session-?token|secret(?:-?access)?-?key|password"
    r"|(?:[?&]|%3F|%26)(?:sig|token))"
    r"(?P<sign>=|%(?:25)*3D|: ?)"
    r"(?P<value>.*?)(?=&|%(?:25)*26|[\s\"'<>]|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_SECRET = re.compile(
    r"signature|security-token|session-?token|secret-?(?:access-?)?key|password|\A(?:sig|token)\Z",
    re.IGNORECASE,
)
SHOWN = 16
"""Characters of a session token that are shown; those of AWS all begin alike."""
_MASKED = re.compile(rf".{{4}}….{{4}}|.{{0,{SHOWN}}}…(?: \([0-9 ]+\))?", re.DOTALL)


def is_secret(name: str) -> bool:
    """Tell whether the value of a parameter of this name gives access, as a signature or a token does."""
    return bool(_SECRET.search(name))


def masked_value(name: str, value: str) -> str:
    """Return a parameter's value as it may be shown: `aeee…d404`, `IQoJb3JpZ2luX2Vj… (1 204)`."""
    if not is_secret(name):
        return masked(value)
    if _MASKED.fullmatch(value):
        # It went through here before, as a whole text may.
        return value
    return shortened(value) if "token" not in name.lower() else _token(value)


def masked(text: str) -> str:
    """Return a text with each `signature=…` and `token=…` in it shortened, escaped ones too.

    What is shortened already stays as it is.
    """
    return _NAMED.sub(_short, text)


def _short(found: re.Match[str]) -> str:
    return f"{found['name']}{found['sign']}{masked_value(found['name'].lstrip('?&'), found['value'])}"


def _token(token: str) -> str:
    if not token:
        return ""
    # At most a third: what is shown of a short one would otherwise be most of it.
    return f"{token[: min(SHOWN, len(token) // 3)]}… ({len(token):,})".replace(",", " ")
