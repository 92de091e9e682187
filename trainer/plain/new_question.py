"""`trainer bank new`: asks what is missing on a terminal, writes the question, opens the editor at it."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TextIO, get_args

from trainer.content.lines import fitted, one_line
from trainer.errors import TrainerError, UsageError
from trainer.paths import cache_dir
from trainer.sessions.authoring import Authoring, Target, Wish, Written, problems_of, task_titles
from trainer.sessions.editor import edit, editor_of
from trainer.study.question import LEVELS, Kind

_KINDS = {
    "single": "one right answer of four",
    "multiple": "two or more right answers of five or more",
    "recall": "a card, graded by the student",
}

Check = Callable[[str], str]
"""Returns the answer as it is used; raises UsageError for one that cannot be."""


def new_question(
    folders: Sequence[Path], into: str, title: str, wish: Wish, *, opens_editor: bool, out: TextIO
) -> int:
    """Write a question into a deck, and return 0; what is missing is asked for on a terminal.

    Raises UsageError where it cannot be asked for or is wrong, TrainerError for what cannot be written.
    """
    authoring = Authoring(folders, cache_dir(), date.today())
    asker = _Asker(out) if sys.stdin.isatty() and out.isatty() else None
    if asker is None and not into:
        raise UsageError("which deck? name one, or a .yaml path, with --into")
    target = _target(authoring, into, title, asker)
    wish = _asked(authoring, target, wish, asker) if asker else wish
    written = authoring.write(target, wish)
    _tell(written, out)
    editor = editor_of(os.environ) if opens_editor else None
    if editor:
        out.flush()
        edit(editor, str(written.path), written.line)
        _tell_problems(written, out)
    _tell_next(written, out)
    return 0


class _Asker:
    """Asks on a terminal, again until the answer can be used; Enter alone takes what is offered."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def ask(self, label: str, offered: str, check: Check) -> str:
        """Return a checked answer; raises TrainerError when there is none to come."""
        while True:
            self._out.write(f"{label} [{offered}]: " if offered else f"{label}: ")
            self._out.flush()
            typed = sys.stdin.readline()
            if not typed:
                raise TrainerError("nothing was written, since the questions were not answered")
            try:
                return check(typed.strip() or offered)
            except UsageError as error:
                self.tell(f"  {error}")

    def tell(self, line: str) -> None:
        """Write a line."""
        self._out.write(f"{one_line(line)}\n")


def _target(authoring: Authoring, into: str, title: str, asker: _Asker | None) -> Target:
    if into or asker is None:
        target = authoring.target(into, title)
    else:
        names = authoring.deck_names()
        asker.tell(f"Decks of this bank: {', '.join(names) or 'none yet'}")
        into = asker.ask(
            "Deck (a name, or a .yaml path; new or not)", "", lambda typed: _usable(authoring, typed)
        )
        target = authoring.target(into, title)
    if asker and not target.exists and not title:
        title = asker.ask("Title of the new deck", target.title, str)
        target = replace(target, title=title)
    return target


def _usable(authoring: Authoring, into: str) -> str:
    if not into:
        raise UsageError("a name, or a path that ends with .yaml")
    authoring.target(into)
    return into


def _asked(authoring: Authoring, target: Target, wish: Wish, asker: _Asker) -> Wish:
    """Return the wish with what its author answers."""
    if wish.kind is None:
        for kind, says in _KINDS.items():
            asker.tell(f"  {kind:<10}{says}")
        wish = replace(wish, kind=_as_kind(asker.ask("Kind", "single", _one_of(get_args(Kind)))))
    if not wish.id:
        wish = replace(wish, id=asker.ask("Id", authoring.fresh_id(target), authoring.check_id))
    if not wish.task:
        titles = task_titles(authoring.settings(target))
        domains = authoring.settings(target).tasks
        fitting = {task: title for task, title in titles.items() if wish.domain in ("", domains[task])}
        for task, title in fitting.items():
            asker.tell(f"  {task:<6}{domains[task]:<13}{title}")
        offered = next(iter(fitting), "")
        wish = replace(wish, task=asker.ask("Task of the exam", offered, _one_of(list(fitting))))
    card = wish.kind == "recall"
    if wish.difficulty is None:
        given = asker.ask("Difficulty, 1 to 3", "1" if card else "2", _one_of(["1", "2", "3"]))
        wish = replace(wish, difficulty=int(given))
    if not wish.level:
        level = asker.ask(f"Level ({', '.join(LEVELS)})", "remember" if card else "apply", _one_of(LEVELS))
        wish = replace(wish, level=level)
    return wish


def _as_kind(word: str) -> Kind:
    return "recall" if word == "recall" else "multiple" if word == "multiple" else "single"


def _one_of(words: Sequence[str]) -> Check:
    def check(typed: str) -> str:
        found = [word for word in words if word.startswith(typed.lower())] if typed else []
        if typed in words or len(found) == 1:
            return typed if typed in words else found[0]
        raise UsageError(f"one of {', '.join(words)}")

    return check


def _tell(written: Written, out: TextIO) -> None:
    out.write(f"{one_line(str(written.path))}:{written.line}: the question {written.id} is written\n")
    if written.new_schema:
        out.write(
            f"{one_line(str(written.path.parent / 'schema.json'))} lets editors complete and explain it\n"
        )


def _tell_problems(written: Written, out: TextIO) -> None:
    for problem in problems_of(written.path, written.id):
        out.write(f"{fitted(one_line(str(problem)), out)}\n")


def _tell_next(written: Written, out: TextIO) -> None:
    if out.isatty():
        preview = f"trainer bank preview {one_line(str(written.path))} {written.id}"
        out.write(fitted(f"{preview} shows it as students see it", out) + "\n")
