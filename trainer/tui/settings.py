"""What the TUI remembers between two runs: a small JSON file in the data folder."""

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from trainer.errors import TrainerError

FILE = "settings.json"


class Settings:
    """The settings of one data folder; a damaged file counts as none."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE
        self._values = self._read()

    def get(self, name: str, default: str = "") -> str:
        """Return a setting as text."""
        value = self._values.get(name, default)
        return value if isinstance(value, str) else default

    def set(self, name: str, value: str) -> None:
        """Change a setting and store it: the file is replaced whole, so it is the old or the new one.

        Raises TrainerError when it cannot be written.
        """
        if self._values.get(name) == value:
            return
        self._values[name] = value
        try:
            self._replace(json.dumps(self._values, indent=2, sort_keys=True) + "\n")
        except OSError as error:
            raise TrainerError(
                f"could not store the setting {name} in {self._path} ({error.strerror}); "
                "it holds for this run alone, see that the file can be written"
            ) from error

    def _read(self) -> dict[str, Any]:
        try:
            found = json.loads(self._path.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def _replace(self, text: str) -> None:
        descriptor, name = tempfile.mkstemp(dir=self._path.parent, prefix=f".{FILE}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self._path)
        except OSError:
            with suppress(OSError):
                os.unlink(name)
            raise
