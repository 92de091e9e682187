"""A tiny course for the tests, written as decks of YAML: every kind of question, two decks, tags."""

from pathlib import Path

HEAD = """\
format: 1
deck: {deck}
title: The {deck}
questions:
"""

QUESTION = """
  - id: {id}
    revision: {revision}
    kind: {kind}
    domain: {domain}
    task: "{task}"
    facts: [F26]
    tags: [{tag}]
    difficulty: 1
    level: apply
    references:
      - url: https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
        checked: "2026-11-23"
        via: stored-copy
        evidence: documented
"""

STEM = """\
    stem: |
      A made-up company runs its whole station on {id} and keeps its measurements in a private bucket. It
      wants to hand one object to a visitor who has no identity of its own, for one hour and no longer.
      Which {asks} these requirements?{select}
    options:
"""

OPTION = """\
      - text: Way number {number} of handing over the object that was measured on {id}.
        {says}
        why: >-
          This is the reason for way number {number} on {id}, long enough to be an explanation.
"""

RECALL = """\
    front: What is it that stands on the back of the card about the station on {id}?
    back: The back of the card about {id}.
"""

Written = tuple[str, str, str, str, tuple[int, ...]]
"""Kind, domain, task, tag and the right options of a question."""

PLANETS: dict[str, Written] = {
    "mercury": ("single", "secure", "1.1", "inner", (1,)),
    "venus": ("single", "secure", "1.1", "inner", (0,)),
    "earth": ("single", "resilient", "2.1", "inner", (3,)),
    "mars": ("single", "resilient", "2.1", "inner", (2,)),
    "jupiter": ("single", "performance", "3.1", "outer", (1,)),
    "saturn": ("single", "performance", "3.1", "outer", (1,)),
    "uranus": ("multiple", "cost", "4.1", "outer", (0, 3)),
    "neptune": ("recall", "cost", "4.1", "outer", ()),
    "pluto": ("recall", "cost", "4.1", "outer", ()),
}
MOONS: dict[str, Written] = {
    "io": ("single", "secure", "1.1", "small", (0,)),
    "europa": ("single", "secure", "1.1", "small", (1,)),
}


def write_course(folder: Path) -> Path:
    """Write the course's decks into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    write_deck(folder, "planets", PLANETS)
    write_deck(folder, "moons", MOONS)
    return folder


def write_deck(folder: Path, deck: str, questions: dict[str, Written], revision: int = 1) -> None:
    text = HEAD.format(deck=deck)
    text += "".join(question(name, *written, revision) for name, written in questions.items())
    (folder / f"{deck}.yaml").write_text(text, encoding="utf-8")


def question(
    name: str, kind: str, domain: str, task: str, tag: str, correct: tuple[int, ...], revision: int
) -> str:
    """Return a question as YAML."""
    head = QUESTION.format(id=name, revision=revision, kind=kind, domain=domain, task=task, tag=tag)
    if kind == "recall":
        return head + RECALL.format(id=name)
    several = kind == "multiple"
    stem = STEM.format(
        id=name,
        asks="solutions meet" if several else "solution meets",
        select=" (Select TWO.)" if several else "",
    )
    options = (
        OPTION.format(
            id=name,
            number=number,
            says="correct: true" if number in correct else "misconception: sharing-needs-public-access",
        )
        for number in range(5 if several else 4)
    )
    return head + stem + "".join(options)
