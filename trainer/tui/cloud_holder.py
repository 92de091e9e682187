"""The one local cloud of a run: started once, shared by the screens, started anew when it died."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trainer.cloud.client import CloudClient
    from trainer.cloud.process import CloudProcess


class CloudHolder:
    """Holds the process; nothing is started until `client` is first awaited."""

    def __init__(self, log: Path) -> None:
        self.log = log
        """Where the process writes what it has to say."""
        self._process: CloudProcess | None = None
        self._lock = asyncio.Lock()

    @property
    def alive(self) -> bool:
        """Whether a cloud runs now."""
        return self._process is not None and self._process.alive

    @property
    def exit_code(self) -> int | None:
        """The exit code of the last cloud, None while it runs or before there was one."""
        return self._process.exit_code if self._process else None

    async def client(self) -> "CloudClient":
        """Return a client of a running cloud, starting one where there is none; raises CloudError."""
        async with self._lock:
            if self._process is None or not self._process.alive:
                await asyncio.to_thread(self._start)
            assert self._process is not None
            return self._process.client

    def _start(self) -> None:
        from trainer.cloud.process import CloudProcess

        self.stop()
        self._process = CloudProcess.start(log=self.log)

    def stop(self) -> None:
        """End the cloud; a second call does nothing."""
        if self._process is not None:
            self._process.stop()
            self._process = None
