"""Reads what a bank's folder happens to hold: a pipe or a device in it must not stop the trainer."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path


@contextmanager
def opened_regular(path: Path) -> Iterator[BufferedReader]:
    """Open a regular file for reading; raises OSError, also for a pipe or a device, which might never end."""
    with open(path, "rb", opener=_without_waiting) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        yield stream


def _without_waiting(path: str, flags: int) -> int:
    # Opening a pipe waits for somebody to write to it.
    return os.open(path, flags | os.O_NONBLOCK)
