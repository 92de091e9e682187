"""From lab.yaml, brief.md and debrief.md to a lab, or to every problem at once with its place."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from trainer import yaml
from trainer.labs.check_reading import NO_URL, Words, read_checks, read_prediction
from trainer.labs.definition import Lab, LabError, LabStep, UrlAnswerPattern
from trainer.labs.handouts import find_handouts
from trainer.labs.matrix_reading import read_matrix
from trainer.labs.setup_reading import read_files, read_profiles, read_session_lasts, words_of
from trainer.scenario.fields import Fields, shown
from trainer.scenario.names import Names
from trainer.scenario.parse import read_steps
from trainer.scenario.problems import Path as DataPath
from trainer.scenario.problems import Problem
from trainer.scenario.steps import Alter, Presign, Step

FORMAT = 1
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
HINTS = 3

_LAB_FIELDS = (
    "format", "lab", "title", "minutes", "facts", "questions", "help", "profiles", "session_lasts", "files",
    "matrix", "given", "steps",
)  # fmt: skip
_NEEDED = {
    "id": "a short name",
    "title": "a few words",
    "task": "what to do",
    "checks": "a list",
    "hints": "three texts",
}
_STEP_FIELDS = ("id", "title", "task", "predict", "checks", "hints", "solution", "commands")


def read_lab(folder: Path) -> Lab:
    """Return the lab of a folder. Raises LabError with every problem."""
    file = folder / "lab.yaml"
    try:
        document = yaml.read(file.read_bytes())
    except OSError as error:
        raise LabError(
            [f"{file}:1:1: could not be read ({error.strerror}); check that it is there"]
        ) from error
    problems: list[Problem] = []
    texts, missing = _texts(folder)
    handouts, unfit = find_handouts(folder)
    lab = replace(_lab(document.data, folder, problems, texts), handouts=handouts)
    mistakes = [
        f"{file}:{mistake.position.line}:{mistake.position.column}: {mistake.message}; {mistake.hint}"
        for mistake in document.mistakes
    ]
    # After a mistake of syntax the rest is not there, and saying so for each field would hide the cause.
    found = [] if document.cut_short else [_placed(file, document, problem) for problem in problems]
    if mistakes or found or missing or unfit:
        raise LabError([*mistakes, *found, *missing, *unfit])
    return lab


def _placed(file: Path, document: yaml.Document, problem: Problem) -> str:
    at_key = problem.rule == "unknown-field"
    place = document.key_position(problem.path) if at_key else document.position(problem.path)
    return f"{file}:{place.line}:{place.column}: {problem}"


def _texts(folder: Path) -> tuple[dict[str, str], list[str]]:
    texts, problems = {}, []
    for name in ("brief.md", "debrief.md"):
        try:
            texts[name] = (folder / name).read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            problems.append(f"{folder / name}:1:1: could not be read ({error}); write it in UTF-8")
            continue
        if not texts[name].strip():
            problems.append(f"{folder / name}:1:1: the file is empty; write it")
    return texts, problems


def _lab(data: object, folder: Path, problems: list[Problem], texts: Mapping[str, str]) -> Lab:
    fields = Fields(data, (), problems, _LAB_FIELDS)
    for name, what in (("format", str(FORMAT)), ("lab", folder.name), ("title", "a title"),
                       ("minutes", "how long it takes"), ("steps", "a list")):  # fmt: skip
        fields.need(name, what)
    if "format" in fields and fields.values["format"] != FORMAT:
        fields.wrong(f"format {shown(fields.values['format'])} is not known; this version reads 1", "format")
    if fields.text("lab", folder.name) != folder.name:
        fields.wrong(f"the folder is named {folder.name!r}; write lab: {folder.name}", "lab")
    profiles = read_profiles(fields)
    matrix = read_matrix(fields, words_of(profiles, None), _step_ids(fields))
    names = Names()
    given = read_steps(fields.values.get("given", []), fields.at("given"), problems, names)
    return Lab(
        name=folder.name,
        title=fields.text("title"),
        minutes=fields.number("minutes", 0, 1, 600),
        facts=fields.list_of_texts("facts"),
        questions=fields.list_of_texts("questions"),
        given=tuple(given),
        steps=_steps(fields, names, {**words_of(profiles, matrix), **_words_of_urls(fields, given)}),
        brief=texts.get("brief.md", ""),
        debrief=texts.get("debrief.md", ""),
        folder=folder,
        help=fields.text("help"),
        profiles=profiles,
        session_lasts=read_session_lasts(fields),
        files=read_files(fields),
        matrix=matrix,
    )


def _words_of_urls(lab: Fields, given: Sequence[Step]) -> Words:
    """Return the names of the Version 4 URLs that the start state signs; each becomes a shell variable."""
    named = {step.name: step for step in given if isinstance(step, (Presign, Alter)) and step.name}
    for name in named:
        if not _VARIABLE.fullmatch(name):
            lab.wrong(f"the URL's name {name!r} becomes a shell variable; use letters, digits and _", "given")
    signed = [name for name, step in named.items() if isinstance(step, Presign) and step.version == "v4"]
    return {"signature_of": signed or NO_URL}


def _step_ids(lab: Fields) -> list[str]:
    """Return the ids of the steps before they are read: a matrix names them, and checks name its columns."""
    entries = lab.values.get("steps")
    steps = entries if isinstance(entries, list) else []
    return [str(step["id"]) for step in steps if isinstance(step, Mapping) and "id" in step]


def _steps(lab: Fields, names: Names, words: Words) -> tuple[LabStep, ...]:
    entries = lab.values.get("steps", ())
    if not isinstance(entries, Sequence) or isinstance(entries, str) or ("steps" in lab and not entries):
        lab.wrong(f"expected a list of steps, found {shown(entries)}", "steps", "type")
        return ()
    steps = tuple(
        _step(entry, (*lab.at("steps"), place), lab.problems, names, words)
        for place, entry in enumerate(entries)
    )
    for place, step in enumerate(steps):
        if step.id in [earlier.id for earlier in steps[:place]]:
            path = (*lab.at("steps"), place, "id")
            lab.problems.append(Problem(path, f"the id {step.id!r} stands twice; choose another"))
    return steps


def _step(entry: object, path: DataPath, problems: list[Problem], names: Names, words: Words) -> LabStep:
    fields = Fields(entry, path, problems, _STEP_FIELDS)
    for name, what in _NEEDED.items():
        fields.need(name, what)
    checks = read_checks(fields, words)
    if not all(isinstance(check.wants, UrlAnswerPattern) for check in checks):
        # An answer about a URL of the lab follows from the URL: the self-test needs nobody to do anything.
        fields.need("solution", "scenario steps")
    hints = fields.list_of_texts("hints")
    if "hints" in fields and len(hints) != HINTS:
        fields.wrong(f"expected three hints, found {len(hints)}", "hints")
    return LabStep(
        id=fields.text("id"),
        title=fields.text("title"),
        task=fields.text("task"),
        checks=checks,
        hints=hints,
        solution=_solution(fields, names),
        prediction=read_prediction(fields, checks, words),
        commands=fields.text("commands"),
    )


def _solution(fields: Fields, names: Names) -> tuple[Step, ...]:
    steps = fields.values.get("solution", [])
    if "solution" in fields and not steps:
        fields.wrong("the solution is empty; write the steps that pass the checks", "solution", "missing")
        return ()
    return tuple(read_steps(steps, fields.at("solution"), fields.problems, names))
