"""The local cloud as a process of its own, which ends with the one that started it."""

import os
import selectors
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from trainer.cloud.client import CloudClient, Ready
from trainer.errors import CloudError

STOP_TIMEOUT = 5.0
"""Seconds the process gets to end by itself before it is killed."""


class CloudProcess:
    """A running local cloud and the pipe by which it notices that its parent is gone."""

    def __init__(self, process: subprocess.Popen[bytes], ready: Ready) -> None:
        self._process = process
        self.ready = ready
        self.client = CloudClient(ready)

    @classmethod
    def start(cls, *, log: Path, port: int = 0, timeout: float = 30.0) -> Self:
        """Start a cloud on a free port, or on the given one, and wait until it is ready.

        What the process writes to stderr goes to `log`. Raises CloudError with the log's last line when it
        ends or stays silent for `timeout` seconds.
        """
        process = _launch(log, port)
        line = _first_line(process, timeout)
        try:
            return cls(process, Ready.from_json(line))
        except (ValueError, KeyError, TypeError):
            _end(process)
            raise _failure(process, log, line, timeout) from None

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    @property
    def exit_code(self) -> int | None:
        """The exit code, or None while the process runs."""
        return self._process.poll()

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def stop(self) -> None:
        """End the process and wait for it; a second call does nothing."""
        _end(self._process)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _launch(log: Path, port: int) -> subprocess.Popen[bytes]:
    # -P: no module is taken from the folder that the user happens to be in.
    command = [sys.executable, "-P", "-m", "trainer.cloud.serve", "--json", "--parent-pipe"]
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as stderr:
            # A session of its own: a Ctrl-C in the terminal is the parent's to handle.
            return subprocess.Popen(
                [*command, "--port", str(port)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=stderr,
                start_new_session=True,
            )
    except OSError as error:
        raise CloudError(
            f"could not start the local cloud with its log in {log} ({error.strerror}); "
            "see that the log can be written"
        ) from error


def _first_line(process: subprocess.Popen[bytes], timeout: float) -> str:
    stdout = _pipe(process.stdout)
    deadline = time.monotonic() + timeout
    line = b""
    with selectors.DefaultSelector() as selector:
        selector.register(stdout, selectors.EVENT_READ)
        while not line.endswith(b"\n"):
            if not selector.select(max(0.0, deadline - time.monotonic())):
                break
            read = os.read(stdout.fileno(), 4096)
            if not read:
                break
            line += read
    return line.decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    # End of file on its stdin is what tells the process to end.
    _pipe(process.stdin).close()
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _pipe(process.stdout).close()


def _failure(process: subprocess.Popen[bytes], log: Path, line: str, timeout: float) -> CloudError:
    said = [text.strip() for text in log.read_text("utf-8", "replace").splitlines() if text.strip()]
    ended = f"ended with exit code {process.returncode}" if said or line else f"was silent for {timeout:g} s"
    last = said[-1].removeprefix("trainer: ") if said else "it said nothing"
    return CloudError(f"the local cloud did not start: it {ended}: {last}; the log is {log}")


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise CloudError("the local cloud was started without pipes; start it with CloudProcess.start")
    return pipe
