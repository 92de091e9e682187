"""Writing a new question into a deck: which deck, which id, and nothing else of the file touched."""

import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from trainer.content.bank import Bank
from trainer.content.check import check_deck_file, read_settings
from trainer.content.index import SETTINGS_FILES, bank_files, folder_of
from trainer.content.inserting import insert_question
from trainer.content.problem import Problem
from trainer.content.settings import Settings
from trainer.content.template import NewQuestion, deck_lines, question_lines
from trainer.errors import ContentError, TrainerError, UsageError
from trainer.paths import shipped_bank
from trainer.study.question import Kind, Question

_NAME = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Target:
    """The deck that a question is to go into."""

    path: Path
    name: str
    title: str
    exists: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """What the author says of the question; what is empty is chosen."""

    id: str = ""
    kind: Kind | None = None
    task: str = ""
    domain: str = ""
    facts: tuple[str, ...] = ()
    difficulty: int | None = None
    level: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A question that was added, and where it begins."""

    path: Path
    line: int
    id: str
    new_schema: bool = False
    """The schema for editors was put beside the new deck."""


@dataclass
class Authoring:
    """Adds questions to the decks of a bank, or to a deck anywhere else."""

    folders: Sequence[Path]
    cache: Path
    today: date
    _taken: set[str] = field(default_factory=set)

    def deck_names(self) -> list[str]:
        """Return the decks of the bank."""
        with Bank.open(self.folders, self.cache) as bank:
            bank.refresh()
            return [deck.name for deck in bank.decks()]

    def target(self, into: str, title: str = "") -> Target:
        """Return the deck of a name or of a `.yaml` path, which need not be there yet.

        Raises UsageError for what is neither, or where no deck can be made.
        """
        with Bank.open(self.folders, self.cache) as bank:
            bank.refresh()
            self._taken |= bank.taken_ids()
            files = {deck.name: Path(deck.file) for deck in bank.decks()}
        is_path = into.endswith((".yaml", ".yml")) or os.sep in into
        if not is_path and not _NAME.fullmatch(into):
            raise UsageError(f"{into!r} is no name for a deck; use lower-case letters, digits and hyphens")
        path = Path(into) if is_path else files.get(into, folder_of(self.folders[0]) / f"{into}.yaml")
        if path.exists():
            return self._existing(path)
        return self._new(path, path.stem.lower().replace(" ", "-"), title, files)

    def _existing(self, path: Path) -> Target:
        if path.is_dir():
            raise UsageError(f"{path} is a folder; name a deck in it, as {path / 'my-deck.yaml'}")
        deck, _ = check_deck_file(str(path))
        if deck.place is None:
            first = next((str(problem) for problem in deck.problems), f"{path} is no deck")
            raise ContentError(f"{first} (a question can be added once that is mended)")
        self._taken |= {place.name for place in deck.places}
        self._taken |= self._ids_beside(path)
        return Target(path, deck.name, deck.title, exists=True)

    def _new(self, path: Path, name: str, title: str, files: dict[str, Path]) -> Target:
        if path.suffix != ".yaml" or path.name in SETTINGS_FILES:
            raise UsageError(f"{path.name} cannot be a deck; name a file that ends with .yaml")
        if not _NAME.fullmatch(name):
            raise UsageError(f"{name!r} is no name for a deck; use lower-case letters, digits and hyphens")
        if name in files:
            raise UsageError(f"the deck {name} is {files[name]}; name that, or another deck")
        if path.parent == shipped_bank() and path.parent.parent.name == "_content":
            raise UsageError("the shipped bank is not yours to add decks to; name a .yaml path of your own")
        self._taken |= self._ids_beside(path)
        return Target(path, name, title or name.replace("-", " ").capitalize(), exists=False)

    def _ids_beside(self, path: Path) -> set[str]:
        """Return the ids of the decks in a folder that is none of the bank's."""
        folder = path.parent
        if not folder.is_dir() or folder.resolve() in {each.resolve() for each in self.folders}:
            return set()
        with Bank.open([folder], self.cache) as bank:
            bank.refresh()
            return bank.taken_ids()

    def settings(self, target: Target) -> Settings:
        """Return what stands beside a deck: the tasks of the exam, the facts."""
        folder = target.path.parent if target.path.parent.is_dir() else shipped_bank()
        files = bank_files([folder])
        return read_settings(files, {file.key: str(file.path) for file in files})[0]

    def fresh_id(self, target: Target) -> str:
        """Return an id that no question has: the deck's name and the next number."""
        number = sum(name.startswith(f"{target.name}-") for name in self._taken) + 1
        while f"{target.name}-{number}" in self._taken:
            number += 1
        return f"{target.name}-{number}"

    def check_id(self, name: str) -> str:
        """Return the id; raises UsageError for one that is taken, or none."""
        if not _NAME.fullmatch(name) or len(name) > 80:
            raise UsageError(f"{name!r} is no id; use lower-case letters, digits and hyphens, up to 80")
        if name in self._taken:
            raise UsageError(f"the id {name} is taken; choose another")
        return name

    def write(self, target: Target, wish: Wish) -> Written:
        """Write the question at the end of its deck, which is made if it is absent.

        Raises UsageError for a wish that the bank does not allow, ContentError for a deck that is broken.
        """
        new = self._new_question(target, wish)
        if target.exists:
            source, new_schema = target.path.read_bytes(), False
        else:
            new_schema = self._make_room(target.path)
            source = "\n".join([*deck_lines(target.name, target.title, "schema.json"), ""]).encode()
        inserted = insert_question(source, question_lines(new), str(target.path))
        _write_whole(target.path, inserted.source)
        return Written(target.path, inserted.line, new.id, new_schema)

    def _new_question(self, target: Target, wish: Wish) -> NewQuestion:
        settings = self.settings(target)
        domain, task = self._place(settings, wish)
        for fact in wish.facts:
            if settings.facts is not None and fact not in settings.facts:
                raise UsageError(f"the fact {fact!r} is not known; add it to facts.yaml, or name another")
        kind = wish.kind or "single"
        is_card = kind == "recall"
        return NewQuestion(
            id=self.check_id(wish.id) if wish.id else self.fresh_id(target),
            kind=kind,
            domain=domain,
            task=task,
            task_title=task_titles(settings).get(task, ""),
            today=self.today,
            facts=wish.facts,
            difficulty=wish.difficulty or (1 if is_card else 2),
            level=wish.level or ("remember" if is_card else "apply"),
            host=settings.reference_hosts[0],
        )

    def _place(self, settings: Settings, wish: Wish) -> tuple[str, str]:
        """Return the domain and the task: those wished for, or the first of the blueprint that fit."""
        fitting = [task for task, domain in settings.tasks.items() if wish.domain in ("", domain)]
        task = wish.task or next(iter(fitting), "")
        if task not in settings.tasks:
            known = ", ".join(fitting or settings.tasks)
            raise UsageError(f"the exam has no task {task!r}; use one of {known}")
        if task not in fitting:
            raise UsageError(
                f"the task {task} is not of the domain {wish.domain}; use one of {', '.join(fitting)}"
            )
        return settings.tasks[task], task

    def _make_room(self, path: Path) -> bool:
        """Make the folder of a new deck, with the schema for editors; tell whether the schema is new."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            schema = path.parent / "schema.json"
            if schema.exists():
                return False
            shutil.copyfile(shipped_bank() / "schema.json", schema)
        except OSError as error:
            raise TrainerError(
                f"could not write to {path.parent} ({error.strerror}); name another place"
            ) from error
        return True


def task_titles(settings: Settings) -> dict[str, str]:
    """Return the title of each task of the exam."""
    domains = (settings.exam or {}).get("domains", [])
    return {task["id"]: task["title"] for domain in domains for task in domain["tasks"]}


def problems_of(path: Path, question: str) -> list[Problem]:
    """Return what is wrong with one question of a deck, as the bank in its folder has it."""
    deck, _ = check_deck_file(str(path))
    begin, end = lines_of(deck.seen, question)
    return [problem for problem in deck.problems if begin <= problem.line < end]


def lines_of(questions: Sequence[Question], name: str) -> tuple[int, float]:
    """Return the line on which a question begins, and the one on which the next does; (0, 0) without it."""
    for number, question in enumerate(questions):
        if question.id == name:
            after = questions[number + 1].line if number + 1 < len(questions) else float("inf")
            return question.line, after
    return 0, 0


def _write_whole(path: Path, source: bytes) -> None:
    """Put a file in the place of another at once, so that nobody ever reads half of it."""
    place = path.resolve()
    scratch = place.with_name(f".{place.name}.new")
    try:
        scratch.write_bytes(source)
        if place.exists():
            shutil.copymode(place, scratch)
        os.replace(scratch, place)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise TrainerError(f"could not write {path} ({error.strerror}); make it writable") from error
