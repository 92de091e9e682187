"""Where a question's answer comes from."""

from pathlib import PurePath

from textual.content import Content

from trainer.study.question import Question
from trainer.tui.rail import EVIDENCE
from trainer.tui.text import Gap, Row, hang, shown

VIA = {"stored-copy": "read in a stored copy", "live": "read on the page itself"}


def reference_rows(question: Question, width: int) -> list[Row]:
    """Return the references with their evidence, then the question's id, facts and file."""
    rows: list[Row] = [Gap(0), Content.styled("Where it comes from", "bold"), Gap(2)]
    for reference in question.references:
        rows += hang(Content("  "), shown(reference.url), width)
        says = f"{EVIDENCE[reference.evidence]}, {VIA[reference.via]}, {reference.checked}"
        rows += [*hang(Content("  "), shown(says, "$muted"), width), Gap(1)]
    if not question.references:
        rows += [Content.styled("  no reference is given", "$muted"), Gap(1)]
    rows += [Gap(2), Content.styled("This question", "bold"), Gap(2)]
    rows += hang(
        Content.styled("  id     ", "$muted"), shown(f"{question.id}, revision {question.revision}"), width
    )
    if question.facts:
        rows += hang(Content.styled("  facts  ", "$muted"), shown(", ".join(question.facts)), width)
    rows += hang(
        Content.styled("  file   ", "$muted"), shown(f"{PurePath(question.file).name}:{question.line}"), width
    )
    return rows
