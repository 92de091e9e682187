"""Reading what a lab lays ready in its console: profiles, how long their sessions last, files."""

import json
import re
from collections.abc import Mapping

from trainer.labs.check_reading import Words
from trainer.labs.matrix import Matrix
from trainer.labs.patterns import NOTHING_IN_FORCE
from trainer.labs.profiles import ADMINISTRATORS, KNOWN, Profile
from trainer.scenario.fields import Fields
from trainer.scenario.problems import Problem, nearest
from trainer.scenario.state import LONGEST_SESSION, SHORTEST_SESSION
from trainer.scenario.steps import ROLES

_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,30}\.json")
"""No folder, no hidden file, no program: a lab from a stranger lays down nothing that a command would run."""

_TAKEN = ("state.json", "world.json")
"""What the program itself keeps in the folder: the state of the lab, and the way into its world."""

_LONGEST_FILE = 10_000
"""Characters."""


def read_profiles(lab: Fields) -> tuple[Profile, ...]:
    """Return the profiles of users that a lab asks for."""
    names = lab.list_of_texts("profiles")
    for place, name in enumerate(names):
        path = (*lab.at("profiles"), place)
        if name not in KNOWN:
            says = f"{name!r} is no profile that a lab can have; {nearest(name, list(KNOWN))}"
            lab.problems.append(Problem(path, says, "unknown-word"))
        elif name in names[:place]:
            lab.problems.append(Problem(path, f"the profile {name!r} stands twice; drop one"))
    return tuple(KNOWN[name] for name in dict.fromkeys(names) if name in KNOWN)


def read_session_lasts(lab: Fields) -> int:
    """Return how many seconds a session of a role's profile lasts."""
    return lab.number("session_lasts", SHORTEST_SESSION, SHORTEST_SESSION, LONGEST_SESSION)


def read_files(lab: Fields) -> dict[str, str]:
    """Return the files that a lab lays ready: their names and their text, JSON indented for reading."""
    given = lab.values.get("files", {})
    if not isinstance(given, Mapping):
        lab.wrong("expected a mapping of file names to JSON documents", "files", "type")
        return {}
    files: dict[str, str] = {}
    for name, document in given.items():
        path = (*lab.at("files"), str(name))
        if not _FILE_NAME.fullmatch(str(name)) or name in _TAKEN:
            says = f"{name!r} cannot be laid there; choose a short name in small letters that ends in .json"
            lab.problems.append(Problem(path, says))
        elif not isinstance(document, (Mapping, list)):
            lab.problems.append(Problem(path, "expected a JSON document, written as YAML", "type"))
        else:
            files[name] = json.dumps(document, indent=2) + "\n"
            if len(files[name]) > _LONGEST_FILE:
                says = f"the file has {len(files[name])} characters; leave {_LONGEST_FILE}"
                lab.problems.append(Problem(path, says))
    return files


def words_of(profiles: tuple[Profile, ...], matrix: Matrix | None) -> Words:
    """Return the words that the patterns of a lab may use."""
    users = (ADMINISTRATORS, *(profile.name for profile in profiles))
    measures = (column.name for column in matrix.columns if column.begins) if matrix else ()
    return {
        "profile": (*users, *ROLES),
        "of_key": users,
        "key_status": ("Active", "Inactive"),
        "in_force": (*measures, NOTHING_IN_FORCE),
        "session_began": ("before", "after"),
    }
