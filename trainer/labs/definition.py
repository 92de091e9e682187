"""A lab as its folder defines it: steps with checks, predictions, hints and a reference solution."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from trainer.errors import ContentError, UsageError
from trainer.labs.matrix import Matrix
from trainer.labs.patterns import Condition
from trainer.labs.profiles import Profile
from trainer.paths import shipped_labs
from trainer.scenario.state import SHORTEST_SESSION
from trainer.scenario.steps import ExpectObject, Step


@dataclass(frozen=True, slots=True)
class RequestPattern:
    """A request that must have been answered since the step began."""

    conditions: tuple[Condition, ...]
    same_url_as: str | None = None
    """Another check of the step: made with the same URL as a request that passes it."""
    different_url_from: str | None = None
    after: str | None = None
    """Another check of the step: answered after a request that passes it."""
    lab_gap_at_least: int = 0
    """Seconds of lab time since the request of `after`."""

    @property
    def refers_to(self) -> tuple[str, ...]:
        """Return the checks that must have passed for this one to pass."""
        named = (self.same_url_as, self.different_url_from, self.after)
        return tuple(dict.fromkeys(name for name in named if name))


@dataclass(frozen=True, slots=True)
class AnswerPattern:
    """What the student answers must equal a field of the request that passed another check."""

    ask: str
    of: str
    field: str


@dataclass(frozen=True, slots=True)
class UrlAnswerPattern:
    """What the student answers must equal a part of a URL that the lab has given."""

    ask: str
    url: str
    """Its name in the lab's start state."""
    part: str
    """One of `trainer.labs.signed_parts.PARTS`."""


Wants = RequestPattern | ExpectObject | AnswerPattern | UrlAnswerPattern


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that a step asks for."""

    id: str
    says: str
    """A sentence for the student."""
    wants: Wants
    expected: str
    """In a few words what must be observed."""

    @property
    def asks(self) -> str:
        """Return the question that the student answers; empty for a check of anything else."""
        return self.wants.ask if isinstance(self.wants, (AnswerPattern, UrlAnswerPattern)) else ""


@dataclass(frozen=True, slots=True)
class PredictionOption:
    """What a student may predict, and when the run says that it came true."""

    text: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Prediction:
    """A question asked before a step; the request that passes the check `of` answers it."""

    ask: str
    of: str
    options: tuple[PredictionOption, ...]


@dataclass(frozen=True, slots=True)
class LabStep:
    """One step of a lab."""

    id: str
    title: str
    task: str
    """Markdown."""
    checks: tuple[Check, ...]
    hints: tuple[str, ...]
    solution: tuple[Step, ...]
    prediction: Prediction | None = None
    commands: str = ""
    """The solution as it may be typed into the console, a command a line; may be empty."""


@dataclass(frozen=True, slots=True)
class Lab:
    """A lab; `name` is that of its folder."""

    name: str
    title: str
    minutes: int
    facts: tuple[str, ...]
    questions: tuple[str, ...]
    """Ids of questions about the same matter."""
    given: tuple[Step, ...]
    steps: tuple[LabStep, ...]
    brief: str
    """Markdown: the story, shown before the first step."""
    debrief: str
    """Markdown: shown after the last."""
    folder: Path
    help: str = ""
    """What the console's `help` adds for this lab; may be empty."""
    handouts: tuple[Path, ...] = ()
    """Files that are copied into the student's folder where they are not there yet."""
    profiles: tuple[Profile, ...] = ()
    """Profiles of users, besides `default` and those of the roles."""
    session_lasts: int = SHORTEST_SESSION
    """Seconds that a session of a role's profile lasts."""
    files: Mapping[str, str] = field(default_factory=dict)
    """Files that lie in the console's folder when the world was built: name and text."""
    matrix: Matrix | None = None


class LabError(ContentError):
    """A lab with mistakes; `problems` holds each as `FILE:LINE:COLUMN: what is wrong`."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


def lab_names(folder: Path | None = None) -> list[str]:
    """Return the names of the labs in a folder of labs, without reading them."""
    folder = folder or shipped_labs()
    return sorted(entry.parent.name for entry in folder.glob("*/lab.yaml"))


def find_labs(folder: Path | None = None) -> list[Lab]:
    """Return every lab of a folder of labs, the shipped one by default. Raises LabError."""
    folder = folder or shipped_labs()
    return [load_lab(folder / name) for name in lab_names(folder)]


def find_lab(name: str, folder: Path | None = None) -> Lab:
    """Return a lab by name. Raises UsageError naming the nearest one, or LabError."""
    folder = folder or shipped_labs()
    known = lab_names(folder)
    if name not in known:
        near = get_close_matches(name, known, 1)
        advice = f"did you mean {near[0]!r}?" if near else f"there are: {', '.join(known) or 'none'}"
        raise UsageError(f"no lab {name!r} in {folder}; {advice}")
    return load_lab(folder / name)


def load_lab(folder: Path) -> Lab:
    """Return the lab of a folder. Raises LabError with every problem, each with its place."""
    # Reading YAML costs an import that nothing but a lab needs.
    from trainer.labs.reading import read_lab

    return read_lab(folder)
