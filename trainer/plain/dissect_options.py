"""What `trainer dissect` was asked for, read without the library that reads options for all commands.

That library takes longer to load than a URL to dissect. Only what is plain is read here; whatever else there
may be (`--help`, `--error=FILE`, a mistake) is left to it.
"""

from collections.abc import Sequence
from typing import NamedTuple


class Options(NamedTuple):
    """The options of one call."""

    url: str
    """A URL, or `-` for standard input."""
    as_json: bool = False
    show_secrets: bool = False
    secret_key_env: str | None = None
    error: str | None = None
    """The file with S3's answer, or `-`."""
    headers: tuple[str, ...] = ()
    """Each as `Name: value`."""


def plain_options(arguments: Sequence[str]) -> Options | None:
    """Read the arguments after `dissect`, or return None for what is not plain."""
    urls: list[str] = []
    flags: set[str] = set()
    values: dict[str, list[str]] = {"--secret-key-env": [], "--error": [], "--header": []}
    left = iter(arguments)
    for argument in left:
        if argument in ("--json", "--show-secrets"):
            flags.add(argument)
        elif argument in values:
            value = next(left, None)
            if value is None or (value.startswith("-") and value != "-"):
                return None
            values[argument].append(value)
        elif argument.startswith("-") and argument != "-":
            return None
        else:
            urls.append(argument)
    if len(urls) != 1:
        return None
    secret, error = values["--secret-key-env"], values["--error"]
    return Options(
        urls[0],
        "--json" in flags,
        "--show-secrets" in flags,
        secret[-1] if secret else None,
        error[-1] if error else None,
        tuple(values["--header"]),
    )
