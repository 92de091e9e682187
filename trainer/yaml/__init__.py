"""YAML read strictly, with the place of everything that was read.

A bank is written by hand, so nothing in it may mean something else than it seems to: only `true`, `false`,
`null`, whole and decimal numbers are typed, and whatever a YAML reader might take for a date, a time, a
switch or an octal number has to stand in quotes. Anchors, aliases, tags, merge keys and control characters
are refused. All mistakes of a file are gathered; a mistake of syntax ends the reading, and what stood before
it is kept.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import yaml

from trainer.errors import ContentError
from trainer.yaml.builder import Builder, TooManyMistakesError
from trainer.yaml.characters import cleaned, decoded, has_too_many_values
from trainer.yaml.document import (
    MAX_MISTAKES,
    Document,
    KeyPath,
    Mistake,
    Position,
    YamlError,
    position_of,
    too_many,
)
from trainer.yaml.syntax import explained

__all__ = ["Document", "KeyPath", "Mistake", "Position", "YamlError", "load", "read"]

_LOADER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


def load(path: Path) -> Document:
    """Read a YAML file that has to be free of mistakes.

    Raises YamlError with all mistakes; ContentError when the file cannot be read.
    """
    try:
        source = path.read_bytes()
    except OSError as error:
        raise ContentError(f"could not read {path} ({error.strerror}); check that it is there") from error
    document = read(source)
    if document.mistakes:
        raise YamlError(str(path), tuple(document.mistakes))
    return document


def read(source: bytes | str) -> Document:
    """Read a YAML document, gathering mistakes; never raises, whatever the source holds."""
    document = Document()
    text = decoded(source, document)
    if text is not None and not has_too_many_values(text, document):
        with _no_garbage_collection():
            document.text = cleaned(text, document)
            if len(document.mistakes) <= MAX_MISTAKES:
                _build(document)
    document.mistakes.sort(key=lambda mistake: (mistake.position.line, mistake.position.column))
    return document


@contextmanager
def _no_garbage_collection() -> Iterator[None]:
    """Keep the collector from walking, again and again, thousands of objects that are all in use."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _build(document: Document) -> None:
    builder = Builder(document)
    try:
        last = builder.run(yaml.parse(document.text, Loader=_LOADER))
        if last is not None:
            document.cut_short = True
            document.broken_at = position_of(last.start_mark)
    except TooManyMistakesError as ended:
        document.cut_short = True
        document.mistakes.append(too_many(ended.position))
    except yaml.MarkedYAMLError as error:
        document.cut_short = True
        document.broken_at = position_of(error.problem_mark or error.context_mark)
        mistake = explained(error, builder.last_long_quote)
        if not _follows(mistake, document):
            document.mistakes.append(mistake)
    finally:
        builder.finish()


def _follows(mistake: Mistake, document: Document) -> bool:
    """Tell whether broken syntax follows from a character that was replaced, as a tab by one blank."""
    lines = {each.position.line for each in document.mistakes if each.rule == "control-character"}
    return mistake.position.line in lines or any(each.rule == "tab" for each in document.mistakes)
