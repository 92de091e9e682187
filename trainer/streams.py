"""The standard streams as every command needs them: open, and able to write any character."""

import io
import os
import sys
from collections.abc import Mapping


def prepare() -> None:
    """Put the null device where a standard stream is closed, and escapes where an encoding has no letter.

    Otherwise the first file that is opened takes the number of the closed stream, and what is meant for a
    reader ends up in it; and a question with an arrow ends in a traceback on a terminal that is not UTF-8.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        stream = getattr(sys, name)
        if stream is None:
            descriptor = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(descriptor, mode, encoding="utf-8", errors="backslashreplace"))
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def silence_stdout() -> None:
    """Drop what is still buffered for stdout: it cannot be written, and must not complain at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def ascii_only(environ: Mapping[str, str], encoding: str) -> bool:
    """Tell whether a terminal shows ASCII alone.

    TRAINER_ASCII decides (0: UTF-8, else ASCII); else a locale that is C or POSIX by name; else the encoding.
    """
    setting = environ.get("TRAINER_ASCII", "")
    if setting:
        return setting != "0"
    if _locale(environ) in ("C", "POSIX"):
        return True
    return encoding.lower().replace("-", "").replace("_", "") != "utf8"


def _locale(environ: Mapping[str, str]) -> str:
    """Return the locale of characters as it was set, in POSIX's order of variables; empty where none is."""
    everything, characters, language = (environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    # Python coerces the C locale when it starts and leaves that in LC_CTYPE (PEP 538).
    coerced = characters in ("C.UTF-8", "C.utf8", "UTF-8") and language in ("C", "POSIX")
    return everything or ("" if coerced else characters) or language


def terminal_encoding() -> str:
    """Return the encoding that the locale declares for the terminal."""
    import locale

    if sys.flags.utf8_mode:
        # In Python's UTF-8 mode (the C and POSIX locales switch it on) the locale's own word is hidden.
        return locale.getencoding()
    return getattr(sys.__stdout__, "encoding", None) or locale.getencoding()
