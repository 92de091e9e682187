"""Where things live: the shipped content, the user's data, the cache.

Environment variables, each for one place: TRAINER_DATA_DIR, TRAINER_CACHE_DIR.
"""

import os
from pathlib import Path

from trainer.errors import TrainerError

APP_NAME = "saa-trainer"


def shipped(folder: str) -> Path:
    """Return the shipped `question_bank` or `labs`: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).resolve().parent
    inside = package / "_content" / folder
    return inside if inside.is_dir() else package.parent / folder


def shipped_bank() -> Path:
    """Return the folder of decks that comes with the program."""
    return shipped("question_bank")


def shipped_labs() -> Path:
    """Return the folder of labs that comes with the program."""
    return shipped("labs")


def data_dir(chosen: Path | None = None) -> Path:
    """Return the folder of the user's data (answer log, lab states), made if absent, for the user alone."""
    return _created(_data_place(chosen), "--data-dir")


def deck_folders(chosen: Path | None = None) -> list[Path]:
    """Return the folders of the user's own decks, if there are any: `decks` in the data, and each pack in it.

    Nothing is made. A name that begins with a dot is a pack that is just being added.
    """
    own = decks_dir(chosen)
    try:
        with os.scandir(own) as entries:
            packs = sorted(entry.name for entry in entries if entry.is_dir() and entry.name[0] != ".")
    except FileNotFoundError:
        return []
    except OSError:
        # What is there and cannot be listed is told where the bank is opened.
        return [own]
    return [own, *(own / name for name in packs)]


def decks_dir(chosen: Path | None = None) -> Path:
    """Return where the user's own decks lie, there or not."""
    return _data_place(chosen) / "decks"


def cache_dir() -> Path:
    """Return the folder of what can be made again (compiled index, logs), creating it."""
    return _created(_from_environment("TRAINER_CACHE_DIR") or _platform("cache"), "TRAINER_CACHE_DIR")


def _data_place(chosen: Path | None) -> Path:
    return chosen or _from_environment("TRAINER_DATA_DIR") or _platform("data")


def _from_environment(name: str) -> Path | None:
    value = os.environ.get(name)
    return Path(value) if value else None


def _platform(kind: str) -> Path:
    import platformdirs

    found = platformdirs.user_data_dir if kind == "data" else platformdirs.user_cache_dir
    return Path(found(APP_NAME, appauthor=False))


def _created(folder: Path, option: str) -> Path:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise TrainerError(
            f"could not make the folder {folder} ({error.strerror}); choose another place with {option}"
        ) from error
    return folder
