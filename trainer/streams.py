"""The standard streams as every command needs them: open, and able to write any character."""

import io
import os
import sys


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
