"""The command `answer` of a lab's console: hand in what a check asks for, and hear whether it is right."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from trainer.errors import TrainerError, UsageError
from trainer.labs.answer_box import LIMIT, AnswerBox
from trainer.study.visible import visible

PATIENCE = 10.0
"""Seconds to wait for somebody to look; the lab's screen looks four times a second."""

USAGE = "answer CHECK TEXT, or answer CHECK @FILE, or answer CHECK < FILE"


def text_of(words: Sequence[str], stdin: IO[bytes]) -> str:
    """Return the answer that the words after the check give. Raises UsageError and OSError."""
    match list(words):
        case []:
            text = stdin.read(LIMIT).decode("utf-8", "replace")
        case [word] if word.startswith("@"):
            with Path(word[1:]).open("rb") as file:
                text = file.read(LIMIT).decode("utf-8", "replace")
        case _:
            text = " ".join(words)
    if not text.strip():
        raise UsageError(f"the answer is empty; {USAGE}")
    return text


def run(arguments: Sequence[str], stdin: IO[bytes]) -> int:
    """Run the command; return its exit code. Raises UsageError and OSError."""
    if not arguments:
        raise UsageError(f"say which check, and the answer: {USAGE}")
    check, *words = arguments
    box = AnswerBox(Path(os.environ["TRAINER_LAB_ANSWERS"]))
    reply = box.reply_to(box.hand_in(check, text_of(words, stdin)), PATIENCE)
    if reply is None:
        print("answer: handed in, but nobody looked at it; is the lab's screen open?", file=sys.stderr)
        return 1
    print(visible(reply.says), file=sys.stdout if reply.right else sys.stderr)
    return 0 if reply.right else 1


def main() -> int:
    """Run the command, telling what went wrong in a line."""
    try:
        return run(sys.argv[1:], sys.stdin.buffer)
    except KeyError:
        print("answer: this is no lab's console; open a lab first", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except (TrainerError, OSError) as error:
        print(f"answer: {error}", file=sys.stderr)
        return getattr(error, "exit_code", 1)


if __name__ == "__main__":
    sys.exit(main())
