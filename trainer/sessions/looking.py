"""Looking at a lab in the background, while the screen that otherwise does has stepped aside."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from trainer.errors import TrainerError

EVERY = 0.25
"""Seconds between two looks."""


@contextmanager
def looking(look: Callable[[], object]) -> Iterator[None]:
    """Look again and again in a thread; what goes wrong there is met by the next look of the screen."""
    done = threading.Event()

    def again() -> None:
        while not done.wait(EVERY):
            with suppress(TrainerError):
                look()

    thread = threading.Thread(target=again, name="looking", daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
