"""The one local cloud of a run: started once, shared by the screens, started anew when it died."""

import asyncio
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from trainer.errors import CloudError

if TYPE_CHECKING:
    from trainer.cloud.client import CloudClient
    from trainer.cloud.process import CloudProcess


class CloudHolder:
    """Holds the process; nothing is started until `client` is first awaited."""

    def __init__(self, log: Path) -> None:
        self.log = log
        """Where the process writes what it has to say."""
        self._process: CloudProcess | None = None
        self._starting: asyncio.Future[CloudProcess] | None = None
        self._closed = threading.Event()

    @property
    def alive(self) -> bool:
        """Whether a cloud runs now."""
        return self._process is not None and self._process.alive

    @property
    def exit_code(self) -> int | None:
        """The exit code of the last cloud, None while it runs or before there was one."""
        return self._process.exit_code if self._process else None

    async def client(self) -> "CloudClient":
        """Return a client of a running cloud, starting one where there is none.

        All who ask while it starts wait for the same one. Raises CloudError when it does not start.
        """
        if self._process is not None and self._process.alive:
            return self._process.client
        if self._starting is None:
            self._starting = self._start()
        # Shielded: that one screen is left must not take the cloud from the others who wait for it.
        return (await asyncio.shield(self._starting)).client

    def stop(self) -> None:
        """End the cloud for good; a second call does nothing."""
        self._closed.set()
        if self._process is not None:
            self._process.stop()

    def _start(self) -> "asyncio.Future[CloudProcess]":
        loop = asyncio.get_running_loop()
        started: asyncio.Future[CloudProcess] = loop.create_future()
        started.add_done_callback(self._note)
        before = self._process

        def start() -> None:
            from trainer.cloud.process import CloudProcess

            try:
                if before is not None:
                    before.stop()
                process = CloudProcess.start(log=self.log)
            except CloudError as error:
                self._tell(loop, started, error)
                return
            if self._closed.is_set() or not self._tell(loop, started, process):
                process.stop()

        # A daemon, unlike the threads of asyncio: quitting must not wait until the cloud is up. One that is
        # cut off so leaves no cloud behind, since that ends with the pipe this process holds.
        threading.Thread(target=start, name="cloud-start", daemon=True).start()
        return started

    def _tell(
        self,
        loop: asyncio.AbstractEventLoop,
        started: "asyncio.Future[CloudProcess]",
        outcome: "CloudProcess | CloudError",
    ) -> bool:
        def tell() -> None:
            if started.done():
                return
            if isinstance(outcome, CloudError):
                started.set_exception(outcome)
            else:
                started.set_result(outcome)

        try:
            loop.call_soon_threadsafe(tell)
        except RuntimeError:
            # The loop is closed: the student has quit.
            return False
        return True

    def _note(self, started: "asyncio.Future[CloudProcess]") -> None:
        self._starting = None
        if not started.cancelled() and started.exception() is None:
            self._process = started.result()
