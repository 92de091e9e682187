"""A console: one shell that lives as long as the lab, so that variables and background jobs do too.

The shell is bash in interactive mode, without a terminal: an interrupted command then ends as a whole, loops
included, and the shell lives on. It tells over a pipe of its own when a command is done.
"""

import codecs
import os
import selectors
import shlex
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from trainer.errors import TrainerError
from trainer.labs.words import duration
from trainer.scenario.state import SHORTEST_SESSION

OUTPUT_LIMIT = 256 * 1024
"""Bytes that one command may print; what is over is thrown away, and said to be."""

SETTLE = 0.1
"""Seconds after a command's beginning before it is interrupted: bash loses a signal that meets it forking."""

GRACE = 0.5
"""Seconds that a stopped shell and its jobs get to end by themselves."""

HELP = """\
aws s3 presign s3://trainer-private/coffee.jpg --expires-in 300
aws … --profile reporter     the same with a session of {session}
{own}URL=$(aws s3 presign …)      keep the URL; then: curl -i "$URL"
slowly "$URL" film.mp4 &     over a thin line, in the background
python -c '…'                boto3 is there, and signs by lab time
clock   clock +5m1s   clock -1h   clock reset   clock iso
answer CHECK TEXT            what a check asks for; answer CHECK @FILE too
edit FILE                    your own editor, and back
Variables stay from command to command. Ctrl-C ends a command."""

_OWN_PROFILES = "aws … --profile NAME         who signs: {}\n"
_OWN_FILES = "cat NAME                     the lab's files: {}\n"

_NEEDS_A_KEYBOARD = ("python", "python3", "bash", "sh")

_NO_KEYBOARD = "a command has no keyboard here: give {} a file, or -c '…'\n"

# The shell tells its status before each prompt, so that an interrupted command is told of like any other.
_SET_UP = (
    "PS1= PS2=; set +o history +H; unset HISTFILE; "
    'PROMPT_COMMAND=\'printf "%s\\n" "$?" >&{fd}\'; readonly PROMPT_COMMAND\n'
)

# One line: were it two, an interrupt between them could tear the second. The empty line before it is what an
# interrupt that came too late for the last command tears instead: bash notices it at the next character.
_COMMAND = "\nprintf '+\\n' >&{fd}; {exports}(exit {last}); eval {command} </dev/null {fd}>&-\n"


class Console:
    """Runs command lines one after the other; output is handed over as it comes, from a thread of its own."""

    def __init__(
        self,
        environment: Mapping[str, str],
        folder: Path,
        on_output: Callable[[str], None],
        on_done: Callable[[int], None],
        *,
        help_text: str = "",
        variables: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self._help = help_text or help_of(SHORTEST_SESSION)
        self._environment = dict(environment)
        self._variables = variables
        self._exported: Mapping[str, str] = {}
        self._folder = folder
        self._on_output = on_output
        self._on_done = on_done
        self._shell: _Shell | None = None
        self._busy = False
        self._lock = threading.Lock()

    @property
    def busy(self) -> bool:
        """Whether a command is running in the foreground."""
        return self._busy

    def run(self, command: str) -> None:
        """Begin a command line; `on_done` hears of its exit code.

        Raises TrainerError while another command runs, or where there is no bash.
        """
        if not command.strip():
            return self._on_done(0)
        if command.strip() == "help":
            self._on_output(f"{self._help}\n")
            return self._on_done(0)
        if command.strip() in _NEEDS_A_KEYBOARD:
            self._on_output(_NO_KEYBOARD.format(command.strip()))
            return self._on_done(2)
        with self._lock:
            if self._busy:
                raise TrainerError("a command is still running; wait for it, or end it with Ctrl-C")
            if self._shell is None:
                self._shell = _Shell(self._environment, self._folder, self._on_output, self._ended)
                self._exported = {}
            self._busy = True
            self._shell.begin(command, self._exports())
        return None

    def _exports(self) -> str:
        """Return the line that makes known which variables have changed; the shell outlives their values."""
        now = self._variables()
        changed = [f"{name}={shlex.quote(value)}" for name, value in now.items()
                   if self._exported.get(name) != value]  # fmt: skip
        self._exported = dict(now)
        return f"export {' '.join(changed)}; " if changed else ""

    def interrupt(self) -> None:
        """End the command in the foreground, as Ctrl-C does; background jobs go on."""
        with self._lock:
            if self._shell is not None and self._busy:
                self._shell.interrupt()

    def stop(self) -> None:
        """End the shell and everything that it started."""
        with self._lock:
            shell, self._shell = self._shell, None
        if shell is not None:
            shell.stop()

    def _ended(self, code: int, shell_is_gone: bool) -> None:
        with self._lock:
            was_busy, self._busy = self._busy, False
            if shell_is_gone and self._shell is not None:
                gone, self._shell = self._shell, None
                gone.signal(signal.SIGKILL)
        if shell_is_gone and was_busy:
            self._on_output("the shell has ended; the next command gets a new one, without its variables\n")
        if was_busy:
            self._on_done(code)


def help_of(session_lasts: int, profiles: Sequence[str] = (), files: Iterable[str] = ()) -> str:
    """Return what `help` prints: the commands, and the profiles and files that the lab lays ready."""
    own = _OWN_PROFILES.format(", ".join(profiles)) if profiles else ""
    own += _OWN_FILES.format(", ".join(files)) if files else ""
    return HELP.format(session=duration(session_lasts), own=own)


class _Shell:
    """One bash in a session of its own, with a reader of what it says."""

    def __init__(
        self,
        environment: Mapping[str, str],
        folder: Path,
        on_output: Callable[[str], None],
        on_end: Callable[[int, bool], None],
    ) -> None:
        bash = shutil.which("bash", path=environment.get("PATH"))
        if bash is None:
            raise TrainerError("the console needs bash, and there is none on the PATH; install it")
        self._on_output = on_output
        self._on_end = on_end
        self._left = 0
        self._told = False
        self._number = 0
        self._started_at: float | None = None
        self._interrupted = False
        self._last = 0
        self._stopping = False
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._output, output = os.pipe()
        self._status, self._status_in = os.pipe()
        try:
            # A session of its own: no terminal that bash could take over, and one group for all it starts.
            self._process = subprocess.Popen(
                [bash, "--norc", "--noprofile", "--noediting", "-i"],
                stdin=subprocess.PIPE, stdout=output, stderr=output, cwd=folder, env=dict(environment),
                start_new_session=True, pass_fds=(self._status_in,),
            )  # fmt: skip
        finally:
            # Once nobody here holds it, the pipe's end tells that the shell is gone.
            os.close(output)
            os.close(self._status_in)
        self._write(_SET_UP.format(fd=self._status_in))
        self._wait_until_ready()
        self._reader = threading.Thread(target=self._read, name="console", daemon=True)
        self._reader.start()

    def begin(self, command: str, exports: str = "") -> None:
        """Hand a command to the shell; it gets neither a stdin nor the pipe that tells of its end.

        `exports` is run before it.
        """
        self._left = OUTPUT_LIMIT
        self._told = self._interrupted = False
        self._number += 1
        self._write(
            _COMMAND.format(
                fd=self._status_in, last=self._last, exports=exports, command=shlex.quote(command)
            ),
        )

    def interrupt(self) -> None:
        """Interrupt the command, once it has really begun."""
        self._interrupted = True
        if self._started_at is not None:
            self._interrupt_at(self._started_at + SETTLE)

    def _interrupt_at(self, moment: float) -> None:
        timer = threading.Timer(max(0.0, moment - time.monotonic()), self._interrupt_now, [self._number])
        timer.daemon = True
        timer.start()

    def _interrupt_now(self, number: int) -> None:
        if self._started_at is not None and number == self._number:
            self.signal(signal.SIGINT)

    def signal(self, number: signal.Signals) -> None:
        """Signal the shell and everything that it started."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def stop(self) -> None:
        """End the shell and everything that it started, and wait for it."""
        self._stopping = True
        self.signal(signal.SIGHUP)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE)
        self.signal(signal.SIGKILL)
        self._process.wait()
        if threading.current_thread() is not self._reader:
            self._reader.join(GRACE)

    def _write(self, text: str) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(text.encode())
            self._process.stdin.flush()

    def _wait_until_ready(self) -> None:
        # What bash says about having no terminal is no output of a command.
        os.read(self._status, 100)
        os.set_blocking(self._output, False)
        with suppress(BlockingIOError):
            while os.read(self._output, 65536):
                pass

    def _read(self) -> None:
        """Hand over output until the shell is gone, and tell of each command that is done."""
        alive = True
        with selectors.DefaultSelector() as selector:
            selector.register(self._output, selectors.EVENT_READ)
            selector.register(self._status, selectors.EVENT_READ)
            while alive:
                ready = {key.fd for key, _ in selector.select()}
                # A command's own output was written before its status: it is read first.
                self._drain()
                if self._status in ready:
                    alive = self._tell_status()
        code = self._process.wait()
        self._drain()
        self._close()
        if not self._stopping:
            self._on_end(code, True)

    def _drain(self) -> None:
        while True:
            try:
                read = os.read(self._output, 65536)
            except BlockingIOError:
                return
            if not read:
                return
            self._hand_over(read)

    def _hand_over(self, read: bytes) -> None:
        kept, self._left = read[: self._left], self._left - len(read[: self._left])
        text = self._decoder.decode(kept)
        if text:
            self._on_output(text)
        if len(kept) < len(read) and not self._told:
            self._told = True
            self._on_output(f"\n(the rest of the output is left out, after {OUTPUT_LIMIT // 1024} KiB)\n")

    def _tell_status(self) -> bool:
        """Tell of a command's end; False when the shell itself has ended."""
        told = os.read(self._status, 1000).split()
        for word in told:
            if word == b"+":
                self._started_at = time.monotonic()
                if self._interrupted:
                    self._interrupt_at(self._started_at + SETTLE)
            elif self._started_at is not None:
                self._started_at = None
                self._last = int(word)
                if not self._stopping:
                    self._on_end(self._last, False)
        return bool(told)

    def _close(self) -> None:
        for fd in (self._output, self._status):
            os.close(fd)
        with suppress(BrokenPipeError):
            assert self._process.stdin is not None
            self._process.stdin.close()
