"""Write docs/commands.md and trainer/help.txt from the commands' own help: python docs/commands.py"""

from collections.abc import Iterator
from pathlib import Path

import click

from trainer.commands import trainer

PAGE = Path(__file__).parent / "commands.md"
WIDTH = 100
SHORT = Path(__file__).parents[1] / "trainer" / "help.txt"
"""The help of the program itself, which is shown without loading click."""

TERMINAL = 80

HEAD = """\
# Commands

What `trainer COMMAND --help` says, of every command. In a clone `./start` stands for `trainer`.
This page is made by `python docs/commands.py`.

Exit codes: 0 done, 1 the thing checked falls short, 2 wrong usage. Errors go to stderr, one line each.
"""


def page() -> str:
    """Return the page as it should be."""
    return HEAD + "".join(_sections(trainer, "trainer"))


def short() -> str:
    """Return what `trainer --help` shows."""
    settings = trainer.context_settings
    context = click.Context(trainer, info_name="trainer", terminal_width=TERMINAL, **settings)
    return f"{trainer.get_help(context)}\n"


def _sections(command: click.Command, path: str) -> Iterator[str]:
    settings = trainer.context_settings
    context = click.Context(command, info_name=path, terminal_width=WIDTH, **settings)
    yield f"\n## {path}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None and not inner.hidden:
                yield from _sections(inner, f"{path} {name}")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    SHORT.write_text(short(), encoding="utf-8")
