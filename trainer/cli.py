"""The `trainer` program: its exit codes, and everything that goes to stderr.

Exit codes: 0 done, 1 the thing checked falls short, 2 wrong usage.
"""

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from trainer import streams
from trainer.errors import TrainerError

_SCREENS = {(): "home", ("study",): "study"}
"""What is opened every day. Without options nothing is left to parse, and click, which reads them, would
take a twentieth of the wait for the first question."""

_HELP = os.path.join(os.path.dirname(__file__), "help.txt")
"""What click would say of the program, written by docs/commands.py: to read it is quicker."""


def main() -> NoReturn:
    """Run the command; whatever fails is told on stderr in one line."""
    streams.prepare()
    try:
        code = _run(sys.argv[1:])
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader of our output went away, and knows.
        streams.silence_stdout()
        code = 1
    except OSError as error:
        streams.silence_stdout()
        _say(_what_failed(error))
        code = 1
    raise SystemExit(code)


def _run(arguments: list[str]) -> int:
    try:
        screen = _SCREENS.get(tuple(arguments))
        if screen:
            from trainer.opening import open_tui
            from trainer.places import Places

            return open_tui(Places(), screen)
        if arguments in (["--help"], ["-h"]):
            with open(_HELP, encoding="utf-8") as text:
                sys.stdout.write(text.read())
            return 0
        if arguments[:1] == ["dissect"]:
            # Nor should reading a URL wait for click, which takes as long as all the rest, or for garbage.
            gc.disable()
            from trainer.plain.dissect import run_plain

            code = run_plain(arguments[1:], sys.stdout)
            if code is not None:
                return code
        from trainer.commands import run

        run(arguments)
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except TrainerError as error:
        _say(str(error))
        return error.exit_code
    except KeyboardInterrupt:
        return 130
    return 0


def _say(message: str) -> None:
    one_line = " ".join(message.split())
    # Where stderr itself cannot be written there is nobody left to tell.
    with suppress(OSError):
        print(f"trainer: {one_line}", file=sys.stderr, flush=True)


def _what_failed(error: OSError) -> str:
    reason = error.strerror or type(error).__name__
    if error.filename is None:
        return f"could not write the output ({reason}); make room, or write it elsewhere"
    return f"could not use {os.fsdecode(error.filename)} ({reason}); see that it can be read and written"
