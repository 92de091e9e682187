"""Where a run finds its questions and keeps its answers."""

from pathlib import Path

from trainer.paths import data_dir, deck_folders, shipped_bank


class Places:
    """What the options that stand everywhere have chosen; no dataclass, as that takes ten times as long."""

    def __init__(
        self, banks: tuple[Path, ...] = (), data_dir: Path | None = None, plain: bool = False
    ) -> None:
        self.banks = banks
        self.data_dir = data_dir
        self.plain = plain

    def bank_folders(self) -> list[Path]:
        """Return the folders of decks: those named by --bank, else the shipped one and the user's own.

        The shipped one comes first: what it names already, a later one cannot name again.
        """
        return list(self.banks) or [shipped_bank(), *deck_folders(self.data_dir)]

    def has_own_decks(self) -> bool:
        """Tell whether there is a folder of the user's own decks."""
        return bool(deck_folders(self.data_dir))

    def data(self) -> Path:
        """Return the folder of the user's data, made if absent."""
        return data_dir(self.data_dir)
