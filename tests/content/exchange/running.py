"""Runs the import and the export as the commands do."""

import io
from pathlib import Path
from typing import NamedTuple

from tests.clients import installed
from trainer.content.exchange.exporting import export
from trainer.content.exchange.importing import import_file
from trainer.paths import shipped_bank

EXAMPLES = Path(__file__).parent / "examples"


class Ran(NamedTuple):
    code: int
    out: str
    report: list[str]


def imported(file: Path, into: Path | str, form: str | None = None, bank: Path | None = None) -> Ran:
    out, err = io.StringIO(), io.StringIO()
    code = import_file(file, str(into), form, [bank or shipped_bank()], out, err)
    return Ran(code, out.getvalue(), err.getvalue().splitlines())


def exported(form: str, file: Path, *decks: str, bank: Path | None = None) -> Ran:
    out, err = io.StringIO(), io.StringIO()
    code = export([bank or shipped_bank()], decks, form, file, out, err)
    return Ran(code, out.getvalue(), err.getvalue().splitlines())


def run(command: list[str], folder: Path, **environment: str) -> str:
    """Run another's tool with nothing of the user's in its environment, and return its output."""
    return installed.run(command, environment, folder)
