"""Where a run finds its questions and keeps its answers."""

from pathlib import Path

from trainer.paths import data_dir, shipped_bank


class Places:
    """What the options that stand everywhere have chosen; no dataclass, as that takes ten times as long."""

    def __init__(
        self, banks: tuple[Path, ...] = (), data_dir: Path | None = None, plain: bool = False
    ) -> None:
        self.banks = banks
        self.data_dir = data_dir
        self.plain = plain

    def bank_folders(self) -> list[Path]:
        """Return the folders of decks: those named by --bank, else the shipped one."""
        return list(self.banks) or [shipped_bank()]

    def data(self) -> Path:
        """Return the folder of the user's data, made if absent."""
        return data_dir(self.data_dir)
