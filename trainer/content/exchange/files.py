"""Reads what somebody wants imported: never more than fits, and of a package no more than it claims."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from trainer.errors import ContentError
from trainer.yaml.characters import MAX_BYTES

MAX_PACKAGE = 64 * 1024 * 1024
"""Bytes of a package with media, as it lies on the disk."""

MAX_MEMBERS = 10_000


def read_file(path: Path) -> bytes:
    """Return a file's bytes; raises ContentError for one that is too large or cannot be read."""
    try:
        with path.open("rb") as stream:
            source = stream.read(MAX_PACKAGE + 1)
    except OSError as error:
        raise ContentError(
            f"could not read {path} ({error.strerror}); name a file that can be read"
        ) from error
    limit = MAX_PACKAGE if source.startswith(b"PK\x03\x04") else MAX_BYTES
    if len(source) > limit:
        raise ContentError(f"{path} is larger than {limit // 2**20} MiB; split it")
    return source


def decoded(source: bytes) -> str:
    """Return a text file's text with `\\n` line ends; raises ContentError when its encoding is not known."""
    try:
        if source.startswith((b"\xff\xfe", b"\xfe\xff")):
            text = source.decode("utf-16")
        else:
            text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source[: error.start].count(b"\n") + 1
        raise ContentError(f"line {line} is not UTF-8; save the file as UTF-8") from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise ContentError(f"line {line} holds a NUL character; this is no text file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


class Package:
    """A zip file from outside."""

    def __init__(self, source: bytes) -> None:
        """Open it; raises ContentError for one that is broken or has far too many members."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(source))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise ContentError("the zip package is cut off or broken; export or download it again") from error
        if len(self._zip.infolist()) > MAX_MEMBERS:
            raise ContentError(f"the package has more than {MAX_MEMBERS} files; export fewer questions")

    def names(self) -> list[str]:
        """Return the names of its files, folders left out."""
        return [each.filename for each in self._zip.infolist() if not each.is_dir()]

    def read(self, name: str, limit: int = MAX_BYTES) -> bytes:
        """Return a file of it; raises ContentError for one that is missing, broken or too large."""
        try:
            with self._zip.open(name) as stream:
                content = stream.read(limit + 1)
        except KeyError:
            raise ContentError(f"the package names {name} and does not have it; export it again") from None
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            OSError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise ContentError(f"{name} in the package cannot be unpacked; export it again") from error
        if len(content) > limit:
            raise ContentError(f"{name} in the package is larger than {limit // 2**20} MiB; split it")
        return content

    def xml_files(self) -> Iterator[str]:
        """Yield the names of what may be XML."""
        return (name for name in self.names() if name.lower().endswith((".xml", ".qti")))
