"""Appends questions to a deck as text, so that everything that stands in the file stays as it is."""

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from trainer.content.exchange.yaml_writing import question_yaml, text_value
from trainer.errors import ContentError
from trainer.yaml import Document, read
from trainer.yaml.characters import MAX_BYTES

INDENT = 2
"""Where the dashes stand in a new deck, as in the shipped ones."""

_MARK = b"\xef\xbb\xbf"
_BY_HAND = "add them by hand, or import into another deck"


def new_deck(name: str, title: str, *, with_schema: bool) -> bytes:
    """Return the head of a deck; with a schema beside it, editors are told of that."""
    modeline = "# yaml-language-server: $schema=schema.json\n" if with_schema else ""
    head = f"{modeline}format: 1\ndeck: {text_value(name)}\ntitle: {text_value(title)}\nquestions: []\n"
    return head.encode()


def writable(fields: dict[str, Any]) -> str:
    """Return why a question cannot be written as YAML, or nothing."""
    document = read("questions:\n" + question_yaml(fields, INDENT))
    if document.mistakes:
        return document.mistakes[0].message
    if not _same(document.data["questions"], [fields]):
        return "the strict loader would read it differently"
    return ""


def appended(path: Path, source: bytes, questions: Sequence[dict[str, Any]]) -> bytes:
    """Return the deck with questions added after its last one; nothing else of it changes.

    Raises ContentError for a deck that has to be mended first, or that is written in another style.
    """
    document = _readable(path, source)
    text = source.decode("utf-8-sig")
    for gap in ("\n", ""):
        # A text block that keeps its empty lines would take the gap for its own.
        changed = _inserted(path, document, text, questions, gap)
        content = (_MARK if source.startswith(_MARK) else b"") + changed.encode()
        if len(content) > MAX_BYTES:
            size = f"larger than {MAX_BYTES // 2**20} MiB"
            raise ContentError(f"{path} would be {size}; import fewer questions, or into several decks")
        if _holds(changed, document, questions):
            return content
    raise ContentError(f"{path}: its last question ends so that nothing can follow it; {_BY_HAND}")


def write(path: Path, content: bytes) -> None:
    """Write a file in one step, so that no reader ever sees half of it; raises ContentError."""
    target = Path(os.path.realpath(path))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask()
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(content)
            os.chmod(name, mode)
            os.replace(name, target)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise
    except OSError as error:
        raise ContentError(f"could not write {path} ({error.strerror}); choose another place") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _readable(path: Path, source: bytes) -> Document:
    document = read(source)
    if document.mistakes:
        first = document.mistakes[0]
        place = f"{path}:{first.position.line}:{first.position.column}"
        raise ContentError(f"{place}: {first.message}; mend the deck first, {first.hint}")
    if not isinstance(document.data, dict) or "questions" not in document.data:
        raise ContentError(
            f"{path} is no deck; begin it with `format: 1`, `deck:`, `title:` and `questions:`"
        )
    if not isinstance(document.data["questions"], list | None):
        line = document.position(("questions",)).line
        raise ContentError(f"{path}:{line}: its questions are no list; mend the deck first")
    return document


def _inserted(
    path: Path, document: Document, text: str, questions: Sequence[dict[str, Any]], gap: str
) -> str:
    lines = text.split("\n")
    end_of_line = "\r" if lines[0].endswith("\r") else ""
    if not lines[-1]:
        lines.pop()
    elif not lines[-1].endswith("\r"):
        lines[-1] += end_of_line
    key = document.key_position(("questions",))
    indent = INDENT
    if document.data["questions"]:
        first = document.position(("questions",))
        if lines[first.line - 1][first.column - 1 : first.column] != "-":
            raise ContentError(f"{path}:{first.line}: its questions stand in brackets; {_BY_HAND}")
        indent = first.column - 1
    else:
        lines[key.line - 1] = _without_empty_list(path, lines[key.line - 1], key.line)
    end = _end_of_questions(document, lines)
    added = gap + gap.join(question_yaml(question, indent) for question in questions)
    new = [line + end_of_line for line in added.removesuffix("\n").split("\n")]
    return "\n".join([*lines[:end], *new, *lines[end:]]) + "\n"


def _without_empty_list(path: Path, line: str, number: int) -> str:
    """Return the line of the key `questions` without the value that says there are none."""
    key, colon, rest = line.partition(":")
    value, hash_sign, comment = rest.partition("#")
    if value.strip() not in ("", "[]", "null", "~"):
        raise ContentError(f"{path}:{number}: its questions stand in brackets; {_BY_HAND}")
    end_of_line = "\r" if line.endswith("\r") else ""
    return f"{key}{colon}{f'  {hash_sign}{comment}' if hash_sign else ''}".rstrip() + end_of_line


def _end_of_questions(document: Document, lines: list[str]) -> int:
    """Return how many lines stand before the end of the list: before the next key and its comments."""
    place = document.key_position(("questions",)).line
    later = [document.key_position((key,)).line for key in document.data]
    end = min((line for line in later if line > place), default=len(lines) + 1) - 1
    last = end == len(lines)
    while end > place and _stands_between(lines[end - 1]):
        if last and lines[end - 1].startswith("#"):
            # At the end of the file a comment belongs to what stands before it.
            break
        end -= 1
    return end


def _stands_between(line: str) -> bool:
    return not line.strip() or line.startswith(("#", "..."))


def _holds(changed: str, before: Document, questions: Sequence[dict[str, Any]]) -> bool:
    """Tell whether the changed text says what was there and what was added, and nothing else."""
    after = read(changed)
    if after.mistakes or not isinstance(after.data, dict) or list(after.data) != list(before.data):
        return False
    old = before.data["questions"] or []
    kept = {**before.data, "questions": old} == {
        **after.data,
        "questions": after.data["questions"][: len(old)],
    }
    return kept and _same(after.data["questions"][len(old) :], list(questions))


def _same(read_back: Any, written: Any) -> bool:
    """Compare data but for how prose was broken into lines, and for blanks around it."""
    match written:
        case dict():
            return (
                isinstance(read_back, dict)
                and read_back.keys() == written.keys()
                and all(_same(read_back[key], each) for key, each in written.items())
            )
        case list() | tuple():
            return (
                isinstance(read_back, list)
                and len(read_back) == len(written)
                and all(_same(mine, its) for mine, its in zip(read_back, written, strict=True))
            )
        case str():
            return isinstance(read_back, str) and read_back.split() == written.split()
    return type(read_back) is type(written) and bool(read_back == written)
