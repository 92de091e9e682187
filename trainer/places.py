"""Where a run finds its questions and keeps its answers."""

from dataclasses import dataclass
from pathlib import Path

from trainer.paths import data_dir, shipped_bank


@dataclass
class Places:
    """What the options that stand everywhere have chosen."""

    banks: tuple[Path, ...] = ()
    data_dir: Path | None = None
    plain: bool = False

    def bank_folders(self) -> list[Path]:
        """Return the folders of decks: those named by --bank, else the shipped one."""
        return list(self.banks) or [shipped_bank()]

    def data(self) -> Path:
        """Return the folder of the user's data, made if absent."""
        return data_dir(self.data_dir)
